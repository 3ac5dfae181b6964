// Package icmpv6 dissects ICMPv6 (https://www.rfc-editor.org/rfc/rfc4443) with
// neighbour discovery (https://www.rfc-editor.org/rfc/rfc4861) and multicast
// listener discovery (https://www.rfc-editor.org/rfc/rfc2710,
// https://www.rfc-editor.org/rfc/rfc3810).
package icmpv6

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/icmp/echo"
)

// Protocol is ICMPv6.
var Protocol = dissect.Protocol{
	Name:      "icmpv6",
	Title:     "Internet Control Message Protocol v6",
	Column:    "ICMPv6",
	Headers:   []capture.Proto{capture.ProtoICMPv6},
	NewHeader: func() dissect.HeaderDissector { return new(dissector) },
	Fields:    fields,
	Outline:   &outline,
}

type dissector struct {
	row   row
	pings echo.Pings
}

// Losses implements dissect.Loser.
func (d *dissector) Losses() dissect.Losses { return d.pings.Losses() }

// Header emits the row of an ICMPv6 message and pairs echo replies with their
// requests.
func (d *dissector) Header(f *dissect.Frame, h capture.Header) {
	r := &d.row
	*r = row{b: f.Headers.Bytes(h), wire: int(h.Wire), quotedCut: f.QuotedCut()}
	if ip, ok := f.Find(capture.ProtoIPv6); ok {
		r.hops = f.Headers.Bytes(ip)[7]
	}
	if len(r.b) >= fixedLen {
		switch Type(r.b[0]) {
		case EchoRequest:
			// The type grows by one, in the high byte of the first word.
			d.pings.Request(f, echo.Read(r.b), echo.Adjust(binary.BigEndian.Uint16(r.b[2:]), ^uint16(0x0100)))
		case EchoReply:
			r.match = d.pings.Reply(f, echo.Read(r.b), binary.BigEndian.Uint16(r.b[2:]))
		}
	}
	f.Emit(dissect.Layer{Message: r})
}

// protocolNumber is that of ICMPv6 in the pseudo-header of its checksum.
const protocolNumber = 58

// fixedLen is what every message has at least.
const fixedLen = 8
