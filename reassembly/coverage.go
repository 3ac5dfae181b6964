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

// losses are the holes of a stream.
type losses struct {
	holes     []hole
	forgotten uint64 // bytes of holes that are no longer in the list
}

// hole is [seq, end).
type hole struct{ seq, end uint32 }

// maxHoles bounds the holes of one direction; beyond it the oldest is taken
// as never to be filled.
const maxHoles = 64

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
	for i := 0; i < len(c.lost.holes); {
		h := &c.lost.holes[i]
		from, to := maxSeq(seq, h.seq), minSeq(end, h.end)
		if !Before(from, to) {
			i++
			continue
		}
		filled += to - from
		switch rest := *h; {
		case from == h.seq && to == h.end:
			c.lost.holes = append(c.lost.holes[:i], c.lost.holes[i+1:]...)
		case from == h.seq:
			h.seq = to
			i++
		default:
			h.end = from
			if to != rest.end {
				c.lose(to, rest.end)
			}
			i++
		}
	}
	return filled
}

func (c *coverage) lose(seq, end uint32) {
	if c.lost == nil {
		c.lost = &losses{}
	}
	l := c.lost
	if len(l.holes) == maxHoles {
		l.forgotten += uint64(l.holes[0].end - l.holes[0].seq)
		l.holes = append(l.holes[:0], l.holes[1:]...)
	}
	l.holes = append(l.holes, hole{seq, end})
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
