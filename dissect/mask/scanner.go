package mask

import (
	"bytes"

	"netsniff/dissect"
)

// grammar knows what is secret in a protocol that is made of lines.
type grammar interface {
	// secrets tells what of a line, without its end, is secret. whole is false
	// if only its beginning is known. It changes nothing.
	secrets(d dissect.Dir, line []byte, at place, tell *[]span)
	// read takes a line that is complete, without its end.
	read(d dissect.Dir, line []byte, at place) effect
	// matters reports whether all of a line that begins so must be known.
	matters(d dissect.Dir, begun []byte) bool
	// begins reports whether b, which comes after bytes that are missing, begins
	// a line beyond doubt.
	begins(d dissect.Dir, b []byte) bool
	// lose tells that bytes of d are missing, or if late is set that they may
	// come yet, and returns whether they and what follows on the same line may
	// be a secret.
	lose(d dissect.Dir, late bool) bool
}

// place says what is known of a line beside its bytes.
type place struct {
	whole bool // it has come to its end
	torn  bool // bytes before it are not known: it may be the end of another
}

// effect is what a line means for the bytes around it.
type effect struct {
	blames    bool        // the line before it in direction blamed was a secret
	blamed    dissect.Dir //
	raw       int64       // so many bytes of the client follow that are no lines
	rawSecret bool        // and are secret
	tunnel    bool        // another protocol begins
}

// Bounds of what is kept of a line.
const (
	maxBegun = 64       // bytes of one that does not matter
	maxLine  = 64 << 10 // of one that does; what comes beyond a secret is one
)

// scanner reads a connection as one protocol.
type scanner struct {
	grammar grammar
	found   func(d dissect.Dir, from, to int64)
	tunnel  func()
	eager   bool // tells secrets before their line is complete

	lines     [2]line
	before    [2]span // the line before, without its end
	raw       int64   // bytes of the client to come that are no lines
	rawSecret bool
	spans     []span
}

// line is one that is being read.
type line struct {
	from int64 // position of its first byte
	size int64 // bytes of it so far
	end  int64 // of which the last are its end
	kept []byte
	torn bool
	tail bool // it goes on a secret of which bytes were lost
}

// data takes the next bytes of d, which are at position pos.
func (s *scanner) data(d dissect.Dir, b []byte, pos int64) {
	for len(b) > 0 {
		var n int
		if d == dissect.ToServer && s.raw > 0 {
			n = s.skip(b, pos)
		} else {
			n = s.line(d, b, pos)
		}
		b, pos = b[n:], pos+int64(n)
	}
	if s.eager {
		s.begun(d)
	}
}

// skip takes bytes of the client that are no lines.
func (s *scanner) skip(b []byte, pos int64) int {
	n := min(int64(len(b)), s.raw)
	if s.rawSecret {
		s.found(dissect.ToServer, pos, pos+n)
	}
	s.raw -= n
	return int(n)
}

// line takes bytes up to the end of a line.
func (s *scanner) line(d dissect.Dir, b []byte, pos int64) int {
	l := &s.lines[d]
	n := bytes.IndexByte(b, '\n') + 1
	whole := n > 0
	if !whole {
		n = len(b)
	}
	if l.size == 0 {
		l.from = pos
		l.tail = l.tail && !s.grammar.begins(d, b[:n])
	}
	l.size, l.end = l.size+int64(n), int64(n-len(trimEnd(b[:n])))
	switch {
	case l.tail:
		s.found(d, pos, pos+int64(len(trimEnd(b[:n]))))
	case whole && l.size == int64(n):
		s.read(d, l, b[:n])
	default:
		s.keep(d, l, b[:n])
		if whole {
			s.read(d, l, l.kept)
		}
	}
	if whole {
		*l = line{kept: l.kept[:0]}
		if cap(l.kept) > 1<<10 {
			l.kept = nil
		}
	}
	return n
}

