package json

import (
	"encoding/hex"
	"unicode/utf16"
	"unicode/utf8"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/registry"
	"netsniff/dissect/text"
)

// appendString appends b as a JSON string. Bytes that are not UTF-8 become
// U+FFFD; characters that command a terminal or reorder text are escaped,
// which a reader of JSON does not notice.
func appendString(dst, b []byte) []byte {
	return append(appendText(append(dst, '"'), b), '"')
}

// marked are the characters of JSON's strings that are escaped (RFC 8259 §7).
var marked = text.NewMarks(`"\`)

func appendText(dst, b []byte) []byte {
	from := 0
	for i := 0; ; {
		if i += marked.Plain(b[i:]); i == len(b) {
			break
		}
		if c := b[i]; c < utf8.RuneSelf {
			dst = appendEscape(append(dst, b[from:i]...), rune(c))
			i++
			from = i
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			dst = utf8.AppendRune(append(dst, b[from:i]...), r)
		case text.Invisible(r):
			dst = appendEscape(append(dst, b[from:i]...), r)
		default:
			i += n
			continue
		}
		i += n
		from = i
	}
	return append(dst, b[from:]...)
}

func appendEscape(dst []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(dst, '\\', byte(r))
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	case '\b':
		return append(dst, '\\', 'b')
	case '\f':
		return append(dst, '\\', 'f')
	}
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		return appendEscape(appendEscape(dst, high), low)
	}
	return text.AppendHex(append(dst, '\\', 'u'), uint64(r), 4)
}

// appendValue appends a value as a JSON string: text as it was sent, all
// others as Wireshark prints them.
func appendValue(dst []byte, f *dissect.Field, v *dissect.Value) []byte {
	dst = append(dst, '"')
	switch f.Type {
	case dissect.String:
		dst = appendText(dst, v.B)
	case dissect.Octets:
		dst = capture.AppendEther(dst, v.B)
	case dissect.Label:
		dst = appendText(dst, v.B)
	default:
		dst = registry.AppendValue(dst, f, v)
	}
	return append(dst, '"')
}

// appendHexString appends bytes as a JSON string of hexadecimal digits.
func appendHexString(dst, b []byte) []byte {
	return append(hex.AppendEncode(append(dst, '"'), b), '"')
}
