package reassembly

// coverage is which part of a direction's sequence space has been captured:
// everything from first to next but for the holes. It tells bytes seen for
// the first time from those sent again.
type coverage struct {
	first, next uint32
	runs        bool
	fixed       bool    // first is the SYN: nothing can come before it
	lost        *losses // nil: nothing was ever missing
}

// add takes the segment [seq, end) and returns how many of its numbers were not
// seen before. resent says that the analysis holds it for a retransmission.
func (c *coverage) add(seq, end uint32, syn, resent bool) (fresh uint32) {
	if !c.runs || syn && !c.within(seq) {
		missing := c.missing(c.next)
		*c = coverage{first: seq, next: end, runs: true, fixed: syn}
		if missing > 0 {
			c.lost = &losses{forgotten: missing}
		}
		return end - seq
	}
	if !c.within(seq) {
		return 0 // of another connection
	}
	if Before(seq, c.first) && !c.fixed && !resent {
		fresh = c.extend(seq, end)
	}
	fresh += c.fill(seq, end)
	if After(seq, c.next) {
		c.lose(c.next, seq)
		c.next = seq
	}
	if After(end, c.next) {
		fresh += end - maxSeq(seq, c.next)
		c.next = end
	}
	return fresh
}

// past returns how many holes were taken as never to be filled, as there were too
// many.
func (c *coverage) past() uint32 {
	if c.lost == nil {
		return 0
	}
	return c.lost.past
}

// within: numbers further away than any window are no part of the stream.
func (c *coverage) within(seq uint32) bool { return c.next-seq < maxWindow || seq-c.next < maxWindow }

// extend moves first back to seq: a segment from before the first one seen.
func (c *coverage) extend(seq, end uint32) (fresh uint32) {
	if Before(end, c.first) {
		c.lose(end, c.first)
		fresh = end - seq
	} else {
		fresh = c.first - seq
	}
	c.first = seq
	return fresh
}

// fill takes [seq, end) out of the holes and returns how much of them it was.
func (c *coverage) fill(seq, end uint32) (filled uint32) {
	if c.lost == nil {
		return 0
	}
	return c.lost.fill(seq, end)
}

func (c *coverage) lose(seq, end uint32) {
	if c.lost == nil {
		c.lost = &losses{}
	}
	c.lost.add(seq, end)
}

// missing returns how many bytes before acked were never seen.
func (c *coverage) missing(acked uint32) (n uint64) {
	if c.lost != nil {
		n = c.lost.forgotten
		for _, h := range c.lost.holes {
			if end := minSeq(h.end, acked); Before(h.seq, end) {
				n += uint64(end - h.seq)
			}
		}
	}
	if c.runs && After(acked, c.next) && acked-c.next < maxWindow {
		n += uint64(acked - c.next)
	}
	return n
}

func maxSeq(a, b uint32) uint32 {
	if After(a, b) {
		return a
	}
	return b
}

func minSeq(a, b uint32) uint32 {
	if Before(a, b) {
		return a
	}
	return b
}
