package detail

import (
	"unicode/utf8"

	"netsniff/dissect/text"
)

// escape makes dst[from:] fit for a line of a terminal: control characters as
// C writes them, others without a glyph by their number, bytes that are not
// UTF-8 as replacement characters.
func escape(dst []byte, from int) []byte {
	b := dst[from:]
	if plain(b) {
		return dst
	}
	end := len(dst)
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		dst = appendRune(dst, r)
		i += n
	}
	return dst[:from+copy(dst[from:], dst[end:])]
}

func plain(b []byte) bool {
	for i := text.Plain(b); i < len(b); i += text.Plain(b[i:]) {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 || text.Invisible(r) {
			return false
		}
		i += n
	}
	return true
}

const letters = "\a" + "a" + "\b" + "b" + "\t" + "t" + "\n" + "n" + "\v" + "v" + "\f" + "f" + "\r" + "r"

func appendRune(dst []byte, r rune) []byte {
	switch {
	case !text.Invisible(r):
		return utf8.AppendRune(dst, r)
	case r >= 0x80:
		return text.AppendCodePoint(dst, r)
	}
	for i := 0; i < len(letters); i += 2 {
		if rune(letters[i]) == r {
			return append(dst, '\\', letters[i+1])
		}
	}
	return append(dst, '\\', '0'+byte(r>>6), '0'+byte(r>>3&7), '0'+byte(r&7))
}
