package netbios

import (
	"netsniff/dissect/text"
)

// encodedLen is how many bytes the names of RFC 1001 §14.1 decode to.
const encodedLen = 16

// appendDecoded appends the name in the first-level encoding that label has: each
// byte as two letters, the last of the 16 being the kind of service. What is no such
// name is said in Wireshark's words.
func appendDecoded(dst, label []byte) []byte {
	var name [encodedLen]byte
	n := 0
	for i := 0; ; i += 2 {
		switch {
		case i >= len(label) && i > 0:
			if n < encodedLen {
				dst = appendCount(append(dst, "Illegal NetBIOS name ("...), n)
				return append(dst, " bytes long)"...)
			}
			return appendName(dst, name[:])
		case i >= len(label) || label[i] < 'A' || label[i] > 'Z':
			return append(dst, "Illegal NetBIOS name (1st character not between A and Z in first-level encoding)"...)
		case i+1 >= len(label):
			return append(dst, "Illegal NetBIOS name (odd number of bytes)"...)
		case label[i+1] < 'A' || label[i+1] > 'Z':
			return append(dst, "Illegal NetBIOS name (2nd character not between A and Z in first-level encoding)"...)
		}
		if n < encodedLen {
			name[n] = (label[i]-'A')<<4 | (label[i+1] - 'A')
			n++
		}
	}
}

func appendCount(dst []byte, n int) []byte {
	if n >= 10 {
		dst = append(dst, '0'+byte(n/10))
	}
	return append(dst, '0'+byte(n%10))
}

// appendName appends a name without the spaces that fill it, and its kind.
func appendName(dst, name []byte) []byte {
	kind := name[len(name)-1]
	name = name[:len(name)-1]
	for len(name) > 0 && name[len(name)-1] == ' ' {
		name = name[:len(name)-1]
	}
	for _, c := range name {
		dst = appendByte(dst, c)
	}
	return append(text.AppendHex(append(dst, '<'), uint64(kind), 2), '>')
}

// appendByte appends a character of a name; those that do not print as <1d>.
func appendByte(dst []byte, c byte) []byte {
	if c < ' ' || c >= 0x7f {
		return append(text.AppendHex(append(dst, '<'), uint64(c), 2), '>')
	}
	return append(dst, c)
}

// Limits of what is read of a name (RFC 1035 §3.1).
const (
	maxNameLen  = 255
	maxPointers = 16
)

// readName reads the name at off of b and appends it as text: the first label
// decoded, the scope behind it. It returns how long the name is where it stands, 0
// if it does not end within b.
func readName(dst, b []byte, off int) (name []byte, n int) {
	from, pointers, length := off, 0, 0
	var label []byte
	first := true
	for off < len(b) {
		c := int(b[off])
		switch {
		case c == 0:
			if n == 0 {
				n = off + 1 - from
			}
			if first {
				dst = appendDecoded(dst, label)
			}
			return dst, n
		case c&0xc0 == 0xc0:
			if off+1 >= len(b) || pointers == maxPointers {
				return dst, 0
			}
			if n == 0 {
				n = off + 2 - from
			}
			off = c&0x3f<<8 | int(b[off+1])
			pointers++
			continue
		case c&0xc0 != 0 || off+1+c > len(b):
			return dst, 0
		}
		label = b[off+1 : off+1+c]
		if length += c + 1; length > maxNameLen {
			return dst, 0
		}
		if first {
			dst, first = appendDecoded(dst, label), false
		} else {
			dst = append(dst, '.')
			for _, x := range label {
				dst = appendByte(dst, x)
			}
		}
		off += 1 + c
	}
	return dst, 0
}

// kinds are the services that the last byte of a name stands for.
var kinds = map[byte]string{
	0x00: "Workstation/Redirector", 0x01: "Browser", 0x03: "Messenger service/Main name", 0x06: "RAS server service",
	0x1b: "Domain Master Browser", 0x1c: "Domain Controllers", 0x1d: "Local Master Browser",
	0x1e: "Browser Election Service",
	0x1f: "Net DDE Service", 0x20: "Server service", 0x21: "RAS client service",
}
