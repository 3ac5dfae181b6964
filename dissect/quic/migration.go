package quic

import (
	"netsniff/capture"
	"netsniff/dissect"
)

// origins are the conversations of a worker whose connections may go on between other
// ports (RFC 9000 §9), by their numbers.
type origins struct {
	known map[uint32]*conversation
	order []uint32 // the oldest first
}

// maxOrigins bounds them.
const maxOrigins = 256

// mayMove is how long a conversation that is new, between the same two hosts, may go on
// with connections of another.
const mayMove = capture.Stamp(3600e9)

func (o *origins) add(id uint32, x *conversation) {
	if o.known == nil {
		o.known = map[uint32]*conversation{}
	}
	if len(o.order) == maxOrigins {
		delete(o.known, o.order[0])
		o.order = o.order[1:]
	}
	o.known[id] = x
	o.order = append(o.order, id)
}

// newConversation returns the state of the conversation c. If it was announced it may go
// on with connections of the one that did.
func newConversation(c *dissect.Conn, o *origins) conversation {
	x := conversation{lost: dissect.Lost(c), origins: o}
	if a := c.Announced; a != nil && a.By != nil && a.By.Server == c.Server {
		x.from = o.known[a.By.ID]
	}
	return x
}

// announce tells that another port of the client may go on with the connections of c, once
// there is one. expect takes that.
func (x *conversation) announce(c *dissect.Conn, expect func(dissect.Expectation)) {
	if x.announced {
		return
	}
	x.announced = true
	x.origins.add(c.ID, x)
	expect(dissect.Expectation{
		Transport: capture.ProtoUDP, To: c.Server, From: c.Client.Addr, Protocol: &Protocol, For: mayMove, Stays: true, Yields: true,
	})
}

// moved returns the connection of a packet with a short header that began between other
// ports, and the ID of its destination; nil if there is none.
func (x *conversation) moved(b []byte, dir dissect.Dir) (c *connection, id []byte) {
	if x.from == nil {
		return nil, nil
	}
	for _, c := range x.from.connections {
		if n, ok := c.ids[c.sender(dir).other()].begins(b[1:]); ok && n > 0 {
			x.add(c)
			return c, b[1 : 1+n]
		}
	}
	return nil, nil
}
