package swarm

import (
	"cmp"
	"maps"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
)

// Spreading is how long it took to distribute the torrent, and how long it takes
// at least from a server alone and among peers (Kurose and Ross, Computer
// Networking, §2.5), with the rates that the capture shows: what passed over links
// in it, and what peers told that they got. Rates are bytes a second, the best
// paceSeconds of each.
type Spreading struct {
	Size   int64 // F, bytes
	Peers  int   // N: who wanted it
	Seeds  int
	Server float64   // u_s: what seeds gave over links that were captured, or at which pieces came up that no other peer had
	Least  float64   // d_min: of those who got several pieces, 0: there is none
	All    float64   // u_s + Σu_i: what all gave, or what all got together
	Others []float64 // u_i of those who wanted it and gave some over links that were captured

	Began, Ended capture.Stamp // first request, last piece; Ended is 0 if that was not seen
}

// known reports whether the bounds can be told.
func (s *Spreading) known() bool { return s.Size > 0 && s.Server > 0 && s.Least > 0 }

// ClientServer returns the least time in seconds from a server, if it is known.
func (s *Spreading) ClientServer() float64 {
	f := float64(s.Size)
	return max(float64(s.Peers)*f/s.Server, f/s.Least)
}

// PeerToPeer returns the least time in seconds among peers, if it is known.
func (s *Spreading) PeerToPeer() float64 {
	f := float64(s.Size)
	return max(f/s.Server, f/s.Least, float64(s.Peers)*f/s.All)
}

// flow is what a peer of a torrent gave and got, over all links.
type flow struct {
	node     node
	up, down giving
	pieces   *Pieces
	own      bool // pieces are those of a seat
	order    int
}

// flow takes an entry.
func (b *builder) flow(e *entry) {
	t := e.link.torrent
	if t == nil {
		return
	}
	switch x := &t.Spreading; e.act {
	case asks:
		if x.Began == 0 {
			x.Began = e.at
		}
	case gives:
		t.flowOf(e.link, e.dir).up.pace.add(e.at, int64(e.length))
		t.flowOf(e.link, e.dir.Reverse()).down.pace.add(e.at, int64(e.length))
	}
}

// flowOf returns the flow of the peer that speaks in a direction of a link.
func (t *Torrent) flowOf(l *link, d dissect.Dir) *flow {
	if f := l.flows[d]; f != nil {
		return f
	}
	n := t.nodes.peer(l, d)
	for _, s := range l.sights {
		if s.mine == d {
			n = t.nodes.seat(l, d) // it has another port in each link
		}
	}
	f := t.flows[n]
	if f == nil {
		f = &flow{node: n, order: len(t.flows)}
		t.flows[n] = f
	}
	l.flows[d] = f
	return f
}

// spread measures how a torrent was distributed.
func (t *Torrent) spread() {
	for _, l := range t.links {
		for _, d := range directions {
			f := t.flowOf(l, d)
			f.up.join(&l.sides[d].given)
			f.down.join(&l.sides[d.Reverse()].given)
			for _, s := range l.sights {
				if s.mine == d {
					f.pieces, f.own = &s.seat.Me, true
				} else if !f.own {
					f.pieces = &s.peer.Pieces
				}
			}
		}
	}
	x := &t.Spreading
	x.Size = t.Size
	list := slices.SortedFunc(maps.Values(t.flows), func(a, b *flow) int { return cmp.Compare(a.order, b.order) })
	all, unfinished := 0.0, false
	var wanting []*Pieces
	for _, f := range list {
		all += f.up.best()
		switch {
		case f.pieces != nil && f.pieces.seed(t.Pieces):
			x.Seeds++
			x.Server += f.up.best()
		case f.down.bytes > 0 || f.pieces != nil && f.pieces.Told && f.pieces.First < t.Pieces:
			x.Peers++
			if r := f.up.best(); r > 0 {
				x.Others = append(x.Others, r)
			}
			wanting = append(wanting, f.pieces)
			if f.own {
				unfinished = unfinished || f.pieces.Full == 0
				x.Ended = max(x.Ended, f.pieces.Full)
				x.slowest(f.down.best())
			}
		}
	}
	if unfinished {
		x.Ended = 0
	}
	got, fresh := t.told(x, wanting)
	x.Server = max(x.Server, fresh)
	x.All = max(all, got, x.Server)
}

func (s *Spreading) slowest(rate float64) {
	if rate > 0 && (s.Least == 0 || rate < s.Least) {
		s.Least = rate
	}
}

// told returns at which rate those who wanted the torrent got pieces together as
// they told, and at which pieces came up that none of them had: from a seed.
func (t *Torrent) told(x *Spreading, wanting []*Pieces) (got, fresh float64) {
	var gains []Gain
	had := newBitmap(t.Pieces)
	for _, p := range wanting {
		if p == nil {
			continue
		}
		p.had.each(func(i uint32) { had.add(i) })
		gains = append(gains, p.Gained...)
		if rate := t.rate(p.Gained); len(p.Gained) >= fewGains {
			x.slowest(rate)
		}
	}
	slices.SortStableFunc(gains, func(a, b Gain) int { return cmp.Compare(a.At, b.At) })
	var first []Gain
	for _, g := range gains {
		if had.add(g.Index) {
			first = append(first, g)
		}
	}
	return t.rate(gains), t.rate(first)
}

// fewGains is how many pieces a peer has to get for its rate to say something.
const fewGains = 8

// rate returns the best rate at which pieces were got.
func (t *Torrent) rate(gains []Gain) float64 {
	var g giving
	for _, x := range gains {
		n := t.pieceLength(x.Index)
		g.pace.add(x.At, n)
		g.bytes += n
	}
	if len(gains) > 1 {
		g.first, g.last = gains[0].At, gains[len(gains)-1].At
	}
	if g.last-g.first < paceSeconds*1e9 {
		return float64(g.pace.highest) / paceSeconds // the first piece took a while as well
	}
	return g.best()
}
