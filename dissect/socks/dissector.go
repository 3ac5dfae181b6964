package socks

import "netsniff/dissect"

// dissector reads a conversation until what the proxy passes on begins.
type dissector struct {
	conn     *dissect.Conn
	talk     talk
	messages *dissect.Recycled[Message]
}

func newDissector(c *dissect.Conn) dissect.StreamDissector {
	return &dissector{conn: c, messages: dissect.Shared[dissect.Recycled[Message]](c)}
}

// Dissect implements dissect.StreamDissector.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	m := d.messages.Next(f)
	n := d.talk.next(in.Dir, in.Bytes, m)
	switch n {
	case unknown:
		if in.Last {
			return dissect.Reject()
		}
		return dissect.MoreSegment()
	case foreign:
		return dissect.Reject()
	}
	f.Emit(dissect.Layer{Message: m, Bytes: m.Bytes})
	if d.talk.relays(m) {
		d.conn.RedetectAt(d.talk.port)
		d.conn.Surround(dissect.Layer{Protocol: &Protocol, Message: d.talk.to, Bytes: []byte{}})
	}
	if x, ok := associated(m, d.conn); ok {
		d.conn.Expect(x)
	}
	return dissect.Done(n)
}

// Gap implements dissect.StreamDissector: the next message tells by its first byte what it is.
func (d *dissector) Gap(dissect.Dir, int64) {}
