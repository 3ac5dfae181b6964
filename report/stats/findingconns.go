package stats

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// From these numbers on segments sent again are remarked: a few are normal.
const (
	manyResent  = 5
	shareResent = 50 // one in so many
)

// connection remarks what a TCP connection adds up to. last is its last frame.
func (c *findings) connection(k *dissect.Conn, t *reassembly.Totals, last reassembly.Mark) {
	first := t.First.Frame
	switch t.TCP.Opened {
	case reassembly.Refused:
		c.add(of(connectionRefused, k), "", first, 1)
	case reassembly.Unanswered:
		c.add(of(connectionUnanswered, k), "", first, 1)
	}
	if t.TCP.Closed == reassembly.Reset && t.TCP.Spoke && t.TCP.Opened != reassembly.Refused {
		c.add(of(connectionReset, k), "by the "+peers[t.TCP.ClosedBy], last.Frame, 1)
	}
	if path := t.TCP.Path(); path.Known && path.Time >= longPath {
		c.add(of(slowNetwork, k), "RTT "+strconv.Itoa(int(path.Time/1e6))+" ms", first, 1)
	}
	quiet := [2]bool{t.Sent[0].Frames == 0, t.Sent[1].Frames == 0}
	if quiet[0] != quiet[1] && t.TCP.Opened != reassembly.Unanswered {
		c.add(of(oneSided, k), "", first, 1)
	}
	for _, d := range [...]dissect.Dir{dissect.ToServer, dissect.ToClient} {
		c.sender(k, &t.TCP.Sides[d], "from the "+peers[d], first)
	}
}

// sender remarks what one side of a connection did.
func (c *findings) sender(k *dissect.Conn, s *reassembly.Side, who string, first uint32) {
	if n := s.Count(reassembly.Resent); n >= manyResent && n*shareResent >= s.DataSegments {
		c.add(of(resentSegments, k), who, first, uint64(n))
	}
	if n := s.Count(reassembly.ZeroWindow); n > 0 {
		c.add(of(zeroWindow, k), who, first, uint64(n))
	}
	if s.Oversized > 0 {
		c.add(of(oversized, k), who, first, uint64(s.Oversized))
	}
	if n := s.Missing(); n > 0 {
		c.add(of(captureLoss, k), strconv.FormatUint(n, 10)+" bytes "+who, first, 1)
	}
}
