package stats

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"slices"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/reassembly"
)

// swarmLinks watch connections of peers of BitTorrent: who may have pieces, who
// ends connections in whose name, who is connected twice.
type swarmLinks struct {
	open   map[*dissect.Conn]*swarmLink
	hosts  map[swarmHost]*wanting
	met    []meeting
	resets map[resetter]reassembly.Mark // the first RST of who seems to have sent one; zero when that is told
	lost   [findingKinds]uint64
	pieces pieceSums
}

// swarmLink is a connection of two peers.
type swarmLink struct {
	peers  *bittorrent.Peers
	wants  [2]reassembly.Mark // who speaks in a direction is interested since
	served [2]bool            // and may have pieces, or had one
	hops   [2]uint8           // hop limit of the first packet of a direction
	first  reassembly.Mark
}

// resetter is one side of a TCP connection, which may be over.
type resetter struct {
	stream uint32
	dir    dissect.Dir
}

// swarmHost is a peer of a torrent.
type swarmHost struct {
	addr capture.Addr
	hash [bittorrent.HashSize]byte
}

// wanting is what a host came to that is interested in pieces.
type wanting struct {
	links  int
	served bool // some peer let it have pieces, or may have before the capture began
	first  reassembly.Mark
	last   capture.Stamp
}

// meeting is a connection in which both said who they are.
type meeting struct {
	key         findingKey
	hash        [bittorrent.HashSize]byte
	ids         [2][bittorrent.PeerIDSize]byte // the lower one first
	first, last reassembly.Mark
}

// Bounds of the links that are kept when they are over, and of hosts.
const maxSwarm = 16_384

const (
	// chokedFor is how long a peer is choked by all before that is remarked: an
	// optimistic unchoke is due every 30 s (BEP 3).
	chokedFor = capture.Stamp(30e9)
	// twiceFor is how long two connections of the same peers go on beside each other
	// before that is remarked: those that meet while each dials the other hang up.
	twiceFor = capture.Stamp(5e9)
)

func (c *swarmLinks) of(k *dissect.Conn, m reassembly.Mark) *swarmLink {
	l := c.open[k]
	if l == nil {
		if c.open == nil {
			c.open = map[*dissect.Conn]*swarmLink{}
		}
		l = &swarmLink{first: m}
		c.open[k] = l
	}
	return l
}

// frame watches packets of connections of peers for what others send in their name.
func (c *swarmLinks) frame(f *dissect.Frame, said *findings) {
	if f.Conn == nil || f.Conn.Protocol != &bittorrent.Protocol || f.Conn.Transport != capture.ProtoTCP {
		return
	}
	from, hops := f.Dir, f.HopLimit()
	l := c.open[f.Conn]
	if t := f.Conn.Totals; l == nil && t != nil && t.TCP != nil && t.TCP.Closed == reassembly.StillOpen {
		l = c.of(f.Conn, markOf(f))
	}
	if f.TCP.Flags&capture.RST != 0 {
		if _, again := c.resets[resetter{f.Conn.ID, from}]; !again && len(c.resets) < maxSwarm {
			if c.resets == nil {
				c.resets = map[resetter]reassembly.Mark{}
			}
			c.resets[resetter{f.Conn.ID, from}] = markOf(f)
		}
		if l != nil && l.hops[from] != 0 && (hops > l.hops[from]+1 || hops+1 < l.hops[from]) {
			said.add(event{key: of(resetInTheMiddle, f.Conn), at: markOf(f),
				what: "the RST has a hop limit of " + strconv.Itoa(int(hops)) + ", other packets of the " +
					peers[from] + " " + strconv.Itoa(int(l.hops[from]))})
		}
		return
	}
	if l != nil && l.hops[from] == 0 {
		l.hops[from] = hops
	}
	if len(c.resets) == 0 || f.PayloadLen == 0 || f.Segment == nil ||
		f.Segment.Flags&(reassembly.Resent|reassembly.OutOfOrder) != 0 {
		return
	}
	if at := c.resets[resetter{f.Conn.ID, from}]; at.Frame != 0 {
		said.add(event{key: of(resetInTheMiddle, f.Conn), at: at, what: "the " + peers[from] + " goes on after its RST"})
		c.resets[resetter{f.Conn.ID, from}] = reassembly.Mark{}
	}
}

