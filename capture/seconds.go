package capture

import "strconv"

// AppendSeconds appends s as seconds with up to nine digits behind the point,
// cut and not rounded: -0.000250.
func (s Stamp) AppendSeconds(dst []byte, digits int) []byte {
	ns := uint64(s)
	if s < 0 {
		dst, ns = append(dst, '-'), -ns
	}
	return AppendFraction(strconv.AppendUint(dst, ns/1e9, 10), int(ns%1e9), digits)
}

// AppendFraction appends a point and the first digits, at most nine, of ns
// nanoseconds below a second; nothing for none.
func AppendFraction(dst []byte, ns, digits int) []byte {
	if digits <= 0 {
		return dst
	}
	// Pairs of digits: every row of a timeline has such a number.
	var b [9]byte
	for i := 7; i > 0; i -= 2 {
		pair := 2 * (ns % 100)
		b[i], b[i+1] = pairs[pair], pairs[pair+1]
		ns /= 100
	}
	b[0] = '0' + byte(ns%10)
	return append(append(dst, '.'), b[:min(digits, 9)]...)
}

// pairs are the numbers below 100, two digits each.
var pairs = func() (list [200]byte) {
	for i := range 100 {
		list[2*i], list[2*i+1] = '0'+byte(i/10), '0'+byte(i%10)
	}
	return list
}()
