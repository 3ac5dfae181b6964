package quic

import (
	"netsniff/dissect"
	"netsniff/dissect/allowance"
	"netsniff/dissect/http3"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/keylog"
)

// datagrams reads the packets of one conversation for rows.
type datagrams struct {
	*store
	conversation
	conn    *dissect.Conn
	log     *keylog.Log
	account allowance.Account
	to      rows // takes what streams carry
	veils   bool // what is secret in them is hidden
}

func newDatagrams(c *dissect.Conn) dissect.DatagramDissector {
	d := &datagrams{store: newStore(c), conn: c, log: dissect.Shared[keylog.Log](c),
		veils: dissect.Shared[dissect.Veiling](c).Stream != nil}
	d.conversation = newConversation(c, &d.moving)
	return d
}

// Datagram reads the packets in a datagram. The last one speaks for it.
func (d *datagrams) Datagram(f *dissect.Frame, b []byte) bool {
	at := 0
	var last *Message
	for at < len(b) {
		m := d.packet(f, b[at:], at == 0)
		if m == nil {
			break
		}
		at += m.End
		last = m
	}
	if last == nil {
		return false
	}
	last.Rest = len(b) - at
	d.hush(f, last)
	return true
}

// hush has the packets before the last one say nothing.
func (d *datagrams) hush(f *dissect.Frame, last *Message) {
	list := f.Messages()
	for i := range list {
		if m, ok := list[i].Message.(*Message); ok && m != last {
			list[i].Quiet = true
		}
	}
}

// packet reads the packet that b begins with; nil if there is none.
func (d *datagrams) packet(f *dissect.Frame, b []byte, first bool) *Message {
	h, c, known := d.header(b, f.Dir, first)
	if c == nil {
		return nil
	}
	m := d.message(f.Frame)
	m.Header, m.Wire, m.Bytes, m.First, m.Known = h, b[:h.End], b[:h.End], first, known
	if !c.counted && d.conn.Wanted() {
		c.ordinal, c.counted = d.conn.Ordinal(&Protocol), true
	}
	m.Ordinal, m.Counted = c.ordinal, c.counted
	from := c.sender(f.Dir)
	m.Unnamed = c.unnamed(&h, from)
	c.begin(d.store, d.log, d.conn, m, from, f.Frame)
	if h.Type == OneRTT {
		d.announce(d.conn, d.log.Usable(f.Frame), f.At, d.conn.Expect)
	}
	c.silence(m)
	layer := len(f.Messages())
	f.Emit(dissect.Layer{Protocol: &Protocol, Message: m, Bytes: m.Bytes})
	if !m.Opened {
		return m
	}
	if hello := c.messages(d.store, m, from, f.Frame); len(hello) > 0 {
		d.bare.Emit(f, hello, handshake.TLS13)
	}
	if d.take(f, c, m, from); len(m.said) > m.saidFrom {
		f.Messages()[layer].Column = http3.Protocol.Column
	}
	d.allowance.Set(&d.account, d, d.kept())
	return m
}

// kept returns how many bytes wait for others.
func (x *conversation) kept() (n int64) {
	for _, c := range x.connections {
		n += c.kept()
	}
	return n
}

// GiveUp implements allowance.Owner.
func (d *datagrams) GiveUp() {
	for _, c := range d.connections {
		c.forget()
	}
	d.lost.Unfinished++
}

// kept returns how many bytes of the connection wait for others.
func (c *connection) kept() int64 {
	n := c.streams.kept
	for i := range c.crypto {
		n += int64(c.crypto[i][client].waiting() + c.crypto[i][server].waiting())
	}
	if c.rows != nil {
		n += c.rows.Kept()
	}
	return n
}

// forget gives them up.
func (c *connection) forget() {
	c.streams.forget()
	for i := range c.crypto {
		for j := range c.crypto[i] {
			c.crypto[i][j] = flight{assembly: assembly{next: c.crypto[i][j].next}}
		}
	}
	if c.rows != nil {
		c.rows.Forget()
	}
}

// begin reads a packet up to its frames, for either reader.
func (c *connection) begin(s *store, log *keylog.Log, conn *dissect.Conn, m *Message, from role, frame uint32) {
	if m.Type == Retry {
		m.Tag = checkRetry(m, c.first)
	}
	why := c.unseal(s, log, m, from, frame)
	c.note(log, conn, m, why)
	if m.Long() {
		c.learn(&m.Header, from)
	}
	if !m.Opened {
		if m.Type == OneRTT && c.tokens[from].end(m.Wire) {
			m.resets()
		}
		return
	}
	if x := &c.largest[m.Type.space()][from]; int64(m.Number) > *x {
		if *x >= 0 {
			m.Missing = m.Number - uint64(*x) - 1
		}
		*x = int64(m.Number)
	}
	s.read(m)
	c.tokens[from].tells(m)
	for i := range m.Frames {
		if x := &m.Frames[i]; x.Type == NewConnectionID && !x.Damaged && len(x.Data) <= maxID {
			c.ids[from].add(x.Data)
		}
	}
}

// unnamed reports whether a packet goes to an ID that is not known.
func (c *connection) unnamed(h *Header, from role) bool {
	return !h.Long() && len(h.DCID) == 0 && !c.ids[from.other()].has(nil)
}

// header reads the header that b begins with, and returns the connection of the packet;
// nil if it is none that is of one.
func (x *conversation) header(b []byte, dir dissect.Dir, first bool) (h Header, c *connection, known bool) {
	if b[0]&longForm != 0 {
		h, ok := readLong(b)
		if !ok {
			return h, nil, false
		}
		c, known := x.long(&h, dir, first)
		return h, c, known
	}
	c, id := x.short(b, dir)
	if c == nil || b[0]&fixedBit == 0 && (id == nil || !first) || len(b) < 2+len(id) {
		return h, nil, false
	}
	return Header{Type: OneRTT, DCID: id, NumberAt: 1 + len(id), End: len(b)}, c, true
}
