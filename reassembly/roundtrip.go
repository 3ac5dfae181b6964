package reassembly

import "netsniff/capture"

// RTT is the distribution of the round trips of one leg, from the capture
// point to one end of a connection and back. A sample is the time from the
// segment captured last of those that an acknowledgment is the first to reach
// to that acknowledgment. Left out are
//
//   - acknowledgments of any byte that was sent more than once (Karn's
//     algorithm, RFC 6298 §3), or that waited at the receiver because one
//     before it was missing: Ambiguous;
//   - those the receiver may have held back (RFC 9293 §3.8.6.3), so that its
//     own time would be in them: of no more than one full-sized segment, sent
//     along with its data or FIN, or later by 30 to 500 ms than the shortest round
//     trip before: Held. They still tell what the round trip is no longer than.
//
// The handshake is a sample like any other.
type RTT struct {
	Durations
	Ambiguous uint32
	Held      uint32
	HeldMin   capture.Stamp // shortest of them, valid iff Held is not 0
}

// A delayed acknowledgment comes at most half a second late (RFC 1122
// §4.2.3.2); no common system waits less than 40 ms.
const (
	minDelayed = capture.Stamp(30e6)
	maxDelayed = capture.Stamp(500e6)
)

// defaultMSS is the largest segment of a sender that was offered no MSS (RFC
// 9293 §3.7.1).
const defaultMSS = 536

// reach is what one acknowledgment is the first to reach.
type reach struct {
	at     capture.Stamp // when the segment captured last of it was
	any    bool
	timed  bool // an acknowledgment before reached a part of that segment
	resent bool // some of it was sent more than once
}

// reach looks at the segments before ack, which stay on the list.
func (l *sentList) reach(ack uint32) (x reach) {
	if l == nil {
		return x
	}
	for i := int(l.head); i < len(l.list); i++ {
		s := &l.list[i]
		if !Before(s.seq, ack) {
			if !l.shuffled {
				break
			}
			continue
		}
		x.resent = x.resent || s.resent
		if !x.any || s.at >= x.at {
			x.at, x.timed = s.at, s.timed
		}
		x.any, s.timed = true, true
	}
	return x
}

// acknowledge takes the acknowledgment in a segment that f sends in direction
// d: it may end a round trip of what r sent.
func (t *TCPTotals) acknowledge(h *heading, f, r *flow, d Dir, s *Segment) {
	leg := d.Reverse()
	sender := &t.Sides[leg]
	if sender.hasAcked && !After(h.ack, sender.acked) {
		return
	}
	if !sender.reachable(h, f) {
		s.Implausible = true
		return
	}
	n, first := h.ack-sender.acked, !sender.hasAcked
	sender.acked, sender.hasAcked = h.ack, true
	x := r.sent.reach(h.ack)
	if !x.any || x.timed || h.at < x.at {
		return
	}
	if t.rtt[leg] == nil {
		t.rtt[leg] = &RTT{}
	}
	handshake := sender.seen.fixed && h.ack == sender.seen.first+1 && h.len == 0
	x.resent = x.resent || f.dups > 0
	t.rtt[leg].take(h, x, handshake || !first && n > t.fullSize(leg))
}

// reachable reports whether the side can have sent all that h, a segment of r,
// acknowledges.
func (s *Side) reachable(h *heading, r *flow) bool {
	s.limits.take(h.window, r.scale, h.flags&capture.SYN != 0)
	known, any := s.seen.next, s.seen.runs
	if s.hasAcked && (!any || After(s.acked, known)) {
		known, any = s.acked, true
	}
	if any && After(h.ack, known) && !s.limits.allow(h.ack-known, h.at, s.doubted) {
		s.doubted = true
		return false
	}
	s.limits.seen(h.at)
	return true
}

// take judges one round trip. prompt says that its acknowledgment had to be
// sent at once.
func (r *RTT) take(h *heading, x reach, prompt bool) {
	t := h.at - x.at
	switch excess := t - r.Min(); {
	case x.resent:
		r.Ambiguous++
	case !prompt && (h.len > 0 || h.flags&capture.FIN != 0 || r.Count() > 0 && excess >= minDelayed && excess <= maxDelayed):
		if r.Held == 0 || t < r.HeldMin {
			r.HeldMin = t
		}
		r.Held++
	default:
		r.Add(t)
	}
}

// fullSize returns the payload of a full-sized segment in direction d, at
// least: more than that is acknowledged at once.
func (t *TCPTotals) fullSize(d Dir) uint32 {
	if mss := t.Sides[d.Reverse()].MSS; mss > 0 {
		return uint32(mss)
	}
	return min(max(t.Sides[d].MaxSegment, defaultMSS), etherMSS)
}

// etherMSS is the MSS of IPv4 on Ethernet: what is longer was joined or not
// cut yet when it was captured.
const etherMSS = 1460
