package text

import "unicode/utf8"

// AppendQuoted appends a string as display filters have it, in double quotes: what cannot be seen is escaped.
func AppendQuoted(dst, s []byte) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRune(s[i:])
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == utf8.RuneError && n == 1 || Invisible(r):
			for _, c := range s[i : i+n] {
				dst = AppendHex(append(dst, `\x`...), uint64(c), 2)
			}
		default:
			dst = append(dst, s[i:i+n]...)
		}
		i += n
	}
	return append(dst, '"')
}
