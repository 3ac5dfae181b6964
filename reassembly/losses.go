package reassembly

import "netsniff/capture"

// losses are the holes of a stream.
type losses struct {
	holes     []hole
	forgotten uint64 // bytes of holes that are no longer in the list
	past      uint32 // how many those are
}

// hole is [seq, end).
type hole struct{ seq, end uint32 }

// maxHoles bounds the holes of one direction; beyond it the oldest is taken
// as never to be filled.
const maxHoles = 64

// count returns how many holes were not filled.
func (l *losses) count() uint32 { return l.past + uint32(len(l.holes)) }

func (l *losses) add(seq, end uint32) {
	if len(l.holes) == maxHoles {
		l.forgotten += uint64(l.holes[0].end - l.holes[0].seq)
		l.past++
		l.holes = append(l.holes[:0], l.holes[1:]...)
	}
	l.holes = append(l.holes, hole{seq, end})
}

// fill takes [seq, end) out of the holes and returns how much of them it was.
func (l *losses) fill(seq, end uint32) (filled uint32) {
	for i := 0; i < len(l.holes); {
		h := &l.holes[i]
		from, to := maxSeq(seq, h.seq), minSeq(end, h.end)
		if !Before(from, to) {
			i++
			continue
		}
		filled += to - from
		switch rest := *h; {
		case from == h.seq && to == h.end:
			l.holes = append(l.holes[:i], l.holes[i+1:]...)
		case from == h.seq:
			h.seq = to
			i++
		default:
			h.end = from
			if to != rest.end {
				l.add(to, rest.end)
			}
			i++
		}
	}
	return filled
}

// holes keeps the list of what was not captured of f up to date with a segment,
// before the analysis remembers it, and returns how many holes there are more.
func (f *flow) holes(h *heading, s *Segment) int32 {
	switch {
	case s.Flags&LostSegment != 0:
		if f.lost == nil {
			f.lost = &losses{}
		}
		had, past := f.lost.count(), f.lost.past
		f.lost.add(f.next, h.seq)
		s.Unfilled = s.Unfilled || f.lost.past > past
		return int32(f.lost.count() - had)
	case f.lost == nil || len(f.lost.holes) == 0 || h.end() == h.seq || h.flags&(SYNFINRST&^capture.FIN) != 0:
		return 0
	}
	had, past := f.lost.count(), f.lost.past
	f.lost.fill(h.seq, h.end())
	s.Unfilled = s.Unfilled || f.lost.past > past
	return int32(f.lost.count() - had)
}
