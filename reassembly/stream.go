package reassembly

import "netsniff/capture"

// Receiver takes one direction of a connection in sequence order.
type Receiver interface {
	// Data delivers the bytes that begin at sequence number seq. They are
	// borrowed until return; m is the segment that brought them.
	Data(seq uint32, b []byte, m Mark)
	// Gap tells that the n bytes from seq on were sent but not captured.
	Gap(seq uint32, n uint32)
}

// Mark is where and when bytes were captured.
type Mark struct {
	Frame uint32
	At    capture.Stamp
}

// Bounds of what a Stream keeps beyond a hole. When one is reached the hole
// becomes a gap, as it does when the receiver acknowledges what lies in it.
const (
	maxHeldBytes    = 1 << 20
	maxHeldSegments = 1024
	// startWindow is how many segments a stream that was joined late waits
	// for an earlier one.
	startWindow = 3
)

// Stream puts the segments of one direction in order: what arrives early
// waits, what arrives again is ignored, what never arrives is a Gap. Of two
// versions of the same byte the first one to arrive counts. SYN and FIN take
// sequence numbers but are no bytes: nothing lies beyond a FIN. Segments and
// acknowledgments that no window allows are of another number space, such as
// that of the other side of a firewall that draws its own. The zero value is a
// stream whose beginning was not seen; Start sets it.
type Stream struct {
	Losses StreamLosses

	next    uint32 // what is delivered next
	started bool
	end     uint32 // the number of the FIN, valid iff ends
	ends    bool
	acked   uint32 // the highest number acknowledged, valid iff hasAck
	hasAck  bool
	limits  limits
	acks    acknowledgments
	held    []heldSegment // by sequence number
	bytes   int           // of all held segments
	strays  int           // held segments that no window allows
}

// StreamLosses counts what a Stream let go or did not believe.
type StreamLosses struct {
	Early       uint64 // holes that became gaps because too much waited behind them
	Implausible uint64 // segments and acknowledgments that no window allows
}

// Add adds what another stream counted.
func (l *StreamLosses) Add(o StreamLosses) {
	l.Early += o.Early
	l.Implausible += o.Implausible
}

type heldSegment struct {
	seq   uint32
	n     uint32 // length on the wire; more than len(b) if the snap length cut it
	b     []byte
	mark  Mark
	stray bool
}

// Start fixes the sequence number of the first byte: the one after the SYN.
func (s *Stream) Start(seq uint32) {
	if !s.started {
		s.next, s.started = seq, true
	}
}

// Finish fixes the number of the FIN. What is said to lie beyond is none of the
// stream (RFC 9293 §3.10.7.4, "Seventh, process the segment text"). A number
// before what was delivered, or beyond any window, is not believed.
func (s *Stream) Finish(seq uint32, m Mark) {
	if s.ends || s.started && (Before(seq, s.next) || !s.limits.allow(seq-s.next, m.At, false)) {
		return
	}
	s.end, s.ends = seq, true
	s.keep(func(h *heldSegment) bool {
		had := len(h.b)
		left := h.cut(seq)
		s.bytes -= had - len(h.b)
		return left
	})
}

// cut takes off what lies from end on, and reports whether anything is left.
func (h *heldSegment) cut(end uint32) bool {
	if !Before(h.seq, end) {
		return false
	}
	h.n = min(h.n, end-h.seq)
	h.b = h.b[:min(len(h.b), int(h.n))]
	return true
}

