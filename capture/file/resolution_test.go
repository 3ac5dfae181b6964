package file

import (
	"math"
	"testing"

	"netsniff/capture"
)

func TestResolution(t *testing.T) {
	const units = 12345678901234567
	for _, c := range []struct {
		tsresol   byte
		offset    int64
		units     uint64
		want      capture.Stamp
		precision int
	}{
		{0, 0, 7, 7e9, 0},
		{1, 0, 7, 7e8, 1},
		{3, 0, 1500, 1_500_000_000, 3},
		{6, 0, 1_000_002, 1_000_002_000, 6},
		{9, 0, units, units, 9},
		{10, 0, units, units / 10, 9},
		{12, 0, units, units / 1000, 9},
		{28, 0, 1.5e19, 1, 9},
		{28, 0, math.MaxUint64, 1, 9},
		{29, 0, math.MaxUint64, 0, 9},
		{127, 0, math.MaxUint64, 0, 9},
		{0x80, 0, 3, 3e9, 0},
		{0x81, 0, 3, 1_500_000_000, 9},
		{0x8a, 0, units, math.MaxInt64, 9}, // beyond the year 2262
		{0x9e, 0, units, 11497809_459673768, 9},
		{0xa0, 0, units, 2874452_364918442, 9},
		{0xbf, 0, units, 1_338_521, 9},
		{0xc0, 0, math.MaxUint64, 999_999_999, 9},
		{0xff, 0, math.MaxUint64, 0, 9},
		{6, 1000, 1_234_567, 1_001_234_567_000, 6},
		{6, -1000, 1_234_567, -998_765_433_000, 6},
		{6, math.MaxInt64, 5, 9_223_372_036_000_005_000, 6},
		{6, math.MinInt64, 5, -9_223_372_035_999_995_000, 6},
		{6, math.MaxInt64, math.MaxUint64, math.MaxInt64, 6},
		{0, 0, math.MaxUint64, math.MaxInt64, 0},
		{0x80, 0, math.MaxUint64, math.MaxInt64, 0},
	} {
		r, precision := parseResolution(c.tsresol, c.offset)
		if got := r.stamp(c.units); got != c.want || precision != c.precision {
			t.Errorf("tsresol %#x, offset %d: %d units are %d ns with %d digits, want %d with %d",
				c.tsresol, c.offset, c.units, got, precision, c.want, c.precision)
		}
	}
}

// No value of if_tsresol may panic or go backwards.
func TestResolutionMonotonous(t *testing.T) {
	for tsresol := range 256 {
		r, _ := parseResolution(byte(tsresol), 0)
		last := capture.Stamp(0)
		for bit := range 64 {
			at := r.stamp(1 << bit)
			if at < last {
				t.Errorf("tsresol %#x: 1<<%d is before 1<<%d", tsresol, bit, bit-1)
			}
			last = at
		}
	}
}
