package swarm

import "netsniff/capture"

// replay goes through what passed at a seat in the order of the capture.
type replay struct {
	torrent *Torrent
	seat    *Seat
	n       int // pieces
	maps    *budget

	seeds   int      // peers that are there and have all pieces
	there   []uint16 // by piece: the others that are there and have it
	begun   bitmap   // pieces that were asked for
	left    int      // pieces that are neither had nor asked for
	got     map[block]struct{}
	filled  map[uint32]int64 // bytes of pieces that are not whole
	open    map[block]int    // blocks that are asked for: from how many
	members map[*Peer]*member
}

// block is the first byte of one.
type block struct{ index, begin uint32 }

// member is the state of a peer.
type member struct {
	peer       *Peer
	links      int  // that it has now
	counted    bool // its pieces are in there or seeds
	interested bool // in the seat's
	unchoked   bool // by the seat's
	open       map[block]struct{}
	down, up   window
	rated      float64 // when a round of choking began
	order      int
}

func newReplay(t *Torrent, s *Seat) *replay {
	return &replay{torrent: t, seat: s, n: t.Pieces, left: t.Pieces, got: map[block]struct{}{}, filled: map[uint32]int64{},
		open: map[block]int{}, members: map[*Peer]*member{}}
}

// replay goes through the journal.
func (b *builder) replay() {
	m := &budget{room: maxMaps, work: maxWork}
	for i := range b.journal.list {
		e := &b.journal.list[i]
		if e.link == nil {
			continue
		}
		b.flow(e)
		for _, s := range e.link.sights {
			s.seat.replay.maps = m
			s.seat.replay.take(e, s.peer, e.dir == s.mine)
		}
	}
	for _, t := range b.report.Torrents {
		for _, s := range t.Seats {
			s.replay.end(b.journal.beyond == 0)
			s.replay = nil
			b.report.Left.Rounds += s.Choking.unjudged
		}
		t.spread()
	}
	b.report.Left.MapsBlind = m.blind
}

// allocate makes what a seat needs that is used.
func (r *replay) allocate() {
	if r.there == nil {
		r.there, r.begun = make([]uint16, r.n), newBitmap(r.n)
	}
}

func (r *replay) member(p *Peer) *member {
	x := r.members[p]
	if x == nil {
		x = &member{peer: p, open: map[block]struct{}{}, order: len(r.members)}
		r.members[p] = x
	}
	return x
}

// take takes the next entry: the seat's peer said it, or p.
func (r *replay) take(e *entry, p *Peer, mine bool) {
	r.allocate()
	r.observe(e.at)
	if c := &r.seat.Choking; c.now != nil && (e.act == leaves || e.at-c.now.end > oneRound) {
		r.judge()
	}
	x := r.member(p)
	if e.act == leaves {
		r.leave(x)
		return
	}
	if !x.counted {
		r.count(x, true)
	}
	if mine {
		r.said(e, x)
	} else {
		r.heard(e, x)
	}
}

// said takes what the seat's peer said.
func (r *replay) said(e *entry, x *member) {
	me := &r.seat.Me
	switch e.act {
	case hasSome, hasFirst, hasAll, hasNone:
		me.begin(e, r.n, r.maps, r.mine)
	case has:
		if me.gain(e.index, r.n, e.at, r.maps) {
			r.mine(e.index)
		}
	case asks:
		r.asks(e, x)
	case gives:
		x.up.add(e.at, int64(e.length))
		x.unchoked = x.unchoked || e.link.peers == nil // that it is was said before
	case cancels:
		if r.forget(x, block{e.index, e.begin}) {
			r.seat.Rarest.Cancels++
		}
	case chokes, unchokes:
		r.choke(e, x)
	}
}

// mine takes it that the seat's peer has a piece.
func (r *replay) mine(i uint32) {
	if !r.begun.has(i) {
		r.begun.add(i)
		r.left--
	}
	delete(r.filled, i)
}

