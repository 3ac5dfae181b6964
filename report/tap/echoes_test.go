package tap

import (
	"math"
	"strings"
	"testing"
)

func TestSpread(t *testing.T) {
	for _, x := range []struct {
		ms                      []float64
		mean, median, deviation float64
	}{
		{nil, 0, 0, 0},
		{[]float64{3}, 3, 3, 0},
		{[]float64{9, 1, 2}, 4, 2, math.Sqrt(19)},
		{[]float64{4, 1, 2, 9}, 4, 3, math.Sqrt(38.0 / 3)},
	} {
		e := echoes{ms: x.ms}
		if mean, median, deviation := e.spread(); mean != x.mean || median != x.median ||
			math.Abs(deviation-x.deviation) > 1e-9 {
			t.Errorf("%v: %v, %v, %v", x.ms, mean, median, deviation)
		}
	}
}

// TestMoreRepliesThanRequests: a capture that began late has lost nothing.
func TestMoreRepliesThanRequests(t *testing.T) {
	e := echoes{title: "ICMP", filter: "<none>", requests: 1, ms: []float64{1, 2}}
	if got := string(e.Append(nil)); !strings.Contains(got, "\n1         2         0           0.0%\n") {
		t.Errorf("%s", got)
	}
}
