package dissect

import "bytes"

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