// event takes what peers say.
func (c *swarmLinks) event(x *dissect.Event) {
	switch d := x.About.(type) {
	case *bittorrent.Introduction:
		c.of(x.Conn, x.Mark).peers = d.Peers
	case *bittorrent.Notice:
		l := c.of(x.Conn, x.Mark)
		l.peers = d.Peers
		switch d.Type {
		case bittorrent.Interested:
			if l.wants[x.Dir].Frame == 0 {
				l.wants[x.Dir] = x.Mark
			}
		case bittorrent.Unchoke, bittorrent.Piece:
			l.served[x.Dir.Reverse()] = true
		}
	}
	c.pieces.event(x)
}

// closed takes the end of a connection.
func (c *swarmLinks) closed(k *dissect.Conn, last reassembly.Mark) {
	l := c.open[k]
	delete(c.open, k)
	c.pieces.closed(k)
	if l == nil || l.peers == nil || !l.peers.Known() {
		return
	}
	ends := [...]capture.Addr{dissect.ToServer: k.Client.Addr, dissect.ToClient: k.Server.Addr}
	whole := l.peers.Met[0] && l.peers.Met[1]
	for d, wants := range l.wants {
		if wants.Frame == 0 && !l.served[d] {
			continue
		}
		if c.hosts == nil {
			c.hosts = map[swarmHost]*wanting{}
		}
		key := swarmHost{ends[d], l.peers.InfoHash}
		h := c.hosts[key]
		if h == nil {
			if len(c.hosts) >= maxSwarm {
				c.lost[allChoke]++
				continue
			}
			h = &wanting{}
			c.hosts[key] = h
		}
		h.add(&wanting{links: 1, served: l.served[d] || !whole, first: wants, last: last.At})
	}
	if !whole {
		return
	}
	if len(c.met) >= maxSwarm+maxSwarm/4 {
		c.prune()
	}
	m := meeting{key: of(samePeerTwice, k), hash: l.peers.InfoHash, ids: l.peers.ID, first: l.first, last: last}
	if bytes.Compare(m.ids[0][:], m.ids[1][:]) > 0 {
		m.ids[0], m.ids[1] = m.ids[1], m.ids[0]
	}
	c.met = append(c.met, m)
}

func (h *wanting) add(o *wanting) {
	h.links += o.links
	h.served = h.served || o.served
	h.last = max(h.last, o.last)
	if h.first.Frame == 0 || o.first.Frame != 0 && o.first.Frame < h.first.Frame {
		h.first = o.first
	}
}

func (c *swarmLinks) prune() {
	slices.SortFunc(c.met, func(a,
		b meeting) int {
		return cmp.Or(cmp.Compare(a.first.Frame, b.first.Frame), a.key.compare(b.key))
	})
	if n := len(c.met); n > maxSwarm {
		c.lost[samePeerTwice] += uint64(n - maxSwarm)
		c.met = c.met[:maxSwarm]
	}
}

func (c *swarmLinks) merge(o *swarmLinks) {
	c.met = append(c.met, o.met...)
	for kind, n := range o.lost {
		c.lost[kind] += n
	}
	if c.hosts == nil {
		c.hosts = o.hosts
	} else {
		for k, h := range o.hosts {
			if mine := c.hosts[k]; mine != nil {
				mine.add(h)
			} else {
				c.hosts[k] = h
			}
		}
	}
	c.pieces.merge(&o.pieces)
}

// tell remarks them.
func (c *swarmLinks) tell(said *findings) {
	for k, h := range c.hosts {
		if h.served || h.first.Frame == 0 || h.last-h.first.At < chokedFor {
			continue
		}
		said.add(event{key: findingKey{kind: allChoke, client: k.addr}, at: h.first, weight: uint64(h.links),
			what: strconv.Itoa(h.links) + " peers, torrent " + hex.EncodeToString(k.hash[:4]) + "…"})
	}
	c.prune()
	type pair struct {
		hash [bittorrent.HashSize]byte
		ids  [2][bittorrent.PeerIDSize]byte
	}
	until := map[pair]reassembly.Mark{}
	for _, m := range c.met {
		k := pair{m.hash, m.ids}
		e := event{key: m.key, at: m.first}
		switch before, again := until[k]; {
		case m.ids[0] == m.ids[1]:
			e.what = "connected to itself"
			said.add(e)
		case again && min(before.At, m.last.At)-m.first.At >= twiceFor:
			e.what = "connected already, by another connection"
			said.add(e)
		}
		if before := until[k]; m.last.At > before.At {
			until[k] = m.last
		}
	}
	for kind, n := range c.lost {
		said.book.others[kind] += n
	}
	c.pieces.tell(said)
}
