package http

import (
	"unicode/utf8"

	"netsniff/dissect/text"
)

// appendText appends b for the Info column: control characters as C escapes
// or octal, others without a glyph by their number, bytes that are no UTF-8 as
// U+FFFD.
func appendText(dst, b []byte) []byte {
	for len(b) > 0 {
		n := plain(b)
		dst, b = append(dst, b[:n]...), b[n:]
		if len(b) == 0 {
			break
		}
		if b[0] < utf8.RuneSelf {
			dst, b = text.AppendEscape(dst, b[0]), b[1:]
			continue
		}
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			dst = append(dst, "\uFFFD"...)
		case !text.Printable(r):
			dst = text.AppendCodePoint(dst, r)
		default:
			dst = append(dst, b[:n]...)
		}
		b = b[n:]
	}
	return dst
}

// plain returns how many bytes at the front of b print as they are.
func plain(b []byte) int {
	for i, c := range b {
		if c < ' ' || c >= 0x7f {
			return i
		}
	}
	return len(b)
}
