package http

import (
	"fmt"
	"testing"

	"netsniff/dissect"
)

// TestHeadsAreLaidAside: of many messages whose bodies never come, few heads stay
// read; one that is read again is the one it was.
func TestHeadsAreLaidAside(t *testing.T) {
	s := &store{}
	list := make([]*pending, 3*maxWaiting)
	raw := func(i int) []byte {
		return fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: text/x-%d\r\nContent-Length: %d\r\n\r\n", i, 1000+i)
	}
	for i := range list {
		p := s.begin()
		b := raw(i)
		p.kind, _ = classify(b[:15])
		s.open(p, b, len(b), Answered{Frame: uint32(i)})
		s.wait(p)
		s.wait(p) // more of its body came
		list[i] = p
	}
	kept := 0
	for _, p := range list {
		if p.head != nil {
			kept++
		}
	}
	if kept != maxWaiting || list[0].head != nil || list[len(list)-1].head == nil {
		t.Errorf("%d heads are kept, want the %d newest", kept, maxWaiting)
	}
	for i, p := range list {
		if p.aside {
			s.takeUp(p, &dissect.Input{Bytes: append(raw(i), "a body"...)})
		}
		if got := string(p.head.Value(HeaderContentType)); got != fmt.Sprintf("text/x-%d", i) ||
			p.head.Length != int64(1000+i) ||
			p.response.Of.Frame != uint32(i) {
			t.Errorf("message %d: %s, %d bytes, answers %d", i, got, p.head.Length, p.response.Of.Frame)
		}
		s.end(p)
	}
}

// TestWaitingAllocatesNothing: messages that come in several segments take turns.
func TestWaitingAllocatesNothing(t *testing.T) {
	s := &store{}
	b := []byte("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
	frame := uint32(0)
	if n := testing.AllocsPerRun(2*maxWaiting, func() {
		frame++
		s.recycle(frame)
		p := s.begin()
		p.kind, _ = classify(b[:15])
		s.open(p, b, len(b), Answered{})
		s.wait(p)
		s.layAside(p)
		s.takeUp(p, &dissect.Input{Bytes: b})
		s.wait(p)
		s.end(p)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
