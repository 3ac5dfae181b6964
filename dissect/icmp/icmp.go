// Package icmp dissects the Internet Control Message Protocol
// (https://www.rfc-editor.org/rfc/rfc792) with router discovery
// (https://www.rfc-editor.org/rfc/rfc1256), address masks
// (https://www.rfc-editor.org/rfc/rfc950) and extended echo
// (https://www.rfc-editor.org/rfc/rfc8335).
package icmp

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/icmp/echo"
)

// Protocol is ICMP.
var Protocol = dissect.Protocol{
	Name:      "icmp",
	Title:     "Internet Control Message Protocol",
	Column:    "ICMP",
	Headers:   []capture.Proto{capture.ProtoICMP},
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

// Header emits the row of an ICMP message and pairs echo replies with their
// requests.
func (d *dissector) Header(f *dissect.Frame, h capture.Header) {
	r := &d.row
	*r = row{b: f.Headers.Bytes(h), wire: int(h.Wire), ttl: hopsLeft(f), quotedCut: f.QuotedCut()}
	if len(r.b) >= 8 {
		switch Type(r.b[0]) {
		case EchoRequest:
			d.pings.Request(f, echo.Read(r.b), echo.Adjust(binary.BigEndian.Uint16(r.b[2:]), 0x0800))
		case EchoReply:
			r.match = d.pings.Reply(f, echo.Read(r.b), binary.BigEndian.Uint16(r.b[2:]))
		}
	}
	f.Emit(dissect.Layer{Message: r})
}

// hopsLeft returns the TTL or hop limit of the innermost IP header.
func hopsLeft(f *dissect.Frame) uint8 {
	if h, ok := f.Find(capture.ProtoIPv4); ok {
		return f.Headers.Bytes(h)[8]
	}
	if h, ok := f.Find(capture.ProtoIPv6); ok {
		return f.Headers.Bytes(h)[7]
	}
	return 0
}
