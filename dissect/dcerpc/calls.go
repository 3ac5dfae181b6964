package dcerpc

import (
	"netsniff/capture"
	"netsniff/dissect/latest"
	"netsniff/dissect/ntlmssp"
)

// Bounds of what is remembered of a connection or pipe.
const (
	maxContexts = 64
	maxCalls    = 256 // that wait for their responses
)

// context is an interface that is bound.
type context struct {
	known int // place in Interfaces, counted from 1; 0: it is none of them
	uuid  [text36]byte
	major uint16
	ndr64 bool
}

// call is a request that waits for its response.
type call struct {
	frame     uint32
	at        capture.Stamp
	context   uint16
	operation uint16
	begun     [2]bool // the first fragment of the request, of the response was seen
}

// calls are what is known of a connection or pipe.
type calls struct {
	contexts latest.Values[uint16, context]
	open     latest.Values[uint32, call]
	let      uint64 // calls that were given up
}

func newCalls() calls {
	var c calls
	c.contexts.Limit, c.open.Limit = maxContexts, maxCalls
	return c
}

// What remembering costs in bytes, about.
const (
	contextCost = 96
	callCost    = 80
)

// kept returns how many bytes are remembered, about.
func (c *calls) kept() int64 { return int64(c.contexts.Slots()*contextCost + c.open.Slots()*callCost) }

// forget forgets all.
func (c *calls) forget() {
	let := c.let + uint64(c.open.Len())
	*c = newCalls()
	c.let = let
}

// take reads the PDU b into m, tells what it has to do with those before it, and remembers what those
// after it have to do with it.
func (c *calls) take(m *Message, b []byte, frame uint32, at capture.Stamp) {
	*m = Message{pdu: readPDU(b)}
	m.security = ntlmssp.Find(m.token())
	if len(b) < m.least() {
		return
	}
	switch m.Type {
	case Bind, AlterContext:
		m.items(func(_ int, x *item) { c.bind(x) })
	case Request:
		c.request(m, frame, at)
	case Response, Fault:
		c.response(m, at)
	}
}

// bind remembers a context.
func (c *calls) bind(x *item) {
	v, _ := c.contexts.Put(x.id)
	v.known, v.major, v.ndr64 = find(x.uuid, x.major), x.major, string(x.syntax) == ndr64
	copy(v.uuid[:], x.uuid)
}

// request remembers a call.
func (c *calls) request(m *Message, frame uint32, at capture.Stamp) {
	m.Context, m.Operation = m.u16(contextAt), m.u16(operationAt)
	x := c.open.Find(m.Call)
	if m.first() || x == nil {
		var forgot bool
		if x, forgot = c.open.Put(m.Call); forgot {
			c.let++
		}
		*x = call{frame: frame, at: at}
		x.begun[0] = m.first()
	}
	x.context, x.operation = m.Context, m.Operation
	m.whole = m.last() && x.begun[0]
	m.asked = c.is(m)
}

// is notes the interface that m is of, and reports whether that is known.
func (c *calls) is(m *Message) bool {
	v := c.contexts.Find(m.Context)
	if v != nil {
		m.known, m.bound, m.major, m.ndr64 = v.known, v.uuid, v.major, v.ndr64
	}
	return v != nil
}

// response takes a response, or a fault, to its request.
func (c *calls) response(m *Message, at capture.Stamp) {
	m.Context = m.u16(contextAt)
	x := c.open.Find(m.Call)
	if x == nil {
		return
	}
	m.Operation, m.answered = x.operation, true
	if x.begun[0] {
		m.RequestIn, m.Time = x.frame, at-x.at
	}
	x.begun[1] = x.begun[1] || m.first()
	m.whole = m.last() && x.begun[1]
	m.asked = c.is(m)
	if m.last() {
		c.open.Drop(m.Call)
	}
}
