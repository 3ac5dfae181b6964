package dialogues

import (
	"math/rand/v2"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/reassembly"
)

// decided is a driver that has not been asked for anything yet.
type decided struct {
	dissect.Driver
	decision detect.Decision
}

func (d *decided) Decision() *detect.Decision { return &d.decision }

func newConn() *dissect.Conn {
	c := &dissect.Conn{Transport: capture.ProtoUDP}
	c.Driver = new(decided)
	return c
}

type closings int

func (closings) Exchange(*dissect.Exchange)               {}
func (closings) Piece(*dissect.Piece)                     {}
func (n *closings) Closed(*dissect.Conn, reassembly.Mark) { *n++ }

// TestResting: connections that rest stand behind those that do not, whatever comes
// in which order, so that each is looked at once; and each ends once.
func TestResting(t *testing.T) {
	var closed closings
	r := NewReader(detect.New(nil), &closed, 0)
	conns := make([]*dissect.Conn, 200)
	for i := range conns {
		conns[i] = newConn()
	}
	random := rand.New(rand.NewPCG(1, 2))
	f := dissect.NewFrame(new(dissect.HeaderOwners))
	p := &capture.Packet{At: 1}
	rested := false
	for range 20_000 {
		p.Frame++
		p.At += capture.Stamp(random.IntN(100e9))
		c := conns[random.IntN(len(conns))]
		if random.IntN(9) == 0 {
			c = conns[random.IntN(9)] // some are never silent for long
		}
		f.Reset(p, c, dissect.ToServer)
		if r.Frame(f); random.IntN(50) == 0 {
			r.Forget(c)
			*c = *newConn()
		}
		for i, k := range r.open {
			if k.index != i || k.resting != (i >= r.awake) {
				t.Fatalf("frame %d: place %d of %d, %d awake: resting %v, index %d", p.Frame, i, len(r.open), r.awake,
					k.resting, k.index)
			}
			rested = rested || k.resting
		}
	}
	before, open := int(closed), len(r.open)
	if r.End(); !rested || before == 0 || int(closed) != before+open {
		t.Errorf("%d connections closed, %d of them at the end, %d were open; some rested: %v", closed,
			int(closed)-before, open, rested)
	}
}
