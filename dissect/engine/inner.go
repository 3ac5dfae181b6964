package engine

import (
	"slices"

	"netsniff/dissect"
)

// carried are the streams within one connection.
type carried struct {
	open []*inner // in the order in which they were opened
	last uint32   // number of the one that was opened last without one
}

// inner is a stream within a connection. It implements dissect.InnerStream.
type inner struct {
	conn    Conn
	carrier *Conn
	next    [2]uint32 // position of the next byte
	closed  [2]bool
	few     [2][]byte    // that came before anybody could tell what they are
	veil    dissect.Veil // nil: all of it may be shown
}

// tellable is how many bytes are enough to tell what a stream carries. Old versions of
// TLS send the first byte of what they have by itself.
const tellable = 8

// Open implements dissect.Driver.
func (c *Conn) Open(x dissect.Inner) dissect.InnerStream {
	within := &c.more().inner
	if x.Number == 0 {
		within.last++
		x.Number = within.last
	}
	s := &inner{carrier: c}
	s.conn.Conn = c.Inside(x)
	s.conn.more().name, s.conn.engine = x.Name, c.engine
	s.conn.Driver = &s.conn
	s.conn.first.Begin(c.engine.detector, x)
	if c.Depth >= dissect.MaxDepth || len(within.open) >= dissect.MaxInner {
		c.engine.Losses.Inner++
		s.closed = [2]bool{true, true}
		return s
	}
	within.open = append(within.open, s)
	s.veil = dissect.VeilOf(&s.conn.Conn, &x)
	return s
}

// Conn implements dissect.InnerStream.
func (s *inner) Conn() *dissect.Conn { return &s.conn.Conn }

// Feed implements dissect.InnerStream.
func (s *inner) Feed(f *dissect.Frame, d dissect.Dir, b []byte) {
	if s.closed[d] || len(b) == 0 {
		return
	}
	few, given := s.few[d], b
	if s.few[d] = nil; len(few) > 0 {
		b = append(few, b...)
	}
	if s.conn.Datagrams {
		s.within(f, d, func(e *Engine) { e.innerDatagram(f, b) })
		return
	}
	s.within(f, d, func(e *Engine) {
		e.identifyInner(d, b)
		if s.veil != nil {
			s.veil.Data(d, given)
			copy(b[len(few):], given)
		}
		if s.conn.Protocol == nil && !s.conn.decision().Settled() && len(b) < tellable {
			s.few[d] = slices.Clone(b)
			return
		}
		seq := s.next[d]
		s.next[d] += uint32(len(b))
		if e.identified() {
			e.read(f, s.conn.unfinished(d), seq, b)
		}
	})
}

// Gap implements dissect.InnerStream.
func (s *inner) Gap(f *dissect.Frame, d dissect.Dir, n int64) {
	if s.closed[d] {
		return
	}
	s.few[d] = nil
	if s.veil != nil {
		s.veil.Gap(d, n)
	}
	for n > 0 {
		part := uint32(min(n, maxReach))
		seq := s.next[d]
		s.next[d] += part
		s.within(f, d, func(e *Engine) { e.gap(f, seq, part) })
		n -= int64(part)
	}
}

// Close implements dissect.InnerStream.
func (s *inner) Close(f *dissect.Frame, d dissect.Dir) {
	if s.closed[d] {
		return
	}
	s.within(f, d, func(e *Engine) {
		if x := s.conn.unfinished(d).toClose(); x != nil && len(x.late) == 0 {
			e.close(f, s.conn.unfinished(d), x)
		}
	})
	if s.closed[d] = true; s.closed[d.Reverse()] {
		s.end()
	}
}

// within reads something of the stream on behalf of f, in which its carrier is
// being read.
func (s *inner) within(f *dissect.Frame, d dissect.Dir, read func(*Engine)) {
	e := s.conn.engine
	conn, base, fconn, dir, part := e.conn, e.base, f.Conn, f.Dir, f.SegmentOf
	e.conn, e.base, f.Conn, f.Dir = &s.conn, len(f.Messages()), &s.conn.Conn, d
	read(e)
	if !e.silent() && f.SegmentOf == s.conn.rare.name {
		f.SegmentOf = part
	}
	e.conn, e.base, f.Conn, f.Dir = conn, base, fconn, dir
}

// innerDatagram reads a datagram of the inner conversation that is being read.
func (e *Engine) innerDatagram(f *dissect.Frame, b []byte) {
	c := e.conn
	c.first.Datagram(e.detector, &c.Conn, b)
	if c.Protocol = c.first.Protocol; c.Protocol == nil || c.Protocol.NewDatagram == nil {
		return
	}
	if c.udp == nil {
		c.udp = &udp{dissector: c.Protocol.NewDatagram(&c.Conn)}
	}
	if !c.udp.dissector.Datagram(f, b) {
		f.Retract(e.base)
		return
	}
	f.Claim(e.base, c.Protocol, b)
}

// identifyInner has bytes of the inner stream that is being read decide what it
// carries.
func (e *Engine) identifyInner(d dissect.Dir, b []byte) {
	c := e.conn
	if !c.decision().Settled() {
		c.decision().Segment(e.detector, &c.Conn, d, b)
	}
	e.follow(c)
}

// end lets go what was kept of the stream and takes it off its carrier.
func (s *inner) end() {
	s.conn.engine.leave(&s.conn)
	open := s.carrier.rare.inner.open
	for i := range open {
		if open[i] == s {
			s.carrier.rare.inner.open = append(open[:i], open[i+1:]...)
			return
		}
	}
}

// leaveInner lets go the streams within c.
func (e *Engine) leaveInner(c *Conn) {
	if c.rare == nil {
		return
	}
	for _, s := range c.rare.inner.open {
		s.closed = [2]bool{true, true}
		e.leave(&s.conn)
	}
	c.rare.inner.open, c.rare.contents = nil, nil
}
