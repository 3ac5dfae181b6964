// Package udp describes the User Datagram Protocol (RFC 768): the rows of
// datagrams that no other protocol recognised and the udp.* fields.
package udp

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Protocol is UDP.
var Protocol = dissect.Protocol{
	Name:      "udp",
	Title:     "User Datagram Protocol",
	Column:    "UDP",
	Headers:   []capture.Proto{capture.ProtoUDP},
	NewHeader: func() dissect.HeaderDissector { return new(dissector) },
	Fields:    fields,
	Outline:   &outline,
}

const headLen = 8

type dissector struct{ row row }

// Header emits the row of a datagram that carries no message.
func (d *dissector) Header(f *dissect.Frame, h capture.Header) {
	d.row = row{f: f, b: f.Headers.Bytes(h), wire: h.Wire}
	f.Emit(dissect.Layer{Message: &d.row})
}

// row is the Info text of a datagram.
type row struct {
	f    *dissect.Frame
	b    []byte // from the UDP header on, at least the ports
	wire uint32 // bytes that IP has for UDP
}

// AppendInfo appends ports and length, and what is wrong with them.
func (r *row) AppendInfo(dst []byte) []byte {
	b := r.b
	dst = strconv.AppendUint(dst, uint64(binary.BigEndian.Uint16(b)), 10)
	dst = append(dst, " → "...)
	dst = strconv.AppendUint(dst, uint64(binary.BigEndian.Uint16(b[2:])), 10)
	if len(b) < 6 {
		return text.AppendCut(dst, r.f.State)
	}
	n, overIPv6 := uint32(binary.BigEndian.Uint16(b[4:])), r.f.Src.Kind == capture.AddrIPv6
	jumbo := n == 0 && overIPv6
	if n < headLen && !jumbo {
		dst = append(dst, " [BAD UDP LENGTH "...)
		dst = strconv.AppendUint(dst, uint64(n), 10)
		return append(dst, " < 8]"...)
	}
	if n > r.wire && !r.f.FirstFragment {
		dst = append(dst, " [BAD UDP LENGTH "...)
		dst = strconv.AppendUint(dst, uint64(n), 10)
		dst = append(dst, " > IP PAYLOAD LENGTH]"...)
	}
	if jumbo {
		n = r.wire
	}
	dst = append(dst, " Len="...)
	dst = strconv.AppendUint(dst, uint64(n-headLen), 10)
	if jumbo {
		dst = append(dst, " [Jumbogram]"...)
	}
	if len(b) < headLen {
		return text.AppendCut(dst, r.f.State)
	}
	if overIPv6 && binary.BigEndian.Uint16(b[6:]) == 0 {
		dst = append(dst, " [ILLEGAL CHECKSUM (0)]"...)
	}
	if len(b) == headLen && n > headLen {
		return text.AppendShort(dst, headLen, int(r.wire)) // nothing that could be read
	}
	return dst
}
