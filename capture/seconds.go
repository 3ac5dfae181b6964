package capture

import "slices"

// AppendSeconds appends s as seconds with up to nine digits behind the point,
// cut and not rounded: -0.000250.
func (s Stamp) AppendSeconds(dst []byte, digits int) []byte {
	ns := uint64(s)
	if s < 0 {
		dst, ns = append(dst, '-'), -ns
	}
	return AppendFraction(AppendUint(dst, ns/1e9), int(ns%1e9), digits)
}

// SecondsLen returns how many bytes AppendSeconds appends.
func (s Stamp) SecondsLen(digits int) int {
	ns, n := uint64(s), 0
	if s < 0 {
		ns, n = -ns, 1
	}
	n += Digits(ns / 1e9)
	if digits > 0 {
		n += 1 + min(digits, 9)
	}
	return n
}

// AppendFraction appends a point and the first digits, at most nine, of ns
// nanoseconds below a second; nothing for none.
func AppendFraction(dst []byte, ns, digits int) []byte {
	if digits <= 0 {
		return dst
	}
	digits = min(digits, 9)
	at := len(dst)
	dst = slices.Grow(dst, 1+digits)[:at+1+digits]
	dst[at] = '.'
	writeDigits(dst[at+1:], uint64(ns)/powers[9-digits])
	return dst
}
