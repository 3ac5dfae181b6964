package engine

import (
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/allowance"
	"netsniff/reassembly"
)

// A span is the part of the sequence space that one unfinished message
// covers: [start, end), as far as its dissector has said. Rows follow the
// order of arrival, so a span waits for its own bytes while later segments
// are read as fresh messages.
type span struct {
	start, end uint32
	next       uint32 // bytes up to here have arrived without a hole
	whole      bool   // the segment at end-1 belongs to the span as a whole
	toClose    bool   // the end of the stream ends the span
	eliding    bool   // bytes up to end are counted, not stored
	keep       int    // but for the first keep bytes of the span
	frame      uint32 // the last frame that added to it, or let it go

	bytes     []byte // what is stored: all but the elided part
	elidedAt  int
	elided    int
	late      []lateSegment // arrived beyond a hole, by sequence number
	lateBytes int           // of all late segments

	owner   *spans
	engine  *Engine              // that charged it
	account allowance.Account    // in the engine's budget
	parts   []dissect.PDUSegment // the segments that brought it, by sequence number
	memo    any
}

// lateSegment is a part of a span that arrived too early. Of its n bytes only those
// that the span keeps are stored.
type lateSegment struct {
	seq   uint32
	n     uint32
	bytes []byte
}

// Bounds of what one direction of a connection may make the engine keep.
const (
	maxSpans     = 8        // unfinished messages, those that lost bytes included
	maxSpanBytes = 4 << 20  // stored bytes of one message
	maxLate      = 1024     // segments beyond holes of one message
	maxFreeSpans = 64       // spans kept for use again
	maxPooled    = 64 << 10 // bytes that each of them has room for
	maxLarge     = 1 << 20  // bytes of buffers beyond that, kept for messages that long
	// lateOverhead is what a late segment costs beside its bytes.
	lateOverhead = 64
	maxParts     = 1 << 13 // segments of one message that are remembered
	maxTraced    = 1 << 20 // the same if somebody needs all of them
	// maxReach is how far behind and, of a message that ends with its stream,
	// before the last byte that arrived a segment may lie.
	maxReach = 1 << 30
)

// spans are the spans of one direction, oldest first, and the ranges of the
// last ones that were read, to recognise bytes sent again. A nil *spans has
// none.
type spans struct {
	list     []*span
	first    [1]*span // what most lists are: they need no other room
	read     [4]seqRange
	readNext uint8
}

// seqRange is a range of sequence numbers that frame completed.
type seqRange struct{ start, end, frame uint32 }

// newSpans makes the spans of a direction. The first of a connection are in one piece
// with what finds them by direction.
func (c *Conn) newSpans(d dissect.Dir) *spans {
	var s *spans
	if c.spans == nil {
		x := new(struct {
			by    [2]*spans
			first spans
		})
		c.spans, s = &x.by, &x.first
	} else {
		s = new(spans)
	}
	s.list = s.first[:0]
	c.spans[d] = s
	return s
}

// covering returns the span that the segment at seq continues: the one with
// the highest start before seq.
func (s *spans) covering(seq uint32) *span {
	if s == nil {
		return nil
	}
	var best *span
	for _, x := range s.list {
		if reassembly.Before(x.start, seq) && (best == nil || reassembly.After(x.start, best.start)) {
			best = x
		}
	}
	if best == nil || !reassembly.Before(seq, best.end) {
		return nil
	}
	return best
}

// begun reports whether an earlier frame began a message with the segment
// [seq, end).
func (s *spans) begun(seq, end, frame uint32) bool {
	if s == nil {
		return false
	}
	for _, x := range s.list {
		if x.start == seq && !reassembly.After(end, x.end) && x.frame != frame {
			return true
		}
	}
	for _, x := range s.read {
		if x.start == seq && x.frame != 0 && x.frame != frame && !reassembly.After(end, x.end) {
			return true
		}
	}
	return false
}

