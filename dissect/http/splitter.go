package http

import (
	"netsniff/dissect/text"
)

// splitter finds the ends of lines in bytes that come in pieces: CRLF, LF, or
// a CR that something else follows.
type splitter struct {
	cr bool // the last byte was a CR that may belong to a CRLF
}

// next returns what b has of the line that is being read, how many bytes that
// takes up with its end, and whether the line has ended. b is not empty.
func (s *splitter) next(b []byte) (part []byte, used int, ended bool) {
	if s.cr {
		if s.cr = false; b[0] == '\n' {
			return nil, 1, true
		}
		return nil, 0, true
	}
	switch i := text.LineBreak(b); {
	case i < 0:
		return b, len(b), false
	case b[i] == '\r':
		s.cr = true
		return b[:i], i + 1, false
	default:
		return b[:i], i + 1, true
	}
}

// cursor goes from line to line through bytes that are kept and grow at their
// end. It looks at no byte twice.
type cursor struct {
	start  int // where the line begins that is not complete
	looked int // up to here nothing ends it
}

// next returns the end of the next complete line, which begins at the start of
// c before, and moves behind it. A CR at the very end may be half of a CRLF.
func (c *cursor) next(b []byte) (end int, ok bool) {
	end, next, ok := line(b, max(c.start, c.looked), false)
	if ok {
		c.start, c.looked = next, next
		return end, true
	}
	if c.looked = len(b); len(b) > 0 && b[len(b)-1] == '\r' {
		c.looked--
	}
	return 0, false
}
