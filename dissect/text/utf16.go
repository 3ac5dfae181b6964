package text

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// AppendUTF16 appends text of little-endian UTF-16 with its control characters escaped. An
// odd byte at the end is left out.
func AppendUTF16(dst, b []byte) []byte {
	for len(b) >= 2 {
		r := rune(binary.LittleEndian.Uint16(b))
		b = b[2:]
		if utf16.IsSurrogate(r) && len(b) >= 2 {
			r = utf16.DecodeRune(r, rune(binary.LittleEndian.Uint16(b)))
			b = b[2:]
		}
		if r < ' ' || r == 0x7f {
			dst = AppendEscape(dst, byte(r))
			continue
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}
