package stats

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// A Collector that is a dissect.Listener counts exchanges and connections as
// well. With a filter it hears of an exchange if one of the frames counts in
// which its request or its reply begins or ends, and of a connection if one of
// its frames counts.

// Keeper is a collector that takes contents as they pass, though whether they
// count is known at their end only: at its last piece counts is set if one of
// the connection's frames counts that came behind the end of the content before,
// so those in which it was asked for or addressed as well. The frame in which
// that one ended counts for both if this one begins in it.
type Keeper interface {
	Keep(p *dissect.Piece, counts bool)
}

// hearing tells the collectors of a set what the connections say.
type hearing struct {
	talks   *dissect.Talks
	all     counted // by the filter of the plan
	members []*member
	passed  map[passing]passed
	search  mailSearch
}

// member is a collector that hears.
type member struct {
	dissect.Listener
	own      counted  // by the filter of its Ask
	keeper   Keeper   // nil: it is none
	searcher Searcher // nil: it is none
}

// passed says of a direction which frames count for the content that passes.
type passed struct {
	ended uint32 // frame in which the content before ended
	from  uint32 // the first that counts
}

// passing is a direction in which contents pass, one after the other.
type passing struct {
	conn *dissect.Conn
	dir  dissect.Dir
}

// counted are the frames that count, and their connections. A nil value is all.
type counted struct {
	some   bool
	match  Match
	frames []uint64                 // a bit each
	conns  map[*dissect.Conn]uint32 // the last one of each connection
}

// hearing returns what the entries of a new set need to hear, nil if none of
// them does. match is that of the plan's filter.
func (p *Plan) hearing(match Match, entries []entry) *hearing {
	h := &hearing{all: counted{some: match != nil, match: match}, passed: map[passing]passed{}}
	content := false
	for i := range entries {
		l, ok := entries[i].Collector.(dissect.Listener)
		if !ok {
			continue
		}
		m := &member{Listener: l, own: counted{some: entries[i].match != nil, match: entries[i].match}}
		m.keeper, _ = entries[i].Collector.(Keeper)
		if p.Asks[i].Searches {
			m.searcher, _ = entries[i].Collector.(Searcher)
		}
		h.search.wanted = h.search.wanted || h.all.some || m.own.some || m.searcher != nil
		entries[i].hears = m
		h.members = append(h.members, m)
		content = content || p.Asks[i].Content
	}
	if len(h.members) == 0 {
		return nil
	}
	h.talks = dissect.NewTalks(p.Detector, h, content)
	return h
}

// add notes that a frame counts.
func (c *counted) add(f *dissect.Frame) {
	if !c.some {
		return
	}
	word := int(f.Packet.Frame / 64)
	for word >= len(c.frames) {
		c.frames = append(c.frames, make([]uint64, len(c.frames)+64)...)
	}
	c.frames[word] |= 1 << (f.Packet.Frame % 64)
	if f.Conn != nil {
		if c.conns == nil {
			c.conns = map[*dissect.Conn]uint32{}
		}
		c.conns[f.Conn] = f.Packet.Frame
	}
}

func (c *counted) has(m reassembly.Mark) bool {
	word := int(m.Frame / 64)
	return m.Frame != 0 && word < len(c.frames) && c.frames[word]&(1<<(m.Frame%64)) != 0
}

func (c *counted) exchange(x *dissect.Exchange) bool {
	return !c.some || c.has(x.Request.First) || c.has(x.Request.Last) || c.has(x.Reply.First) || c.has(x.Reply.Last)
}

// content reports whether a content counts that ends with p: a frame of its
// connection does from the given one on, or the one that was found to have its
// fields.
func (c *counted) content(p *dissect.Piece, from uint32, found *dissect.Frame) bool {
	return !c.some || c.conns[p.Conn] >= max(from, 1) || found != nil && c.match(found)
}

func (c *counted) conn(k *dissect.Conn) bool {
	if !c.some {
		return true
	}
	_, ok := c.conns[k]
	return ok
}

// Exchange implements dissect.Listener.
func (h *hearing) Exchange(x *dissect.Exchange) {
	if !h.all.exchange(x) {
		return
	}
	for _, m := range h.members {
		if m.own.exchange(x) {
			m.Listener.Exchange(x)
		}
	}
}

// frame hears what is said in a frame.
func (h *hearing) frame(f *dissect.Frame) {
	h.search.now = f
	h.talks.Frame(f)
	h.search.now = nil
}

// Piece implements dissect.Listener.
func (h *hearing) Piece(p *dissect.Piece) {
	found := h.search.piece(p)
	if found != nil {
		defer found.Retract(len(found.Messages()) - 1)
	}
	from := h.from(p)
	for _, m := range h.members {
		if m.searcher != nil && found != nil {
			m.searcher.Search(p, found)
		}
		if m.keeper != nil {
			m.keeper.Keep(p, p.Last && h.all.content(p, from, found) && m.own.content(p, from, found))
		} else if h.all.conn(p.Conn) && m.own.conn(p.Conn) {
			m.Listener.Piece(p)
		}
	}
}

// from returns the first frame that counts for the content of p.
func (h *hearing) from(p *dissect.Piece) uint32 {
	k := passing{p.Conn, p.Dir}
	x := h.passed[k]
	if p.First {
		if x.from = x.ended; p.Mark.Frame > x.ended {
			x.from++
		}
	}
	if p.Last {
		x.ended = p.Mark.Frame
	}
	if p.First || p.Last {
		h.passed[k] = x
	}
	return x.from
}

// Closed implements dissect.Listener.
func (h *hearing) Closed(c *dissect.Conn, last reassembly.Mark) {
	for _, m := range h.members {
		if h.all.conn(c) && m.own.conn(c) {
			m.Listener.Closed(c, last)
		}
		delete(m.own.conns, c)
	}
	delete(h.all.conns, c)
	for _, dir := range [...]dissect.Dir{dissect.ToServer, dissect.ToClient} {
		delete(h.passed, passing{c, dir})
		delete(h.search.open, passing{c, dir})
	}
}

// deaf is for collectors that hear but do not care for all of it.
type deaf struct{}

func (deaf) Exchange(*dissect.Exchange)            {}
func (deaf) Piece(*dissect.Piece)                  {}
func (deaf) Closed(*dissect.Conn, reassembly.Mark) {}
