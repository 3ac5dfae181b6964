package reassembly

import "netsniff/capture"

// remember takes what later segments will be judged by: it moves f's sequence
// space forward and acknowledges r's.
func (t *TCP) remember(h *heading, f, r *flow, s *Segment) {
	if h.flags&(capture.SYN|capture.RST) == capture.SYN { // a reset agrees on nothing, whatever else it says
		h.agree(f, r)
	}
	if end := h.end(); end != h.seq {
		s.Merged = t.waiting(f).add(h, end)
	}
	f.advance(h, s)
	if h.flags&capture.ACK != 0 {
		hit := r.sent.acknowledge(h.ack)
		t.settle(r)
		if hit.frame != 0 {
			s.AcksFrame, s.AckRTT = hit.frame, h.at-hit.at
		}
		if !f.hasAck || h.ack != f.ack {
			f.dupFrame, f.dups, f.doubted = h.frame, 0, false
		}
		f.ack, f.hasAck, f.ackAt = h.ack, true, h.at
		f.sacked = sackedBytes(h.options)
		r.flightUnknown, r.unheard = false, 0
	}
	f.window, f.hasWindow = uint32(h.window), true
	f.last = s.Flags
	f.flight(h, r, s)
}

// agree takes what a SYN of f says of the scale of windows.
func (h *heading) agree(f, r *flow) {
	f.scale = scaleOption(h.options)
	if f.scale == ScaleUnused && h.cut {
		f.scale = ScaleUnknown // the option may be among those that were cut
	}
	if f.scale == ScaleUnused {
		r.scale = ScaleUnused // one side without the option: no scaling at all (RFC 7323 §2.2)
	} else if h.flags&capture.ACK != 0 && r.scale == ScaleUnused {
		f.scale = ScaleUnused
	}
}

// maxWindow is the largest window there is (RFC 7323 §2.3).
const maxWindow = 1 << 30

func (f *flow) advance(h *heading, s *Segment) {
	end := h.end()
	f.unheard = min(f.unheard+min(h.len, maxWindow), maxWindow)
	if s.Flags&ZeroWindowProbe != 0 {
		return
	}
	first, before := !f.hasNext, f.next
	// A connection that is opened again after nothing but strays begins anew.
	again := f.hasHole && end == f.hole && h.flags&(capture.SYN|capture.ACK) == capture.SYN
	if first || again || After(end, f.next) {
		// A reset with sequence number 0 says nothing about the next; any other segment may end where the numbers wrap.
		f.next, f.hasNext = end, end != 0 || h.flags&capture.RST == 0
		f.nextAt, f.nextFrame = h.at, h.frame
	}
	switch {
	case !first && h.seq != before && After(end, before):
		if !f.hasHole {
			f.hole, f.hasHole = before, true
		}
	case h.seq == f.hole:
		f.hasHole = false
	}
}

// flight counts the bytes that were sent and not yet acknowledged, and those
// since the last PSH.
func (f *flow) flight(h *heading, r *flow, s *Segment) {
	if h.len == 0 || f.flightUnknown {
		return
	}
	n := f.sent.span(f.base) - int32(r.sacked)
	if h.flags&(capture.SYN|capture.FIN) != 0 {
		n-- // its own number is not in flight yet
	}
	s.Measured, s.BytesInFlight = true, max(int(n), 0)
	f.pushed += h.len
	if n > 0 {
		s.PushBytesSent = int(f.pushed)
	}
	if h.flags&capture.PSH != 0 {
		f.pushed = 0
	}
}
