package capture

import (
	"math"
	"testing"
)

func TestAppendSeconds(t *testing.T) {
	for _, c := range []struct {
		s      Stamp
		digits int
		want   string
	}{
		{0, 9, "0.000000000"},
		{1_500_000_000, 6, "1.500000"},
		{1_999_999_999, 0, "1"},
		{1_999_999_999, 3, "1.999"},
		{-250_000, 6, "-0.000250"},
		{-1, 9, "-0.000000001"},
		{7, 12, "0.000000007"},
		{math.MaxInt64, 9, "9223372036.854775807"},
		{math.MinInt64, 9, "-9223372036.854775808"},
	} {
		if got := string(c.s.AppendSeconds(nil, c.digits)); got != c.want {
			t.Errorf("%d with %d digits is %s, want %s", c.s, c.digits, got, c.want)
		}
	}
}
