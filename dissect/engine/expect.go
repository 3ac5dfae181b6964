package engine

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/reassembly"
)

// Share has e expect connections together with other engines; t is the turn of
// the frame that e is given. It does nothing if no protocol announces.
func (e *Engine) Share(x *detect.Expectations, t detect.Turn) {
	if e.expectations != nil {
		e.expectations, e.turn, e.alone = x, t, nil
	}
}

// alone is the turn of an engine that does all: nobody is waited for.
type alone struct{ suspicious bool }

// Suspicious implements detect.Turn.
func (a *alone) Suspicious() bool { return a.suspicious }

// AwaitAnnounced implements detect.Turn.
func (*alone) AwaitAnnounced() {}

// AwaitAll implements detect.Turn.
func (*alone) AwaitAll() {}

// Suspicious takes the next frame of c and reports whether c may announce
// others. Whoever has engines share their expectations asks it once for every
// frame, in order, perhaps while another goroutine dissects the ones before.
func (c *Conn) Suspicious(d *detect.Detector, p *capture.Packet, dir dissect.Dir) bool {
	return c.suspect.Look(d, &c.Conn, dir, p.Payload)
}

// heed has the connection of the next frame announce to e.
func (e *Engine) heed(p *capture.Packet, c *Conn, d dissect.Dir) {
	c.engine = e
	if e.alone != nil {
		e.alone.suspicious = c.Suspicious(e.detector, p, d)
	}
}

// expected asks who announced the connection of the next frame, before its bytes
// are looked at for the first time.
func (e *Engine) expected(p *capture.Packet, c *Conn, from dissect.Origin) {
	if e.expectations == nil || c.decision().Begun() {
		return
	}
	if a := e.expectations.Find(&c.Conn, from, p.Payload, p.At, e.turn); a != nil {
		c.Announced = a
		if a.Secured {
			c.decision().ExpectSecured(e.detector, a.Yields)
			return
		}
		c.decision().Expect(a.Protocol, a.Yields)
	}
}

// maxRenewed is how many of a connection's segments are looked at for that.
const maxRenewed = 16

// renewed has a connection of TLS know what its announcer said of it since it began: ends
// may agree on keys before one of them says what for.
func (e *Engine) renewed(p *capture.Packet, c *Conn, from dissect.Origin) {
	if c.Announced == nil || !c.Announced.Secured || e.expectations == nil || c.more().renewals >= maxRenewed {
		return
	}
	c.rare.renewals++
	a := e.expectations.Find(&c.Conn, from, p.Payload, p.At, e.turn)
	if a != nil && a.By.ID == c.Announced.By.ID && a.To == c.Announced.To {
		c.Announced = a
	}
}

// Expect implements Driver.
func (c *Conn) Expect(x dissect.Expectation, m reassembly.Mark) {
	e := c.engine
	if e == nil || e.conn == nil || e.expectations == nil || e.conn.Outermost() != &c.Conn {
		return
	}
	if m.Frame == 0 {
		m = reassembly.Mark{Frame: e.frame.Frame, At: e.frame.At}
	}
	a := dissect.Announcement{Expectation: x, By: &c.Conn, Mark: m}
	e.Losses.Announced += e.expectations.Announce(a, e.turn)
}

// Ordinal implements Driver.
func (c *Conn) Ordinal(p *dissect.Protocol) uint32 {
	e := c.engine
	if e == nil || e.expectations == nil {
		return 0
	}
	return e.expectations.Ordinal(p, e.turn)
}

// origin is where bytes of a stream in direction d come from.
func origin(d dissect.Dir) dissect.Origin {
	if d == dissect.ToClient {
		return dissect.FromServer
	}
	return dissect.FromClient
}
