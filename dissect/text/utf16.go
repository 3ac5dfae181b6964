package text

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// AppendUTF16 appends text of little-endian UTF-16 as AppendText shows text. An
// odd byte at the end is left out.
func AppendUTF16(dst, b []byte) []byte {
	for len(b) >= 2 {
		var r rune
		if r, b = nextRune(b); r < ' ' || r == 0x7f {
			dst = AppendEscape(dst, byte(r))
			continue
		}
		dst = appendRune(dst, r)
	}
	return dst
}

// AppendUTF8 appends text of little-endian UTF-16 as UTF-8, as it is.
func AppendUTF8(dst, b []byte) []byte {
	for len(b) >= 2 {
		var r rune
		r, b = nextRune(b)
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// nextRune returns the character that b, of two bytes at least, begins with.
func nextRune(b []byte) (r rune, rest []byte) {
	r = rune(binary.LittleEndian.Uint16(b))
	switch b = b[2:]; {
	case !utf16.IsSurrogate(r):
	case len(b) < 2:
		r = utf8.RuneError
	default:
		r, b = utf16.DecodeRune(r, rune(binary.LittleEndian.Uint16(b))), b[2:]
	}
	return r, b
}
