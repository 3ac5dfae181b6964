package tls

import (
	"netsniff/dissect"
	"netsniff/dissect/tls/record"
)

// mayOpen reports whether records of the connection can be opened, or may be later on.
func (c *connection) mayOpen() bool {
	return c.agreement != nil && c.log.Usable(c.frameAt)
}

// within returns what the stream is that records carry.
func (c *connection) within() dissect.Inner {
	x := dissect.Inner{Number: 1, Name: "TLS", Port: c.conn.Server.Port, Secured: true, ALPN: c.protocol}
	if p := c.conn.Rare().Before; p != nil && p.StartsTLS {
		x.Protocol, x.Continues = p, true
	}
	if a := c.conn.Announced; a != nil && a.Secured {
		x.Protocol = a.Protocol
	}
	return x
}

// carry takes what records carry to the stream within, which speaks for them in the row
// if it has something to say.
func (d *dissector) carry(f *dissect.Frame, m *Message, dir dissect.Dir) {
	layer, before, fed := len(f.Messages())-1, f.SegmentOf, false
	f.SegmentOf = ""
	for i := 0; i < len(m.Records); i++ {
		r := &m.Records[i]
		switch {
		case !r.Opened:
		case r.Type == record.ApplicationData && len(r.Plain) > 0:
			b, last := m.joined(i)
			d.feed(f, dir, b)
			fed, i = true, last
		case r.Type == record.Alert && d.inner != nil && m.closes(r):
			d.inner.Close(f, dir)
			fed = fed || !f.SilentFrom(layer+1)
		}
	}
	switch {
	case !fed:
		f.SegmentOf = before
		return
	case !f.SilentFrom(layer + 1):
		f.Messages()[layer].Quiet = true
	case f.SegmentOf != "":
		m.part, f.Partial = true, nil
	}
	f.SegmentOf = ""
}

// joined returns what the record with an index carries and those behind it, as far as
// it stands in one piece, and the last of them. Old versions send the first byte of what
// they have in a record of its own.
func (m *Message) joined(first int) (b []byte, last int) {
	r := &m.Records[first]
	n := len(r.Plain)
	for last = first; last+1 < len(m.Records); last++ {
		x := &m.Records[last+1]
		if !x.Opened || x.Type != record.ApplicationData || x.plain != (place{r.plain.store, r.plain.at + n}) ||
			x.plain.store != m.store.plains {
			break
		}
		n += len(x.Plain)
	}
	if last == first {
		return r.Plain, last
	}
	return m.store.plain[r.plain.at:][:n], last
}

// feed takes what records carry to the stream within.
func (d *dissector) feed(f *dissect.Frame, dir dissect.Dir, b []byte) {
	if d.inner == nil {
		d.inner = d.conn.Open(d.within())
	}
	if n := d.ways[dir].missing(); n > 0 {
		d.inner.Gap(f, dir, n)
	}
	d.inner.Feed(f, dir, b)
}

// missing returns how many bytes were lost before the record that was opened, once.
func (w *way) missing() (n int64) {
	n, w.gap = w.gap, 0
	return n
}

// closes reports whether a record says that nothing follows.
func (m *Message) closes(r *Record) bool {
	_, description, ok := m.alert(r)
	return ok && description == record.CloseNotify
}
