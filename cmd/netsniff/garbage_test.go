package main

import "testing"

func TestGarbageFor(t *testing.T) {
	for _, c := range []struct {
		live, roots int64
		want        int
	}{
		{0, 0, 2800}, {0, 4 << 20, 1400}, {8 << 20, 0, 1300}, {50 << 20, 6 << 20, 110}, {80 << 20, 0, 40}, {500 << 20, 0, minGarbage},
	} {
		if got := garbageFor(c.live, c.roots); got != c.want {
			t.Errorf("%d bytes live, %d of roots: %d %%, want %d %%", c.live, c.roots, got, c.want)
		}
	}
}
