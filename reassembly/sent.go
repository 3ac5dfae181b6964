package reassembly

import (
	"slices"

	"netsniff/capture"
)

// maxSent bounds the segments of one direction that wait for their
// acknowledgment; beyond it the oldest become one.
const maxSent = 1024

// sentSegment is a segment on its way: end is the sequence number after it.
type sentSegment struct {
	seq, end uint32
	frame    uint32
	resent   bool // bytes of it were sent before, or it stands for several; without totals only the latter
	timed    bool // an acknowledgment reached it
	at       capture.Stamp
}

// sentList holds the segments of one direction that are not yet
// acknowledged, in order of capture. A nil one has none.
type sentList struct {
	list     []sentSegment
	head     uint32         // of list
	shuffled bool           // retransmissions have put it out of sequence order
	first    [2]sentSegment // what most lists are: they need no other room
}

// Spare keeps the lists of segments that wait for their acknowledgment while nothing
// waits, for those connections whose segments do: of thousands that is so for few at
// a time. The zero value is ready. Those that share one share it with no goroutine.
type Spare struct{ lists []*sentList }

const (
	maxSpare    = 1024 // lists
	longestKept = 64   // segments of a list that is kept
)

// take returns an empty list.
func (x *Spare) take() *sentList {
	if x == nil || len(x.lists) == 0 {
		l := new(sentList)
		l.list = l.first[:0]
		return l
	}
	n := len(x.lists) - 1
	l := x.lists[n]
	x.lists = x.lists[:n]
	return l
}

// give takes back a list on which nothing waits.
func (x *Spare) give(l *sentList) {
	if cap(l.list) <= longestKept && len(x.lists) < maxSpare {
		*l = sentList{list: l.list[:0]}
		x.lists = append(x.lists, l)
	}
}

// add adds the segment that h heads and end follows. It reports whether two others became one for it.
func (l *sentList) add(h *heading, end uint32) (merged bool) {
	n := len(l.list)
	if n > int(l.head) && Before(h.seq, l.list[n-1].end) {
		l.shuffled = true
	}
	if l.head > 0 && n == cap(l.list) {
		l.list = l.list[:copy(l.list, l.list[l.head:])]
		l.head = 0
	}
	if merged = len(l.list)-int(l.head) >= maxSent; merged {
		l.merge()
	}
	l.list = slices.Grow(l.list, 1)[:len(l.list)+1]
	s := &l.list[len(l.list)-1]
	s.seq, s.end, s.frame, s.resent, s.timed, s.at = h.seq, end, h.frame, h.resent, false, h.at
	return merged
}

// merge lets the oldest segment stand for the next one as well.
func (l *sentList) merge() {
	oldest, next := l.list[l.head], &l.list[l.head+1]
	if Before(oldest.seq, next.seq) {
		next.seq = oldest.seq
	}
	if After(oldest.end, next.end) {
		next.end = oldest.end
	}
	next.frame, next.at, next.resent = oldest.frame, oldest.at, true
	l.head++
}

// acknowledge forgets everything that ack covers and returns the first segment
// sent that ends exactly there, or a zero sentSegment.
func (l *sentList) acknowledge(ack uint32) (hit sentSegment) {
	if l == nil {
		return sentSegment{}
	}
	if l.shuffled {
		hit = l.sift(ack)
	} else {
		for int(l.head) < len(l.list) && !After(l.list[l.head].end, ack) {
			hit = l.list[l.head]
			l.head++
		}
		if hit.end != ack {
			hit = sentSegment{}
		}
		if int(l.head) < len(l.list) {
			l.list[l.head].trim(ack)
		}
	}
	if int(l.head) == len(l.list) {
		l.list, l.head, l.shuffled = l.list[:0], 0, false
	}
	return hit
}

// sift is acknowledge for a list out of sequence order.
func (l *sentList) sift(ack uint32) (hit sentSegment) {
	keep := int(l.head)
	for _, s := range l.list[l.head:] {
		if s.end == ack && hit.frame == 0 {
			hit = s
		}
		if After(s.end, ack) {
			s.trim(ack)
			l.list[keep] = s
			keep++
		}
	}
	l.list = l.list[:keep]
	return hit
}

// trim takes off what a partial acknowledgment covers.
func (s *sentSegment) trim(ack uint32) {
	if Before(s.seq, ack) {
		s.seq = ack
	}
}

// span returns how many bytes lie between the first that is not acknowledged
// and the last. Numbers are compared relative to base, without wrapping: data
// from before base makes it negative or absurd.
func (l *sentList) span(base uint32) int32 {
	if l == nil {
		return 0
	}
	list := l.list[l.head:]
	if len(list) == 0 {
		return 0
	}
	first, last := list[0].seq-base, list[len(list)-1].end-base
	if l.shuffled || first > last {
		for i := range list {
			first, last = min(first, list[i].seq-base), max(last, list[i].end-base)
		}
	}
	return int32(last - first)
}

// oldest returns the segment that waits for its acknowledgment longest, nil if
// none does.
func (l *sentList) oldest() *sentSegment {
	if l == nil || int(l.head) == len(l.list) {
		return nil
	}
	return &l.list[l.head]
}
