package dissect_test

import (
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
)

// TestRecycled: messages of a frame are apart from each other and live in the room of
// an earlier frame's, of which not all is kept.
func TestRecycled(t *testing.T) {
	var r dissect.Recycled[int]
	f := &dissect.Frame{Packet: &capture.Packet{Frame: 1}}
	first, second := r.Next(f), r.Next(f)
	if first == second {
		t.Fatal("two messages of a frame are one")
	}
	f.Packet.Frame = 2
	if r.Next(f) != first {
		t.Error("the next frame has other room")
	}
	for range 5000 {
		r.Next(f)
	}
	f.Packet.Frame = 3
	if n := testing.AllocsPerRun(10, func() { f.Packet.Frame++; r.Next(f) }); n != 0 {
		t.Errorf("a message allocates %v times", n)
	}
}