// keep keeps what matters of a line that is not complete.
func (s *scanner) keep(d dissect.Dir, l *line, b []byte) {
	n := min(len(b), max(0, maxBegun-len(l.kept)))
	l.kept = append(l.kept, b[:n]...)
	if b = b[n:]; len(b) > 0 && s.grammar.matters(d, l.kept) {
		l.kept = append(l.kept, b[:min(len(b), maxLine-len(l.kept))]...)
	}
}

// read reads a line that is complete; b is what is known of it.
func (s *scanner) read(d dissect.Dir, l *line, b []byte) {
	at := place{whole: true, torn: l.torn}
	text := trimEnd(b)
	s.tell(d, l, text, at)
	end := l.from + l.size - l.end
	if len(b) >= maxLine && l.size > int64(len(b)) && len(s.spans) > 0 {
		s.found(d, l.from+int64(len(b)), end)
	}
	x := s.grammar.read(d, text, at)
	if x.blames {
		s.found(x.blamed, s.before[x.blamed].from, s.before[x.blamed].to)
	}
	s.before[d] = span{l.from, end}
	if x.raw > 0 {
		s.raw, s.rawSecret = x.raw, x.rawSecret
	}
	if x.tunnel && s.tunnel != nil {
		s.tunnel()
	}
}

// tell tells the secrets of a line and returns whether they reach to its end.
func (s *scanner) tell(d dissect.Dir, l *line, text []byte, at place) (open bool) {
	s.spans = s.spans[:0]
	s.grammar.secrets(d, text, at, &s.spans)
	for _, x := range s.spans {
		s.found(d, l.from+x.from, l.from+x.to)
		open = open || x.to == int64(len(text))
	}
	return open
}

// begun tells what is secret of a line that is not complete.
func (s *scanner) begun(d dissect.Dir) bool {
	l := &s.lines[d]
	if l.size == 0 || l.tail {
		return l.tail
	}
	open := s.tell(d, l, trimEnd(l.kept), place{torn: l.torn})
	if len(l.kept) == maxLine && len(s.spans) > 0 {
		s.found(d, l.from+maxLine, l.from+l.size)
		open = true
	}
	return open
}

// gap tells that n bytes of d are missing. It returns whether a secret may be
// in them that cannot be told from what they say.
func (s *scanner) gap(d dissect.Dir, n int64) bool {
	l := &s.lines[d]
	hides := s.begun(d)
	if d == dissect.ToServer && s.raw > 0 {
		inside := min(n, s.raw)
		s.raw -= inside
		hides = hides || s.rawSecret
		if inside == n {
			return hides
		}
	}
	if s.grammar.lose(d, false) {
		hides = true
	}
	*l = line{kept: l.kept[:0], torn: true, tail: hides}
	return hides
}

// late tells that bytes of d were sent that have not come yet, and returns
// whether they may be a secret.
func (s *scanner) late(d dissect.Dir) bool {
	hides := s.begun(d)
	hides = d == dissect.ToServer && s.raw > 0 && s.rawSecret || hides
	return s.grammar.lose(d, true) || hides
}

// trimEnd cuts off the end of a line: LF, and CR before it.
func trimEnd(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == '\n' {
		b = b[:n-1]
	}
	if n := len(b); n > 0 && b[n-1] == '\r' {
		b = b[:n-1]
	}
	return b
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// skipBlanks returns the index of the first byte of b from i on that is none.
func skipBlanks(b []byte, i int) int {
	for i < len(b) && isBlank(b[i]) {
		i++
	}
	return i
}

// skipWord returns the index of the first blank of b from i on.
func skipWord(b []byte, i int) int {
	for i < len(b) && !isBlank(b[i]) {
		i++
	}
	return i
}

// rest adds b from i on, without the blanks around it.
func rest(tell *[]span, b []byte, i int) {
	i = skipBlanks(b, i)
	end := len(b)
	for end > i && isBlank(b[end-1]) {
		end--
	}
	stretch(tell, i, end)
}

func stretch(tell *[]span, from, to int) {
	if from < to {
		*tell = append(*tell, span{int64(from), int64(to)})
	}
}
