package main

import "testing"

func TestGarbageFor(t *testing.T) {
	for _, c := range []struct {
		live, roots int64
		want        int
	}{
		{0, 0, 1600}, {0, 4 << 20, 800}, {8 << 20, 0, 700}, {30 << 20, 4 << 20, 100}, {80 << 20, 0, 40}, {500 << 20, 0, minGarbage},
	} {
		if got := garbageFor(c.live, c.roots); got != c.want {
			t.Errorf("%d bytes live, %d of roots: %d %%, want %d %%", c.live, c.roots, got, c.want)
		}
	}
}
