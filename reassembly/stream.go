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
// versions of the same byte the first one to arrive counts. The zero value
// is a stream whose beginning was not seen; Start sets it.
type Stream struct {
	next    uint32 // what is delivered next
	started bool
	acked   uint32 // highest acknowledgment of the other side
	hasAck  bool
	held    []heldSegment // by sequence number
	bytes   int           // of all held segments
}

type heldSegment struct {
	seq  uint32
	n    uint32 // length on the wire; more than len(b) if the snap length cut it
	b    []byte
	mark Mark
}

// Start fixes the sequence number of the first byte: the one after the SYN.
func (s *Stream) Start(seq uint32) {
	if !s.started {
		s.next, s.started = seq, true
	}
}

// Add takes a segment of n bytes on the wire, of which b were captured. It
// reports whether the segment has to wait for others.
func (s *Stream) Add(seq uint32, b []byte, n int, m Mark, r Receiver) (waits bool) {
	if n <= 0 {
		return false
	}
	size := uint32(n)
	if s.started && seq == s.next && len(s.held) == 0 {
		s.deliver(seq, b, size, m, r)
		return false
	}
	if s.started && !After(seq+size, s.next) {
		return false
	}
	s.hold(heldSegment{seq, size, append([]byte(nil), b...), m})
	if !s.started && (len(s.held) >= startWindow || s.hasAck && !After(seq+size, s.acked)) {
		s.started, s.next = true, s.held[0].seq
	}
	s.release(r)
	for len(s.held) > 0 && s.hopeless() {
		s.skip(r)
	}
	return !s.started || After(seq, s.next)
}

// hopeless: the hole before the first held segment will not be filled.
func (s *Stream) hopeless() bool {
	return s.started && s.hasAck && !After(s.held[0].seq, s.acked) || s.bytes > maxHeldBytes || len(s.held) > maxHeldSegments
}

// Acknowledge tells that the other side has received everything before ack.
// Holes before it become gaps with the next segment: an acknowledgment may
// have been captured before the bytes it is for.
func (s *Stream) Acknowledge(ack uint32) {
	if !s.hasAck || After(ack, s.acked) {
		s.acked, s.hasAck = ack, true
	}
}

// Settle is Acknowledge at once, for those who read both directions as one
// dialogue: the other side has received what lies before ack, so that must
// come before whatever it answers. Holes before ack become gaps now.
func (s *Stream) Settle(ack uint32, r Receiver) {
	for s.started && len(s.held) > 0 && After(ack, s.held[0].seq) {
		s.skip(r)
	}
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
	if !s.started || !After(seq, s.next) {
		return 0
	}
	return seq - s.next
}

// Held returns how many bytes wait for others.
func (s *Stream) Held() int { return s.bytes }

// skip declares the hole before the first held segment a gap.
func (s *Stream) skip(r Receiver) {
	if first := s.held[0].seq; After(first, s.next) {
		r.Gap(s.next, first-s.next)
		s.next = first
	}
	s.started = true
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
		s.bytes -= len(h.b)
		s.deliver(h.seq, h.b, h.n, h.mark, r)
		h.b = nil
	}
	s.held = s.held[:copy(s.held, s.held[i:])]
}

// deliver hands on what is new of a segment at or before next.
func (s *Stream) deliver(seq uint32, b []byte, n uint32, m Mark, r Receiver) {
	old := s.next - seq
	if old >= n {
		return
	}
	s.next = seq + n
	if old < uint32(len(b)) {
		r.Data(seq+old, b[old:], m)
		old = uint32(len(b))
	}
	if old < n {
		r.Gap(seq+old, n-old)
	}
}

func (s *Stream) hold(h heldSegment) {
	i := len(s.held)
	for i > 0 && Before(h.seq, s.held[i-1].seq) {
		i--
	}
	if i > 0 && s.held[i-1].seq == h.seq && s.held[i-1].n >= h.n {
		return // sent again while it waits
	}
	s.held = append(s.held, heldSegment{})
	copy(s.held[i+1:], s.held[i:])
	s.held[i] = h
	s.bytes += len(h.b)
}
