package text

import (
	"unicode"
	"unicode/utf8"
)

// AppendText appends b as Wireshark shows text from the wire: control
// characters escaped as in C or in octal, other characters that cannot be
// printed as \uXXXX, each ill-formed UTF-8 sequence as U+FFFD.
func AppendText(dst, b []byte) []byte { return appendText(dst, b, false) }

// AppendBlanked is AppendText with white space, line ends included, as blanks.
func AppendBlanked(dst, b []byte) []byte { return appendText(dst, b, true) }

func appendText(dst, b []byte, blank bool) []byte {
	for i := 0; i < len(b); {
		c := b[i]
		switch {
		case c >= 0x80:
			r, n := decode(b[i:])
			dst = appendRune(dst, r)
			i += n
			continue
		case c >= 0x20 && c < 0x7f:
			dst = append(dst, c)
		case blank && c >= '\t' && c <= '\r':
			dst = append(dst, ' ')
		default:
			dst = AppendEscape(dst, c)
		}
		i++
	}
	return dst
}

func appendRune(dst []byte, r rune) []byte {
	if unicode.IsGraphic(r) {
		return utf8.AppendRune(dst, r)
	}
	return AppendCodePoint(dst, r)
}

// Readable returns b if it is well-formed UTF-8. Else every byte that is not
// ASCII becomes U+FFFD, as in Wireshark's values of fields that ought to be
// ASCII.
func Readable(b []byte) []byte {
	if utf8.Valid(b) {
		return b
	}
	out := make([]byte, 0, 3*len(b))
	for _, c := range b {
		if c < 0x80 {
			out = append(out, c)
		} else {
			out = utf8.AppendRune(out, utf8.RuneError)
		}
	}
	return out
}

// decode reads one character. An ill-formed sequence gives U+FFFD and the
// length of its longest valid beginning (Unicode 15 §3.9, U+FFFD substitution
// of maximal subparts), where package utf8 would give 1.
func decode(b []byte) (rune, int) {
	r, n := utf8.DecodeRune(b)
	if r != utf8.RuneError || n == 3 {
		return r, n
	}
	lo, hi, want := byte(0x80), byte(0xbf), 0
	switch c := b[0]; {
	case c >= 0xc2 && c <= 0xdf:
		want = 1
	case c >= 0xe0 && c <= 0xef:
		want = 2
		if c == 0xe0 {
			lo = 0xa0
		} else if c == 0xed {
			hi = 0x9f
		}
	case c >= 0xf0 && c <= 0xf4:
		want = 3
		if c == 0xf0 {
			lo = 0x90
		} else if c == 0xf4 {
			hi = 0x8f
		}
	}
	n = 1
	for n <= want && n < len(b) && b[n] >= lo && b[n] <= hi {
		n++
		lo, hi = 0x80, 0xbf
	}
	return utf8.RuneError, n
}
