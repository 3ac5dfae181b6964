package main

import "testing"

func TestGarbageFor(t *testing.T) {
	for _, c := range []struct {
		live, roots int64
		want        int
	}{
		{0, 0, 1450}, {0, 4 << 20, 725}, {8 << 20, 0, 625}, {27 << 20, 4 << 20, 100}, {100 << 20, 0, minGarbage}, {300 << 20, 20 << 20, 30},
	} {
		if got := garbageFor(c.live, c.roots); got != c.want {
			t.Errorf("%d bytes live, %d of roots: %d %%, want %d %%", c.live, c.roots, got, c.want)
		}
	}
}
