package http

import (
	"bytes"

	"netsniff/dissect"
)

// readHead collects the head of a message. Bytes that cannot begin one are
// stray up to the end of their segment: the next may begin one.
func (s *halfStream) readHead(b []byte) int {
	if s.tail != nil {
		return s.readTail(b)
	}
	before, h := len(s.head), b
	if before > 0 {
		s.head = append(s.head, b...)
		h = s.head
	}
	n, found := s.scan(h)
	switch {
	case found == nothing:
		s.drop(h)
		return len(b)
	case found == some:
		if before == 0 {
			s.head = append(s.r.drawer.buffer(), b...)
		}
		if len(s.head) > len("\r\n") { // an empty line may come long before the message
			s.opening.Add(len(b), s.mark)
		}
		if len(s.head) > maxKeptHead && s.lines.start > 0 {
			s.overflow(s.head)
		}
		return len(b)
	}
	s.opening.Add(n-before, s.mark)
	if n > maxKeptHead {
		s.overflow(h[:n])
	} else {
		s.begin(h[:n], false)
	}
	return n - before
}

// found is what was found at the front of bytes.
type found uint8

const (
	nothing found = iota // no head begins
	some                 // a head begins, or may
	whole                // a head
)

// scan looks for a head at the front of h and returns its length.
func (s *halfStream) scan(h []byte) (int, found) {
	c := &s.lines
	if skip := leading(h); c.start <= skip {
		c.start = skip
		end, ok := c.next(h)
		if !ok {
			may := mayStartKnown
			if s.synced {
				may = mayStart
			}
			if len(h) >= maxStart || !may(h[skip:]) && string(h) != "\r" {
				return 0, nothing
			}
			return 0, some
		}
		if kind, _ := classify(h[skip:end]); kind == startNone {
			return 0, nothing
		}
	}
	for {
		start := c.start
		end, ok := c.next(h)
		if !ok {
			return 0, some
		}
		if end == start {
			return c.start, whole
		}
	}
}

// leading returns the length of the empty line that may stand before a
// message (RFC 9112 §2.2).
func leading(b []byte) int {
	if bytes.HasPrefix(b, []byte("\r\n")) {
		return 2
	}
	return 0
}

// overflow goes on with the first lines of a head that is too long to be kept,
// h being what came of it.
func (s *halfStream) overflow(h []byte) {
	s.r.sink.long(s, h)
	n := wholeLines(h, maxKeptHead)
	s.tail, s.passed = s.r.drawer.tails.take(), n
	if len(s.head) == 0 {
		s.head = append(s.r.drawer.buffer(), h[:n]...)
	} else {
		s.head = s.head[:n]
	}
	if _, over := s.extend(h[n:]); over {
		s.begin(s.head, true)
	}
}

// readTail reads on in a head of which only a part is kept.
func (s *halfStream) readTail(b []byte) int {
	if s.passed > maxHeadLen {
		s.drop(b)
		return len(b)
	}
	n, over := s.extend(b)
	s.opening.Add(n, s.mark)
	s.r.sink.long(s, b[:n])
	if over {
		s.begin(s.head, true)
	}
	return n
}

// extend keeps what there is to keep of b. over is set where the head ends.
func (s *halfStream) extend(b []byte) (n int, over bool) {
	s.head, n, over = s.tail.read(s.head, b)
	s.passed += n
	return n, over
}

// begin begins the message with the given head; short says that it is only a
// part of it.
func (s *halfStream) begin(raw []byte, short bool) {
	buffer, tail := s.head, s.tail
	s.head, s.tail = nil, nil
	s.open(raw, short)
	s.head, s.tail = buffer, tail
	s.forget()
}

// drop hands out b, which is no head.
func (s *halfStream) drop(b []byte) {
	s.synced = false
	if len(b) > 0 {
		s.r.sink.stray(s, b)
	}
	s.forget()
	if s.in == inHead {
		s.r.lose(s.dir)
	}
}

// dropHead hands out the part of a head that will not be completed, unless
// that was done.
func (s *halfStream) dropHead() {
	switch {
	case s.tail != nil:
		s.drop(nil)
	case len(s.head) > 0:
		s.drop(s.head)
	}
}

// forget forgets the head that was being read.
func (s *halfStream) forget() {
	if s.head != nil {
		s.r.drawer.keep(s.head)
	}
	if s.tail != nil {
		s.r.drawer.tails.put(s.tail)
	}
	s.head, s.lines, s.tail, s.passed, s.opening = nil, cursor{}, nil, 0, dissect.Side{}
}
