package capture_test

import (
	"math"
	"strconv"
	"testing"

	"netsniff/capture"
)

func TestAppendUint(t *testing.T) {
	list := []uint64{0, math.MaxUint64, math.MaxUint64 - 1}
	for x := uint64(1); x <= math.MaxUint64/10; x *= 10 {
		list = append(list, x-1, x, x+1, 2*x, 9*x, 10*x-1)
	}
	for bit := range 64 {
		list = append(list, 1<<bit-1, 1<<bit)
	}
	for _, x := range list {
		want := strconv.FormatUint(x, 10)
		if got := string(capture.AppendUint([]byte("n="), x)); got != "n="+want {
			t.Errorf("%s, want n=%s", got, want)
		}
		if got := capture.Digits(x); got != len(want) {
			t.Errorf("%s has %d digits", want, got)
		}
	}
}

func BenchmarkAppendUint(b *testing.B) {
	for name, appendUint := range map[string]func([]byte, uint64) []byte{
		"in place": capture.AppendUint,
		"strconv":  func(dst []byte, x uint64) []byte { return strconv.AppendUint(dst, x, 10) },
	} {
		b.Run(name, func(b *testing.B) {
			var dst []byte
			for x := uint64(0); b.Loop(); x += 12345 {
				dst = appendUint(dst[:0], x&0xffffffff)
			}
		})
	}
}
