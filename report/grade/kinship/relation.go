package kinship

import (
	"cmp"
	"slices"

	"netsniff/capture"
)

// Relation is how near two captures are, and why. It says the same whichever is
// called A.
type Relation struct {
	Verdict Verdict
	// Score is from 0, nothing in common, to 1, the same file. Copies are above 0.6,
	// the higher the more of the smaller capture is shared; what is no copy is below.
	Score    float64
	Features Features // of the conversations that are shared
	Changes  Changes  // what differs all the same
	Shift    capture.Stamp
	Matches  []Match // conversations with the same packets, by Match.A
	// OfA and OfB are how many conversations each has.
	OfA, OfB int
	// MACs and Servers are what both have of SameDesk and SameServer; Link is how
	// many frames to all or many are the same.
	MACs, Servers []capture.Addr
	Link          int
	Together      bool // recorded at the same time
}

// Compare says how near two captures are. It looks at each of their conversations;
// for all pairs of many captures use a Class.
func Compare(a, b *Print) Relation {
	c := NewClass([]Member{{Owner: "a", Print: a}, {Owner: "b", Print: b}})
	for _, p := range c.Pairs() {
		return p.Relation
	}
	return Relation{OfA: len(a.Conversations), OfB: len(b.Conversations)}
}

// relate compares two captures of which the pairs of conversations may be the same.
func relate(a, b *Print, ofA, ofB *facts, candidates []pairing) Relation {
	r := Relation{OfA: len(a.Conversations), OfB: len(b.Conversations)}
	unit := max(resolution(a), resolution(b))
	r.Matches = matches(a, b, candidates, unit)
	r.Together = a.Frames > 0 && b.Frames > 0 && a.First <= b.Last && b.First <= a.Last
	switch {
	case a.SHA256 != "" && a.SHA256 == b.SHA256 && a.Frames > 0:
		r.same(a, b, unit)
		r.Verdict, r.Score = SameBytes, 1
		return r
	case len(a.Conversations)+len(b.Conversations) == 0:
		r.linkOnly(a, b, unit)
	default:
		r.packets(a, b, unit)
	}
	if r.Verdict == Unrelated {
		r.surroundings(a, b, ofA, ofB)
	}
	r.Score = r.score(a, b)
	return r
}

// resolution returns what the times of a print are multiples of, in ns.
func resolution(p *Print) capture.Stamp {
	unit := capture.Stamp(1)
	for range 9 - min(9, int(p.Precision)) {
		unit *= 10
	}
	return unit
}

// matches compares pairs of conversations and keeps the best partner of each.
func matches(a, b *Print, candidates []pairing, unit capture.Stamp) (list []Match) {
	for _, x := range candidates {
		m := match(&a.Conversations[x.a], &b.Conversations[x.b], unit)
		m.A, m.B = int(x.a), int(x.b)
		if m.FrameA == 0 {
			m.FrameA, m.FrameB = a.Conversations[m.A].First, b.Conversations[m.B].First
		}
		list = append(list, m)
	}
	slices.SortFunc(list, func(x, y Match) int {
		return cmp.Or(cmp.Compare(y.bits, x.bits), cmp.Compare(y.Same, x.Same), cmp.Compare(x.A, y.A),
			cmp.Compare(x.B, y.B))
	})
	takenA, takenB := map[int]bool{}, map[int]bool{}
	list = slices.DeleteFunc(list, func(m Match) bool {
		if takenA[m.A] || takenB[m.B] {
			return true
		}
		takenA[m.A], takenB[m.B] = true, true
		return false
	})
	slices.SortFunc(list, func(x, y Match) int { return cmp.Compare(x.A, y.A) })
	return list
}

// linkOnly compares captures without conversations, as of an exercise about ARP, by
// their frames to all or many.
func (r *Relation) linkOnly(a, b *Print, unit capture.Stamp) {
	var d distance
	inA, inB := shared(&a.Link, &b.Link, d.add)
	d.settle(unit)
	if !d.constant() || d.of*2 < min(inA, inB) {
		return
	}
	r.Verdict, r.Features, r.Shift = Copy, ByTimes|ByAddresses|ByMACs, d.shift
	r.same(a, b, unit)
	if a.Frames != b.Frames {
		r.Changes |= Part
	}
}

// same tells how the files differ although the bytes of their frames are the same.
func (r *Relation) same(a, b *Print, unit capture.Stamp) {
	if a.SHA256 != b.SHA256 || a.SHA256 == "" {
		r.Changes |= Saved
	}
	r.shifted(unit)
	for i := range r.Matches {
		r.Features |= r.Matches[i].Features
	}
}

