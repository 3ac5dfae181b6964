package collect

import (
	"testing"

	"netsniff/dissect"
)

// TestShare: what is kept follows from the room there is, for each that is asked.
func TestShare(t *testing.T) {
	p := &Plan{Asks: make([]Ask, 4)}
	if n := p.Asks[0].Most(1<<20, 500); n != 1<<20 {
		t.Errorf("%d without a bound", n)
	}
	p.Share(64 << 20)
	for _, c := range []struct {
		most  int
		bytes int64
		want  int
	}{{1 << 20, 512, 32768}, {1 << 10, 512, 1 << 10}, {1 << 20, 1 << 20, minKept}} {
		if n := p.Asks[3].Most(c.most, c.bytes); n != c.want {
			t.Errorf("%d of %d bytes each, at most %d: want %d", n, c.bytes, c.most, c.want)
		}
	}
}

// TestSummaries: there is one of each connection, until that is over.
func TestSummaries(t *testing.T) {
	var s Summaries
	a, b := &dissect.Conn{ID: 1, Machinery: dissect.Machinery{Dialogue: "large"}}, &dissect.Conn{ID: 2}
	x := s.Of(a)
	if x == a || x.ID != 1 || x.Dialogue != nil || s.Of(a) != x || s.Of(b) == x {
		t.Errorf("summary %+v", x)
	}
	if s.Forget(a); s.Of(a) == x {
		t.Error("a connection that was over is known")
	}
}
