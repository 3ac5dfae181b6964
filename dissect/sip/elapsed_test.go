package sip

import (
	"testing"

	"netsniff/capture"
)

// TestElapsed: milliseconds are those of Wireshark, which counts seconds apart.
func TestElapsed(t *testing.T) {
	for _, x := range []struct {
		from, to capture.Stamp
		want     uint64
	}{
		{0, 1_999_999, 1}, {1_000_000_000, 3_500_900_000, 2500}, {900_600_000, 1_000_000_000, 100}, {5, 0, 0},
	} {
		if got := elapsed(x.from, x.to); got != x.want {
			t.Errorf("%d to %d: %d, want %d", x.from, x.to, got, x.want)
		}
	}
}
