package mask

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/secrets"
)

// Bounds of what is kept of a line.
const (
	maxBegun = 64       // bytes of one that does not matter
	maxLine  = 64 << 10 // of one that does; what comes beyond a secret is one
)

// scanner reads a connection as one protocol.
type scanner struct {
	protocol *dissect.Protocol
	grammar  secrets.Grammar
	found    func(d dissect.Dir, from, to int64)
	tunnel   func()
	switched func(name string) bool // to another protocol; true: the lines end
	prompted secrets.Prompted       // nil: the grammar has no prompts
	streamed secrets.Streamed       // nil: it has lines
	eager    bool                   // tells secrets before their line is complete

	lines     [2]line
	before    [2]span // the line before, without its end
	raw       int64   // bytes of the client to come that are no lines
	rawSecret bool
	over      bool // another protocol has begun
	spans     []secrets.Span
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

// data takes the next bytes of d, which are at position pos. It returns how many it took:
// all, unless another protocol begins.
func (s *scanner) data(d dissect.Dir, b []byte, pos int64) int {
	if other := d.Reverse(); s.prompted != nil && s.lines[other].size > 0 {
		s.prompted.Prompt(other, s.lines[other].kept)
	}
	if s.streamed != nil {
		s.take(d, b, pos)
		return len(b)
	}
	taken := 0
	for taken < len(b) && !s.over {
		var n int
		if d == dissect.ToServer && s.raw > 0 {
			n = s.skip(b[taken:], pos)
		} else {
			n = s.line(d, b[taken:], pos)
		}
		taken, pos = taken+n, pos+int64(n)
	}
	if s.eager {
		s.begun(d)
	}
	return taken
}

// take takes the next bytes of a protocol without lines.
func (s *scanner) take(d dissect.Dir, b []byte, pos int64) {
	s.spans = s.spans[:0]
	s.streamed.Take(d, b, &s.spans)
	for _, x := range s.spans {
		s.found(d, pos+x.From, pos+x.To)
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
	n := s.endOfLine(b) + 1
	whole := n > 0
	if !whole {
		n = len(b)
	}
	if l.size == 0 {
		l.from = pos
		l.tail = l.tail && !s.grammar.Begins(d, b[:n])
	}
	l.size, l.end = l.size+int64(n), int64(n-len(lines.TrimLineEnd(b[:n])))
	switch {
	case l.tail:
		s.found(d, pos, pos+int64(len(lines.TrimLineEnd(b[:n]))))
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

// endOfLine returns where the first line of b ends, -1 if it does not. Terminals
// end it with CR, and LF or NUL behind it (RFC 854).
func (s *scanner) endOfLine(b []byte) int {
	n := bytes.IndexByte(b, '\n')
	if s.prompted != nil {
		if cr := bytes.IndexByte(b, '\r'); cr >= 0 && (n < 0 || cr < n) {
			return cr
		}
	}
	return n
}

// keep keeps what matters of a line that is not complete.
func (s *scanner) keep(d dissect.Dir, l *line, b []byte) {
	n := min(len(b), max(0, maxBegun-len(l.kept)))
	l.kept = append(l.kept, b[:n]...)
	if b = b[n:]; len(b) > 0 && s.grammar.Matters(d, l.kept) {
		l.kept = append(l.kept, b[:min(len(b), maxLine-len(l.kept))]...)
	}
}

// read reads a line that is complete; b is what is known of it.
func (s *scanner) read(d dissect.Dir, l *line, b []byte) {
	at := secrets.Place{Whole: true, Torn: l.torn}
	text := lines.TrimLineEnd(b)
	s.tell(d, l, text, at)
	end := l.from + l.size - l.end
	if len(b) >= maxLine && l.size > int64(len(b)) && len(s.spans) > 0 {
		s.found(d, l.from+int64(len(b)), end)
	}
	x := s.grammar.Read(d, text, at)
	if x.Blames {
		s.found(x.Blamed, s.before[x.Blamed].from, s.before[x.Blamed].to)
	}
	s.before[d] = span{l.from, end}
	if x.Raw > 0 {
		s.raw, s.rawSecret = x.Raw, x.RawSecret
	}
	if x.Tunnel && s.tunnel != nil {
		s.tunnel()
	}
	if x.Switch != "" && s.switched != nil {
		s.over = s.switched(x.Switch)
	}
}

// tell tells the secrets of a line and returns whether they reach to its end.
func (s *scanner) tell(d dissect.Dir, l *line, text []byte, at secrets.Place) (open bool) {
	s.spans = s.spans[:0]
	s.grammar.Secrets(d, text, at, &s.spans)
	for _, x := range s.spans {
		s.found(d, l.from+x.From, l.from+x.To)
		open = open || x.To == int64(len(text))
	}
	return open
}

// begun tells what is secret of a line that is not complete.
func (s *scanner) begun(d dissect.Dir) bool {
	l := &s.lines[d]
	if l.size == 0 || l.tail {
		return l.tail
	}
	open := s.tell(d, l, lines.TrimLineEnd(l.kept), secrets.Place{Torn: l.torn})
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
	if s.grammar.Lose(d, false) {
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
	return s.grammar.Lose(d, true) || hides
}
