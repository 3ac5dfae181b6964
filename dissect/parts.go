package dissect

import (
	"strconv"
	"strings"
)

// maxListed is how many parts the line of something put together names.
const maxListed = 256

// AppendParts says what something was put together from: "2 Reassembled TCP
// Segments (434 bytes): #73(359), #74(75)". what is a plural, part returns the
// frame and the bytes of each of the count parts.
func AppendParts(dst []byte, what string, count, length int, part func(i int) (frame uint32, from, to int)) []byte {
	if count == 1 {
		what = strings.TrimSuffix(what, "s")
	}
	dst = append(strconv.AppendInt(dst, int64(count), 10), what...)
	dst = appendCounted(append(dst, " ("...), length, "): ")
	for i := range min(count, maxListed) {
		frame, from, to := part(i)
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = strconv.AppendUint(append(dst, '#'), uint64(frame), 10)
		dst = append(strconv.AppendInt(append(dst, '('), int64(to-from), 10), ')')
	}
	return dst
}

// AppendPart says which bytes a frame brought: "Frame: 73, payload: 0-358 (359
// bytes)".
func AppendPart(dst []byte, frame uint32, from, to int) []byte {
	dst = strconv.AppendUint(append(dst, "Frame: "...), uint64(frame), 10)
	dst = strconv.AppendInt(append(dst, ", payload: "...), int64(from), 10)
	dst = strconv.AppendInt(append(dst, '-'), int64(to-1), 10)
	return appendCounted(append(dst, " ("...), to-from, ")")
}
