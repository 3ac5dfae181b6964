package collect

import "math/bits"

// Numbers is a set of numbers that begin at 0 and have few holes, those of frames
// and of connections: a bit for each.
type Numbers []uint64

// Add adds n.
func (s *Numbers) Add(n uint32) {
	if i := int(n / 64); i >= len(*s) {
		*s = append(*s, make(Numbers, i+1-len(*s))...)
	}
	(*s)[n/64] |= 1 << (n % 64)
}

// Has reports whether n is in the set.
func (s Numbers) Has(n uint32) bool {
	i := int(n / 64)
	return i < len(s) && s[i]&(1<<(n%64)) != 0
}

// Merge adds what is in o, which is not used afterwards.
func (s *Numbers) Merge(o Numbers) {
	if len(o) > len(*s) {
		*s, o = o, *s
	}
	for i, word := range o {
		(*s)[i] |= word
	}
}

// Count returns how many there are.
func (s Numbers) Count() (n int) {
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}
