package dissect

import (
	"netsniff/capture"
	"netsniff/reassembly"
)

// Total has the engine add up every connection, see Conn.Totals. Without it
// none of that is done.
func (e *Engine) Total() { e.totals = true }

// Totals returns what the frames of the connection add up to so far, nil
// unless the engine was told to (Engine.Total). It grows with the frames that
// follow; owned by the connection.
func (c *Conn) Totals() *reassembly.Totals { return c.totals }

// Summary returns what there is to report of a connection, for those who keep
// it when it has ended: its ends, its protocol and the totals, which frames
// that follow still add to, but nothing of what its frames needed.
func (c *Conn) Summary() *Conn {
	return &Conn{ID: c.ID, Transport: c.Transport, Client: c.Client, Server: c.Server, Protocol: c.Protocol, totals: c.totals}
}

// total counts a frame of f's connection, unless the analysis of its segment
// will.
func (e *Engine) total(f *Frame) {
	if !e.totals {
		return
	}
	c := f.Conn
	if c.totals == nil {
		c.totals = new(reassembly.Totals)
		if c.Transport == capture.ProtoTCP {
			c.tcp.Count(c.totals)
		}
	}
	if c.Transport == capture.ProtoUDP {
		c.totals.Datagram(f.Packet, f.Dir)
	}
}
