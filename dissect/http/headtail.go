package http

import "bytes"

const (
	// maxKeptHead bounds the head of a message that is kept for its exchange.
	maxKeptHead = 8 << 10
	// Of the fields beyond that those with a meaning here are kept: maxLateLine
	// bytes of each, maxLateLines of all, and as many more of those that say how
	// the body ends.
	maxLateLine  = 1 << 10
	maxLateLines = 4 << 10
	// maxHeadLen bounds a head that is read through although it is not kept:
	// what has no end by then is none.
	maxHeadLen = 16 << 20
)

// headTail reads what stands of a head beyond the bytes that are kept of it,
// and keeps the fields that have a meaning here. Where the head ends and how
// its body does is found however long it is.
type headTail struct {
	split splitter
	line  [maxLateLine]byte // that is being read
	n     int               // its length; not all of it need be in line
	kept  int               // bytes of fields that were kept
}

func (t *headTail) clear() { *t = headTail{} }

// read takes bytes up to the end of the head and appends the fields that are
// kept to dst, each with a line end. over is set behind the empty line, which
// is appended as well. dst may grow over the bytes of b that were read: it
// never has more of them.
func (t *headTail) read(dst, b []byte) (_ []byte, used int, over bool) {
	for used < len(b) {
		part, n, ended := t.split.next(b[used:])
		used += n
		if t.n < len(t.line) {
			copy(t.line[t.n:], part)
		}
		if t.n += len(part); !ended {
			continue
		}
		x := t.line[:min(t.n, len(t.line))]
		if t.n = 0; len(x) == 0 {
			return append(dst, '\n'), used, true
		}
		if t.kept+len(x) <= lateRoom(x) {
			t.kept += len(x)
			dst = append(append(dst, x...), '\n')
		}
	}
	return dst, used, false
}

// lateRoom returns how many bytes of fields may be kept for the one in line to
// be among them: 0 if it is nothing that is looked for, or a list that goes on
// in other fields.
func lateRoom(line []byte) int {
	name, _, ok := bytes.Cut(line, []byte(":"))
	if !ok || isBlank(line[0]) {
		return 0
	}
	return headerID(name).lateRoom()
}

func (h HeaderID) lateRoom() int {
	switch h {
	case HeaderOther, HeaderCookie, HeaderSetCookie:
		return 0
	case HeaderContentLength, HeaderTransferEncoding:
		return 2 * maxLateLines
	}
	return maxLateLines
}

// wholeLines returns the length of the lines at the front of head that take up
// no more than limit bytes, but the first line at least.
func wholeLines(head []byte, limit int) int {
	var c cursor
	for n := 0; ; n = c.start {
		if _, ok := c.next(head); !ok || n > 0 && c.start > limit {
			return n
		}
	}
}
