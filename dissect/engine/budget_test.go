package engine

import (
	"netsniff/dissect"
	"testing"

	"netsniff/capture"
	"netsniff/dissect/detect"
)

// TestBudget: whatever connections leave unfinished, what is kept stays below
// the limit, the least used goes first, and the accounts are right.
func TestBudget(t *testing.T) {
	e := New(detect.New(nil), ByArrival)
	e.Limit(100 << 10)
	e.frame.Packet = &capture.Packet{Frame: 1}
	conns := make([]spans, 200)
	for round := range 3 {
		for i := range conns {
			x := e.begin(&conns[i], uint32(round)*1000, make([]byte, 900), dissect.MoreSegment(), 1)
			if x.add(uint32(round)*1000+2000, make([]byte, 500)); x.lateBytes != 500+lateOverhead {
				t.Fatalf("%d bytes late", x.lateBytes)
			}
			e.charge(x)
			if e.budget.Kept() > 100<<10 {
				t.Fatalf("%d bytes kept", e.budget.Kept())
			}
		}
	}
	var sum int64
	spans := 0
	for i := range conns {
		for _, x := range conns[i].list {
			sum += x.cost()
			spans++
		}
	}
	if sum != e.budget.Kept() || spans == 0 {
		t.Errorf("%d bytes in %d spans, accounts say %d", sum, spans, e.budget.Kept())
	}
	if len(conns[len(conns)-1].list) == 0 || len(conns[0].list) != 0 {
		t.Error("it is not the oldest that went")
	}
	if e.Losses.Crowded != uint64(3*len(conns)-spans) {
		t.Errorf("%d given up, %d left of %d", e.Losses.Crowded, spans, 3*len(conns))
	}
}

// TestCostOfRoom: what a buffer has room for is taken, whatever is in it.
func TestCostOfRoom(t *testing.T) {
	x := &span{bytes: make([]byte, 100, 64<<10), parts: make([]dissect.PDUSegment, 1, 1000)}
	if want := int64(spanOverhead + 64<<10 + 8*1000); x.cost() != want {
		t.Errorf("costs %d bytes, want %d", x.cost(), want)
	}
}
