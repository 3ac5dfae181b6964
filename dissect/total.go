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