// heard takes what a peer said to the seat's.
func (r *replay) heard(e *entry, x *member) {
	pieces := &x.peer.Pieces
	switch e.act {
	case hasSome, hasFirst, hasAll, hasNone:
		r.count(x, false)
		pieces.begin(e, r.n, r.maps, func(uint32) {})
		r.count(x, true)
	case has:
		if pieces.gain(e.index, r.n, e.at, r.maps) {
			r.there[e.index]++
		}
	case lost:
		if !pieces.all && pieces.have.remove(e.index) {
			pieces.Now--
			r.there[e.index]--
		}
	case wants, wantsNot:
		x.interested = e.act == wants
	case asks:
		x.interested = x.interested || e.link.peers == nil
	case gives:
		r.received(e, x)
	case refuses:
		r.forget(x, block{e.index, e.begin})
	}
}

// received takes a block that the seat's peer got.
func (r *replay) received(e *entry, x *member) {
	k := block{e.index, e.begin}
	r.forget(x, k)
	x.down.add(e.at, int64(e.length))
	if _, ok := r.got[k]; ok {
		x.peer.Down.Duplicate++
		return
	}
	r.got[k] = struct{}{}
	if int(e.index) >= r.n || r.seat.Me.has(e.index) {
		return
	}
	r.filled[e.index] += int64(e.length)
	if whole := r.torrent.pieceLength(e.index); whole > 0 && r.filled[e.index] >= whole &&
		r.seat.Me.gain(e.index, r.n, e.at, r.maps) {
		r.mine(e.index)
	}
}

// forget takes it that a block is not waited for any more, and reports whether it
// was.
func (r *replay) forget(x *member, k block) bool {
	if _, ok := x.open[k]; !ok {
		return false
	}
	delete(x.open, k)
	if r.open[k]--; r.open[k] <= 0 {
		delete(r.open, k)
	}
	return true
}

// count adds the pieces of a peer to those that are there, or takes them away.
func (r *replay) count(x *member, on bool) {
	if x.counted == on {
		return
	}
	x.counted = on
	pieces := &x.peer.Pieces
	if pieces.all {
		if on {
			r.seeds++
		} else {
			r.seeds--
		}
		return
	}
	if r.maps.work -= int64(pieces.Now); r.maps.work < 0 && on && pieces.have != nil {
		pieces.have, pieces.blind = nil, true
		r.maps.blind++
	}
	pieces.have.each(func(i uint32) {
		if on {
			r.there[i]++
		} else if r.there[i] > 0 {
			r.there[i]--
		}
	})
}

// leave takes the end of a link.
func (r *replay) leave(x *member) {
	if x.links++; x.links < x.peer.Links {
		return // another one is open, or comes
	}
	r.count(x, false)
	x.interested, x.unchoked = false, false
	for k := range x.open {
		r.forget(x, k)
	}
}

// end takes the end of the journal, which is that of the capture if it is whole.
func (r *replay) end(whole bool) {
	r.judge()
	r.seat.Choking.end()
	if r.there != nil && whole {
		r.observe(r.seat.End + 1)
	}
}

// window counts bytes of the last seconds.
type window struct {
	seconds [windowSeconds]int64
	last    int64
}

// windowSeconds is over how long a peer's rate is taken: "a rolling 20-second
// average" (Cohen, Incentives Build Robustness in BitTorrent, 2003, §3.2).
const windowSeconds = 20

func (w *window) move(at capture.Stamp) int64 {
	second := int64(at / 1e9)
	for i := max(w.last+1, second-windowSeconds+1); i <= second; i++ {
		w.seconds[i%windowSeconds] = 0
	}
	w.last = max(w.last, second)
	return w.last % windowSeconds
}

func (w *window) add(at capture.Stamp, n int64) { w.seconds[w.move(at)] += n }

// rate returns the bytes a second of the last seconds.
func (w *window) rate(at capture.Stamp) float64 {
	w.move(at)
	sum := int64(0)
	for _, n := range w.seconds {
		sum += n
	}
	return float64(sum) / windowSeconds
}
