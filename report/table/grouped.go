package table

import "strconv"

// grouped returns a number with commas between thousands.
func Grouped(n uint64) string { return string(appendGrouped(nil, int64(n))) }

func appendGrouped(dst []byte, n int64) []byte {
	digits := strconv.AppendInt(nil, n, 10)
	for i, c := range digits {
		if left := len(digits) - i; i > 0 && left%3 == 0 && digits[i-1] != '-' {
			dst = append(dst, ',')
		}
		dst = append(dst, c)
	}
	return dst
}
