package engine

import (
	"slices"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
)

// brought returns the frames that brought the parts of the message that the last
// of these segments completes, in the order of their bytes.
func brought(r *toyRun, pieces ...capturetest.Segment) (frames []uint32) {
	for i, s := range pieces {
		s.From, s.To, s.Flags, s.Window, s.Ack = capturetest.Client(), capturetest.Server(toyPort), capture.ACK, 60000, 1
		p := capturetest.Packet(uint32(i+1), capturetest.Start+capture.Stamp(i)*1e5, s.Frame())
		p.Decode()
		found := r.table.Find(p)
		f := r.engine.Dissect(p, found.Conn, found.Dir, found.Reused)
		if i == len(pieces)-1 {
			for j := range f.Whole.Segments() {
				frames = append(frames, f.Whole.Frame(j))
			}
		}
	}
	return frames
}

// TestPartsOfAMessage: each part was brought by its own frame, in whatever order
// they came.
func TestPartsOfAMessage(t *testing.T) {
	inOrder := []capturetest.Segment{{Seq: 1, Data: []byte("N0")}, {Seq: 3, Data: []byte("5he")},
		{Seq: 6, Data: []byte("llo")}}
	for _, order := range []Order{ByArrival, BySequence} {
		if got := brought(newToyRun(order), inOrder...); !slices.Equal(got, []uint32{1, 2, 3}) {
			t.Errorf("order %d: %v", order, got)
		}
		early := []capturetest.Segment{inOrder[0], inOrder[2], inOrder[1]}
		if got := brought(newToyRun(order), early...); order == BySequence && !slices.Equal(got, []uint32{1, 3, 2}) {
			t.Errorf("order %d, the last one early: %v", order, got)
		}
	}
}

// TestTrace: who needs all segments of a long message gets them.
func TestTrace(t *testing.T) {
	const n = 9000
	pieces := []capturetest.Segment{{Seq: 1, Data: []byte("B09000")}}
	for i := range uint32(n) {
		pieces = append(pieces, capturetest.Segment{Seq: 7 + i, Data: []byte("x")})
	}
	r := newToyRun(ByArrival)
	if got := len(brought(r, pieces...)); got != maxParts {
		t.Errorf("%d segments are remembered, want %d", got, maxParts)
	}
	r = newToyRun(ByArrival)
	r.engine.Trace()
	if got := len(brought(r, pieces...)); got != n+1 {
		t.Errorf("%d segments are remembered of %d", got, n+1)
	}
}
