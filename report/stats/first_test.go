package stats

import (
	"cmp"
	"slices"
	"testing"
)

// TestFirst: what is kept of too many does not depend on the order in which
// they come, nor on who adds them.
func TestFirst(t *testing.T) {
	var one, half first[int]
	for i := range 1000 {
		one.add(i*577%1000, 64, cmp.Compare[int])
		if i%3 == 0 {
			half.add(i*577%1000, 64, cmp.Compare[int])
		}
	}
	var other first[int]
	for i := range 1000 {
		if i%3 != 0 {
			other.add(i*577%1000, 64, cmp.Compare[int])
		}
	}
	half.merge(&other)
	one.sort(64, cmp.Compare[int])
	half.sort(64, cmp.Compare[int])
	if !slices.Equal(one.list, half.list) || len(one.list) != 64 || one.list[63] != 63 || one.beyond != 936 ||
		half.beyond != 936 {
		t.Errorf("%v and %d more, %v and %d more", one.list, one.beyond, half.list, half.beyond)
	}
}
