package dialogues

import (
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/reassembly"
)

// carried are the streams within one connection.
type carried struct {
	open []*inner // in the order in which they were opened
	last uint32   // number of the one that was opened last without one
}

// inner is a stream within a connection. It implements dissect.InnerSession.
type inner struct {
	session
	decided detect.Decision
	ended   bool
	veil    dissect.Veil // nil: all of it may be heard
}

// Open implements Session.
func (k *session) Open(x dissect.Inner) dissect.InnerSession {
	k.backlog.settle()
	k.opened()
	if k.inner == nil {
		k.inner = new(carried)
	}
	if x.Number == 0 {
		k.inner.last++
		x.Number = k.inner.last
	}
	conn := k.conn.Inside(x)
	s := &inner{}
	s.session = session{carrier: k, conn: &conn, reader: k.reader, begun: k.last.Frame, last: k.last, opener: k.opener,
		anew: true}
	s.life = life{opened: k.life.opened, established: k.life.established}
	s.decided.Begin(k.reader.detector, x)
	s.decision = &s.decided
	if k.conn.Depth >= dissect.MaxDepth || len(k.inner.open) >= dissect.MaxInner {
		k.reader.Losses.Inner++
		s.ended = true
		return s
	}
	k.inner.open = append(k.inner.open, s)
	s.veil = dissect.VeilOf(s.conn, &x)
	return s
}

// Data implements dissect.InnerSession.
func (s *inner) Data(d dissect.Dir, b []byte, m reassembly.Mark) {
	if s.ended || len(b) == 0 {
		return
	}
	if s.veil != nil {
		s.veil.Data(d, b)
	}
	s.relay(d, b, 0, m)
	s.last = m
	s.hear(chunk{dir: d, bytes: b, mark: m, waited: s.carrier.waited})
	s.conn.Protocol = s.protocol
	s.hold()
}

// Gap implements dissect.InnerSession.
func (s *inner) Gap(d dissect.Dir, n int64, m reassembly.Mark) {
	if s.ended {
		return
	}
	if s.veil != nil {
		s.veil.Gap(d, n)
	}
	s.relay(d, nil, n, m)
	s.last = m
	for n > 0 {
		part := uint32(min(n, maxMissing))
		s.hear(chunk{dir: d, missing: part, mark: m})
		n -= int64(part)
	}
	s.hold()
}

// maxMissing is how many missing bytes are told at a time.
const maxMissing = 1 << 30

// relay lets a listener hear what the stream carries.
func (s *inner) relay(d dissect.Dir, b []byte, missing int64, m reassembly.Mark) {
	if x, ok := s.reader.listener.(dissect.InnerListener); ok {
		x.Inner(s.conn, d, b, missing, m)
	}
}

// End implements dissect.InnerSession.
func (s *inner) End(m reassembly.Mark) {
	if s.ended {
		return
	}
	s.close(m)
	open := s.carrier.inner.open
	for i := range open {
		if open[i] == s {
			s.carrier.inner.open = append(open[:i], open[i+1:]...)
			return
		}
	}
}

// close tells what is open, and lets go what was kept.
func (s *inner) close(m reassembly.Mark) {
	s.ended = true
	s.last = m
	s.conclude()
	s.conn.Protocol = s.protocol
	s.reader.allowance.Set(&s.account, &s.session, 0)
	s.reader.listener.Closed(s.conn, m)
}

// endInner ends the streams within the session.
func (k *session) endInner() {
	if k.inner == nil {
		return
	}
	for _, s := range k.inner.open {
		s.close(k.last)
	}
	k.inner.open = nil
}
