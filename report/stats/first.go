package stats

import "slices"

// first keeps of many things those that come first in an order of theirs, the
// same ones whatever order they are added in and whoever added them. The zero
// value is empty.
type first[T any] struct {
	list   []T
	beyond uint64 // how many are not kept
}

// add takes one more thing. Up to a quarter more than most are held, to be
// put in order at once.
func (k *first[T]) add(x T, most int, compare func(a, b T) int) {
	if len(k.list) >= most+most/4 {
		k.sort(most, compare)
	}
	k.list = append(k.list, x)
}

// merge adds what another kept, in no order.
func (k *first[T]) merge(o *first[T]) {
	k.list = append(k.list, o.list...)
	k.beyond += o.beyond
}

// sort puts the things in order and keeps the first ones.
func (k *first[T]) sort(most int, compare func(a, b T) int) {
	slices.SortFunc(k.list, compare)
	if n := len(k.list); n > most {
		k.beyond += uint64(n - most)
		clear(k.list[most:])
		k.list = k.list[:most]
	}
}
