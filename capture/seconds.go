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
	var b [9]byte
	for i := 8; i >= 0; i-- {
		b[i] = '0' + byte(ns%10)
		ns /= 10
	}
	return append(append(dst, '.'), b[:min(digits, 9)]...)
}
