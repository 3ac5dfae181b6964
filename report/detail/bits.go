package detail

import "math/bits"

// appendBits draws the bits of a field in its bytes, dots for the others:
// ".1.. ....". If the lowest bits of the bytes are a field of their own, which
// within says, the higher ones are left out.
// size is their number, 0 if it is not known.
func appendBits(dst []byte, u uint64, size int, mask, within uint64) []byte {
	width := 8 * size
	if width == 0 {
		width = (bits.Len64(mask) + 7) / 8 * 8
	}
	if low := bits.Len64(within); within == 1<<low-1 && bits.Len64(mask) <= low && low > 0 {
		width = low
	}
	var buf [64 + 16]byte
	n := 0
	for i := min(width, 64) - 1; i >= 0; i-- {
		buf[n] = '.'
		if mask>>i&1 != 0 {
			buf[n] = '0' + byte(u>>i&1)
		}
		n++
		if i%4 == 0 && i > 0 {
			buf[n] = ' '
			n++
		}
	}
	return append(dst, buf[:n]...)
}
