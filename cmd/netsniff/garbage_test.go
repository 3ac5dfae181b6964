package main

import "testing"

func TestGarbageFor(t *testing.T) {
	for _, c := range []struct {
		live int64
		want int
	}{
		{0, 11100}, {8 << 20, 1300}, {56 << 20, 100}, {80 << 20, 40}, {500 << 20, minGarbage},
	} {
		if got := garbageFor(c.live); got != c.want {
			t.Errorf("%d bytes live: %d %%, want %d %%", c.live, got, c.want)
		}
	}
}
