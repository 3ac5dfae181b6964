package reassembly

import "netsniff/capture"

const (
	// fastAfterAck is how soon after the last duplicate acknowledgment a
	// resent segment counts as a fast retransmission (User's Guide §7.5).
	fastAfterAck = capture.Stamp(20e6)
	// reorderTime is within what time an earlier segment counts as merely out
	// of order while the handshake's round trip is not known.
	reorderTime = capture.Stamp(3e6)
)

// judge applies the rules of the sequence analysis to a segment sent by f to
// r and sets s.Flags. The rules and their order are those of the Wireshark
// User's Guide §7.5, "TCP Analysis".
func (t *TCP) judge(h *heading, f, r *flow, s *Segment) {
	if f.isProbe(h, r) {
		s.Flags |= ZeroWindowProbe
	} else {
		f.judgeSequence(h, r, s)
		if !f.judgeAnswer(h, r, s) {
			f.judgeDuplicate(h, s)
		}
	}
	f.judgeUnseen(h, r, s)
	if s.Flags&(ZeroWindowProbe|KeepAlive) == 0 {
		t.judgeResent(h, f, r, s)
	}
}

// isProbe: one byte exactly where a closed window begins.
func (f *flow) isProbe(h *heading, r *flow) bool {
	return h.len == 1 && f.hasNext && h.seq == f.next && r.hasWindow && r.window == 0
}

func (f *flow) judgeSequence(h *heading, r *flow, s *Segment) {
	if h.plain && h.window == 0 {
		s.Flags |= ZeroWindow
	}
	if f.hasNext && After(h.seq, f.next) && h.flags&capture.RST == 0 {
		s.Flags |= LostSegment
		f.flightUnknown = true
	}
	if !h.plain {
		return
	}
	if h.len <= 1 && f.hasNext && h.seq == f.next-1 {
		s.Flags |= KeepAlive
	}
	if f.repeats(h) && h.window != 0 && uint32(h.window) != f.window {
		s.Flags |= WindowUpdate
	}
	if h.len > 0 && r.hasAck && r.scale != ScaleUnknown && h.seq+h.len == r.ack+r.scaled(r.window) {
		s.Flags |= WindowFull
	}
}

// repeats: an empty segment that acknowledges nothing new.
func (f *flow) repeats(h *heading) bool {
	return h.len == 0 && h.plain && f.hasNext && h.seq == f.next && f.hasAck && h.ack == f.ack
}

// judgeAnswer recognises answers to keep-alives and window probes.
func (f *flow) judgeAnswer(h *heading, r *flow, s *Segment) bool {
	if !f.repeats(h) || uint32(h.window) != f.window {
		return false
	}
	switch {
	case h.window != 0 && r.last&KeepAlive != 0:
		s.Flags |= KeepAliveAck
	case h.window == 0 && r.last&ZeroWindowProbe != 0:
		s.Flags |= ZeroWindowProbeAck
	default:
		return false
	}
	return true
}

func (f *flow) judgeDuplicate(h *heading, s *Segment) {
	if !f.repeats(h) || h.window == 0 || uint32(h.window) != f.window {
		return
	}
	f.dups++
	s.Flags |= DuplicateAck
	s.DupAck = DupAck{Frame: f.dupFrame, Count: f.dups}
}

// judgeUnseen: an acknowledgment of what was not seen. Bytes beyond a hole and
// bytes beyond the newest are reported apart, each once: the hole until there is
// another, the newest until their sender acknowledges something new.
func (f *flow) judgeUnseen(h *heading, r *flow, s *Segment) {
	switch {
	case h.flags&capture.ACK == 0:
	case r.hasHole && After(h.ack, r.hole):
		s.Flags |= AckLostSegment
		r.hasHole = false
	case r.hasNext && After(h.ack, r.next):
		if r.doubted {
			s.Measured = true
			return
		}
		s.Flags |= AckLostSegment
		r.doubted = true
	}
}

// judgeResent decides which kind of "seen before" a segment is.
func (t *TCP) judgeResent(h *heading, f, r *flow, s *Segment) {
	if h.len == 0 && h.flags&(capture.SYN|capture.FIN) == 0 {
		return
	}
	if h.len > 0 && r.hasAck && f.unheard < maxWindow && !After(h.seq+h.len, r.ack) {
		// Even bytes never seen before are resent if they were acknowledged.
		s.Flags |= SpuriousRetransmission
	} else if !f.hasNext || !Before(h.seq, f.next) || h.len > 1 && h.seq == f.next-1 {
		return // new, but for the byte that a keep-alive sends again
	}
	within := reorderTime
	if x := t.initialRTT(); x > 0 {
		within = x
	}
	switch {
	case s.Flags&SpuriousRetransmission != 0:
	case r.dups >= 2 && r.hasAck && r.ack == h.seq && h.at-r.ackAt < fastAfterAck:
		s.Flags |= FastRetransmission
	case h.at >= f.nextAt && h.at-f.nextAt < within && h.end() != f.next:
		s.Flags |= OutOfOrder
	default:
		s.Flags |= Retransmission
	}
	if s.Flags&Retransmission != 0 {
		at, frame := f.nextAt, f.nextFrame
		if oldest := f.sent.oldest(); oldest != nil {
			at, frame = oldest.at, oldest.frame
		}
		if h.at != at { // a copy captured in the same moment waited for nothing
			s.RTO, s.RTOFrame = h.at-at, frame
		}
	}
}
