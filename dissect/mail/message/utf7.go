package message

import (
	"strings"
	"unicode/utf16"
)

// decodeUTF7 decodes RFC 2152: "+" begins UTF-16 in base64, which ends at a
// character outside that alphabet; a "-" there is dropped.
func decodeUTF7(b []byte) string {
	var out strings.Builder
	out.Grow(len(b))
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c >= 0x80:
			out.WriteRune('\ufffd')
		case c != '+':
			out.WriteByte(c)
		case i+1 < len(b) && b[i+1] == '-':
			out.WriteByte('+')
			i++
		default:
			n := utf7Shifted(&out, b[i+1:])
			i += n
			if i+1 < len(b) && b[i+1] == '-' {
				i++
			}
		}
	}
	return out.String()
}

// utf7Shifted decodes the base64 at the front of b and returns its length.
func utf7Shifted(out *strings.Builder, b []byte) (n int) {
	var bits uint32
	have := 0
	high := rune(-1)
	for ; n < len(b) && base64Value[b[n]] < 64; n++ {
		bits = bits<<6 | uint32(base64Value[b[n]])
		have += 6
		if have < 16 {
			continue
		}
		have -= 16
		unit := rune(bits >> have & 0xffff)
		if high >= 0 {
			out.WriteRune(utf16.DecodeRune(high, unit))
			high = -1
			continue
		}
		if utf16.IsSurrogate(unit) {
			high = unit
			continue
		}
		out.WriteRune(unit)
	}
	if high >= 0 || n == 0 {
		out.WriteRune('\ufffd')
	}
	return n
}
