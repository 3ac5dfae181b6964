package swarm

import (
	"math/bits"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
)

// entry is something that a side of a link said, in the order of the capture.
type entry struct {
	at                   capture.Stamp
	link                 *link // nil: it is not kept
	frame                uint32
	index, begin, length uint32
	act                  act
	dir                  dissect.Dir
}

// entrySize is what one takes.
const entrySize = 48

// act is what an entry says.
type act uint8

const (
	leaves act = iota // the link ends
	hasSome
	hasFirst // the first so many pieces: a bitfield as those of seeds
	hasAll
	hasNone
	has
	lost // a piece (BEP 54)
	chokes
	unchokes
	wants
	wantsNot
	asks
	gives   // the last byte of a block
	refuses // to give one, as it says or as it chokes
	cancels
)

func (e entry) place() uint32 { return e.frame }

func (e entry) cost() int {
	if e.act == hasSome {
		return entrySize + len(e.field())
	}
	return entrySize
}

func (e entry) drop() {
	if e.act == hasSome {
		e.link.sides[e.dir].fields[e.begin] = nil
	}
}

// field returns the bitfield of an entry that hasSome.
func (e entry) field() []byte {
	if e.act != hasSome {
		return nil
	}
	return e.link.sides[e.dir].fields[e.begin]
}

// acts are those of messages.
var acts = map[bittorrent.Type]act{
	bittorrent.Choke: chokes, bittorrent.Unchoke: unchokes, bittorrent.Interested: wants, bittorrent.NotInterested: wantsNot,
	bittorrent.Have: has, bittorrent.Bitfield: hasSome, bittorrent.Request: asks, bittorrent.Cancel: cancels,
	bittorrent.HaveAll: hasAll, bittorrent.HaveNone: hasNone, bittorrent.Extended: lost,
}

// notice takes a message about pieces, or about who wants and who may have some.
func (c *collector) notice(l *link, x *dissect.Event, n *bittorrent.Notice) {
	a, ok := acts[n.Type]
	if !ok {
		return
	}
	s, at := &l.sides[x.Dir], x.Mark.At
	e := entry{at: at, frame: x.Mark.Frame, link: l, index: n.Index, begin: n.Begin, length: n.Length, act: a, dir: x.Dir}
	switch a {
	case hasSome:
		s.begin(some, n.Bitfield)
		top := highest(n.Bitfield)
		s.spread = max(s.spread, top)
		if top == count(n.Bitfield) {
			e.act, e.index = hasFirst, top
			break
		}
		e.begin = uint32(len(s.fields))
		s.fields = append(s.fields, append([]byte(nil), n.Bitfield...))
	case hasAll:
		s.begin(everything, nil)
	case hasNone:
		s.begin(nothing, nil)
	case has:
		s.haves++
		s.reached(n.Index)
	case chokes, unchokes:
		s.allows.set(a == unchokes, at)
	case wants, wantsNot:
		s.wants.set(a == wants, at)
	case asks:
		s.requests++
		if l.peers == nil { // that it is interested was said before
			s.wants.set(true, at)
		}
		if s.open++; s.open == 1 {
			s.progress = at
		}
		s.reached(n.Index)
		s.reaches(n.Index, int64(n.Begin)+int64(n.Length))
	}
	c.journal.add(e, c.bounds.journal)
}

// maxPieces is how many a torrent is believed to have: as many as the longest
// bitfield.
const maxPieces = 1 << 20

// highest returns one more than the highest piece in a bitfield.
func highest(field []byte) uint32 {
	for i := len(field) - 1; i >= 0; i-- {
		for bit := range 8 {
			if field[i]&(1<<bit) != 0 {
				return uint32(i*8 + 8 - bit)
			}
		}
	}
	return 0
}

// count returns how many pieces are in a bitfield.
func count(field []byte) (n uint32) {
	for _, b := range field {
		n += uint32(bits.OnesCount8(b))
	}
	return n
}

// block takes a request and what became of it.
func (c *collector) block(l *link, x *dissect.Exchange, d *bittorrent.Block) {
	l.meet(d.Peers)
	asker, giver := &l.sides[d.Dir], &l.sides[d.Dir.Reverse()]
	if !d.Unasked && asker.open > 0 {
		asker.open--
	}
	if d.Cancelled {
		asker.cancelled++
	}
	switch x.Status {
	case "piece":
		l.last = later(l.last, x.Reply.Last)
		if !d.Unasked {
			asker.waited(x.Reply.Last.At)
			if ttlb, ok := x.TTLB(); ok {
				asker.latency.Add(ttlb)
			}
		}
		giver.given.take(x, d)
		if l.peers == nil {
			giver.allows.set(true, x.Reply.First.At)
		}
		asker.reached(d.Index)
		m := x.Reply.Last
		c.journal.add(entry{at: m.At, frame: m.Frame, link: l, index: d.Index, begin: d.Begin, length: d.Length,
			act: gives, dir: d.Dir.Reverse()}, c.bounds.journal)
	case "reject", "choke":
		giver.rejected++
		m := x.Reply.Last
		c.journal.add(entry{at: m.At, frame: m.Frame, link: l, index: d.Index, begin: d.Begin, length: d.Length,
			act: refuses, dir: d.Dir.Reverse()}, c.bounds.journal)
	default:
		asker.unanswered++
		asker.hung = asker.hung || !d.Cancelled
	}
}

// take takes a block that was given.
func (g *giving) take(x *dissect.Exchange, d *bittorrent.Block) {
	from, to := x.Reply.First.At, x.Reply.Last.At
	if g.blocks == 0 {
		g.first, g.last = from, to
	}
	g.first, g.last = min(g.first, from), max(g.last, to)
	g.blocks++
	if d.Unasked {
		g.unasked++
	}
	g.bytes += int64(d.Length)
	g.pace.add(to, int64(d.Length))
}

// reached takes it that a piece was told of.
func (s *side) reached(i uint32) {
	if i < maxPieces {
		s.spread = max(s.spread, i+1)
	}
}

// reaches takes it that a block was asked for, up to the given byte of a piece.
func (s *side) reaches(i uint32, to int64) {
	s.reach = max(s.reach, to)
	switch {
	case i >= maxPieces || i+1 < s.asked:
	case i+1 > s.asked:
		s.asked, s.tail = i+1, to
	default:
		s.tail = max(s.tail, to)
	}
}
