package collect

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/dialogues"
	"netsniff/reassembly"
)

// Keeper is a Collector and dissect.Listener that takes contents from their
// first byte on. Whether a content counts is known at its end only, so Keep is
// given every piece, and counts is valid at the last one.
//
// A content counts if the filter matches a frame of its connection that came
// after the content before it in the same direction: one that brought it, or in
// which it was asked for or addressed. A frame in which one content ends and the
// next begins belongs to both. If what matches are the fields of a mail, that
// mail counts and no other.
type Keeper interface {
	Keep(p *dissect.Piece, counts bool)
}

// IgnoreAll is a dissect.Listener that does nothing, for collectors that
// implement a part of it.
type IgnoreAll struct{}

// Exchange implements dissect.Listener.
func (IgnoreAll) Exchange(*dissect.Exchange) {}

// Piece implements dissect.Listener.
func (IgnoreAll) Piece(*dissect.Piece) {}

// Closed implements dissect.Listener.
func (IgnoreAll) Closed(*dissect.Conn, reassembly.Mark) {}

// dispatcher hands what the dialogues of a worker tell to those collectors of a
// set that are listeners, each as far as the filters select it: an exchange by
// the frames in which its sides begin and end, a connection and its events by any
// of its frames so far.
type dispatcher struct {
	reader    *dialogues.Reader
	all       selection // of the plan's filter
	listeners []*listener
	passing   map[direction]progress
	search    mailSearch
	streams   bool // nobody hears datagrams
}

// listener is a collector that is a dissect.Listener.
type listener struct {
	dissect.Listener
	own      selection             // of the filter of its Ask
	keeper   Keeper                // nil: it is none
	searcher Searcher              // nil: it is none
	events   dissect.EventListener // nil: it is none
}

// direction is one of a connection: contents in it come one after the other.
type direction struct {
	conn *dissect.Conn
	dir  dissect.Dir
}

// progress says where the contents of a direction are.
type progress struct {
	ended uint32 // frame in which the content before ended
	from  uint32 // first frame that counts for the one that passes
}

// dispatcher returns what takes the news of connections to the entries of a new
// set, nil if none of them listens. match is that of the plan's filter.
func (p *Plan) dispatcher(match Match, entries []entry) *dispatcher {
	listeners, content, searches, streams := p.listeners(entries)
	if len(listeners) == 0 {
		return nil
	}
	d := newDispatcher(p.Detector, match, listeners, content)
	d.limit(p.Memory)
	d.search.wanted, d.streams = searches || p.Filter.Mails(), streams
	return d
}

// listeners are those entries that hear dialogues, with what they want of contents; searches says
// that they look for mails in them, and streams that they hear nothing of datagrams.
func (p *Plan) listeners(entries []entry) (list []*listener, content dissect.Contents, searches, streams bool) {
	streams = true
	for i := range entries {
		l, ok := entries[i].Collector.(dissect.Listener)
		if !ok {
			continue
		}
		x := &listener{Listener: l, own: newSelection(entries[i].match)}
		x.keeper, _ = entries[i].Collector.(Keeper)
		x.searcher, _ = entries[i].Collector.(Searcher)
		x.events, _ = entries[i].Collector.(dissect.EventListener)
		searches = searches || p.Asks[i].Searches || p.Asks[i].Filter.Mails()
		entries[i].listener = x
		list = append(list, x)
		content |= p.Asks[i].Content
		streams = streams && p.Asks[i].Streams
	}
	return list, content, searches, streams
}

// newDispatcher returns what takes to the listeners what match selects, nil: all.
func newDispatcher(x *detect.Detector, match Match, listeners []*listener, content dissect.Contents) *dispatcher {
	d := &dispatcher{all: newSelection(match), listeners: listeners, passing: map[direction]progress{}}
	d.reader = dialogues.NewReader(x, d, content)
	return d
}

// limit bounds what the dialogues keep, in bytes; 0 leaves it as it is.
func (d *dispatcher) limit(memory int64) {
	if memory > 0 {
		d.reader.Limit(memory)
	}
}

// frame takes the next frame to the dialogues.
func (d *dispatcher) frame(f *dissect.Frame) {
	if d.streams && f.Transport == capture.ProtoUDP {
		return
	}
	d.search.now = f
	d.reader.Frame(f)
	d.search.now = nil
}

// Exchange implements dissect.Listener.
func (d *dispatcher) Exchange(x *dissect.Exchange) {
	if !d.all.exchange(x) {
		return
	}
	for _, l := range d.listeners {
		if l.own.exchange(x) {
			l.Listener.Exchange(x)
		}
	}
}

// Event implements dissect.EventListener.
func (d *dispatcher) Event(x *dissect.Event) {
	for _, l := range d.listeners {
		if l.events != nil && d.all.conn(x.Conn) && l.own.conn(x.Conn) {
			l.events.Event(x)
		}
	}
}

// Piece implements dissect.Listener.
func (d *dispatcher) Piece(p *dissect.Piece) {
	found, restore := d.search.piece(p)
	defer restore()
	from := d.from(p)
	for _, l := range d.listeners {
		if l.searcher != nil && found != nil {
			l.searcher.Search(p, found)
		}
		if l.keeper != nil {
			l.keeper.Keep(p, p.Last && d.all.content(p, from, found) && l.own.content(p, from, found))
		} else if d.all.conn(p.Conn) && l.own.conn(p.Conn) {
			l.Listener.Piece(p)
		}
	}
}

// from returns the first frame that counts for the content of p.
func (d *dispatcher) from(p *dissect.Piece) uint32 {
	k := direction{p.Conn, p.Dir}
	x := d.passing[k]
	if p.First {
		if x.from = x.ended; p.Mark.Frame > x.ended {
			x.from++
		}
	}
	if p.Last {
		x.ended = p.Mark.Frame
	}
	if p.First || p.Last {
		d.passing[k] = x
	}
	return x.from
}

// Closed implements dissect.Listener.
func (d *dispatcher) Closed(c *dissect.Conn, last reassembly.Mark) {
	for _, l := range d.listeners {
		if d.all.conn(c) && l.own.conn(c) {
			l.Listener.Closed(c, last)
		}
		l.own.forget(c)
	}
	d.all.forget(c)
	for _, dir := range [...]dissect.Dir{dissect.ToServer, dissect.ToClient} {
		delete(d.passing, direction{c, dir})
		delete(d.search.open, direction{c, dir})
	}
}
