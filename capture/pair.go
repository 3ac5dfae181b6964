package capture

import "bytes"

// Pair returns a hash of two addresses that is the same for both directions. All that two
// hosts say to each other has one, so that it can be read by one worker, or lie in one file.
// It is 0 where addresses are of the link or there are none: ARP and the like watch all of it.
func Pair(src, dst *Addr) uint32 {
	a, b := src.B[:], dst.B[:]
	if src.Kind == AddrEther || src.Kind == AddrNone {
		return 0
	}
	if bytes.Compare(a, b) > 0 {
		a, b = b, a
	}
	h := uint32(2166136261)
	for i := range a {
		h = (h ^ uint32(a[i])) * 16777619
		h = (h ^ uint32(b[i])) * 16777619
	}
	return h ^ h>>15
}
