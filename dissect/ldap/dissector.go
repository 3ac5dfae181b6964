package ldap

import (
	"netsniff/dissect"
	"netsniff/dissect/allowance"
)

// maxRemembered bounds what is remembered of all connections of a worker, in bytes.
const maxRemembered = 8 << 20

// store is what all connections of a worker share.
type store struct {
	messages  dissect.Recycled[Message]
	layers    dissect.Recycled[Layer]
	allowance allowance.Allowance
	lost      dissect.Losses
}

// Losses implements dissect.Loser.
func (s *store) Losses() dissect.Losses { return s.lost }

// dissector reads the messages of one connection for rows.
type dissector struct {
	*store
	conversation
	conn    *dissect.Conn
	account allowance.Account
}

func newDissector(c *dissect.Conn) dissect.StreamDissector { return newDatagrams(c) }

func newDatagrams(c *dissect.Conn) *dissector {
	d := &dissector{store: dissect.Shared[store](c), conversation: newConversation(), conn: c}
	d.allowance.Limit = maxRemembered
	return d
}

// GiveUp implements allowance.Owner.
func (d *dissector) GiveUp() { d.forget() }

// Datagram reads the messages of a datagram.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	if messageLen(b) < 0 {
		return false
	}
	return d.list(f, b, false) > 0
}

// Dissect reads a message, or those that a layer of SASL has together.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b := in.Bytes
	size := messageLen(b)
	layered := size < 0
	if layered {
		size = sealedLen(b)
	}
	switch {
	case size < 0 || size == 0 && in.Last:
		return dissect.Reject()
	case size == 0:
		return dissect.MoreSegment()
	case size > len(b) && !in.Last:
		return dissect.More(size - len(b))
	}
	b = b[:min(size, len(b))]
	if layered {
		d.layer(f, b)
		return dissect.Done(len(b))
	}
	if d.message(f, b, false, false) == nil {
		return dissect.Reject()
	}
	return dissect.Done(len(b))
}

// layer emits what a layer of SASL has.
func (d *dissector) layer(f *dissect.Frame, b []byte) {
	w, ok := unwrap(b[layerHead:])
	if ok && !w.private && d.list(f, w.payload, true) > 0 {
		return
	}
	m := d.layers.Next(f)
	*m = Layer{Bytes: b, wrapped: w}
	f.Emit(dissect.Layer{Message: m, Bytes: b})
}

// list emits the messages that stand behind each other in b, and returns how many.
func (d *dissector) list(f *dissect.Frame, b []byte, sealed bool) (n int) {
	for len(b) > 0 {
		size := messageLen(b)
		if size <= 0 || d.message(f, b[:min(size, len(b))], sealed, n > 0) == nil {
			break
		}
		n++
		b = b[min(size, len(b)):]
	}
	return n
}

// message emits a message; nil: it is none.
func (d *dissector) message(f *dissect.Frame, b []byte, sealed, together bool) *Message {
	m := d.messages.Next(f)
	if !m.read(b) {
		return nil
	}
	m.sealed, m.follows = sealed, together
	if list := f.Messages(); !together && len(list) > 0 {
		_, m.apart = list[len(list)-1].Message.(*Message)
	}
	let := d.let
	d.take(m, f.Frame, f.At)
	f.Emit(dissect.Layer{Message: m, Bytes: b})
	d.lost.Requests += d.let - let
	d.allowance.Set(&d.account, d, d.kept())
	if m.Operation == ExtendedResponse && m.secures && d.conn.Streams() {
		d.conn.Redetect()
	}
	return m
}

// Gap implements dissect.StreamDissector: messages stand for themselves.
func (d *dissector) Gap(dissect.Dir, int64) {}
