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
// Networking, §2.5), with the rates that the capture shows.
type Spreading struct {
	Size   int64 // F, bytes
	Peers  int   // N: who wanted it
	Seeds  int
	Server float64   // u_s: what seeds gave, bytes a second, together
	Least  float64   // d_min: of the download rates that were seen
	Others []float64 // u_i: of those who wanted it

	Began, Ended capture.Stamp // first request, last piece; Ended is 0 if that was not seen
}

// ClientServer returns the least time from a server, 0 if a rate is not known.
func (s *Spreading) ClientServer() float64 {
	if s.Server == 0 || s.Least == 0 {
		return 0
	}
	f := float64(s.Size)
	return max(float64(s.Peers)*f/s.Server, f/s.Least)
}

// PeerToPeer returns the least time among peers, 0 if a rate is not known.
func (s *Spreading) PeerToPeer() float64 {
	if s.Server == 0 || s.Least == 0 {
		return 0
	}
	f, sum := float64(s.Size), s.Server
	for _, u := range s.Others {
		sum += u
	}
	return max(f/s.Server, f/s.Least, float64(s.Peers)*f/sum)
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
	unfinished := false
	for _, f := range list {
		switch {
		case f.pieces != nil && f.pieces.seed(t.Pieces):
			x.Seeds++
			x.Server += f.up.best()
		case f.down.bytes > 0 || f.pieces != nil && f.pieces.Told && f.pieces.First < t.Pieces:
			x.Peers++
			if r := f.up.best(); r > 0 {
				x.Others = append(x.Others, r)
			}
			if r := f.down.best(); r > 0 && (x.Least == 0 || r < x.Least) {
				x.Least = r
			}
			if f.own {
				unfinished = unfinished || f.pieces.Full == 0
				x.Ended = max(x.Ended, f.pieces.Full)
			}
		}
	}
	if unfinished {
		x.Ended = 0
	}
}
