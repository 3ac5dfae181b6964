package reassembly

import "testing"

// TestIndex: what was added is found, what was taken is not.
func TestIndex(t *testing.T) {
	var x index[int]
	key := func(i int) *Key { return &Key{aPort: uint16(i), bPort: uint16(i >> 16)} }
	if x.find(key(1)) != nil {
		t.Error("an empty index finds something")
	}
	const n = 5000
	for i := range n {
		x.add(&entry[int]{key: *key(i), used: uint32(i)})
	}
	gone := x.take(func(e *entry[int]) bool { return e.used%3 == 0 })
	if len(gone)+x.n != n {
		t.Errorf("%d taken, %d left of %d", len(gone), x.n, n)
	}
	for i := range n {
		if e := x.find(key(i)); (e != nil) == (i%3 == 0) || e != nil && e.used != uint32(i) {
			t.Fatalf("entry %d: %v", i, e)
		}
	}
	seen := 0
	for range x.all {
		seen++
	}
	if seen != x.n {
		t.Errorf("%d of %d are seen", seen, x.n)
	}
}
