package message

import "bytes"

// liner takes lines with their ends. A line longer than maxLine comes in
// pieces: first and last tell which it is.
type liner interface {
	line(b []byte, first, last bool)
}

// ends says where lines end.
type ends uint8

const (
	endsUnknown ends = iota
	endsLF           // LF, with a CR before it or not
	endsCR           // CR alone
)

// lines cuts a stream into lines. If the first line ends in CR alone, all may.
type lines struct {
	ends    ends
	mid     bool   // what comes continues a line
	partial []byte // beginning of a line
}

// feed gives the lines in b to l; the last one waits for its end.
func (s *lines) feed(b []byte, l liner) {
	if s.ends == endsUnknown {
		if b = s.learn(b); s.ends == endsUnknown {
			return
		}
	}
	for len(b) > 0 {
		i := s.end(b)
		if i < 0 {
			s.hold(b, l)
			return
		}
		line := b[:i+1]
		b = b[i+1:]
		if len(s.partial) > 0 {
			s.hold(line, l)
			line = s.partial
		}
		l.line(line, !s.mid, true)
		s.mid, s.partial = false, s.partial[:0]
	}
}

func (s *lines) end(b []byte) int {
	if s.ends == endsCR {
		return bytes.IndexByte(b, '\r')
	}
	return bytes.IndexByte(b, '\n')
}

// hold keeps the beginning of a line, or gives out a piece of a long one. A CR
// at its end is kept in any case: it belongs to the line end.
func (s *lines) hold(b []byte, l liner) {
	if len(s.partial)+len(b) <= maxLine {
		s.partial = append(s.partial, b...)
		return
	}
	if len(s.partial) > 0 {
		l.line(s.partial, !s.mid, false)
		s.mid, s.partial = true, s.partial[:0]
	}
	tail := 0
	switch {
	case bytes.HasSuffix(b, []byte("\r\n")):
		tail = 2
	case b[len(b)-1] == '\r' || b[len(b)-1] == '\n':
		tail = 1
	}
	if len(b) > tail {
		l.line(b[:len(b)-tail], !s.mid, false)
		s.mid = true
	}
	s.partial = append(s.partial, b[len(b)-tail:]...)
}

// learn finds out how lines end and returns what is to be read. Until that is
// known everything is kept.
func (s *lines) learn(b []byte) []byte {
	all := b
	if len(s.partial) > 0 {
		all = append(s.partial, b...)
	}
	s.partial = nil
	i := bytes.IndexAny(all, "\r\n")
	switch {
	case i < 0 && len(all) <= maxLine:
		s.partial = append(s.partial, all...)
		return nil
	case i < 0 || all[i] == '\n':
		s.ends = endsLF
	case i+1 == len(all), i+2 == len(all) && all[i+1] == '\r':
		s.partial = append(s.partial, all...)
		return nil
	case all[i+1] == '\n':
		s.ends = endsLF
	case all[i+1] != '\r':
		s.ends = endsCR
	case all[i+2] == '\n': // CR CR LF, as made by writing text twice
		s.ends = endsLF
	default:
		s.ends = endsCR
	}
	return all
}

// finish gives out the last line, which has no end.
func (s *lines) finish(l liner) {
	if s.ends == endsUnknown {
		all := s.partial
		s.partial, s.ends = nil, endsLF
		if bytes.IndexByte(all, '\r') >= 0 {
			s.ends = endsCR
		}
		s.feed(all, l)
	}
	if len(s.partial) > 0 || s.mid {
		l.line(s.partial, !s.mid, true)
	}
	s.mid, s.partial = false, nil
}

// gap gives out what there is of a line that bytes are missing in.
func (s *lines) gap(l liner) {
	if s.ends == endsUnknown {
		s.ends = endsLF
	}
	if len(s.partial) > 0 {
		l.line(s.partial, !s.mid, false)
	}
	s.mid, s.partial = true, s.partial[:0]
}

// trimEnd returns a line without its end, and the end. CR CR LF is one.
func trimEnd(line []byte) (text, end []byte) {
	n := len(line)
	if n > 0 && line[n-1] == '\n' {
		n--
	}
	for n > 0 && line[n-1] == '\r' {
		n--
	}
	return line[:n], line[n:]
}
