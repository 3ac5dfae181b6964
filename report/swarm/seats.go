package swarm

import (
	"cmp"
	"fmt"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
)

// sight is a link as a seat has it.
type sight struct {
	seat *Seat
	peer *Peer
	mine dissect.Dir // in which the seat's peer speaks
}

// maxSeats bounds the peers of a torrent that are told as seats.
const maxSeats = 64

// candidate is a node that may be a seat.
type candidate struct {
	node  node
	links int
	other node
	many  bool // there is another one beside other at the ends of its links
	got   int64
	asked bool // a tracker
}

// seats finds the peers whose links the capture shows: those that have several
// other ends. If there is none, it is who asked a tracker, who got most, who came.
func (b *builder) seats(t *Torrent) {
	t.nodes = newNodes(t.links)
	list, several := b.candidates(t)
	places := map[node]*Seat{}
	for i, x := range list {
		if several && !x.many || !several && i > 0 {
			break
		}
		if i >= maxSeats {
			b.report.Left.Candidates++
			continue
		}
		s := &Seat{}
		places[x.node] = s
		t.Seats = append(t.Seats, s)
	}
	for _, l := range t.links {
		for _, d := range directions {
			if s := places[t.nodes.seat(l, d)]; s != nil {
				s.take(t, l, d)
			}
		}
	}
	for _, s := range t.Seats {
		s.finish(t)
	}
}

// candidates returns all ends of a torrent's links, the best ones for a seat first,
// and whether some have several other ends.
func (b *builder) candidates(t *Torrent) (list []*candidate, several bool) {
	found := map[node]*candidate{}
	asked := map[capture.Addr]bool{}
	for i := range b.asks.list {
		if a := &b.asks.list[i]; a.about.InfoHash == t.Hash {
			asked[a.from.Addr] = true
		}
	}
	for _, l := range t.links {
		for _, d := range directions {
			n, other := t.nodes.seat(l, d), t.nodes.seat(l, d.Reverse())
			x := found[n]
			if x == nil {
				x = &candidate{node: n, other: other, asked: asked[l.end(d).Addr]}
				found[n] = x
				list = append(list, x)
			}
			x.links++
			x.many = x.many || x.other != other
			several = several || x.many
			x.got += l.sides[d.Reverse()].given.bytes
			if sent := l.conn.Totals; l.encrypted && sent != nil {
				x.got += int64(sent.Sent[d.Reverse()].Bytes)
			}
		}
	}
	slices.SortStableFunc(list, func(x, y *candidate) int {
		return cmp.Or(flagged(y.many)-flagged(x.many), cmp.Compare(y.links, x.links), flagged(y.asked)-flagged(x.asked),
			cmp.Compare(y.got, x.got))
	})
	return list, several
}

var directions = [...]dissect.Dir{dissect.ToServer, dissect.ToClient}

func flagged(b bool) int {
	if b {
		return 1
	}
	return 0
}

// take takes a link of the seat's peer, who speaks in direction mine.
func (s *Seat) take(t *Torrent, l *link, mine dissect.Dir) {
	if s.peers == nil {
		s.peers = map[node]*Peer{}
		s.Begin = l.began.At
		s.Address = l.end(mine).Addr.String()
		if t.nodes.sameHost {
			s.Address = t.nodes.seat(l, mine).endpoint(l.end(mine)).String()
		}
	}
	s.Begin, s.End = min(s.Begin, l.began.At), max(s.End, l.last.At)
	if c := l.client(mine); s.Client == "" {
		s.Client = c
	}
	yours := mine.Reverse()
	key := t.nodes.peer(l, yours)
	p := s.peers[key]
	if p == nil {
		p = &Peer{First: l.began, Last: l.last.At, Assumed: l.assumed, end: key.endpoint(l.end(yours))}
		p.Address = p.end.String()
		s.peers[key] = p
		s.Peers = append(s.Peers, p)
	}
	p.join(t, l, mine)
	if p.Encrypted && t.by(p.end) != 0 {
		p.Evidence |= bittorrent.ByName
	}
	l.sights = append(l.sights, sight{s, p, mine})
}

