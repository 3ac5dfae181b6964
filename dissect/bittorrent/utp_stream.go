package bittorrent

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// utpStream is one connection of uTP (BEP 29). Packets have numbers, not bytes:
// how much a packet had that was not captured, nobody knows.
type utpStream struct {
	id      [2]uint16 // that packets of a direction carry
	known   [2]bool
	opener  dissect.Dir // in which the SYN went, if it was seen
	inner   dissect.InnerSession
	flows   [2]flow // of data, by direction
	connect dissect.Exchange
	told    bool // connect was
	heard   uint32
}

// newStreamOf returns the connection that a packet shows first.
func newStreamOf(dir dissect.Dir, p *Packet) *utpStream {
	s := &utpStream{}
	s.id[dir], s.known[dir] = p.Connection, true
	if p.Type == Syn { // it carries what answers to it carry; the next of its sender is one more
		s.id[dir.Reverse()], s.known[dir.Reverse()] = p.Connection, true
		s.id[dir], s.opener = p.Connection+1, dir
	}
	return s
}

// mine reports whether a packet belongs to the connection.
func (s *utpStream) mine(dir dissect.Dir, p *Packet) bool {
	other := dir.Reverse()
	if p.Type == Syn {
		return s.known[other] && s.id[other] == p.Connection && s.known[dir] && s.id[dir] == p.Connection+1 &&
			!s.flows[dir].ended
	}
	if s.known[dir] {
		return s.id[dir] == p.Connection
	}
	if near := s.id[other] - p.Connection; near == 1 || near == 0xffff {
		s.id[dir], s.known[dir] = p.Connection, true
		return true
	}
	return false
}

// packet takes the next packet of the connection, and reports whether it ends it.
func (s *utpStream) packet(k dissect.Session, dir dissect.Dir, p *Packet, data []byte, m reassembly.Mark) (ended bool) {
	f, back := &s.flows[dir], &s.flows[dir.Reverse()]
	switch p.Type {
	case Syn:
		s.syn(dir, p, len(data), m)
		return false
	case Reset:
		return true
	case State:
		s.accepted(k, dir, p, m)
	}
	back.acknowledged(p, m)
	s.deliver(k, dir.Reverse(), back, m, p.Ack)
	if len(data) > 0 || p.Type == Fin {
		f.take(p, data, m)
		s.deliver(k, dir, f, m, f.next-1)
	}
	return f.ended && back.ended
}

// syn takes what opens the connection.
func (s *utpStream) syn(dir dissect.Dir, p *Packet, n int, m reassembly.Mark) {
	f := &s.flows[dir]
	f.begun, f.next = true, p.Seq+1
	x := &s.connect
	if x.Request.Seen() {
		x.Notes |= dissect.NoteResent
	} else {
		*x = dissect.Exchange{Protocol: &UTP, Method: "SYN", Subject: "connection " + strconv.Itoa(int(p.Connection))}
	}
	x.Request.Add(p.Size+n, m)
}

// accepted takes an acknowledgment, of which the first answers the SYN.
func (s *utpStream) accepted(k dissect.Session, dir dissect.Dir, p *Packet, m reassembly.Mark) {
	x := &s.connect
	if s.told || !x.Request.Seen() || dir == s.opener {
		return
	}
	f := &s.flows[dir]
	if !f.begun {
		f.begun, f.next = true, p.Seq
	}
	s.told = true
	x.Reply.Add(p.Size, m)
	x.Status, x.Outcome = "STATE", dissect.Succeeded
	k.Tell(x)
}

// deliver takes what is in order of a direction to the stream within. Up to the
// packet acknowledged, what is missing was not captured.
func (s *utpStream) deliver(k dissect.Session, dir dissect.Dir, f *flow, m reassembly.Mark, acknowledged uint16) {
	for {
		x, missing, ok := f.deliverable(acknowledged)
		if !ok {
			return
		}
		if missing > 0 {
			s.within(k).Gap(dir, int64(missing)*int64(max(1, f.usual)), m)
			continue
		}
		if f.joined {
			f.joined = false
			s.within(k).Gap(dir, 1, m)
		}
		if len(x.data) > 0 {
			s.within(k).Data(dir, x.data, x.mark)
		}
		f.ended = f.ended || x.fin
	}
}

// within returns the stream that the connection carries.
func (s *utpStream) within(k dissect.Session) dissect.InnerSession {
	if s.inner == nil {
		s.inner = k.Open(dissect.Inner{Name: "uTP", Protocol: &Protocol})
	}
	return s.inner
}

// cut takes it that n bytes at the end of the last packet were not captured.
func (s *utpStream) cut(dir dissect.Dir, n int64, m reassembly.Mark) {
	if f := &s.flows[dir]; s.inner != nil && f.begun && len(f.early) == 0 {
		s.inner.Gap(dir, n, m)
	}
}

// end tells what is left.
func (s *utpStream) end(k dissect.Session, m reassembly.Mark) {
	for _, dir := range [...]dissect.Dir{dissect.ToServer, dissect.ToClient} {
		f := &s.flows[dir]
		if n := len(f.early); n > 0 {
			s.deliver(k, dir, f, m, f.early[n-1].seq)
		}
	}
	if s.inner != nil {
		s.inner.End(m)
	}
	if s.connect.Request.Seen() && !s.told {
		s.told = true
		k.Tell(&s.connect)
	}
	opened := s.id[s.opener] - 1
	if !s.connect.Request.Seen() {
		opened = min(s.id[0], s.id[1])
	}
	for _, dir := range [...]dissect.Dir{dissect.ToServer, dissect.ToClient} {
		t := &s.flows[dir].seen
		t.Connection, t.Dir = opened, dir
		k.Event(&dissect.Event{Protocol: &UTP, Dir: dir, Mark: m, About: t})
	}
}

func (s *utpStream) held() int64 { return s.flows[0].held + s.flows[1].held }

// letGo forgets what waits: it becomes missing.
func (s *utpStream) letGo() {
	for i := range s.flows {
		f := &s.flows[i]
		f.early, f.held = nil, 0
	}
}