// packets decides whether both have the same packets, and how they came by them.
func (r *Relation) packets(a, b *Print, unit capture.Stamp) {
	bits, rhythm := 0, 0
	var all distance
	fixed, loose := 0, 0
	for i := range r.Matches {
		m := &r.Matches[i]
		bits += m.bits
		all.join(&m.distance)
		switch {
		case m.bits == 0:
			rhythm++
		case m.distance.constant():
			fixed++
		case m.distance.of >= leastPoints:
			loose++
		}
	}
	all.settle(unit)
	if all.constant() && bits < enough {
		bits += 10 * all.points
	}
	if bits < enough {
		if !r.rhythm(a, b, unit) {
			r.Matches = nil
		}
		return
	}
	r.Matches = slices.DeleteFunc(r.Matches, func(m Match) bool { return m.bits == 0 })
	r.differences(a, b, &all, unit)
	switch exact := fixed > 0 && fixed >= loose || loose == 0 && all.constant(); {
	case exact && r.separate(a, b, unit):
		r.Verdict = CapturedTwice
	case exact:
		r.Verdict = Copy
	case all.turned() && r.Changes&(Payload|Sequence) == 0:
		r.Verdict = TwoPlaces
	default:
		r.Verdict = CapturedTwice
		r.Changes |= Retimed
	}
	if r.Verdict == TwoPlaces || r.Changes&Retimed != 0 { // clocks of two machines
		r.Changes &^= Shifted
		r.Shift = 0
	}
}

// differences gathers what is the same and what differs.
func (r *Relation) differences(a, b *Print, all *distance, unit capture.Stamp) {
	usedA, usedB := map[int]bool{}, map[int]bool{}
	r.Shift = all.shift
	for i := range r.Matches {
		m := &r.Matches[i]
		r.Features |= m.Features
		r.Changes |= m.differs
		usedA[m.A], usedB[m.B] = true, true
		if a.Conversations[m.A].Frames != b.Conversations[m.B].Frames {
			r.Changes |= Part
		}
		if all.of == 0 {
			r.Shift = m.distance.shift
		}
	}
	if (a.Quality.Cut > 0) != (b.Quality.Cut > 0) {
		r.Changes |= Snapped
	}
	if a.Frames == b.Frames && a.Content == b.Content {
		r.same(a, b, unit)
	}
	r.shifted(unit)
	r.Changes |= others(a, usedA, b.First+r.Shift, b.Last+r.Shift) | others(b, usedB, a.First-r.Shift, a.Last-r.Shift)
}

// shifted tells whether the time of day differs.
func (r *Relation) shifted(unit capture.Stamp) {
	if r.Shift > unit || -r.Shift > unit {
		r.Changes |= Shifted
	}
}

// others tells when the conversations were that are not shared: the other capture
// is from first to last.
func others(p *Print, used map[int]bool, first, last capture.Stamp) (c Changes) {
	for i := range p.Conversations {
		switch x := &p.Conversations[i]; {
		case used[i]:
		case x.At >= first && x.At <= last:
			c |= Merged
		default:
			c |= Part
		}
	}
	return c
}

// separate reports whether both were recorded by themselves although their clock
// is the same one, as by two programs on one machine: neither lies within the
// other, and while both ran they have the same conversations.
func (r *Relation) separate(a, b *Print, unit capture.Stamp) bool {
	if r.Changes&^(Part|Merged|Snapped|Saved) != 0 {
		return false
	}
	within := func(x, y *Print) bool { return x.First >= y.First-unit && x.Last <= y.Last+unit }
	if within(a, b) || within(b, a) {
		return false
	}
	first, last := max(a.First, b.First), min(a.Last, b.Last)
	during := func(p *Print) (n int) {
		for i := range p.Conversations {
			if c := &p.Conversations[i]; c.At <= last && c.End >= first {
				n++
			}
		}
		return n
	}
	n := len(r.Matches)
	return during(a) <= n && during(b) <= n
}

// rhythm decides whether frames came at the same times although all numbers
// differ: those of most of one capture, as a few conversations with one server may
// take equally long by chance.
func (r *Relation) rhythm(a, b *Print, unit capture.Stamp) bool {
	const least = 8
	r.Matches = slices.DeleteFunc(r.Matches, func(m Match) bool {
		x, y := &a.Conversations[m.A], &b.Conversations[m.B]
		n := min(len(x.Times), len(y.Times))
		same := 0
		shared(&x.Rhythm, &y.Rhythm, func(*Sample, *Sample) { same++ })
		return unit > coarsest || n < least || same < 3 || sameTimes(x.Times, y.Times, unit)*10 < 9*n
	})
	if len(r.Matches) == 0 || r.part(a, b) < 2./3 {
		return false
	}
	for i := range r.Matches {
		r.Changes |= r.Matches[i].differs | Sequence
	}
	r.Verdict, r.Features = SameRhythm, ByTimes
	return true
}

// score is described at Relation.Score.
func (r *Relation) score(a, b *Print) float64 {
	part := r.part(a, b)
	switch r.Verdict {
	case Copy:
		if len(r.Matches) == 0 {
			part = 1
		}
		return 0.6 + 0.39*part
	case SameBytes:
		return 1
	case CapturedTwice:
		return 0.5 + 0.09*part
	case SameRhythm, TwoPlaces:
		return 0.4 + 0.09*part
	case SameDesk:
		return 0.3
	case SameServer:
		return 0.1
	}
	return 0
}

// part is how much of the smaller capture is in conversations that both have, by frames.
func (r *Relation) part(a, b *Print) float64 {
	n := min(frames(a), frames(b))
	if n == 0 {
		return 0
	}
	same := uint32(0)
	for i := range r.Matches {
		same += min(a.Conversations[r.Matches[i].A].Frames, b.Conversations[r.Matches[i].B].Frames)
	}
	return min(1, float64(same)/float64(n))
}

// frames counts those of conversations.
func frames(p *Print) (n uint32) {
	for i := range p.Conversations {
		n += p.Conversations[i].Frames
	}
	return n
}
