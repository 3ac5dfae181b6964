package reassembly

import "netsniff/capture"

// maxSent bounds the segments of one direction that wait for their
// acknowledgment; beyond it the oldest are forgotten.
const maxSent = 4096

// sentSegment is a segment on its way: end is the sequence number after it,
// len its payload without SYN and FIN.
type sentSegment struct {
	seq, end uint32
	len      uint32
	frame    uint32
	at       capture.Stamp
}

// sentList holds the segments of one direction that are not yet
// acknowledged, oldest first.
type sentList struct {
	list []sentSegment
	head int
}

func (l *sentList) add(s sentSegment) {
	if l.head > 0 && len(l.list) == cap(l.list) {
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
	keep := l.head
	for i := l.head; i < len(l.list); i++ {
		s := l.list[i]
		if s.end == ack && hit.frame == 0 {
			hit = s
		}
		if After(s.end, ack) {
			if Before(s.seq, ack) {
				s.len -= min(s.len, ack-s.seq)
				s.seq = ack
			}
			// Retransmissions make the list unordered: keep what is left.
			l.list[keep] = s
			keep++
		}
	}
	l.list = l.list[:keep]
	if l.head == keep {
		l.list, l.head = l.list[:0], 0
	}
	return hit
}

// span returns how many bytes lie between the first and the last byte that
// are not acknowledged.
func (l *sentList) span() uint32 {
	var first, last uint32
	any := false
	for _, s := range l.list[l.head:] {
		if s.len == 0 {
			continue
		}
		end := s.seq + s.len
		if !any || Before(s.seq, first) {
			first = s.seq
		}
		if !any || After(end, last) {
			last = end
		}
		any = true
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
