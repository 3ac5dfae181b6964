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
// the connection's frames counts that came since the end of the content before,
// so those in which it was asked for or addressed as well.
type Keeper interface {
	Keep(p *dissect.Piece, counts bool)
}

// hearing tells the collectors of a set what the connections say.
type hearing struct {
	talks   *dissect.Talks
	all     counted // by the filter of the plan
	members []*member
	ended   map[passing]uint32 // frames in which the last contents ended
}

// member is a collector that hears.
type member struct {
	dissect.Listener
	own    counted // by the filter of its Ask
	keeper Keeper  // nil: it is none
}

// passing is a direction in which contents pass, one after the other.
type passing struct {
	conn *dissect.Conn
	dir  dissect.Dir
}

// counted are the frames that count, and their connections. A nil value is all.
type counted struct {
	some   bool
	frames []uint64                 // a bit each
	conns  map[*dissect.Conn]uint32 // the last one of each connection
}

// hearing returns what the entries of a new set need to hear, nil if none of
// them does.
func (p *Plan) hearing(entries []entry) *hearing {
	h := &hearing{all: counted{some: p.Filter != nil}}
	content := false
	for i := range entries {
		l, ok := entries[i].Collector.(dissect.Listener)
		if !ok {
			continue
		}
		m := &member{Listener: l, own: counted{some: entries[i].match != nil}}
		m.keeper, _ = entries[i].Collector.(Keeper)
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

// since reports whether a frame of k counts from the given one on.
func (c *counted) since(k *dissect.Conn, frame uint32) bool {
	return !c.some || c.conns[k] >= max(frame, 1)
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

// Piece implements dissect.Listener.
func (h *hearing) Piece(p *dissect.Piece) {
	before := h.ended[passing{p.Conn, p.Dir}]
	if p.Last {
		if h.ended == nil {
			h.ended = map[passing]uint32{}
		}
		h.ended[passing{p.Conn, p.Dir}] = p.Mark.Frame
	}
	for _, m := range h.members {
		if m.keeper != nil {
			m.keeper.Keep(p, p.Last && h.all.since(p.Conn, before) && m.own.since(p.Conn, before))
		} else if h.all.conn(p.Conn) && m.own.conn(p.Conn) {
			m.Listener.Piece(p)
		}
	}
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
	delete(h.ended, passing{c, dissect.ToServer})
	delete(h.ended, passing{c, dissect.ToClient})
}

// deaf is for collectors that hear but do not care for all of it.
type deaf struct{}

func (deaf) Piece(*dissect.Piece)                  {}
func (deaf) Closed(*dissect.Conn, reassembly.Mark) {}
