package rtp

import (
	"netsniff/capture"
	"netsniff/reassembly"
)

// Span is what came of a stream in an interval: Packets of Expected, the interarrival jitter at
// its end and at most, the frames of the first and the last packet.
type Span struct {
	Packets, Expected uint32
	First, Last       uint32 // frames
	Jitter, MaxJitter capture.Stamp
}

// Course are the intervals of a stream, each Step long, the first from its first packet on.
type Course struct {
	Step  capture.Stamp
	Spans []Span
}

const (
	shortSpan = 100_000_000 // ns: the length of intervals at first
	maxSpans  = 128         // of a stream; beyond, two become one
)

// at returns the interval of a time since the first packet.
func (c *Course) at(since capture.Stamp) *Span {
	if c.Step == 0 {
		c.Step = shortSpan
	}
	for since/c.Step >= maxSpans {
		c.halve()
	}
	i := int(max(0, since) / c.Step)
	for len(c.Spans) <= i {
		c.Spans = append(c.Spans, Span{})
	}
	return &c.Spans[i]
}

// halve makes one interval of two.
func (c *Course) halve() {
	c.Step *= 2
	n := (len(c.Spans) + 1) / 2
	for i := range n {
		x := c.Spans[2*i]
		if 2*i+1 < len(c.Spans) {
			x.add(&c.Spans[2*i+1])
		}
		c.Spans[i] = x
	}
	c.Spans = c.Spans[:n]
}

// add adds the interval that follows.
func (x *Span) add(y *Span) {
	if y.Packets > 0 {
		x.Jitter, x.Last = y.Jitter, y.Last
		if x.Packets == 0 {
			x.First = y.First
		}
	}
	x.Packets, x.Expected = x.Packets+y.Packets, x.Expected+y.Expected
	x.MaxJitter = max(x.MaxJitter, y.MaxJitter)
}

// take counts a packet that m brought, fresh if its number is new; ahead is how many numbers the
// highest went up by it.
func (x *Span) take(m reassembly.Mark, jitter capture.Stamp, fresh bool, ahead uint64) {
	if x.First == 0 {
		x.First = m.Frame
	}
	x.Last, x.Jitter, x.MaxJitter = m.Frame, jitter, max(x.MaxJitter, jitter)
	x.Expected += uint32(ahead)
	if fresh {
		x.Packets++
	}
}