// Add takes a segment of n bytes on the wire, of which b were captured. It
// reports whether the segment has to wait for others.
func (s *Stream) Add(seq uint32, b []byte, n int, m Mark, r Receiver) (waits bool) {
	if n <= 0 {
		return false
	}
	h := heldSegment{seq: seq, n: uint32(n), b: b, mark: m}
	if s.ends && !h.cut(s.end) {
		return false
	}
	if s.started && seq == s.next && len(s.held) == 0 {
		s.deliver(&h, r)
		return false
	}
	if s.started && !After(seq+h.n, s.next) {
		if s.stray(seq, m.At) {
			s.Losses.Implausible++
		}
		return false
	}
	h.stray = s.stray(seq, m.At)
	if !h.stray && s.strays > 0 && s.started {
		// The sender goes on where he was: what lay beyond his window was not his.
		s.keep(func(h *heldSegment) bool {
			if h.stray {
				s.Losses.Implausible++
			}
			return !h.stray
		})
	}
	s.hold(h)
	if !s.started && (len(s.held) >= startWindow || s.hasAck && !After(seq+h.n, s.acked)) {
		s.started, s.next = true, s.held[0].seq
	}
	s.release(r)
	for s.hopeless() {
		s.skip(r)
	}
	return !s.started || After(seq, s.next)
}

// stray reports whether seq is further from what was delivered than the sender can
// be: ahead of it, or back at what it has sent.
func (s *Stream) stray(seq uint32, at capture.Stamp) bool {
	switch {
	case !s.started:
		return false
	case After(seq, s.next):
		return !s.limits.allow(seq-s.next, at, false)
	}
	return s.next-seq > max(s.limits.width(), unknownWindow)
}

// foreign returns from which number on the segment [seq, seq+n) is no part of the
// stream; the end of the segment if all of it is.
func (s *Stream) foreign(seq, n uint32, at capture.Stamp) uint32 {
	end := seq + n
	switch {
	case s.stray(seq, at):
		return seq
	case s.ends && After(end, s.end):
		return maxSeq(seq, s.end)
	}
	return end
}

// hopeless: the hole before the first held segment will not be filled.
func (s *Stream) hopeless() bool {
	switch {
	case len(s.held) == 0:
		return false
	case s.bytes > maxHeldBytes || len(s.held) > maxHeldSegments:
		s.Losses.Early++
		return true
	}
	first := &s.held[0]
	return s.started && !first.stray && s.hasAck && !After(first.seq, s.acked)
}

// Acknowledge tells that the other side has received everything before ack, and
// reports whether that can be. Holes before it become gaps with the next
// segment: an acknowledgment may have been captured before the bytes it is for.
func (s *Stream) Acknowledge(ack uint32, at capture.Stamp) bool {
	if !s.believe(ack, at) {
		return false
	}
	s.acked, s.hasAck = s.acks.last, true
	return true
}

// believe notes an acknowledgment, if it can be.
func (s *Stream) believe(ack uint32, at capture.Stamp) bool {
	if s.ends && After(ack, s.end) {
		ack = s.end
	}
	known, any := s.reached()
	if any && After(ack, known) && !s.limits.allow(ack-known, at, s.acks.doubted) {
		s.acks.doubted = true
		s.Losses.Implausible++
		return false
	}
	s.acks.note(ack)
	s.limits.seen(at)
	return true
}

// reached returns the number before which everything is known to have been
// sent.
func (s *Stream) reached() (seq uint32, known bool) {
	seq, known = s.acks.last, s.acks.any
	if s.started && (!known || After(s.next, seq)) {
		seq, known = s.next, true
	}
	for i := len(s.held) - 1; i >= 0; i-- {
		h := &s.held[i]
		if end := h.seq + h.n; !h.stray {
			if !known || After(end, seq) {
				seq = end
			}
			return seq, true
		}
	}
	return seq, known
}

// Offer tells of a segment of the other side, and with it its window. scale is
// that of its SYN, ScaleUnknown if that was not captured.
func (s *Stream) Offer(p *capture.Packet, scale int8) {
	s.limits.take(p.TCP.Window, scale, p.TCP.Flags&capture.SYN != 0)
}

// Settle is Acknowledge at once, for those who read both directions as one
// dialogue: the other side has received what lies before ack, so that must
// come before whatever it answers. Holes before ack become gaps now. It reports
// whether ack can be.
func (s *Stream) Settle(ack uint32, at capture.Stamp, r Receiver) bool {
	if !s.believe(ack, at) {
		return false
	}
	for s.started && len(s.held) > 0 && !s.held[0].stray && After(ack, s.held[0].seq) {
		s.skip(r)
	}
	return true
}

