package swarm

import "netsniff/capture"

// Rarest says how far the order in which pieces were asked for follows how rare
// they were among the neighbours: "when selecting which piece to start downloading
// next, peers generally download pieces which the fewest of their own peers have
// first" (Cohen 2003, §2.4.2).
type Rarest struct {
	First  Choices // before so many pieces were whole that they are picked at random
	Later  Choices
	Blind  int // pieces asked from peers of whom it is not known what they have
	Next   int // pieces asked for behind the one before it, by number
	Pieces int // that were asked for, in all

	Endgame   capture.Stamp // since when all blocks are asked for, and some twice; 0: it was not seen
	Twice     int           // requests in it for blocks that another peer was asked for as well
	Elsewhere int           // such requests before: another peer was given up
	Cancels   int           // requests that were taken back

	last uint32
}

// Choices are pieces that were asked for first, and what else could have been.
type Choices struct {
	Pieces int     // that were asked for
	Free   int     // of them, those where others were as good or better, but not all were equally rare
	Rarest int     // of those, pieces that no other was rarer than
	Chance float64 // how many of those would be the rarest ones if they were drawn
	Rarer  float64 // sum of the parts of the others that were rarer, of Free
}

// randomFirst is how many pieces a peer has whole before it picks the rarest:
// first ones are picked at random, to have something to give soon (Cohen 2003,
// §2.4.3; programs have 1 to 4).
const randomFirst = 4

// samples is how many pieces are looked at to tell how rare one is.
const samples = 2048

// asks takes a request of the seat's peer.
func (r *replay) asks(e *entry, x *member) {
	k := block{e.index, e.begin}
	if _, ok := x.open[k]; ok || int(e.index) >= r.n {
		return
	}
	if r.open[k] > 0 {
		if r.left <= 0 {
			if r.seat.Rarest.Endgame == 0 {
				r.seat.Rarest.Endgame = e.at
			}
			r.seat.Rarest.Twice++
		} else {
			r.seat.Rarest.Elsewhere++
		}
	}
	x.open[k] = struct{}{}
	r.open[k]++
	if r.begun.has(e.index) {
		return
	}
	r.choice(e.index, x)
	r.mine(e.index)
}

// choice judges a piece that is asked for first.
func (r *replay) choice(i uint32, x *member) {
	s := &r.seat.Rarest
	s.Pieces++
	if s.Pieces > 1 && i == s.last+1 {
		s.Next++
	}
	s.last = i
	pieces := &x.peer.Pieces
	if !pieces.Told || !pieces.has(i) {
		s.Blind++
		return
	}
	c := &s.Later
	if r.seat.Me.Told && r.seat.Me.Now < randomFirst {
		c = &s.First
	}
	c.Pieces++
	step := uint32(r.n/samples) + 1
	all, rarer, least, leastOf := 0, 0, r.there[i], 0
	for j := i % step; int(j) < r.n; j += step {
		if r.begun.has(j) || !pieces.has(j) {
			continue
		}
		all++
		switch n := r.there[j]; {
		case n < least:
			least, leastOf = n, 1
		case n == least:
			leastOf++
		}
		if r.there[j] < r.there[i] {
			rarer++
		}
	}
	if leastOf == all {
		return // all are equally rare
	}
	c.Free++
	if rarer == 0 {
		c.Rarest++
	}
	c.Chance += float64(leastOf) / float64(all)
	c.Rarer += float64(rarer) / float64(all-1)
}
