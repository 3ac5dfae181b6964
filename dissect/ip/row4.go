package ip

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// row4 is the Info text of an IPv4 packet.
type row4 struct {
	f *dissect.Frame
	h capture.Header
	b []byte // from the header on
}

// AppendInfo appends what is wrong with the header, or what it announces.
func (r *row4) AppendInfo(dst []byte) []byte {
	b := r.b
	if len(b) < headLen4 {
		return text.AppendCut(dst, r.f.State)
	}
	version, n, total := b[0]>>4, int(b[0]&15)*4, int(binary.BigEndian.Uint16(b[2:]))
	switch {
	case version != 4:
		return appendVersion(dst, "IPv4", version, 4)
	case n < headLen4:
		dst = strconv.AppendInt(append(dst, "Bogus IP header length ("...), int64(n), 10)
		return append(dst, ", must be at least 20)"...)
	case total != 0 && total < n:
		dst = strconv.AppendInt(append(dst, "Bogus IP length ("...), int64(total), 10)
		dst = strconv.AppendInt(append(dst, ", less than header length "...), int64(n), 10)
		return append(dst, ')')
	case len(b) < n:
		return text.AppendCut(dst, r.f.State)
	case int(r.h.Wire) == n:
		return dst
	case r.f.State == capture.Fragment:
		return appendFragment4(dst, b)
	case r.f.State != capture.Decoded:
		return text.AppendCut(dst, r.f.State)
	}
	return appendPayload(dst, b[9], b[n:])
}

// column returns the Protocol column of packets that are named after what they
// carry.
func (r *row4) column() string {
	if len(r.b) < headLen4 || r.f.State != capture.Decoded || int(r.h.Wire) == int(r.h.Len) {
		return ""
	}
	switch r.b[9] {
	case numberIPv6:
		return "IPv6"
	case numberESP:
		return "ESP"
	}
	return ""
}

func appendVersion(dst []byte, name string, got, want byte) []byte {
	dst = append(append(append(dst, "Bogus "...), name...), " version ("...)
	dst = strconv.AppendUint(dst, uint64(got), 10)
	dst = strconv.AppendUint(append(dst, ", must be "...), uint64(want), 10)
	return append(dst, ')')
}

func appendFragment4(dst, b []byte) []byte {
	dst = append(append(dst, "Fragmented IP protocol (proto="...), protocolName(b[9])...)
	dst = strconv.AppendUint(append(dst, ' '), uint64(b[9]), 10)
	dst = strconv.AppendUint(append(dst, ", off="...), uint64(binary.BigEndian.Uint16(b[6:])&0x1fff)*8, 10)
	dst = text.AppendHex(append(dst, ", ID="...), uint64(binary.BigEndian.Uint16(b[4:])), 4)
	return append(dst, ')')
}

// appendPayload names the protocol of a payload.
func appendPayload(dst []byte, number uint8, payload []byte) []byte {
	if number == numberESP && len(payload) >= 4 {
		dst = text.AppendHex(append(dst, "ESP (SPI=0x"...), uint64(binary.BigEndian.Uint32(payload)), 8)
		return append(dst, ')')
	}
	dst = append(append(dst, protocolName(number)...), " ("...)
	return append(strconv.AppendUint(dst, uint64(number), 10), ')')
}