// stale reports whether the bytes of the segment [seq, end) belong to a
// message that an earlier frame completed.
func (s *spans) stale(seq, end, frame uint32) bool {
	if s == nil {
		return false
	}
	for _, x := range s.read {
		if x.frame != 0 && x.frame != frame && !reassembly.Before(seq, x.start) && !reassembly.After(end, x.end) {
			return true
		}
	}
	return false
}

// toClose returns the span that waits for the stream's end, if any.
func (s *spans) toClose() *span {
	if s == nil {
		return nil
	}
	for _, x := range s.list {
		if x.toClose {
			return x
		}
	}
	return nil
}

// drop takes x off the list.
func (s *spans) drop(x *span) {
	for i, y := range s.list {
		if x == y {
			s.list = append(s.list[:i], s.list[i+1:]...)
			return
		}
	}
}

// finish takes x off the list and remembers its range.
func (s *spans) finish(x *span) {
	s.drop(x)
	s.read[s.readNext] = seqRange{x.start, x.end, x.frame}
	s.readNext = (s.readNext + 1) % uint8(len(s.read))
}

// begin adds a span for the message that starts with b at seq, of which its
// dissector has said v. s are those of the frame's direction.
func (e *Engine) begin(s *spans, seq uint32, b []byte, v dissect.Verdict, frame uint32) *span {
	if s == nil {
		s = e.conn.newSpans(e.frame.Dir)
	}
	if len(s.list) >= maxSpans {
		e.Losses.Unfinished++
		oldest := s.list[0]
		s.drop(oldest)
		e.release(oldest)
	}
	x := e.newSpan()
	x.start, x.next, x.frame = seq, seq+uint32(len(b)), frame
	if v.Keep >= 0 && v.Keep < len(b) {
		x.elided, x.elidedAt = len(b)-v.Keep, v.Keep
		b = b[:v.Keep]
	}
	x.bytes = append(x.bytes, b...)
	e.note(x, seq)
	x.owner = s
	s.list = append(s.list, x)
	e.charge(x)
	return x
}

// extend moves the end of a span as far as its dissector asked.
func (x *span) extend(v dissect.Verdict, in *dissect.Input) {
	x.memo = in.Memo
	x.whole, x.toClose, x.eliding = false, false, false
	if v.Keep >= 0 && v.Keep < len(x.bytes) {
		// What was elided before lies within the part dropped now, or at its
		// edge: dissectors only ever move on.
		x.elided += len(x.bytes) - v.Keep
		x.elidedAt = v.Keep
		x.bytes = x.bytes[:v.Keep]
	} else if v.Keep >= 0 && x.elided == 0 {
		x.elidedAt = len(x.bytes)
	}
	x.eliding, x.keep = v.Keep >= 0 && v.Need != dissect.AnySegment, v.Keep
	switch v.Need {
	case dissect.Bytes:
		x.end = x.next + uint32(v.More)
	case dissect.AnySegment:
		x.end, x.whole = x.next+1, true
	case dissect.UntilClose:
		x.end, x.toClose = x.next+maxReach, true
	}
}

// add takes bytes that belong to the span. Bytes that arrived before are
// ignored, early ones are kept until the hole before them is filled. It
// reports whether the span still keeps within its bounds.
func (x *span) add(seq uint32, b []byte) bool {
	if reassembly.After(seq, x.next) {
		return x.keepLate(seq, b)
	}
	if d := x.next - seq; d < uint32(len(b)) {
		x.take(b[d:])
	}
	for len(x.late) > 0 && !reassembly.After(x.late[0].seq, x.next) {
		p := x.late[0]
		x.late = slices.Delete(x.late, 0, 1)
		x.lateBytes -= lateOverhead + len(p.bytes)
		if d := x.next - p.seq; d < p.n {
			x.take(p.bytes[min(d, uint32(len(p.bytes))):])
			if left := p.n - max(d, uint32(len(p.bytes))); left > 0 {
				x.elided += int(left)
				x.advance(left)
			}
		}
	}
	return len(x.bytes) <= maxSpanBytes
}

