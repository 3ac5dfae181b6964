package text

import "unicode"

// Printable reports whether the Info column shows a character as it is, as
// Wireshark does: it has a glyph or is a space.
func Printable(r rune) bool {
	return unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Co)
}

// AppendEscape appends a control character as C writes it: with its letter if
// it has one, else in octal.
func AppendEscape(dst []byte, c byte) []byte {
	if '\a' <= c && c <= '\r' {
		return append(dst, '\\', "abtnvfr"[c-'\a'])
	}
	return append(dst, '\\', '0'+c>>6, '0'+c>>3&7, '0'+c&7)
}

// AppendCodePoint appends a character that has no glyph: \u200B, and with
// eight digits above U+FFFF.
func AppendCodePoint(dst []byte, r rune) []byte {
	const digits = "0123456789ABCDEF"
	n := 4
	dst = append(dst, '\\', 'u')
	if r > 0xffff {
		n, dst[len(dst)-1] = 8, 'U'
	}
	for n--; n >= 0; n-- {
		dst = append(dst, digits[r>>(4*n)&15])
	}
	return dst
}

// Invisible reports whether a character has no glyph of its own but commands a
// terminal, hides, or reorders the text around it: controls, the marks of
// bidirectional text (https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters),
// separators of lines, zero-width spaces, annotations and tags. The joiners
// U+200C and U+200D are not meant: words and signs need them.
func Invisible(r rune) bool {
	switch {
	case r < 0x20 || 0x7f <= r && r < 0xa0:
		return true
	case r < 0x2070:
		return r == 0x61c || r >= 0x2060 || 0x2028 <= r && r <= 0x202e || 0x200b <= r && r <= 0x200f && r != 0x200c &&
			r != 0x200d
	case r < 0xfeff:
		return false
	}
	return r == 0xfeff || 0xfff9 <= r && r <= 0xfffb || 0xe0000 <= r && r <= 0xe007f
}
