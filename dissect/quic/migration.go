package quic

import (
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
)

// origins are the conversations of a worker whose connections may go on between other
// ports and addresses (RFC 9000 §9), the oldest first.
type origins struct {
	known     []origin
	announced map[dissect.Endpoint]capture.Stamp // servers that others may go on with, and when that was said
}

// origin is one conversation, with the server that it goes to.
type origin struct {
	server dissect.Endpoint
	of     *conversation
}

// Bounds of them, and of the packets of a conversation that are looked for in others.
const (
	maxOrigins = 256
	maxLooked  = 8
)

// mayMove is how long a conversation that is new may go on with connections of another.
const mayMove = capture.Stamp(3600e9)

func (o *origins) add(server dissect.Endpoint, x *conversation) {
	if len(o.known) == maxOrigins {
		o.known = slices.Delete(o.known, 0, 1)
	}
	o.known = append(o.known, origin{server, x})
}

// again reports whether it is to be said at a time that others may go on with a server.
func (o *origins) again(server dissect.Endpoint, now capture.Stamp) bool {
	if at, said := o.announced[server]; said && now-at < mayMove/2 {
		return false
	}
	if o.announced == nil || len(o.announced) >= maxOrigins {
		o.announced = map[dissect.Endpoint]capture.Stamp{}
	}
	o.announced[server] = now
	return true
}

// newConversation returns the state of the conversation c. If it was announced it may go
// on with connections of others.
func newConversation(c *dissect.Conn, o *origins) conversation {
	return conversation{lost: dissect.Lost(c), origins: o, server: c.Server, moves: c.Announced != nil &&
		c.Announced.Protocol.Moves}
}

// announce tells that another port of the client may go on with the connections of c, once
// there is one, or another address if anywhere is set. expect takes that.
func (x *conversation) announce(c *dissect.Conn, anywhere bool, now capture.Stamp, expect func(dissect.Expectation)) {
	if x.announced {
		return
	}
	x.announced = true
	x.origins.add(c.Server, x)
	e := dissect.Expectation{
		Transport: capture.ProtoUDP, To: c.Server, From: c.Client.Addr, Protocol: &Protocol, For: mayMove, Stays: true,
		Yields: true,
	}
	if expect(e); anywhere && x.origins.again(c.Server, now) {
		e.From = capture.Addr{}
		expect(e)
	}
}

// moved returns the connection of a packet with a short header that began between other
// ports or addresses, and the ID of its destination; nil if there is none.
func (x *conversation) moved(b []byte, dir dissect.Dir) (c *connection, id []byte) {
	if !x.moves || x.looked >= maxLooked {
		return nil, nil
	}
	x.looked++
	for _, o := range slices.Backward(x.origins.known) {
		if o.server != x.server || o.of == x {
			continue
		}
		for _, c := range o.of.connections {
			if n, ok := c.ids[c.sender(dir).other()].begins(b[1:]); ok && n > 0 {
				x.add(c)
				return c, b[1 : 1+n]
			}
		}
	}
	return nil, nil
}
