package reassembly

import (
	"math/rand/v2"
	"testing"

	"netsniff/capture"
)

// TestCoverage compares with a stream that marks every byte.
func TestCoverage(t *testing.T) {
	const size = 4000
	r := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		var c coverage
		base := r.Uint32()
		c.add(base, base+1, true, false)
		var seen [size]bool
		last := 0
		for range 40 {
			from := r.IntN(size - 200)
			to := from + 1 + r.IntN(200)
			var fresh uint32
			for i := from; i < to; i++ {
				if !seen[i] {
					seen[i] = true
					fresh++
				}
			}
			last = max(last, to)
			if got := c.add(base+1+uint32(from), base+1+uint32(to), false, false); got != fresh {
				t.Fatalf("[%d, %d): %d bytes are new, want %d", from, to, got, fresh)
			}
		}
		acked := r.IntN(last)
		var missing uint64
		for _, b := range seen[:acked] {
			if !b {
				missing++
			}
		}
		if got := c.missing(base + 1 + uint32(acked)); got != missing {
			t.Fatalf("%d bytes missing before %d, want %d", got, acked, missing)
		}
	}
}

func TestCoverageBounded(t *testing.T) {
	var c coverage
	for i := range uint32(10 * maxHoles) {
		c.add(i*20, i*20+10, i == 0, false)
	}
	if len(c.lost.holes) != maxHoles || c.missing(c.next) != 10*(10*maxHoles-1) {
		t.Errorf("%d holes, %d bytes missing", len(c.lost.holes), c.missing(c.next))
	}
	if n := c.add(5000+maxWindow*3/2, 5010+maxWindow*3/2, false, false); n != 0 {
		t.Errorf("%d bytes of another stream are new", n)
	}
}

// TestCoverageJoinedLate: what came before the first segment seen may follow.
func TestCoverageJoinedLate(t *testing.T) {
	var c coverage
	got := []uint32{c.add(1000, 1100, false, false), c.add(900, 1000, false, false), c.add(700, 800, false, false),
		c.add(750, 950, false, false), c.add(600, 700, false, true)}
	want := []uint32{100, 100, 100, 100, 0}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%d: %d new, want %d", i, got[i], want[i])
		}
	}
	if c.missing(1100) != 0 {
		t.Errorf("%d missing", c.missing(1100))
	}
}

// TestHoles: a hole counts until it is filled, in whatever pieces that is done.
func TestHoles(t *testing.T) {
	type step struct {
		seq, n uint32
		holes  int32
	}
	for _, base := range []uint32{0, 1<<32 - 5, 1<<31 - 5} {
		for _, c := range []struct {
			name  string
			steps []step
		}{
			{"in order", []step{{0, 10, 0}, {10, 10, 0}}},
			{"reordered", []step{{0, 10, 0}, {20, 10, 1}, {10, 10, -1}}},
			{"two holes, one segment", []step{{0, 10, 0}, {20, 10, 1}, {40, 10, 1}, {10, 30, -2}}},
			{"in pieces", []step{{0, 10, 0}, {40, 10, 1}, {20, 10, 1}, {10, 10, -1}, {30, 10, -1}}},
			{"never filled", []step{{0, 10, 0}, {20, 10, 1}, {20, 10, 0}, {30, 10, 0}}},
		} {
			tcp, at := NewTCP(), capture.Stamp(0)
			var s Segment
			for i, x := range c.steps {
				at += 1e6
				p := &capture.Packet{Frame: uint32(i + 1), At: at}
				p.PayloadLen = int(x.n)
				p.TCP.Flags, p.TCP.Seq = capture.ACK, base+x.seq
				if tcp.Analyze(p, ToServer, false, &s); s.Holes != x.holes {
					t.Errorf("%s, base %d, segment %d: %d holes more, want %d", c.name, base, i, s.Holes, x.holes)
				}
			}
		}
	}
}
