package capture

import (
	"math/bits"
	"slices"
)

// pairs are the numbers below 100, two digits each.
var pairs = func() (list [200]byte) {
	for i := range 100 {
		list[2*i], list[2*i+1] = '0'+byte(i/10), '0'+byte(i%10)
	}
	return list
}()

// powers are those of ten.
var powers = func() (list [20]uint64) {
	for i, x := 0, uint64(1); i < len(list); i, x = i+1, x*10 {
		list[i] = x
	}
	return list
}()

// Digits returns how many digits x has in decimal.
func Digits(x uint64) int {
	n := bits.Len64(x|1) * 1233 >> 12 // times log10(2)
	if x >= powers[n] {
		n++
	}
	return max(n, 1)
}

// AppendUint appends x in decimal. Rows have up to twenty numbers: the digits are
// written where they stay. strconv writes them elsewhere and copies them at once, for
// which the processor waits until they have arrived there: that takes twice the time.
func AppendUint(dst []byte, x uint64) []byte {
	n := Digits(x)
	at := len(dst)
	dst = slices.Grow(dst, n)[:at+n]
	writeDigits(dst[at:], x)
	return dst
}

// writeDigits fills b with the last digits of x.
func writeDigits(b []byte, x uint64) {
	i := len(b) - 2
	for ; i >= 0; i -= 2 {
		pair := 2 * (x % 100)
		x /= 100
		b[i+1], b[i] = pairs[pair+1], pairs[pair]
	}
	if i == -1 {
		b[0] = '0' + byte(x%10)
	}
}
