// Package dns dissects the Domain Name System over UDP and TCP and its two
// local relatives, multicast DNS and LLMNR, which share the message format.
//
// The message is RFC 1035 §4 (https://www.rfc-editor.org/rfc/rfc1035), over TCP
// behind a two-byte length (RFC 7766 §8). Multicast DNS is RFC 6762, LLMNR
// RFC 4795, updates are RFC 2136, EDNS is RFC 6891, stateful operations RFC 8490;
// the resource record types name theirs where their layout is given.
//
// The parser (Packet, Records, Record) is made of pure functions on bytes and
// reads nothing that is not asked for; the dissector adds which query a
// response answers.
package dns

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/allowance"
	"netsniff/dissect/http/dnsquery"
)

// Flavor tells the protocols that share the DNS message format apart.
type Flavor uint8

// The three flavors.
const (
	Unicast Flavor = iota
	Multicast
	LinkLocal
)

var flavorNames = [...]string{"DNS", "MDNS", "LLMNR"}

func (f Flavor) String() string { return flavorNames[f] }

const (
	port        = 53
	netBIOSPort = 137 // its name service has the same message format (RFC 1002 §4.2)
)

// DNS is the Domain Name System.
var DNS = dissect.Protocol{
	Name: "dns", Title: "Domain Name System", Column: "DNS",
	TCP: []uint16{53, 5353}, UDP: []uint16{port},
	Secured: []uint16{853}, ALPN: []string{"dot"},
	Sniff:     sniff,
	NewStream: func(c *dissect.Conn) dissect.StreamDissector { return newDissector(c, Unicast) },
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector {
		d := newDissector(c, Unicast)
		d.guessed, d.foreign = !between(c, port), between(c, netBIOSPort)
		return d
	},
	NewDialogue: newDialogue,
	Media:       []string{dnsquery.Type},
	NewContent:  newContent, NewContentDialogue: newContentDialogue,
	Findings: findings,
	Fields:   fields,
	Outline:  &outline,
}

// MDNS is multicast DNS. Its fields are those of DNS.
var MDNS = dissect.Protocol{
	Name: "mdns", Title: "Multicast Domain Name System", Column: "MDNS",
	UDP:         []uint16{5353},
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return newDissector(c, Multicast) },
	NewDialogue: newSilence,
	Findings:    findings,
	Fields:      multicastFields,
	Outline:     &outline,
}

// LLMNR is link-local multicast name resolution. Its fields are those of DNS.
var LLMNR = dissect.Protocol{
	Name: "llmnr", Title: "Link-local Multicast Name Resolution", Column: "LLMNR",
	UDP:         []uint16{5355},
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return newDissector(c, LinkLocal) },
	NewDialogue: newSilence,
	Findings:    findings,
	Fields:      fields,
	Outline:     &outline,
}

// dissector is the state of one UDP conversation or TCP connection.
type dissector struct {
	flavor  Flavor
	guessed bool    // no port says that the conversation is DNS
	foreign bool    // a port says that it is not
	found   [2]bool // by direction: where messages begin in the stream is known
	open    transactions
	account allowance.Account // of open
	*store
}

func newDissector(c *dissect.Conn, flavor Flavor) *dissector {
	return &dissector{flavor: flavor, store: dissect.Shared[store](c)}
}

// between reports whether one end of c has the port.
func between(c *dissect.Conn, port uint16) bool {
	return c.Client.Port == port || c.Server.Port == port
}

// lengthPrefix is what precedes a message over TCP (RFC 1035 §4.2.2).
const lengthPrefix = 2

// Datagram reads one message. A claimed port is believed: what cannot be read
// is a malformed DNS message, as an analyst of port 53 wants to see it. Where
// the protocol was guessed, every datagram has to look like it again.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	p := Packet{Bytes: b, WireLen: max(len(b), f.PayloadLen), Flavor: d.flavor}
	if len(b) == 0 || d.foreign || d.guessed && !credible(p, &d.guess) {
		return false
	}
	m := d.message(f)
	m.Packet = p
	d.finish(f, m)
	f.Emit(dissect.Layer{Message: m})
	return true
}

// Quoted reads what an error quotes of a message. It is no message of its
// conversation: so it answers and repeats nothing.
func (d *dissector) Quoted(f *dissect.Frame, b []byte, wire int) {
	m := d.message(f)
	m.Packet = Packet{Bytes: b, WireLen: max(len(b), wire), Flavor: d.flavor}
	m.Exchange = Exchange{}
	f.Emit(dissect.Layer{Message: m, Quiet: true})
}

// Dissect reads one message with its length prefix.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	if len(in.Bytes) < lengthPrefix {
		return dissect.MoreSegment()
	}
	if v, skipped := d.joined(f, in); skipped {
		return v
	}
	end := lengthPrefix + int(binary.BigEndian.Uint16(in.Bytes))
	if len(in.Bytes) < end && !in.Last {
		return dissect.More(end - len(in.Bytes))
	}
	m := d.message(f)
	b := in.Bytes[lengthPrefix:min(end, len(in.Bytes))]
	m.Packet = Packet{Bytes: b, WireLen: len(b), Flavor: d.flavor}
	if in.Last && !in.Again {
		m.WireLen = min(end-lengthPrefix, len(b)+max(0, f.PayloadLen-len(f.Payload)))
	}
	m.base, m.stream, m.again = lengthPrefix, true, in.Again
	d.supersede(f)
	d.finish(f, m)
	f.Emit(dissect.Layer{Message: m})
	return dissect.Done(lengthPrefix + len(b))
}

// Gap needs nothing: the engine starts again at a segment.
func (d *dissector) Gap(dissect.Dir, int64) {}

// supersede silences the messages that stand before the new one in the same
// segment: the row names the last message. One that ended here after it began
// in an earlier frame keeps its text.
func (d *dissector) supersede(f *dissect.Frame) {
	layers := f.Messages()
	for i := len(layers) - 1; i >= 0 && !layers[i].Quiet; i-- {
		if m, ok := layers[i].Message.(*Message); ok && !m.again {
			layers[i].Quiet = true
		}
	}
}

// settle accounts for what is remembered.
func (d *dissector) settle() {
	if n := d.open.kept(); n > 0 {
		d.store.allowance.Set(&d.account, d, n)
	}
	d.store.lost.Queries += uint64(d.open.forgotten)
	d.open.forgotten = 0
}

// GiveUp implements allowance.Owner.
func (d *dissector) GiveUp() {
	d.open.forget()
	d.settle()
}

// finish pairs the message with the one it answers or repeats. Identifier and
// flags are enough for that, whatever is wrong with the rest.
func (d *dissector) finish(f *dissect.Frame, m *Message) {
	m.Exchange = Exchange{}
	if b := m.Bytes; len(b) >= 4 {
		m.Exchange = d.open.observe(binary.BigEndian.Uint16(b), Flags(binary.BigEndian.Uint16(b[2:])), f.Frame, f.At)
		d.settle()
	}
}
