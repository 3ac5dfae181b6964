package engine

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Order is the order in which the segments of a stream are read.
type Order uint8

// Orders. Rows are read in order of arrival, as Wireshark does by default:
// each row says what its frame told when it came. In sequence order a message
// is never torn by reordering, and bytes that are missing are known to be. By
// segment each is read for itself: what its messages lack is not waited for.
const (
	ByArrival Order = iota
	BySequence
	BySegment
)

// sequence feeds both directions of a connection in sequence order.
type sequence struct {
	streams [2]reassembly.Stream
	e       *Engine
	f       *dissect.Frame
}

// inOrder takes a segment to its stream and what the stream delivers to its
// messages, which belong to the frame that completed them.
func (e *Engine) inOrder(f *dissect.Frame) {
	c := e.conn
	r := c.more()
	if r.ordered == nil {
		r.ordered = &sequence{}
	}
	q := r.ordered
	q.e, q.f = e, f
	s := &q.streams[f.Dir]
	seq := f.TCP.Seq
	if f.TCP.Flags&capture.SYN != 0 {
		seq++
		s.Start(seq)
	}
	if f.TCP.Flags&capture.RST != 0 {
		return // no part of the stream (RFC 1122 §4.2.2.12)
	}
	if f.TCP.Flags&capture.FIN != 0 {
		s.Finish(seq+uint32(f.PayloadLen), reassembly.Mark{Frame: f.Frame, At: f.At})
	}
	other := &q.streams[f.Dir.Reverse()]
	other.Offer(f.Packet, e.segment.Scale)
	if f.TCP.Flags&capture.ACK != 0 {
		other.Acknowledge(f.TCP.Ack, f.At)
	}
	if e.segment.Flags&(reassembly.KeepAlive|reassembly.ZeroWindowProbe) == 0 {
		waits := s.Add(seq, f.Payload, f.PayloadLen, reassembly.Mark{Frame: f.Frame, At: f.At}, q)
		if waits && c.stream != nil {
			f.SegmentOf = segmentOfTCP
		}
	}
	e.Losses.Streams.Add(s.Losses)
	e.Losses.Streams.Add(other.Losses)
	s.Losses, other.Losses = reassembly.StreamLosses{}, reassembly.StreamLosses{}
}

// Data implements reassembly.Receiver.
func (q *sequence) Data(seq uint32, b []byte, m reassembly.Mark) {
	q.e.bringing = m.Frame
	if q.e.identified() {
		q.e.read(q.f, q.e.conn.unfinished(q.f.Dir), seq, b)
	}
}

// Gap implements reassembly.Receiver.
func (q *sequence) Gap(seq, n uint32) { q.e.gap(q.f, seq, n) }

// gap takes n bytes at seq of f's direction that will never come. A hole inside
// a body that is only counted costs nothing but its bytes; any other ends the
// message.
func (e *Engine) gap(f *dissect.Frame, seq, n uint32) {
	c, s := e.conn, e.conn.unfinished(f.Dir)
	for s != nil && len(s.list) > 0 {
		x := s.list[0]
		if x.eliding && x.next == seq && !reassembly.After(seq+n, x.end) {
			x.elided += int(n)
			x.advance(n)
			if x.complete() {
				e.resume(f, s, x, false)
			}
			return
		}
		s.drop(x)
		e.release(x)
	}
	if c.stream != nil {
		c.stream.Gap(f.Dir, int64(n))
	}
}
