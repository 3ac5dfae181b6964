package engine

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Bounds of how many segments and datagrams of a connection are looked at by
// the bytes of each protocol that is recognised.
const (
	maxSegmentLooks  = 6
	maxDatagramLooks = 32
)

// recogniseSegment says whose payload a segment brings that no dissector
// takes. Several segments are looked at, as one protocol may follow another on
// its port (AUTH TLS); within a tunnel or after an upgrade ports tell nothing.
func (e *Engine) recogniseSegment(f *dissect.Frame, b []byte) {
	c := e.conn
	if c.looks < maxSegmentLooks {
		e.recognise(!c.decision().Portless(), origin(f.Dir), b)
	}
	if e.segment.Flags&(skipped|reassembly.KeepAlive) == 0 && c.counts(f, b) {
		f.Recognised = c.Recognised
	}
}

// recognise looks at bytes of the connection.
func (e *Engine) recognise(byPorts bool, from dissect.Origin, b []byte) {
	c := e.conn
	c.looks++
	if p := e.detector.Recognise(&c.Conn, c.Recognised, byPorts, from, b); p != c.Recognised {
		c.Recognised = p
		if c.rare != nil {
			c.rare.framings = nil
		}
	}
}

// counts reports whether a segment is more than part of a message of the
// recognised protocol.
func (c *Conn) counts(f *dissect.Frame, b []byte) bool {
	p := c.Recognised
	if p == nil || p.Framing.Length == nil {
		return true
	}
	r := c.more()
	if r.framings == nil {
		r.framings = &[2]framing{}
	}
	return r.framings[f.Dir].counts(&p.Framing, f.TCP.Seq, b)
}

// recogniseDatagram does the same for a datagram. Protocols share ports (STUN,
// DTLS and RTP do), so each datagram has to look right.
func (e *Engine) recogniseDatagram(f *dissect.Frame) {
	c := e.conn
	if !c.looksRight(f.Payload) && c.looks < maxDatagramLooks {
		e.recognise(true, dissect.FromDatagram, f.Payload)
	}
	if c.looksRight(f.Payload) {
		f.Recognised = c.Recognised
	}
}

// looksRight reports whether a datagram may be of the protocol that others of
// its conversation were of.
func (c *Conn) looksRight(b []byte) bool {
	p := c.Recognised
	return p != nil && (p.Sniff == nil || p.Sniff(dissect.FromDatagram, b) != dissect.No)
}
