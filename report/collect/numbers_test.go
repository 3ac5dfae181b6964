package collect

import "testing"

func TestNumbers(t *testing.T) {
	var a, b Numbers
	for _, n := range []uint32{0, 63, 64, 1000} {
		a.Add(n)
		a.Add(n)
	}
	b.Add(64)
	b.Add(5000)
	b.Merge(a)
	for _, n := range []uint32{0, 63, 64, 1000, 5000} {
		if !b.Has(n) {
			t.Errorf("%d is missing", n)
		}
	}
	for _, n := range []uint32{1, 62, 65, 999, 4999, 1 << 31} {
		if b.Has(n) {
			t.Errorf("%d was never added", n)
		}
	}
	if b.Count() != 5 {
		t.Errorf("%d numbers", b.Count())
	}
}