// client returns the program that speaks in a direction, "" if nobody knows.
func (l *link) client(d dissect.Dir) string {
	if c := l.sides[d].client; c != "" {
		return c
	}
	if l.peers == nil {
		return ""
	}
	return l.peers.Client(d)
}

// join adds a link to a peer.
func (p *Peer) join(t *Torrent, l *link, mine dissect.Dir) {
	yours := mine.Reverse()
	my, your := &l.sides[mine], &l.sides[yours]
	p.Links++
	p.Last = max(p.Last, l.last.At)
	if p.Client == "" {
		p.Client = l.client(yours)
	}
	if l.encrypted {
		p.Encrypted, p.Evidence = true, l.evidence
	}
	if rtt, ok := l.roundTrip(); ok && (p.RTT == 0 || rtt < p.RTT) {
		p.RTT = rtt
	}
	p.Transport = joinWord(p.Transport, l.transport())
	if len(p.Streams) < maxStreams {
		p.Streams = append(p.Streams, l.stream())
	}
	p.Sources |= t.by(l.end(yours)) | t.by(p.end)
	if l.came && l.by == yours {
		p.Sources |= incoming
		p.Came = true
	}
	if x := l.conn.Totals; x != nil {
		p.Carried[0] += x.Sent[yours].Bytes
		p.Carried[1] += x.Sent[mine].Bytes
	}
	p.Down.join(my, your)
	p.Up.join(your, my)
}

// maxStreams bounds the connections of a peer that are named.
const maxStreams = 16

func joinWord(a, b string) string {
	if a == "" || a == b {
		return b
	}
	return "TCP+uTP"
}

func (l *link) transport() string {
	if l.utp() {
		return "uTP"
	}
	return "TCP"
}

func (l *link) stream() string {
	if l.utp() {
		return fmt.Sprintf("udp %d.%d", l.conn.ID, l.conn.Number)
	}
	return fmt.Sprintf("tcp %d", l.conn.ID)
}

// join adds what passed over a link: asker is the side that asks, giver the one
// that gives.
func (x *Traffic) join(asker, giver *side) {
	x.giving.join(&giver.given)
	x.Requests += asker.requests
	x.Rejected += giver.rejected
	x.Cancelled += asker.cancelled
	x.Unanswered += asker.unanswered
	x.Latency.Merge(&asker.latency)
	x.Interested.join(&asker.wants)
	x.Allowed.join(&giver.allows)
	x.Snubbed.join(&asker.snubs)
}

// join adds the times of another link.
func (s *stretches) join(o *stretches) {
	s.count += o.count
	s.total += o.total
	s.list = append(s.list, o.list[:min(len(o.list), maxStretches-len(s.list))]...)
}

// roundTrip returns how long it takes from one end of a link to the other and back:
// on both sides of the place of capture, the middle of what was measured.
func (l *link) roundTrip() (sum capture.Stamp, ok bool) {
	if l.transported {
		for i := range l.transports {
			if t := &l.transports[i]; t.Samples > 0 {
				sum += capture.Stamp(t.RTTSum / int64(t.Samples))
			}
		}
		return sum, sum > 0
	}
	if l.conn.Totals == nil || l.conn.Totals.TCP == nil {
		return 0, false
	}
	t := l.conn.Totals.TCP
	for _, d := range directions {
		if r := t.RTT(d); r.Count() > 0 {
			sum += r.Percentile(50)
		} else if t.Handshake[d].Known {
			sum += t.Handshake[d].Time
		}
	}
	return sum, sum > 0
}

// finish puts the peers in order: those with whom most passed come first.
func (s *Seat) finish(t *Torrent) {
	slices.SortStableFunc(s.Peers, func(a, b *Peer) int {
		return cmp.Compare(b.Down.bytes+b.Up.bytes, a.Down.bytes+a.Up.bytes)
	})
	s.peers = nil
	s.replay = newReplay(t, s)
}
