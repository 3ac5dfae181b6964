package dns

import (
	"bytes"
	"unicode/utf8"

	"netsniff/capture"
	"netsniff/dissect/text"
)

// appendLabel appends the bytes of a label: printable text as it is, the rest
// escaped. Most labels are plain and take the first loop only.
func appendLabel(dst, label []byte) []byte {
	for _, c := range label {
		if c < 0x20 || c >= 0x7f {
			return appendEscaped(dst, label)
		}
	}
	return append(dst, label...)
}

// appendEscaped appends UTF-8 text with C escapes for control characters, \u
// for other characters without a glyph and U+FFFD for bytes that are no UTF-8.
func appendEscaped(dst, b []byte) []byte {
	for len(b) > 0 {
		c := b[0]
		if c < utf8.RuneSelf {
			if c >= 0x20 && c < 0x7f {
				dst = append(dst, c)
			} else {
				dst = text.AppendEscape(dst, c)
			}
			b = b[1:]
			continue
		}
		r, n := decodeRune(b)
		b = b[n:]
		switch {
		case r == utf8.RuneError || text.Printable(r):
			dst = utf8.AppendRune(dst, r)
		default:
			dst = text.AppendCodePoint(dst, r)
		}
	}
	return dst
}

// decodeRune reads one sequence as its first byte announces it, overlong ones
// included: what it hides is shown. A sequence that is cut short or denotes no
// character is one U+FFFD for the bytes that belong to it.
func decodeRune(b []byte) (r rune, size int) {
	var want int
	switch c := b[0]; {
	case c < 0xc0 || c > 0xfd:
		return utf8.RuneError, 1
	case c < 0xe0:
		want, r = 2, rune(c&0x1f)
	case c < 0xf0:
		want, r = 3, rune(c&0x0f)
	case c < 0xf8:
		want, r = 4, rune(c&0x07)
	case c < 0xfc:
		want, r = 5, rune(c&0x03)
	default:
		want, r = 6, rune(c&0x01)
	}
	for size = 1; size < want; size++ {
		if size >= len(b) || b[size]&0xc0 != 0x80 {
			return utf8.RuneError, size
		}
		r = r<<6 | rune(b[size]&0x3f)
	}
	if !utf8.ValidRune(r) {
		return utf8.RuneError, size
	}
	return r, size
}

func appendUint(dst []byte, u uint64) []byte { return capture.AppendUint(dst, u) }

// appendHex4 appends 0x and four digits.
func appendHex4(dst []byte, u uint16) []byte {
	return text.AppendHex(append(dst, '0', 'x'), uint64(u), 4)
}

// untilNUL returns what stands before the first NUL, where strings end for
// those who print them.
func untilNUL(b []byte) []byte {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		return b[:i]
	}
	return b
}
