// Package text has what dissectors share to read and to write text.
package text

import "bytes"

// IsText reports whether b may begin a line of text: there are no control
// characters in its first bytes, as in a TLS record or another binary protocol.
func IsText(b []byte) bool {
	for _, c := range b[:min(len(b), 5)] {
		if c < ' ' && (c < '\t' || c > '\r') || c == 0x7f {
			return false
		}
	}
	return true
}

// LineBreak returns the index of the first CR or LF in b, -1 if there is
// neither. It looks at growing windows, as b may hold thousands of lines that
// end in one and none that ends in the other.
func LineBreak(b []byte) int {
	for from, n := 0, 256; from < len(b); from, n = from+n, 2*n {
		w := b[from:min(len(b), from+n)]
		lf := bytes.IndexByte(w, '\n')
		if lf >= 0 {
			w = w[:lf]
		}
		if cr := bytes.IndexByte(w, '\r'); cr >= 0 {
			return from + cr
		}
		if lf >= 0 {
			return from + lf
		}
	}
	return -1
}
