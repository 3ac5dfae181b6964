package engine

import (
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// stream takes the payload of a TCP segment to its messages.
func (e *Engine) stream(f *dissect.Frame) {
	c := e.conn
	b, seq := f.Payload, f.TCP.Seq
	if f.TCP.Flags&capture.SYN != 0 {
		seq++
	}
	if e.order == BySequence {
		e.inOrder(f)
	} else if len(b) > 0 && e.segment.Flags&skipped == 0 && f.TCP.Flags&capture.RST == 0 && e.identified() {
		if e.segment.Flags&reassembly.KeepAlive != 0 {
			f.Stale = c.unfinished(f.Dir).stale(seq, seq+uint32(len(b)), f.Frame)
		} else {
			e.read(f, c.unfinished(f.Dir), seq, b)
		}
	}
	if c.stream == nil && len(b) > 0 && len(f.Messages()) == 0 && f.TCP.Flags&capture.RST == 0 {
		e.recogniseSegment(f, b)
	}
	if f.TCP.Flags&(capture.FIN|capture.RST) != 0 && c.stream != nil {
		if x := c.unfinished(f.Dir).toClose(); x != nil && x.next == seq+uint32(len(b)) {
			e.close(f, c.unfinished(f.Dir), x)
		}
	}
	if f.SegmentOf == segmentOfTCP && !f.Silent() {
		f.SegmentOf = "" // the same segment went on to complete a message
	}
	f.Taken = e.segment.Flags&skipped != 0 || c.Recognised != nil ||
		c.stream != nil && e.segment.Flags&reassembly.KeepAlive == 0
	if c.stream != nil && c.tcp.Ended() {
		e.leave(c)
	}
	if c.rare != nil && len(b) > 0 && f.TCP.Flags&capture.RST == 0 &&
		e.segment.Flags&(skipped|reassembly.KeepAlive) == 0 {
		e.surround(f, c.rare.around)
	}
}

// skipped: bytes that were dissected when they came first. A fast
// retransmission fills a hole, so its bytes are new.
const skipped = reassembly.Retransmission | reassembly.SpuriousRetransmission | reassembly.ZeroWindowProbe

// read takes a segment apart: what continues an unfinished message goes to
// its span, the rest is read as new messages.
func (e *Engine) read(f *dissect.Frame, s *spans, seq uint32, b []byte) {
	for len(b) > 0 && e.conn.stream != nil {
		end := seq + uint32(len(b))
		if s.begun(seq, end, f.Frame) {
			return
		}
		if s.stale(seq, end, f.Frame) {
			f.Stale = e.silent()
			return
		}
		x := s.covering(seq)
		if x == nil {
			// A late segment that no message waits for says nothing in a row
			// of its own: what it belongs to was passed by.
			if e.order == BySequence || e.conn.Carrier != nil || e.segment.Flags&reassembly.OutOfOrder == 0 {
				e.fresh(f, s, seq, b)
			}
			return
		}
		if e.cut() {
			// The snap length cut the segment: the message will never be whole.
			s.drop(x)
			e.release(x)
			e.fresh(f, s, seq, b)
			return
		}
		n := uint32(len(b))
		if left := x.end - seq; !x.whole && left < n {
			n = left
		}
		x.frame = f.Frame
		e.note(x, seq)
		if e.conn.Carrier == nil {
			f.Part = b[:n]
		}
		if !x.add(seq, b[:n]) {
			e.Losses.Unfinished++
			s.drop(x)
			e.release(x)
			f.SegmentOf = e.cutBy()
			return
		}
		e.charge(x)
		if x.complete() {
			e.resume(f, s, x, false)
		} else if e.silent() {
			f.SegmentOf = e.cutBy()
		}
		b, seq = b[n:], seq+n
	}
}

// resume calls the dissector with all that a span has collected.
func (e *Engine) resume(f *dissect.Frame, s *spans, x *span, last bool) {
	in := &e.input[e.conn.Depth]
	*in = dissect.Input{Dir: f.Dir, Bytes: x.bytes, ElidedAt: x.elidedAt, Elided: x.elided, Last: last, Again: true,
		Memo: x.memo}
	v := e.call(f, in)
	switch v.Need {
	case dissect.Complete:
		s.finish(x)
		e.discharge(x)  // what follows in its bytes may need room
		f.Partial = nil // it goes on no more
		e.assemble(f, x)
		used := max(1, v.Used)
		if used < len(x.bytes) && e.identified() {
			rest := x.bytes[used:]
			e.fresh(f, s, x.next-uint32(len(rest)), rest)
		}
		e.release(x)
	case dissect.NotMine:
		s.finish(x)
		e.release(x)
		e.misjudged(f)
	default:
		if last {
			s.finish(x)
			e.release(x)
			return
		}
		x.extend(v, in)
		e.charge(x)
		if e.silent() {
			f.Partial, f.SegmentOf = v.Partial, e.cutBy()
		}
	}
}

// fresh reads messages from the front of b until it is used up or a message
// is incomplete.
func (e *Engine) fresh(f *dissect.Frame, s *spans, seq uint32, b []byte) {
	cut, handed := e.cut(), false
	for len(b) > 0 {
		if !e.identified() {
			if handed || !e.taken(f.Dir, b) {
				return
			}
			handed = true // once: who comes next must not send it back
		}
		in := &e.input[e.conn.Depth]
		*in = dissect.Input{}
		in.Dir, in.Bytes, in.Last = f.Dir, b, cut
		silent := e.silent()
		v := e.call(f, in)
		if v.Need != dissect.Complete && v.Need != dissect.NotMine && !cut && e.separate() {
			// As if the stream ended here: what is there of the message is read.
			in.Last, in.Again = true, true
			if v = e.call(f, in); v.Need != dissect.Complete {
				return
			}
		}
		switch v.Need {
		case dissect.Complete:
			n := min(max(1, v.Used), len(b))
			b, seq = b[n:], seq+uint32(n)
		case dissect.NotMine:
			if e.conn.stream == nil {
				continue // it was handed on
			}
			if silent {
				e.misjudged(f)
			}
			return
		default:
			if cut {
				return // the rest of the message was not captured
			}
			x := e.begin(s, seq, b, v, f.Frame)
			if f.Part == nil && e.conn.Carrier == nil {
				f.Part = b
			}
			x.extend(v, in)
			f.Partial = v.Partial
			if f.SegmentOf = ""; silent {
				f.SegmentOf = e.cutBy()
			}
			return
		}
	}
}

// cutBy names what cuts the messages of what is being read.
func (e *Engine) cutBy() string {
	if e.conn.Carrier == nil {
		return segmentOfTCP
	}
	return e.conn.rare.name
}

// segmentOfTCP names what cuts the messages of a connection.
const segmentOfTCP = "TCP"

// silent reports whether no message of what is being read says anything in the
// row yet.
func (e *Engine) silent() bool { return e.frame.SilentFrom(e.base) }

// cut reports whether the snap length cut what is being read.
func (e *Engine) cut() bool {
	return e.conn.Carrier == nil && e.frame.PayloadLen > len(e.frame.Payload)
}

// separate reports whether the segments of what is being read stand each for itself.
func (e *Engine) separate() bool {
	return e.conn.Carrier == nil && (e.order == BySegment || len(e.apart) > 0 && slices.Contains(e.apart, e.conn.Protocol))
}

// call dissects one message. A dissector may hand its connection on, so the
// protocol of what it emits is the one it had before.
func (e *Engine) call(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	had, p := len(f.Messages()), e.conn.Protocol
	v := e.conn.stream.Dissect(f, in)
	if slices.Contains(e.wanted, p) {
		if v.Need == dissect.Complete && in.Elided > 0 && in.ElidedAt >= maxWanted {
			e.Losses.Beyond[dissect.Searched]++
		}
		if v.Keep >= 0 {
			v.Keep = max(v.Keep, maxWanted)
		}
	}
	b := in.Bytes
	if v.Need == dissect.Complete {
		b = b[:min(max(0, v.Used), len(b))]
	}
	f.Claim(had, p, b)
	return v
}

// close ends a message that its stream's end completes.
func (e *Engine) close(f *dissect.Frame, s *spans, x *span) {
	had := f.SegmentOf
	e.resume(f, s, x, true)
	if f.SegmentOf = ""; e.silent() {
		f.SegmentOf = had
	}
}
