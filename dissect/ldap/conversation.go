package ldap

import (
	"netsniff/capture"
	"netsniff/dissect/latest"
)

// maxRequests bounds the requests of a connection that wait for their responses.
const maxRequests = 256

// request is what is remembered of one until it is answered.
type request struct {
	operation Operation
	frame     uint32
	at        capture.Stamp
	results   int  // entries that were returned so far
	secures   bool // it asks to go on in TLS
}

// conversation is what is known of a connection: what was asked.
type conversation struct {
	requests latest.Values[uint32, request]
	let      uint64 // requests that were given up
}

func newConversation() conversation {
	var c conversation
	c.requests.Limit = maxRequests
	return c
}

// requestCost is what a request that waits costs in bytes, about.
const requestCost = 72

// kept returns how many bytes are remembered, about.
func (c *conversation) kept() int64 { return int64(c.requests.Slots() * requestCost) }

// forget forgets all.
func (c *conversation) forget() {
	c.let += uint64(c.requests.Len())
	c.requests.Clear()
}

// take tells what m has to do with messages before it, and remembers what those after it have to do with it.
func (c *conversation) take(m *Message, frame uint32, at capture.Stamp) {
	switch {
	case m.Operation.asks() && m.tagged():
		r, forgot := c.requests.Put(m.ID)
		if forgot {
			c.let++
		}
		*r = request{operation: m.Operation, frame: frame, at: at, secures: string(m.extension()) == startTLS}
	default:
		r := c.requests.Find(m.ID)
		if r == nil || !m.tagged() {
			return
		}
		m.RequestIn, m.Time = r.frame, at-r.at
		if m.Operation == SearchResultEntry {
			r.results++
		}
		if !m.Operation.results() {
			return
		}
		code, _, _, _ := m.result()
		m.Results, m.secures = r.results, r.secures && code == 0
		c.requests.Drop(m.ID)
	}
}
