package lines

import (
	"testing"

	"netsniff/capture"
)

// TestWaiting: replies are those to the requests in their order; after a gap times
// are told again once a client that waits has sent one.
func TestWaiting(t *testing.T) {
	var w Waiting
	ask := func(n int) { w.Ask(uint32(n), capture.Stamp(n)) }
	answer := func(want uint32) {
		t.Helper()
		if s, ok := w.Answer(); ok != (want != 0) || s.Frame != want {
			t.Errorf("frame %d (%v), want %d", s.Frame, ok, want)
		}
	}
	answer(0) // the greeting
	ask(1)
	answer(1)
	ask(2)
	w.Gap()
	answer(0) // to 2, or to what was lost
	ask(3)
	answer(3)
	ask(4)
	ask(5) // it does not wait
	answer(4)
	answer(5)
	ask(6)
	w.Gap()
	answer(0)
	ask(7)
	answer(0)
	w = Waiting{}
	for i := range maxWaiting + 1 {
		ask(i + 1)
	}
	answer(0)
}

func TestWaitingAllocatesNothing(t *testing.T) {
	var w Waiting
	if n := testing.AllocsPerRun(100, func() {
		w.Ask(1, 1)
		w.Ask(2, 2)
		w.Answer()
		w.Answer()
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
