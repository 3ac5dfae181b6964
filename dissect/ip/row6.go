package ip

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// row6 is the Info text of an IPv6 packet.
type row6 struct {
	f *dissect.Frame
	h capture.Header // the innermost one: IPv6 or an extension header
	b []byte         // from it on
}

// AppendInfo appends what is wrong with the headers, or what the last of them
// announces.
func (r *row6) AppendInfo(dst []byte) []byte {
	state := r.f.State
	if r.h.Proto == capture.ProtoIPv6 && len(r.b) < headLen6 {
		if state == capture.Malformed && r.h.Wire > 0 {
			dst = strconv.AppendUint(append(dst, "Invalid IPv6 header ("...), uint64(r.h.Wire), 10)
			dst = append(dst, " bytes, need exactly 40)"...)
		}
		return text.AppendCut(dst, state)
	}
	switch state {
	case capture.Fragment:
		return appendFragment6(dst, r.b)
	case capture.Malformed, capture.Truncated:
		return text.AppendCut(r.appendExtensions(dst), state)
	}
	number := r.next()
	if number == numberNoNext {
		return append(dst, "IPv6 no next header"...)
	}
	payload := r.b[min(int(r.h.Len), len(r.b)):]
	if number != numberESP {
		dst = append(dst, "Unknown IP Protocol: "...)
	}
	return appendPayload(dst, number, payload)
}

// next returns the protocol number of what follows the innermost header.
func (r *row6) next() uint8 {
	switch {
	case len(r.b) < 7:
		return numberNoNext
	case r.h.Proto == capture.ProtoIPv6:
		return r.b[6]
	}
	return r.b[0]
}

// column returns the Protocol column of packets that are not named IPv6:
// extension headers may follow IPv4.
func (r *row6) column() string {
	switch {
	case r.f.State == capture.Decoded && r.next() == numberESP:
		return "ESP"
	case r.h.Proto != capture.ProtoIPv6 && r.f.Src.Kind == capture.AddrIPv4:
		return "IPv4"
	}
	return ""
}

func appendFragment6(dst, b []byte) []byte {
	offset := binary.BigEndian.Uint16(b[2:])
	dst = strconv.AppendUint(append(dst, "IPv6 fragment (off="...), uint64(offset&^7), 10)
	more := byte('n')
	if offset&1 != 0 {
		more = 'y'
	}
	dst = append(append(dst, " more="...), more)
	dst = text.AppendHex(append(dst, " ident=0x"...), uint64(binary.BigEndian.Uint32(b[4:])), 8)
	dst = strconv.AppendUint(append(dst, " nxt="...), uint64(b[0]), 10)
	return append(dst, ')')
}

// fragmentLen is the length of a fragment header (RFC 8200 §4.5).
const fragmentLen = 8

// extensionNames are the Info texts of extension headers.
var extensionNames = map[capture.Proto]string{
	capture.ProtoIPv6HopByHop: "IPv6 hop-by-hop options",
	capture.ProtoIPv6Routing:  "IPv6 routing",
	capture.ProtoIPv6DestOpts: "IPv6 destination options",
}

// appendExtensions appends the names of the extension headers that lead to
// the one that was cut.
func (r *row6) appendExtensions(dst []byte) []byte {
	start := len(dst)
	for _, h := range r.f.All() {
		name, fragment := extensionNames[h.Proto], h.Proto == capture.ProtoIPv6Fragment && h.Len == fragmentLen
		if h.Proto == capture.ProtoIPv4 || h.Proto == capture.ProtoIPv6 {
			dst = dst[:start]
		}
		if name == "" && !fragment {
			continue
		}
		if len(dst) > start {
			dst = append(dst, " , "...)
		}
		if fragment {
			dst = appendFragment6(dst, r.f.Headers.Bytes(h))
		}
		dst = append(dst, name...)
	}
	return dst
}
