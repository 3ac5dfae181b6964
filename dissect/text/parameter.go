package text

import "bytes"

// Parameter returns the value of a parameter of a field of MIME or HTTP (RFC 2045
// §5.1, RFC 9110 §5.6.6), without quotes: nil if there is none. list is what stands
// behind the first semicolon of the field, name is in lower case. Quoted pairs are
// left as they are.
func Parameter(list []byte, name string) []byte {
	for len(list) > 0 {
		list = bytes.TrimLeft(list, "; \t\r\n")
		n := bytes.IndexAny(list, "=;")
		if n < 0 {
			return nil
		}
		key := bytes.TrimRight(list[:n], " \t\r\n")
		if list[n] == ';' {
			list = list[n:]
			continue
		}
		value, rest := parameterValue(list[n+1:])
		if EqualFold(key, name) {
			return value
		}
		list = rest
	}
	return nil
}

// parameterValue reads a token or quoted string.
func parameterValue(b []byte) (value, rest []byte) {
	b = bytes.TrimLeft(b, " \t\r\n")
	if len(b) > 0 && b[0] == '"' {
		if n := bytes.IndexByte(b[1:], '"'); n >= 0 {
			return b[1 : 1+n], b[n+2:]
		}
		return b[1:], nil
	}
	n := bytes.IndexAny(b, "; \t\r\n")
	if n < 0 {
		return b, nil
	}
	return b[:n], b[n:]
}
