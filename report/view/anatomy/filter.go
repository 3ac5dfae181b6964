package anatomy

import (
	"unicode/utf8"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/registry"
	"netsniff/dissect/text"
)

// longest is how many bytes of a value a filter compares; of longer ones it asks whether the
// field is there.
const longest = 200

// appendFilter appends the display filter that frames with this value pass.
func appendFilter(dst []byte, f *dissect.Field, v *dissect.Value) []byte {
	dst = append(dst, f.Name...)
	if f.Type == dissect.Label || f.Type == dissect.AbsTime || len(v.B) > longest || f.Type == dissect.Octets &&
		len(v.B) == 0 {
		return dst
	}
	dst = append(dst, " == "...)
	switch f.Type {
	case dissect.String:
		return appendQuoted(dst, v.B)
	case dissect.Octets:
		return capture.AppendEther(dst, v.B)
	}
	return registry.AppendValue(dst, f, v)
}

// appendQuoted appends a string as filters have it: what cannot be seen is escaped.
func appendQuoted(dst, s []byte) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRune(s[i:])
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == utf8.RuneError && n == 1 || text.Invisible(r):
			for _, c := range s[i : i+n] {
				dst = text.AppendHex(append(dst, `\x`...), uint64(c), 2)
			}
		default:
			dst = append(dst, s[i:i+n]...)
		}
		i += n
	}
	return append(dst, '"')
}
