package kinship

import (
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
)

// TestAllocations: a frame of a conversation that is known allocates nothing once
// the samples have their size.
func TestAllocations(t *testing.T) {
	x := capturetest.Exchange{Port: 80, Text: `
		> S 0 ack 0
		< SA 0 ack 1
		> A 1 ack 1
		> PA 1+900 ack 1
		< A 1 ack 901`}
	steps, err := x.Steps()
	if err != nil {
		t.Fatal(err)
	}
	r := newReader()
	feed := func() {
		for i := range steps {
			p := steps[i].Packet
			r.frame(p)
		}
	}
	for range 2000 {
		feed()
	}
	if n := testing.AllocsPerRun(200, feed); n > 0 {
		t.Errorf("%v allocations in %d frames", n, len(steps))
	}
	if len(r.live) != 1 || r.numbers > 2*roomNumbers {
		t.Errorf("%d conversations, %d samples", len(r.live), r.numbers)
	}
}

// FuzzRead: whatever frames there are, a print is made, the same one twice, and is
// the same file as itself.
func FuzzRead(f *testing.F) {
	f.Add(capturetest.Datagram(capturetest.Client(), capturetest.Server(53), []byte("abc")), uint8(3))
	f.Fuzz(func(t *testing.T, data []byte, at uint8) {
		read := func() *Print {
			r := newReader()
			for i := range 3 {
				p := capture.Packet{Frame: uint32(i + 1), At: capture.Stamp(i) * capture.Stamp(at),
					Link: capture.LinkEthernet,
					Data: data, CapLen: len(data), WireLen: len(data), Precision: 6}
				r.frame(&p)
			}
			return r.finish()
		}
		a, b := read(), read()
		if a.Content != b.Content || len(a.Conversations) != len(b.Conversations) {
			t.Fatal("two prints differ")
		}
		if r := Compare(a, b); r.Score < 0 || r.Score > 1 {
			t.Fatal(r)
		}
	})
}
