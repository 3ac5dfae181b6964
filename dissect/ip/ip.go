// Package ip describes IPv4 (https://www.rfc-editor.org/rfc/rfc791), IPv6 with
// its extension headers (https://www.rfc-editor.org/rfc/rfc8200) and the
// authentication header (https://www.rfc-editor.org/rfc/rfc4302): the rows of
// packets whose payload nobody recognised, of fragments and of headers that
// make no sense, and the fields of all packets.
package ip

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// IPv4 is the Internet Protocol, version 4.
var IPv4 = dissect.Protocol{
	Name:      "ip",
	Title:     "Internet Protocol Version 4",
	Column:    "IPv4",
	Headers:   []capture.Proto{capture.ProtoIPv4},
	NewHeader: func() dissect.HeaderDissector { return new(dissector4) },
	Fields:    fields4,
	Outline:   &outline4,
}

// IPv6 is the Internet Protocol, version 6, with its extension headers.
var IPv6 = dissect.Protocol{
	Name:   "ipv6",
	Title:  "Internet Protocol Version 6",
	Column: "IPv6",
	Headers: []capture.Proto{
		capture.ProtoIPv6, capture.ProtoIPv6HopByHop, capture.ProtoIPv6Routing, capture.ProtoIPv6Fragment,
		capture.ProtoIPv6DestOpts,
	},
	NewHeader: func() dissect.HeaderDissector { return new(dissector6) },
	Fields:    fields6,
	Outline:   &outline6,
}

// AH is the IP authentication header.
var AH = dissect.Protocol{
	Name:      "ah",
	Title:     "Authentication Header",
	Column:    "AH",
	Headers:   []capture.Proto{capture.ProtoAH},
	NewHeader: func() dissect.HeaderDissector { return new(dissectorAH) },
	Fields:    fieldsAH,
}

// Header lengths without options.
const (
	headLen4 = 20
	headLen6 = 40
)

// Protocol numbers with rows of their own.
const (
	numberIPv6      = 41
	numberESP       = 50
	numberNoNext    = 59
	lastUnassigned  = 223
	securityIndexAt = 4 // of the SPI in an authentication header
)

type dissector4 struct{ row row4 }

// Header emits the row of an IPv4 packet that carries nothing known.
func (d *dissector4) Header(f *dissect.Frame, h capture.Header) {
	d.row = row4{f: f, h: h, b: f.Headers.Bytes(h)}
	f.Emit(dissect.Layer{Message: &d.row, Column: d.row.column()})
}

type dissector6 struct{ row row6 }

// Header emits the row of an IPv6 packet that carries nothing known.
func (d *dissector6) Header(f *dissect.Frame, h capture.Header) {
	d.row = row6{f: f, h: h, b: f.Headers.Bytes(h)}
	f.Emit(dissect.Layer{Message: &d.row, Column: d.row.column()})
}

type dissectorAH struct{ row rowAH }

// Header emits the row of a packet whose innermost header authenticates it.
func (d *dissectorAH) Header(f *dissect.Frame, h capture.Header) {
	d.row = rowAH{f: f, b: f.Headers.Bytes(h)}
	f.Emit(dissect.Layer{Message: &d.row})
}

// rowAH is the Info text of an authentication header.
type rowAH struct {
	f *dissect.Frame
	b []byte
}

// AppendInfo appends the security parameters index.
func (r *rowAH) AppendInfo(dst []byte) []byte {
	if len(r.b) >= securityIndexAt+4 {
		dst = text.AppendHex(append(dst, "AH (SPI=0x"...), uint64(binary.BigEndian.Uint32(r.b[securityIndexAt:])), 8)
		dst = append(dst, ')')
	}
	return text.AppendCut(dst, r.f.State)
}