// advance moves next by n. A message may be longer than the half of the
// sequence space that can be compared: what it began with is let go.
func (x *span) advance(n uint32) {
	x.next += n
	if x.next-x.start > maxReach {
		x.start = x.next - maxReach
	}
	if x.toClose {
		x.end = x.next + maxReach
	}
}

func (x *span) take(b []byte) {
	x.advance(uint32(len(b)))
	if x.eliding {
		if n := min(x.keep-len(x.bytes), len(b)); x.elided == 0 && n > 0 {
			x.bytes, b = append(x.bytes, b[:n]...), b[n:]
			x.elidedAt = len(x.bytes)
		}
		x.elided += len(b)
		return
	}
	x.bytes = append(x.engine.room(x.bytes, len(b)), b...)
}

func (x *span) keepLate(seq uint32, b []byte) bool {
	if len(x.late) >= maxLate {
		return false
	}
	p := lateSegment{seq: seq, n: uint32(len(b))}
	if !x.eliding {
		p.bytes = append([]byte(nil), b...)
	} else if d := int(seq - x.next); x.elided == 0 && len(x.bytes)+d < x.keep {
		p.bytes = append([]byte(nil), b[:min(len(b), x.keep-len(x.bytes)-d)]...)
	}
	i := len(x.late)
	for i > 0 && reassembly.Before(seq, x.late[i-1].seq) {
		i--
	}
	x.late = append(x.late, lateSegment{})
	copy(x.late[i+1:], x.late[i:])
	x.late[i] = p
	x.lateBytes += lateOverhead + len(p.bytes)
	return true
}

// complete reports whether everything the dissector asked for is there.
func (x *span) complete() bool {
	return !x.toClose && !reassembly.Before(x.next, x.end)
}

// newSpan takes a span from the pool, but none that was let go in this frame:
// messages borrow its bytes until the frame has been reported.
func (e *Engine) newSpan() *span {
	for i := len(e.freeSpans) - 1; i >= 0; i-- {
		if x := e.freeSpans[i]; x.frame != e.frame.Packet.Frame {
			e.freeSpans = slices.Delete(e.freeSpans, i, i+1)
			x.frame = 0
			return x
		}
	}
	return new(span)
}

// release lets a span go. Its buffers serve the next one.
func (e *Engine) release(x *span) {
	e.discharge(x)
	clear(x.late[:cap(x.late)])
	b, late, parts := x.bytes[:0], x.late[:0], x.parts[:0]
	if cap(b) > maxPooled {
		e.keepLarge(b)
		b = nil
	}
	if cap(parts) > maxPooled/8 {
		parts = nil
	}
	*x = span{bytes: b, late: late, parts: parts, frame: e.frame.Packet.Frame}
	if len(e.freeSpans) < maxFreeSpans {
		e.freeSpans = append(e.freeSpans, x)
	}
}

// room returns b with room for n bytes more, in another buffer if it takes one that
// spans do not keep.
func (e *Engine) room(b []byte, n int) []byte {
	need := len(b) + n
	if need <= max(cap(b), maxPooled) {
		return b
	}
	var wider []byte
	if i := slices.IndexFunc(e.large, func(x []byte) bool { return cap(x) >= need }); i >= 0 {
		wider, e.large = e.large[i], slices.Delete(e.large, i, i+1)
	} else {
		wider = make([]byte, 0, max(2*cap(b), need))
	}
	wider = append(wider[:0], b...)
	e.keepLarge(b)
	return wider
}

// keepLarge keeps a buffer for other messages, if it is a large one.
func (e *Engine) keepLarge(b []byte) {
	total := cap(b)
	for _, x := range e.large {
		total += cap(x)
	}
	if cap(b) > maxPooled && total <= maxLarge {
		e.large = append(e.large, b)
	}
}
