package quic

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/http3"
	"netsniff/dissect/tls/keylog"
	"netsniff/reassembly"
)

// dialogue reads the packets of one conversation and hands what their streams carry to the
// streams within. A conversation that cannot be decrypted it leaves to who counts turns.
type dialogue struct {
	*store
	conversation
	session dissect.Session
	log     *keylog.Log
	packets uint32 // read so far: each has a message of its own
	done    bool   // it is left to who counts turns
}

// told is what a connection carries, within the conversation in which it began.
type told struct {
	by    *dialogue
	http3 *http3.Dialogue
	inner map[uint64]dissect.InnerSession
}

// own is the store of those who read for exchanges: rows of the same frame borrow from the
// other.
type own struct{ store }

func newDialogue(k dissect.Session) dissect.Dialogue {
	c := k.Conn()
	log := dissect.Shared[keylog.Log](c)
	d := &dialogue{store: &dissect.Shared[own](c).store, session: k, log: log}
	d.conversation = newConversation(c, &d.moving)
	return d
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	n := len(b)
	for first := true; len(b) > 0 && !d.done; first = false {
		h, c, known := d.header(b, dir, first)
		if c == nil {
			break
		}
		if d.log.Empty() {
			d.pass(&h)
		} else {
			d.packet(&h, c, known, dir, b[:h.End], m)
		}
		b = b[h.End:]
	}
	return n
}

// pass takes a packet that nobody can decrypt: all there is to tell is that the connection
// may go on elsewhere.
func (d *dialogue) pass(h *Header) {
	if h.Type == OneRTT {
		d.announce(d.session.Conn(), false, 0, d.session.Expect)
		d.done = true
		d.session.Decline()
	}
}

// packet reads a packet.
func (d *dialogue) packet(h *Header, c *connection, known bool, dir dissect.Dir, b []byte, mark reassembly.Mark) {
	d.packets++
	m := d.message(d.packets)
	m.Header, m.Wire, m.Bytes, m.Known = *h, b, b, known
	from := c.sender(dir)
	m.Unnamed = c.unnamed(h, from)
	c.begin(d.store, d.log, d.session.Conn(), m, from, mark.Frame)
	if h.Type == OneRTT {
		d.announce(d.session.Conn(), d.log.Usable(mark.Frame), mark.At, d.session.Expect)
	}
	if !m.Opened {
		if c.missed != keylog.Known && c.missed != keylog.Failed && !d.tells() && d.log.Refresh == nil {
			d.done = true
			d.session.Decline()
		}
		return
	}
	if c.flow == nil {
		c.flow = new(flow)
	}
	c.messages(d.store, m, from, mark.Frame)
	to := teller{d, c, mark}
	for i := range m.Frames {
		switch x := &m.Frames[i]; {
		case x.Damaged:
		case x.IsStream():
			to.waited(x, from)
			c.streams.take(x, from, mark.At, to)
		case x.Type.limits():
			c.flow.allows(x, m.items[x.to-1].Number, from, mark.At)
		case x.Type.blocked():
			c.flow.blocked(x, m.items[x.to-1].Number, from, mark.At)
		case x.Type == ResetStream:
			c.streams.reset(x.Stream, from, to)
		}
	}
}

// tells reports whether something was decrypted.
func (d *dialogue) tells() bool {
	for _, c := range d.connections {
		if c.told != nil {
			return true
		}
	}
	return false
}

// Gap implements dissect.Dialogue. Of datagrams there are none.
func (d *dialogue) Gap(dissect.Dir, int64, reassembly.Mark) {}

// End implements dissect.Dialogue.
func (d *dialogue) End(m reassembly.Mark) {
	for _, c := range d.connections {
		x := c.told
		if x == nil || x.by != d {
			continue // another conversation began it
		}
		c.streams.flush(teller{d, c, m})
		if x.http3 != nil {
			x.http3.Close(m)
		}
		for _, s := range c.streams.sorted() {
			if in := x.inner[s.id]; in != nil {
				in.End(m)
			}
		}
	}
}

// Held implements dissect.Holder.
func (d *dialogue) Held() (n int64) {
	for _, c := range d.connections {
		n += c.kept()
		if x := c.told; x != nil && x.http3 != nil {
			n += x.http3.Kept()
		}
	}
	return n
}

// LetGo implements dissect.Holder.
func (d *dialogue) LetGo() {
	for _, c := range d.connections {
		c.forget()
		if x := c.told; x != nil && x.http3 != nil {
			x.http3.Forget()
		}
	}
}

// teller takes what the streams of a connection carry to who tells exchanges. It
// implements taker.
type teller struct {
	d *dialogue
	c *connection
	m reassembly.Mark
}

// told returns what the connection carries.
func (t teller) told() *told {
	x := t.c.told
	if x == nil {
		x = &told{by: t.d, inner: map[uint64]dissect.InnerSession{}}
		t.c.told = x
	}
	if x.http3 == nil && t.c.http3() {
		x.http3 = http3.NewDialogue(x.by.session)
	}
	return x
}

// waited tells what a STREAM frame waited for.
func (t teller) waited(f *Frame, from role) {
	if !t.c.http3() || t.c.streams.find(f.Stream) == nil {
		return
	}
	if w, known, more := t.c.flow.sends(f, from, t.m.At); more {
		t.told().http3.Waited(f.Stream, uint8(from), w, known)
	}
}

func (t teller) held(s *stream, from role, n int, since capture.Stamp) {
	if x := t.told().http3; x != nil && from == server {
		x.Held(s.id, n, since, t.m.At-since)
	}
}

func (t teller) data(s *stream, from role, b []byte) {
	x := t.told()
	if x.http3 != nil {
		x.http3.Data(s.id, uint8(from), b, t.m)
		t.show(s, from, b, 0)
		return
	}
	in := x.inner[s.id]
	if in == nil {
		in = x.by.session.Open(t.c.within())
		x.inner[s.id] = in
	}
	in.Data(t.c.direction(from), b, t.m)
	t.show(s, from, b, 0)
}

// show tells what a stream carries as it stands, if anybody wants that.
func (t teller) show(s *stream, from role, b []byte, missing int) {
	if k := t.told().by.session; k.WantsContent(dissect.Streams) {
		k.Content(&dissect.Piece{Dir: t.c.direction(from), Mark: t.m, Bytes: b, Missing: int64(missing),
			About: &dissect.Stream{ID: s.id}})
	}
}

func (t teller) gap(s *stream, from role, n int) {
	x := t.told()
	if x.http3 != nil {
		x.http3.Gap(s.id, uint8(from), n, t.m)
	} else if in := x.inner[s.id]; in != nil {
		in.Gap(t.c.direction(from), int64(n), t.m)
	}
	t.show(s, from, nil, n)
}

func (t teller) end(s *stream, from role, reset bool) {
	x, over := t.told(), !s.bidirectional() || s.ways[from.other()].closed
	if over {
		delete(t.c.flow.streams, s.id)
	}
	if x.http3 != nil {
		x.http3.End(s.id, uint8(from), reset, t.m)
	}
	if in := x.inner[s.id]; in != nil && over {
		in.End(t.m)
		delete(x.inner, s.id)
	}
}
