package text

import "netsniff/capture"

// AppendCut appends what Wireshark says of a header that could not be read to
// its end: nothing if s is Decoded.
func AppendCut(dst []byte, s capture.State) []byte {
	switch s {
	case capture.Malformed:
		return append(dst, "[Malformed Packet]"...)
	case capture.Truncated:
		return append(dst, "[Packet size limited during capture]"...)
	}
	return dst
}

// AppendShort appends what Wireshark says of a message that ends too early: its
// length is that on the wire, captured the bytes that are there.
func AppendShort(dst []byte, captured, length int) []byte {
	if length > captured {
		return AppendCut(dst, capture.Truncated)
	}
	return AppendCut(dst, capture.Malformed)
}

// AppendHex appends the lowest digits hexadecimal digits of u, lower case.
func AppendHex(dst []byte, u uint64, digits int) []byte {
	for i := digits - 1; i >= 0; i-- {
		dst = append(dst, "0123456789abcdef"[u>>(4*i)&15])
	}
	return dst
}
