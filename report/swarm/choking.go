package swarm

import (
	"cmp"
	"slices"

	"netsniff/capture"
)

// Choking says whom the seat's peer let have pieces, and whether that were those
// that gave it most: tit for tat (Cohen 2003, §3.2: "BitTorrent peers recalculate
// who they want to choke once every ten seconds"; "a single 'optimistic unchoke'
// is rotated every third rechoke period (30 seconds)").
type Choking struct {
	Rounds    []Round // the first ones
	Count     int
	Unchokes  int
	Chokes    int
	Slots     int             // most that were unchoked and interested at once
	Contested int             // rounds with more who were interested than were let
	Kept      int             // in those: who were let, the optimistic unchoke apart
	Fastest   int             // of those, who were among as many fastest ones
	Earned    int             // unchokes in those rounds of one of the fastest
	Hopeful   int             // of another: optimistic
	Seeding   bool            // rates are those at which the others took, once it had all
	Between   []capture.Stamp // times from a round to the next
	Apart     []capture.Stamp // from an optimistic unchoke to the next

	unjudged int
	now      *Round
	last     capture.Stamp // optimistic unchoke
}

// Round is a moment in which the seat's peer choked or unchoked others.
type Round struct {
	At         capture.Stamp
	Frame      uint32
	Interested int // who were
	Let        int // of them, who were unchoked behind it
	Changes    []Change
	end        capture.Stamp
}

// Change is what became of a peer in a round.
type Change struct {
	Peer    *Peer
	Unchoke bool
	Rate    float64 // bytes a second in the 20 seconds before
	Rank    int     // by that among those interested, from 1; 0: it was not
	Hopeful bool    // an unchoke that its rate does not explain
}

// Bounds of rounds that are judged and of changes that are told of each.
const (
	maxRounds  = 4096
	maxChanges = 256
)

// oneRound is how far messages of a round are from each other at most.
const oneRound = capture.Stamp(500e6)

// choke takes it that the seat's peer chokes another, or does not any more.
func (r *replay) choke(e *entry, x *member) {
	c := &r.seat.Choking
	on := e.act == unchokes
	if x.unchoked == on {
		return
	}
	if c.now == nil {
		c.now = &Round{At: e.at, Frame: e.frame}
		r.rate(e.at)
	}
	c.now.end = e.at
	x.unchoked = on
	if on {
		c.Unchokes++
	} else {
		c.Chokes++
	}
	if len(c.now.Changes) < maxChanges {
		c.now.Changes = append(c.now.Changes, Change{Peer: x.peer, Unchoke: on, Rate: x.rated})
	}
}

// rate notes the rate of every peer: what it gave, or took once there is nothing
// to get.
func (r *replay) rate(at capture.Stamp) {
	if len(r.seat.Choking.Rounds) >= maxRounds {
		return
	}
	seeding := r.seat.Me.all || r.n > 0 && r.seat.Me.Now == r.n
	r.seat.Choking.Seeding = r.seat.Choking.Seeding || seeding
	for _, x := range r.members {
		if x.rated = x.down.rate(at); seeding {
			x.rated = x.up.rate(at)
		}
	}
}

// judge ends a round.
func (r *replay) judge() {
	c := &r.seat.Choking
	round := c.now
	if round == nil {
		return
	}
	c.now = nil
	c.Count++
	if len(c.Rounds) >= maxRounds {
		c.unjudged++
		return
	}
	list := r.interested(round)
	ranks := make(map[*Peer]int, len(list))
	for i, x := range list {
		ranks[x.peer] = i + 1
	}
	regular := max(1, round.Let-1)
	contested := round.Interested > round.Let
	if contested {
		c.Contested++
		c.Kept += min(regular, round.Let)
		for _, x := range list[:min(regular, len(list))] {
			if x.unchoked && x.rated > 0 {
				c.Fastest++
			}
		}
	}
	c.explain(round, ranks, regular, contested)
	c.Slots = max(c.Slots, round.Let)
	if n := len(c.Rounds); n > 0 {
		c.Between = append(c.Between, round.At-c.Rounds[n-1].At)
	}
	c.Rounds = append(c.Rounds, *round)
}

// interested returns the members that are interested, the fastest first, and counts
// those and whom of them the seat's peer lets have pieces.
func (r *replay) interested(round *Round) []*member {
	list := make([]*member, 0, len(r.members))
	for _, x := range r.members {
		if x.interested && x.counted {
			list = append(list, x)
			if x.unchoked {
				round.Let++
			}
		}
	}
	round.Interested = len(list)
	slices.SortFunc(list, func(a,
		b *member) int {
		return cmp.Or(cmp.Compare(b.rated, a.rated), cmp.Compare(a.order, b.order))
	})
	return list
}

// explain tells the unchokes of a round that a rate explains from optimistic ones:
// regular is how many the fastest ones are.
func (c *Choking) explain(round *Round, ranks map[*Peer]int, regular int, contested bool) {
	hopeful := false
	for i := range round.Changes {
		x := &round.Changes[i]
		x.Rank = ranks[x.Peer]
		if !x.Unchoke || !contested {
			continue
		}
		if x.Rank > 0 && x.Rank <= regular && x.Rate > 0 {
			c.Earned++
			continue
		}
		x.Hopeful, hopeful = true, true
		c.Hopeful++
	}
	if !hopeful {
		return
	}
	if c.last != 0 {
		c.Apart = append(c.Apart, round.At-c.last)
	}
	c.last = round.At
}

func (c *Choking) end() {
	slices.Sort(c.Between)
	slices.Sort(c.Apart)
}
