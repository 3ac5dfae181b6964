package timeline

import (
	"unicode/utf8"

	"netsniff/dissect/text"
)

// clean makes dst[from:] fit for a terminal: controls that came from the wire
// are shown as Go writes them in strings, so no escape sequence of a packet
// reaches the screen. What only reorders or hides text passes if the reader is
// a program: exact says so.
func clean(dst []byte, from int, exact bool) []byte {
	for i := from + text.Plain(dst[from:]); i < len(dst); i += text.Plain(dst[i:]) {
		r, n := utf8.DecodeRune(dst[i:])
		if !shown(r, n, exact) {
			return escape(dst, i, exact)
		}
		i += n
	}
	return dst
}

// shown reports whether a character of n bytes stays as it is. A byte that is
// no UTF-8 may be a control of an older terminal.
func shown(r rune, n int, exact bool) bool {
	switch {
	case r == utf8.RuneError && n == 1:
		return false
	case exact && r >= 0xa0:
		return true
	}
	return !text.Invisible(r)
}

func escape(dst []byte, from int, exact bool) []byte {
	const digits = "0123456789abcdef"
	tail := append([]byte(nil), dst[from:]...)
	dst = dst[:from]
	for len(tail) > 0 {
		r, n := utf8.DecodeRune(tail)
		switch {
		case shown(r, n, exact):
			dst = append(dst, tail[:n]...)
		case r >= 0xa0 && r != utf8.RuneError:
			dst = text.AppendCodePoint(dst, r)
		default:
			for _, c := range tail[:n] {
				dst = append(dst, '\\', 'x', digits[c>>4], digits[c&15])
			}
		}
		tail = tail[n:]
	}
	return dst
}
