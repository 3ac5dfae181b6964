// Package dhcpv6 dissects the Dynamic Host Configuration Protocol for IPv6
// (https://www.rfc-editor.org/rfc/rfc8415).
package dhcpv6

import (
	"netsniff/dissect"
	"netsniff/dissect/pairing"
	"netsniff/dissect/tlv"
)

// Protocol is DHCPv6.
var Protocol = dissect.Protocol{
	Name: "dhcpv6", Title: "DHCPv6", Column: "DHCPv6",
	UDP:         []uint16{546, 547},
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[dissector](c) },
	NewDialogue: pairing.New(read),
	Fields:      fields,
	Outline:     &outline,
}

// layout is that of options (RFC 8415 §21.1).
var layout = tlv.Layout{Type: 2, Length: 2}

type dissector struct{ message Message }

// Datagram reads a message.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	d.message.read(b, max(len(b), f.PayloadLen))
	f.Emit(dissect.Layer{Message: &d.message, Bytes: b})
	return true
}

// Quoted reads the message that an error quotes.
func (d *dissector) Quoted(f *dissect.Frame, b []byte, wire int) {
	d.message.read(b, wire)
	f.Emit(dissect.Layer{Message: &d.message, Bytes: b, Quiet: true})
}

// read says what belongs together.
func read(_ dissect.Dir, b []byte) (pairing.Message, bool) {
	var m Message
	m.read(b, len(b))
	if len(m.Heads) == 0 {
		return pairing.Message{Lone: true}, true
	}
	inner := m.Heads[len(m.Heads)-1]
	p := pairing.Message{ID: pairing.Number(uint64(inner.XID)), Lone: inner.Type == Reconfigure}
	if n := notice(&m); n != nil {
		p.Says = n
	}
	switch inner.Type {
	case Advertise, Reply:
		p.Reply, p.Status, p.Outcome = true, inner.Type.String(), dissect.Succeeded
		if o := m.find(optionStatus); o != nil && len(o.Value) >= 2 && o.Value[0]|o.Value[1] != 0 {
			p.Status, p.Outcome = statusName(uint64(o.Value[0])<<8|uint64(o.Value[1])), dissect.Refused
		}
	default:
		p.Method = inner.Type.String()
	}
	return p, true
}
