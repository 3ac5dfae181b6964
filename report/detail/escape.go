package detail

import (
	"unicode/utf8"

	"netsniff/dissect"
)

// escape makes dst[from:] fit for a line of a terminal: control characters as
// C writes them, bytes that are not UTF-8 as replacement characters.
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
	for _, c := range b {
		if c < 0x20 || c == 0x7f {
			return false
		}
		if c >= utf8.RuneSelf {
			return utf8.Valid(b) && !hasControl(b)
		}
	}
	return true
}

func hasControl(b []byte) bool {
	for i, c := range b {
		if c < 0x20 || c == 0x7f || c == 0xc2 && i+1 < len(b) && b[i+1] < 0xa0 {
			return true
		}
	}
	return false
}

const letters = "\a" + "a" + "\b" + "b" + "\t" + "t" + "\n" + "n" + "\v" + "v" + "\f" + "f" + "\r" + "r"

func appendRune(dst []byte, r rune) []byte {
	switch {
	case r >= 0x20 && r < 0x7f || r >= 0xa0:
		return utf8.AppendRune(dst, r)
	case r >= 0x80:
		return dissect.AppendHex(append(dst, '\\', 'u'), uint64(r), 4)
	}
	for i := 0; i < len(letters); i += 2 {
		if rune(letters[i]) == r {
			return append(dst, '\\', letters[i+1])
		}
	}
	return append(dst, '\\', '0'+byte(r>>6), '0'+byte(r>>3&7), '0'+byte(r&7))
}
