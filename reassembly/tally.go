package reassembly

import (
	"encoding/binary"
	"math/bits"

	"netsniff/capture"
)

// Count has the analysis add up every segment from now on in x, which is made
// ready for it. Without it none of that is done.
func (t *TCP) Count(x *Totals) {
	x.TCP = &TCPTotals{}
	x.TCP.Sides[0].Scale, x.TCP.Sides[1].Scale = ScaleUnknown, ScaleUnknown
	t.totals = x
}

// arrive counts what must be known of a segment before the analysis has
// remembered it: which of its bytes are new, and the round trip it ends.
func (t *TCP) arrive(h *heading, d Dir, s *Segment) {
	x := t.totals.TCP
	size := h.end() - h.seq
	h.fresh = size
	if h.flags&capture.RST == 0 && size > 0 {
		seen := &x.Sides[d].seen
		past := seen.past()
		h.fresh = seen.add(h.seq, h.end(), h.flags&capture.SYN != 0, s.Flags&(Resent|KeepAlive) != 0)
		s.Unfilled = seen.past() > past
	}
	h.resent = h.fresh < size
	x.shake(h, d)
	if h.flags&capture.ACK != 0 {
		x.acknowledge(h, &t.flows[d], &t.flows[d.Reverse()], d, s)
	}
}

// account counts a segment after the analysis.
func (t *TCP) account(p *capture.Packet, h *heading, d Dir, s *Segment) {
	t.totals.count(p, d)
	x := t.totals.TCP
	side, other := &x.Sides[d], &x.Sides[d.Reverse()]
	if s.Flags != 0 && side.findings == nil {
		side.findings = new([analyses]uint32)
	}
	for a := uint32(s.Flags); a != 0; a &= a - 1 {
		side.findings[bits.TrailingZeros32(a)]++
	}
	x.Completeness = t.seen
	side.header(p, h, s)
	if h.len > 0 {
		if !x.Spoke {
			x.Spoke, x.FirstSpeaker = true, d
		}
		side.data(h, s, other)
	}
	x.open(h, d)
	x.close(h, d)
}

// header counts what any segment says.
func (s *Side) header(p *capture.Packet, h *heading, found *Segment) {
	switch ttl := p.HopLimit(); s.HopLimit {
	case 0:
		s.HopLimit = ttl
		s.FirstWindow, s.MinWindow = found.Window, found.Window
	default:
		s.HopLimitVaries = s.HopLimitVaries || ttl != s.HopLimit
	}
	if h.flags&capture.RST == 0 {
		s.MinWindow, s.MaxWindow = min(s.MinWindow, found.Window), max(s.MaxWindow, found.Window)
	}
	if h.flags&capture.SYN != 0 {
		s.SYNs++
		s.options(h.options)
	}
	if h.flags&capture.FIN != 0 {
		s.FINs++
	}
	if h.flags&capture.RST != 0 {
		s.RSTs++
	}
	s.Scale = found.Scale
}

// options takes what a SYN offers.
func (s *Side) options(b []byte) {
	for {
		kind, value, rest, ok := NextOption(b)
		if !ok {
			return
		}
		switch {
		case kind == OptionMSS && len(value) == 2:
			s.MSS = binary.BigEndian.Uint16(value)
		case kind == OptionSACKPermitted:
			s.SACKPermitted = true
		}
		b = rest
	}
}

// data counts a segment with payload.
func (s *Side) data(h *heading, found *Segment, other *Side) {
	s.DataSegments++
	s.MaxSegment = max(s.MaxSegment, h.len)
	if other.MSS > 0 && h.len > uint32(other.MSS) {
		s.Oversized++
	}
	fresh := h.fresh
	if fresh > 0 && h.flags&(capture.SYN|capture.FIN) != 0 {
		fresh-- // the flag's own number
	}
	s.Unique += uint64(min(fresh, h.len))
	s.MaxInFlight = max(s.MaxInFlight, uint32(found.BytesInFlight))
	if s.opening() && fresh > 0 {
		s.InitialBytes += min(fresh, h.len)
		s.InitialSegments++
	}
}

// opening: the beginning was seen, and nothing but the SYN is acknowledged yet.
func (s *Side) opening() bool {
	return s.seen.fixed && (!s.hasAcked || !After(s.acked, s.seen.first+1))
}

// open follows how the connection begins.
func (x *TCPTotals) open(h *heading, d Dir) {
	syn, acks := h.flags&capture.SYN != 0, h.flags&capture.ACK != 0
	client, server := &x.Sides[ToServer], &x.Sides[ToClient]
	switch {
	case syn && acks && client.SYNs > 0:
		x.Opened = Established
	case syn && acks:
		x.Opened = AnswerOnly
	case syn && x.Completeness&^SeenSYN == 0:
		x.Opened = Unanswered
	case x.Opened == Unanswered && h.flags&capture.RST != 0 && d == ToClient && server.SYNs == 0:
		x.Opened = Refused
	}
}

// close follows how it ends.
func (x *TCPTotals) close(h *heading, d Dir) {
	switch {
	case x.Closed == Finished || x.Closed == Reset:
	case h.flags&capture.RST != 0:
		x.Closed, x.ClosedBy = Reset, d
	case h.flags&capture.FIN == 0:
	case x.Closed == StillOpen:
		x.Closed, x.ClosedBy = HalfClosed, d
	case d != x.ClosedBy:
		x.Closed = Finished
	}
}
