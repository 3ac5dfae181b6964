package ber

import "strconv"

// arcs are the names of the arcs below the root (X.660 §6).
var arcs = [...]string{"itu-t", "iso", "joint-iso-itu-t"}

// AppendOID appends the contents of an object identifier (X.690 §8.19) in dots: "1.3.6.1.2.1".
// Arcs that do not fit into 64 bits, or do not end, are passed.
func AppendOID(dst, oid []byte) []byte { return appendOID(dst, oid, false) }

// AppendNamedOID is AppendOID with the first arc by name: "iso.3.6.1.2.1".
func AppendNamedOID(dst, oid []byte) []byte { return appendOID(dst, oid, true) }

func appendOID(dst, oid []byte, named bool) []byte {
	const perArc = 40 // the first two arcs share an octet, the second being less than this below 0 and 1
	first, n := true, uint64(0)
	for _, x := range oid {
		if n = n<<7 | uint64(x&0x7f); x&0x80 != 0 {
			continue
		}
		if first {
			top := min(n/perArc, uint64(len(arcs)-1))
			if named {
				dst = append(dst, arcs[top]...)
			} else {
				dst = strconv.AppendUint(dst, top, 10)
			}
			n -= top * perArc
			first = false
		}
		dst = strconv.AppendUint(append(dst, '.'), n, 10)
		n = 0
	}
	return dst
}
