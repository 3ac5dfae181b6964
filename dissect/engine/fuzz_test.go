package engine

import (
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// FuzzSpans sends pieces of toy messages in any order and states what holds
// of unfinished ones after each. A record is a direction and a flag, a step in
// sequence space, a length and as many bytes.
func FuzzSpans(f *testing.F) {
	f.Add([]byte("\x00\x00\x05N05he\x00\x00\x03llo"))
	f.Add([]byte("\x00\x00\x06B0010\n\x00\x02\x03abc\x00\xfb\x02de\x00\x00\x09fghijN01x"))
	f.Add([]byte("\x80\x00\x06K0040\n\x80\x00\x14abcdefghijklmnopqrst\x80\x00\x14abcdefghijklmnopqrst"))
	f.Add([]byte("\x00\x00\x02Ca\x00\x03\x01b\x00\xfc\x03cde\x01\x01\x00"))
	f.Add([]byte("\x00\x00\x02La\x00\x00\x02b\n\x00\xfe\x02b\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, o := range []Order{ByArrival, BySequence} {
			fuzzSpans(t, b, o)
		}
	})
}

func fuzzSpans(t *testing.T, b []byte, o Order) {
	r := newToyRun(o)
	client, server := capturetest.Client(), capturetest.Server(toyPort)
	next := [2]uint32{0xfffffff0, 0xffffff00}
	for frame := uint32(1); len(b) >= 3 && frame < 200; frame++ {
		n := min(int(b[2]), len(b)-3)
		d := dissect.Dir(b[0] >> 7)
		s := capturetest.Segment{From: client, To: server, Seq: next[d] + uint32(int8(b[1])), Ack: next[d.Reverse()],
			Flags: capture.ACK, Window: 500, Data: b[3 : 3+n]}
		if d == dissect.ToClient {
			s.From, s.To = server, client
		}
		if b[0]&1 != 0 {
			s.Flags |= capture.FIN
		}
		next[d] = s.Seq + uint32(n)
		if n > 0 && b[3] == 'P' {
			s.Data = nil // would panic on purpose
		}
		r.safely(t, capturetest.Packet(frame, capturetest.Start+capture.Stamp(frame)*1e6, s.Frame()))
		b = b[3+n:]
	}
}

// safely takes a packet; the toy's own panic is none of the engine's.
func (r *toyRun) safely(t *testing.T, p *capture.Packet) {
	defer func() {
		if x := recover(); x != nil && x != "toy" {
			panic(x)
		}
	}()
	r.take(p)
	r.checkSpans(t)
}

// checkSpans: every byte of a span was stored or counted, once; what is late
// lies beyond a hole, in order; bounds hold.
func (r *toyRun) checkSpans(t *testing.T) {
	for d := range 2 {
		s := r.conn.unfinished(dissect.Dir(d))
		if s == nil {
			continue
		}
		list := s.list
		if len(list) > maxSpans {
			t.Fatalf("%d unfinished messages", len(list))
		}
		for _, x := range list {
			if have := uint32(len(x.bytes) + x.elided); have != x.next-x.start {
				t.Fatalf("of %d bytes, %d are stored and %d counted", x.next-x.start, len(x.bytes), x.elided)
			}
			if len(x.bytes) > maxSpanBytes || x.elidedAt > len(x.bytes) || len(x.late) > maxLate {
				t.Fatalf("%d bytes stored, elided at %d, %d late", len(x.bytes), x.elidedAt, len(x.late))
			}
			last := x.next
			for _, p := range x.late {
				if !reassembly.After(p.seq, x.next) || reassembly.Before(p.seq, last) || uint32(len(p.bytes)) > p.n {
					t.Fatalf("late piece at %d of %d bytes (%d stored), next is %d", p.seq, p.n, len(p.bytes), x.next)
				}
				last = p.seq
			}
		}
	}
}
