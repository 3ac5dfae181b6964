package quic

import (
	"netsniff/dissect"
	"netsniff/dissect/tls/handshake"
)

// datagrams is the state of one conversation.
type datagrams struct {
	*store
	conversation
}

func newDatagrams(c *dissect.Conn) dissect.DatagramDissector {
	return &datagrams{store: newStore(c), conversation: conversation{lost: dissect.Lost(c)}}
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
		if last != nil {
			d.hush(f)
		}
		at += m.End
		last = m
	}
	if last == nil {
		return false
	}
	last.Rest = len(b) - at
	return true
}

// hush has the packets before the last one say nothing.
func (d *datagrams) hush(f *dissect.Frame) {
	list := f.Messages()
	for i := len(list) - 2; i >= 0; i-- {
		if list[i].Protocol == &Protocol {
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
	from := c.sender(f.Dir)
	switch h.Type {
	case Retry:
		m.Tag = checkRetry(m, c.first)
	case Initial:
		m.unseal(d.store, c.initialKeys(&m.Header, from), c.largest[initialSpace][from])
	}
	if h.Long() {
		c.learn(&m.Header, from)
	}
	f.Emit(dissect.Layer{Protocol: &Protocol, Message: m, Bytes: m.Bytes})
	if m.Opened {
		d.read(m)
		c.opened(m, from)
		if b := c.messages(d.store, m, from); len(b) > 0 {
			d.bare.Emit(f, b, handshake.TLS13)
		}
	}
	return m
}

// header reads the header that b begins with, and returns the connection of the packet;
// nil if it is none that is of one.
func (d *datagrams) header(b []byte, dir dissect.Dir, first bool) (h Header, c *connection, known bool) {
	if b[0]&longForm != 0 {
		h, ok := readLong(b)
		if !ok {
			return h, nil, false
		}
		c, known := d.long(&h, dir)
		return h, c, known
	}
	c, id := d.short(b, dir)
	if c == nil || b[0]&fixedBit == 0 && (id == nil || !first) || len(b) < 2+len(id) {
		return h, nil, false
	}
	return Header{Type: OneRTT, DCID: id, NumberAt: 1 + len(id), End: len(b)}, c, true
}

// opened takes it that a packet of an end was opened.
func (c *connection) opened(m *Message, from role) {
	if x := &c.largest[m.Type.space()][from]; int64(m.Number) > *x {
		*x = int64(m.Number)
	}
}

// maxCrypto bounds the handshake messages of a direction that wait for what is missing of
// them, in one space.
const maxCrypto = 64 << 10

// messages returns the handshake messages that a packet completes, each with its head.
// Borrowed until the next call.
func (c *connection) messages(s *store, m *Message, from role) []byte {
	a := &c.crypto[m.Type.space()][from]
	s.hello = s.hello[:0]
	for i := range m.Frames {
		x := &m.Frames[i]
		if x.Type != Crypto || x.Damaged {
			continue
		}
		a.add(x.Offset, x.Data, maxCrypto)
		for {
			b := a.ready()
			h, ok := handshake.ReadHead(b)
			size := handshake.HeadSize + h.Length
			if !ok || size > len(b) {
				break
			}
			s.hello = append(s.hello, b[:size]...)
			a.take(size)
		}
	}
	return s.hello
}
