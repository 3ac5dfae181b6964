package engine

import (
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/reassembly"
)

// Conn is a connection with what the engine needs to read it.
type Conn struct {
	dissect.Conn

	tcp     *tcp // nil unless TCP
	udp     *udp // nil unless datagrams
	stream  dissect.StreamDissector
	spans   *[2]*spans // unfinished messages by direction; nil: never any
	looks   uint8      // how often its bytes were looked at for that
	placed  bool       // place says which worker reads it; by whoever takes frames in
	place   uint32
	suspect detect.Suspicion // whether it may announce others; by whoever takes frames in
	first   detect.Decision  // of what it began with
	engine  *Engine          // nil until something of it asks for that
	rare    *rare            // nil: nothing of it was needed yet
}

// unfinished returns the messages of a direction that are not complete.
func (c *Conn) unfinished(d dissect.Dir) *spans {
	if c.spans == nil {
		return nil
	}
	return c.spans[d]
}

// rare is what few connections need.
type rare struct {
	ordered  *sequence   // nil while streams are read in order of arrival
	framings *[2]framing // by direction, of a recognised protocol with lengths
	inner    carried     // streams within it
	contents map[*dissect.Protocol]dissect.ContentDissector
	name     string           // of what cuts its messages if it is an inner stream
	around   []enclosing      // what segments stand in, outermost first
	renewals int              // how often its announcer was asked again
	handed   *detect.Decision // since it was handed on, or its dissector rejected it; nil: first counts
}

// decision returns that on what the connection carries now.
func (c *Conn) decision() *detect.Decision {
	if c.rare != nil && c.rare.handed != nil {
		return c.rare.handed
	}
	return &c.first
}

// more returns what few connections need.
func (c *Conn) more() *rare {
	if c.rare == nil {
		c.rare = new(rare)
	}
	return c.rare
}

// Decision implements detect.Decided.
func (c *Conn) Decision() *detect.Decision { return &c.first }

// NewConn returns the connection that opener, going in direction d, begins.
func NewConn(id uint32, opener *capture.Packet, d dissect.Dir) *Conn {
	var c *Conn
	if opener.Transport == capture.ProtoTCP {
		x := &tcpConn{}
		x.tcp.Begin()
		c = &x.Conn
		c.tcp = &x.tcp
	} else {
		x := &udpConn{}
		c = &x.Conn
		c.udp = &x.udp
	}
	c.ID, c.Transport = id, opener.Transport
	c.Driver = c
	from, to := &c.Client, &c.Server
	if d == dissect.ToClient {
		from, to = to, from
	}
	from.Addr, from.Port, to.Addr, to.Port = opener.Src, opener.SrcPort, opener.Dst, opener.DstPort
	return c
}

// Place returns what whoever takes frames in chose to tell the workers apart that read
// connections; choose is asked once.
func (c *Conn) Place(choose func() uint32) uint32 {
	if !c.placed {
		c.placed, c.place = true, choose()
	}
	return c.place
}

// tcpConn is a Conn and what only TCP needs, in one piece.
type tcpConn struct {
	Conn
	tcp tcp
}

// tcp is what a connection needs that datagrams do not.
type tcp struct {
	reassembly.TCP
	looked [2]looked
}

// udpConn is a Conn and what only datagrams need, in one piece.
type udpConn struct {
	Conn
	udp udp
}

type udp struct {
	dissector dissect.DatagramDissector // nil until it is known
	// guest reads datagrams of another protocol that shares the ports, as DTLS does
	// those of STUN (RFC 7983); nil unless there are any.
	guest   dissect.DatagramDissector
	guestIs *dissect.Protocol
}

// Upgrade implements Driver.
func (c *Conn) Upgrade(p *dissect.Protocol) {
	c.hand(detect.Handed(p))
	if p != nil && !c.Undissected {
		c.stream = p.NewStream(&c.Conn)
	}
}

// Switch implements Driver.
func (c *Conn) Switch(name, terms []byte) {
	c.More().Terms = string(terms)
	c.Upgrade(c.engine.detector.Named(name))
}

// Wanted implements Driver.
func (c *Conn) Wanted() bool { return c.engine != nil && slices.Contains(c.engine.wanted, c.Protocol) }

// Redetect implements Driver.
func (c *Conn) Redetect(port uint16) {
	if c.Protocol != nil {
		c.More().Before = c.Protocol
	}
	c.hand(c.engine.detector.AnewAt(port))
}

// Surround implements Driver.
func (c *Conn) Surround(l dissect.Layer) {
	if x := c.more(); len(x.around) < maxEnclosing {
		x.around = append(x.around, enclosing{l, c.engine.frame.Frame})
	}
}

// Restart implements Driver.
func (c *Conn) Restart(d dissect.Dir, rest []byte) {
	x, e := c.decision().Restarted(), c.engine
	c.hand(x)
	if len(rest) > 0 {
		x.Segment(e.detector, &c.Conn, d, rest)
		c.Protocol = x.Protocol
	}
	e.base = len(e.frame.Messages()) // what has been emitted stays if that is misjudged
}

func (c *Conn) hand(x *detect.Decision) {
	c.more().handed, c.Protocol, c.stream = x, x.Protocol, nil
	c.Recognised, c.looks = nil, 0
}
