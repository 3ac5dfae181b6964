package engine

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// looked is the part of a direction's sequence space whose bytes were looked
// at to find the protocol: what is sent again tells nothing new.
type looked struct {
	from, to uint32
	opened   bool // a SYN was seen
	begun    bool
}

// fresh reports whether some of the n bytes at seq were not looked at before,
// and takes them as looked at.
func (l *looked) fresh(seq uint32, n int) bool {
	end := seq + uint32(n)
	switch {
	case !l.begun:
		l.from, l.to, l.begun = seq, end, true
	case reassembly.After(end, l.to):
		l.to = end
	case reassembly.Before(seq, l.from):
		l.from = seq
	default:
		return false
	}
	return true
}

// before reports whether p brings the byte that some systems send to keep a
// connection open (RFC 9293 §3.8.4) before anything else that was captured of
// its direction: it stands before the protocol, not in it.
func (l *looked) before(p *capture.Packet) bool {
	return !l.opened && !l.begun && reassembly.IsProbe(p.Payload)
}

// identify has the bytes of the next frame decide which protocol its connection
// carries, before anybody reads or overwrites them.
func (e *Engine) identify(p *capture.Packet, c *Conn, d dissect.Dir) {
	switch {
	case c == nil:
		return
	case c.Transport == capture.ProtoSCTP:
		c.first.Associate(e.detector)
	case c.Transport == capture.ProtoUDP:
		if len(p.Payload) == 0 || c.decision().Settled() {
			return
		}
		e.expected(p, c, dissect.FromDatagram)
		c.decision().Datagram(e.detector, &c.Conn, p.Payload)
	default:
		l := &c.tcp.looked[d]
		seq := p.TCP.Seq
		if p.TCP.Flags&capture.SYN != 0 {
			seq++
			l.opened = true
		}
		if len(p.Payload) > 0 {
			e.renewed(p, c, origin(d))
		}
		if len(p.Payload) == 0 || c.decision().Settled() && c.first.Settled() || l.before(p) ||
			!l.fresh(seq, len(p.Payload)) {
			return
		}
		e.expected(p, c, origin(d))
		c.first.Segment(e.detector, &c.Conn, d, p.Payload)
		if x := c.decision(); x != &c.first {
			x.Segment(e.detector, &c.Conn, d, p.Payload)
		}
	}
	e.follow(c)
}

// follow has c read as what was decided.
func (e *Engine) follow(c *Conn) {
	if c.Protocol != c.decision().Protocol {
		e.leave(c)
		if !c.decision().Expected() && c.Carrier == nil {
			c.Announced = nil
		}
		c.Protocol, c.stream = c.decision().Protocol, nil
		if c.udp != nil {
			c.udp.dissector = nil
		}
	}
}

// identified reports whether there is a dissector for the TCP connection, made
// now if need be.
func (e *Engine) identified() bool {
	c := e.conn
	if c.stream == nil && c.Protocol != nil {
		c.Storage, c.engine = e.storage, e
		c.stream = c.Protocol.NewStream(&c.Conn)
	}
	return c.stream != nil
}

// taken reports whether bytes behind which their protocol handed the connection on
// (Conn.Redetect) show by whom it is read from there.
func (e *Engine) taken(d dissect.Dir, b []byte) bool {
	c := e.conn
	if c.decision().Settled() {
		return false
	}
	c.decision().Segment(e.detector, &c.Conn, d, b)
	e.follow(c)
	return e.identified()
}

// misjudged undoes a wrong decision: the connection is looked at again. What it
// was taken for by its bytes alone stays so for others: that must not depend on
// whether anybody dissects it.
func (e *Engine) misjudged(f *dissect.Frame) {
	c := e.conn
	x := *c.decision()
	x.Reject()
	c.more().handed = &x
	c.Protocol, c.stream, c.Announced = nil, nil, nil
	f.Retract(e.base)
}
