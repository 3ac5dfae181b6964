// Package hexdump prints bytes as tshark -x does: offset, sixteen bytes in
// hexadecimal, the same as ASCII.
package hexdump

import (
	"math/bits"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

const perLine = 16

// Frame appends the bytes of a frame and of the datagram and message that it
// completed, each under a title if there are several, and an empty line.
func Frame(dst []byte, f *dissect.Frame) []byte {
	several := f.Datagram(capture.BufferDatagram) != nil || f.Whole.Bytes != nil
	if several {
		dst = title(dst, "Frame", len(f.Data))
	}
	dst = Bytes(dst, f.Data)
	for b := capture.BufferDatagram; ; b++ {
		d, name := datagram(f, b)
		if d == nil {
			break
		}
		dst = title(dst, name, len(d))
		dst = Bytes(dst, d)
	}
	if m := f.Whole.Bytes; m != nil {
		dst = Bytes(title(dst, "Reassembled TCP", len(m)), m)
	}
	return append(dst, '\n')
}

// datagram returns the datagram in buffer b and its name.
func datagram(f *dissect.Frame, b capture.Buffer) ([]byte, string) {
	if b > capture.BufferInner {
		return nil, ""
	}
	name := "Reassembled IPv4"
	for _, h := range f.All() {
		if h.Buffer == b-1 && h.Proto == capture.ProtoIPv6Fragment {
			name = "Reassembled IPv6"
		}
	}
	return f.Datagram(b), name
}

func title(dst []byte, name string, n int) []byte {
	dst = append(append(dst, name...), " ("...)
	dst = strconv.AppendInt(dst, int64(n), 10)
	return append(dst, " bytes):\n"...)
}

// Bytes appends the lines of b.
func Bytes(dst, b []byte) []byte {
	digits := max(4, (bits.Len(uint(max(len(b), 1)-1))+3)/4)
	for off := 0; off < len(b); off += perLine {
		line := b[off:min(off+perLine, len(b))]
		dst = append(text.AppendHex(dst, uint64(off), digits), ' ')
		for i := range perLine {
			dst = append(dst, ' ')
			if i < len(line) {
				dst = text.AppendHex(dst, uint64(line[i]), 2)
			} else {
				dst = append(dst, "  "...)
			}
		}
		dst = append(dst, "   "...)
		for _, c := range line {
			if c < 0x20 || c >= 0x7f {
				c = '.'
			}
			dst = append(dst, c)
		}
		dst = append(dst, '\n')
	}
	return dst
}