// End delivers all that still waits; holes before it become gaps.
func (s *Stream) End(r Receiver) {
	if !s.started && len(s.held) > 0 {
		s.started, s.next = true, s.held[0].seq
	}
	for len(s.held) > 0 {
		s.skip(r)
	}
}

// before returns how many bytes between what was delivered and seq were not
// delivered yet.
func (s *Stream) before(seq uint32) uint32 {
	if s.ends && After(seq, s.end) {
		seq = s.end
	}
	if !s.started || !After(seq, s.next) {
		return 0
	}
	return seq - s.next
}

// unseen returns how many bytes the other side had received when it sent ack
// that were not delivered yet.
func (s *Stream) unseen(ack uint32) uint32 {
	if !s.started {
		return s.acks.last - s.acks.first
	}
	return s.before(ack)
}

// awaited returns the number of the first byte that unseen counts.
func (s *Stream) awaited() uint32 {
	if !s.started {
		return s.acks.first
	}
	return s.next
}

// Held returns how many bytes wait for others.
func (s *Stream) Held() int { return s.bytes }

// skip declares the hole before the first held segment a gap. If no window
// allows it, the gap is as long as a window.
func (s *Stream) skip(r Receiver) {
	if h := &s.held[0]; After(h.seq, s.next) {
		n := h.seq - s.next
		if h.stray {
			s.Losses.Implausible++
			n = min(n, s.limits.width())
		}
		r.Gap(s.next, n)
		s.next = h.seq
	}
	s.started = true
	for i := range s.held {
		s.held[i].stray = false
	}
	s.strays = 0
	s.release(r)
}

// release delivers held segments that the stream has reached.
func (s *Stream) release(r Receiver) {
	if !s.started {
		return
	}
	i := 0
	for ; i < len(s.held) && !After(s.held[i].seq, s.next); i++ {
		h := &s.held[i]
		s.let(h)
		s.deliver(h, r)
		h.b = nil
	}
	s.held = s.held[:copy(s.held, s.held[i:])]
}

// keep lets go of the held segments that wanted does not want.
func (s *Stream) keep(wanted func(*heldSegment) bool) {
	kept := s.held[:0]
	for i := range s.held {
		if h := &s.held[i]; wanted(h) {
			kept = append(kept, *h)
		} else {
			s.let(h)
		}
	}
	clear(s.held[len(kept):])
	s.held = kept
}

// let takes h out of the counts of what is held.
func (s *Stream) let(h *heldSegment) {
	s.bytes -= len(h.b)
	if h.stray {
		s.strays--
	}
}

// deliver hands on what is new of a segment at or before next.
func (s *Stream) deliver(h *heldSegment, r Receiver) {
	s.limits.seen(h.mark.At)
	old := s.next - h.seq
	if old >= h.n {
		return
	}
	s.next = h.seq + h.n
	if old < uint32(len(h.b)) {
		r.Data(h.seq+old, h.b[old:], h.mark)
		old = uint32(len(h.b))
	}
	if old < h.n {
		r.Gap(h.seq+old, h.n-old)
	}
}

// hold keeps a segment for later, with a copy of its bytes.
func (s *Stream) hold(h heldSegment) {
	i := len(s.held)
	for i > 0 && Before(h.seq, s.held[i-1].seq) {
		i--
	}
	if i > 0 && s.held[i-1].seq == h.seq && s.held[i-1].n >= h.n {
		return // sent again while it waits
	}
	h.b = append([]byte(nil), h.b...)
	s.held = append(s.held, heldSegment{})
	copy(s.held[i+1:], s.held[i:])
	s.held[i] = h
	s.bytes += len(h.b)
	if h.stray {
		s.strays++
	}
}
