package index

import (
	"fmt"
	"testing"

	"netsniff/dissect/all"
	"netsniff/dissect/filter"
)

// TestUseless: rows that are not those of all frames, one after the other, make no index.
func TestUseless(t *testing.T) {
	for _, numbers := range [][]int{{1, 3}, {2}, {1, 1}} {
		x := New(all.Names())
		for _, n := range numbers {
			row := fmt.Sprintf("rule\t%5d\trest\n", n)
			if got := x.Add([]byte("0306\t;;;;;;;;;;\t" + row)); string(got) != row {
				t.Errorf("the row is %q", got)
			}
		}
		if x.Frames() != 0 {
			t.Errorf("%v: %d frames", numbers, x.Frames())
		}
	}
}

// TestBounds: what is too varied for an index gives its memory back.
func TestBounds(t *testing.T) {
	x := New(all.Names())
	for n := range mostValues + 2 {
		x.Add(fmt.Appendf(nil, "0306\tc0000201;c0000202;;;%x;;;;;;\trule\t%d\trest\n", n, n+1))
	}
	if x.Frames() != 0 || x.valuesOf != nil || x.values != nil {
		t.Errorf("%d frames, %d values", x.Frames(), len(x.values))
	}
}

// BenchmarkSearch: a million frames, of which one in a thousand is on the port.
func BenchmarkSearch(b *testing.B) {
	x := New(all.Names())
	for n := range 1_000_000 {
		x.Add(fmt.Appendf(nil, "0306\tc0000201;c0000202;;;%x;50;%x;;;;\trule\t%d\trest\n", n%1000, n%1000, n+1))
	}
	f, err := filter.Compile("tcp.port == 25", all.Names())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if found := x.Search(f); !found.Exact || len(found.Frames) != 1000 {
			b.Fatal(len(found.Frames))
		}
	}
}
