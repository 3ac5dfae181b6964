// Package dhcp dissects the Dynamic Host Configuration Protocol
// (https://www.rfc-editor.org/rfc/rfc2131), its options
// (https://www.rfc-editor.org/rfc/rfc2132) and the Bootstrap Protocol that it grew
// out of (https://www.rfc-editor.org/rfc/rfc951).
package dhcp

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/pairing"
	"netsniff/dissect/tlv"
)

// Protocol is DHCP.
var Protocol = dissect.Protocol{
	Name: "dhcp", Title: "Dynamic Host Configuration Protocol", Column: "DHCP",
	UDP:         []uint16{serverPort, clientPort, proxyPort},
	Sniff:       sniff,
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[dissector](c) },
	NewDialogue: pairing.New(read),
	Fields:      fields,
	Outline:     &outline,
}

// Ports; the last is that of PXE's boot servers.
const (
	serverPort = 67
	clientPort = 68
	proxyPort  = 4011
)

// Places of the fields of RFC 2131 §2.
const (
	opAt     = 0
	htypeAt  = 1
	hlenAt   = 2
	xidAt    = 4
	flagsAt  = 10
	ciaddrAt = 12
	yiaddrAt = 16
	siaddrAt = 20
	giaddrAt = 24
	chaddrAt = 28
	snameAt  = 44
	fileAt   = 108
	cookieAt = 236
	optionAt = 240
)

// magic is the cookie before options (RFC 2132 §2).
const magic = 0x63825363

// Values of op.
const (
	bootRequest = 1
	bootReply   = 2
)

const hardwareEthernet = 1

// layout is that of options.
var layout = tlv.Layout{Type: 1, Length: 1, Bare: true, Pad: 0, End: 255, Start: start}

func start(b []byte) int {
	if len(b) < optionAt || binary.BigEndian.Uint32(b[cookieAt:]) != magic {
		return len(b)
	}
	return optionAt
}

// sniff leaves the ports to what begins as a request or a reply.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from != dissect.FromDatagram {
		return dissect.No
	}
	return dissect.Maybe
}

type dissector struct{ message Message }

// Datagram reads a message.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	m := &d.message
	m.read(b, max(len(b), f.PayloadLen))
	column := ""
	if m.Type == 0 && m.cutBeforeType {
		column = "BOOTP"
	}
	f.Emit(dissect.Layer{Message: m, Bytes: b, Column: column})
	return true
}

// Quoted reads the message that an error quotes.
func (d *dissector) Quoted(f *dissect.Frame, b []byte, wire int) {
	d.message.read(b, wire)
	f.Emit(dissect.Layer{Message: &d.message, Bytes: b, Quiet: true})
}
