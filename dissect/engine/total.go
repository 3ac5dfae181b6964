package engine

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Total has the engine add up every connection, see Conn.Totals. Without it
// none of that is done.
func (e *Engine) Total() { e.totals = true }

// total counts a frame of f's connection, unless the analysis of its segment
// will.
func (e *Engine) total(f *dissect.Frame) {
	if !e.totals {
		return
	}
	c := e.conn
	if c.Totals == nil {
		c.Totals = new(reassembly.Totals)
		if c.Transport == capture.ProtoTCP {
			c.tcp.Count(c.Totals)
		}
	}
	if c.Transport != capture.ProtoTCP {
		c.Totals.Datagram(f.Packet, f.Dir)
	}
}
