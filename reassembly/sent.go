package reassembly

import "netsniff/capture"

// maxSent bounds the segments of one direction that wait for their
// acknowledgment; beyond it the oldest are forgotten.
const maxSent = 1024

// sentSegment is a segment on its way: end is the sequence number after it,
// len its payload without SYN and FIN.
type sentSegment struct {
	seq, end uint32
	len      uint32
	frame    uint32
	at       capture.Stamp
}

// sentList holds the segments of one direction that are not yet
// acknowledged, in order of capture.
type sentList struct {
	list     []sentSegment
	head     int
	shuffled bool // retransmissions have put it out of sequence order
}

func (l *sentList) add(s sentSegment) {
	n := len(l.list)
	if n > l.head && Before(s.seq, l.list[n-1].end) {
		l.shuffled = true
	}
	if l.head > 0 && n == cap(l.list) {
		l.list = l.list[:copy(l.list, l.list[l.head:])]
		l.head = 0
	}
	if len(l.list)-l.head >= maxSent {
		l.head++
	}
	l.list = append(l.list, s)
}

// acknowledge forgets everything that ack covers and returns the first segment
// sent that ends exactly there, or a zero sentSegment.
func (l *sentList) acknowledge(ack uint32) (hit sentSegment) {
	if l.shuffled {
		hit = l.sift(ack)
	} else {
		for l.head < len(l.list) && !After(l.list[l.head].end, ack) {
			hit = l.list[l.head]
			l.head++
		}
		if hit.end != ack {
			hit = sentSegment{}
		}
		if l.head < len(l.list) {
			l.list[l.head].trim(ack)
		}
	}
	if l.head == len(l.list) {
		l.list, l.head, l.shuffled = l.list[:0], 0, false
	}
	return hit
}

// sift is acknowledge for a list out of sequence order.
func (l *sentList) sift(ack uint32) (hit sentSegment) {
	keep := l.head
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
		s.len -= min(s.len, ack-s.seq)
		s.seq = ack
	}
}

// span returns how many bytes lie between the first and the last byte that
// are not acknowledged.
func (l *sentList) span() uint32 {
	list := l.list[l.head:]
	for len(list) > 0 && list[0].len == 0 {
		list = list[1:]
	}
	for len(list) > 0 && list[len(list)-1].len == 0 {
		list = list[:len(list)-1]
	}
	if len(list) == 0 {
		return 0
	}
	newest := &list[len(list)-1]
	first, last := list[0].seq, newest.seq+newest.len
	if l.shuffled {
		for i := range list {
			s := &list[i]
			if s.len > 0 && Before(s.seq, first) {
				first = s.seq
			}
			if s.len > 0 && After(s.seq+s.len, last) {
				last = s.seq + s.len
			}
		}
	}
	return last - first
}

// find returns the last segment that began at seq.
func (l *sentList) find(seq uint32) (sentSegment, bool) {
	for i := len(l.list) - 1; i >= l.head; i-- {
		if l.list[i].seq == seq {
			return l.list[i], true
		}
	}
	return sentSegment{}, false
}
