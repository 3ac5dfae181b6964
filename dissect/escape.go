package dissect

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
