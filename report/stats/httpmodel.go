package stats

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/report/table"
)

// parts are what the time of an object is made of, as its client saw it. The
// capture may have been taken elsewhere: then the round trip from there to
// the client is added to what passed there.
type parts struct {
	place     slot
	dns       span // lookup of the server's name, if it led to the connection
	setup     span // of the connection: 1 RTT
	wait      span // of the client, until it asked on the new connection
	request   span // from its first byte to the first of the reply
	transfer  span // from the first byte of the reply to its last
	response  span // all of them
	rtt       span
	server    span // what the request took beyond the round trip
	predicted span // by the model
}

// span is a time that may not be known.
type span struct {
	time  capture.Stamp
	known bool
}

func (s span) value() table.Value {
	if !s.known {
		return table.None()
	}
	return table.Nanoseconds(s.time)
}

// slot is the place of an object on its connection, which decides what the
// model predicts.
type slot uint8

const (
	slotLater     slot = iota // the connection was there: 1 RTT and the transfer
	slotFirst                 // it had to be set up: 2 RTT and the transfer
	slotAhead                 // it was set up before the object was wanted: 1 RTT and the transfer
	slotPipelined             // asked for before the reply to the one before: the transfer, when that is over
)

var slotNames = [...]string{"later", "first", "ahead", "pipelined"}

func (s slot) String() string { return slotNames[s] }

// deviation is what the object took beyond what the model predicts.
func (m *parts) deviation() span {
	return span{m.response.time - m.predicted.time, m.response.known && m.predicted.known}
}

// lookupTime is how long before a connection the lookup of its server may
// have ended.
const lookupTime = leadTime

// measure takes the times of all objects apart. They are in order.
func (c *pages) measure() {
	before := map[*dissect.Conn]*object{}
	names := c.byRoute()
	for i := range c.list {
		o := &c.list[i]
		previous := before[o.conn]
		before[o.conn] = o
		o.measured = parts{place: o.slot(previous == nil)}
		if !o.untimed {
			o.take()
			if o.measured.place == slotFirst {
				o.resolve(names)
			}
		}
		o.predict(previous)
	}
}

// maxEager is how long a client may take to ask on a new connection, if that
// is more than it took to set it up. One that waits longer set it up ahead, as
// browsers do for what may be wanted: how long it was idle is no part of what
// the object took.
const maxEager = capture.Stamp(100e6)

// slot returns the place of an object; alone says that no other is known to be
// before it on its connection.
func (o *object) slot(alone bool) slot {
	shake, _, _ := o.legs()
	switch {
	case o.pipelined:
		return slotPipelined
	case alone && o.ordinal == 1 && shake.known && o.wait(shake) > max(shake.time, maxEager):
		return slotAhead
	case alone && o.ordinal == 1 && shake.known:
		return slotFirst
	}
	return slotLater
}

// take measures an object.
func (o *object) take() {
	m := &o.measured
	shake, client, server := o.legs()
	m.rtt = span{client.time + server.time, client.known && server.known}
	m.transfer = span{o.reply.Last.At - o.reply.First.At, o.whole}
	m.request = span{o.reply.First.At - o.request.First.At + client.time, true}
	m.response = span{m.request.time + m.transfer.time, o.whole}
	if m.place == slotFirst || m.place == slotAhead {
		m.setup, m.wait = shake, span{o.wait(shake), true}
	}
	if m.place == slotFirst {
		m.response.time += m.setup.time + m.wait.time
	}
	if think := o.reply.First.At - o.request.Last.At - server.time; !o.pipelined && server.known {
		m.server = span{max(think, 0), true}
	}
}

// wait returns how long the client waited on a new connection, which took shake
// to set up, until it asked.
func (o *object) wait(shake span) capture.Stamp {
	return o.request.First.At - o.conn.Totals.First.At - shake.time
}

// legs returns the round trip of the handshake, if it was seen, and those of
// the two legs: from the capture point to the client and to the server.
func (o *object) legs() (shake, client, server span) {
	t := o.conn.Totals
	if t == nil || t.TCP == nil {
		return
	}
	a, b := t.TCP.Handshake[dissect.ToServer], t.TCP.Handshake[dissect.ToClient]
	if a.Known && b.Known {
		return span{a.Time + b.Time, true}, span{b.Time, true}, span{a.Time, true}
	}
	a, b = t.TCP.Leg(dissect.ToServer), t.TCP.Leg(dissect.ToClient)
	return span{}, span{b.Time, b.Known}, span{a.Time, a.Known}
}

// predict says what the model has the object take.
func (o *object) predict(previous *object) {
	m := &o.measured
	if !m.rtt.known || !m.response.known {
		return
	}
	p := m.rtt.time
	switch m.place {
	case slotFirst:
		p = 2*p + m.dns.time
	case slotPipelined:
		if previous != nil {
			_, client, _ := o.legs()
			p = max(p, previous.reply.Last.At-o.request.First.At+client.time)
		}
	}
	m.predicted = span{p + m.transfer.time, true}
}

// route leads from a client to an address.
func (c *pages) byRoute() map[route][]resolved {
	m := map[route][]resolved{}
	for _, n := range c.names {
		m[route{n.client, n.addr}] = append(m[route{n.client, n.addr}], n)
	}
	return m
}

// resolve adds the lookup that led to the connection of o: the last that ended
// before it was opened, if it did not lead to another before.
func (o *object) resolve(names map[route][]resolved) {
	at := route{o.conn.Client.Addr, o.conn.Server.Addr}
	list := names[at]
	opened := o.conn.Totals.First
	n := 0
	for n < len(list) && list[n].at.Frame < opened.Frame {
		n++
	}
	if n == 0 {
		return
	}
	names[at] = list[n:]
	if l := list[n-1]; opened.At-l.at.At <= lookupTime {
		m := &o.measured
		m.dns = span{l.took, true}
		m.response.time += l.took
	}
}
