package engine

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/reassembly"
)

// Conn is a connection with what the engine needs to read it.
type Conn struct {
	dissect.Conn

	tcp      *reassembly.TCP // nil unless TCP
	stream   dissect.StreamDissector
	datagram dissect.DatagramDissector
	spans    [2]*spans        // unfinished messages by direction; nil: never any
	ordered  *sequence        // nil while streams are read in order of arrival
	framings *[2]framing      // by direction, of a recognised protocol with lengths
	looks    uint8            // how often its bytes were looked at for that
	suspect  detect.Suspicion // whether it may announce others; by whoever takes frames in
	first    detect.Decision  // of what it began with
	decision *detect.Decision // of what it carries now
	looked   *[2]looked       // nil unless TCP
	name     string           // of what cuts its messages, see Frame.SegmentOf
	engine   *Engine          // nil until something of it asks for that
	inner    *carried         // streams within it; nil: never any
	contents map[*dissect.Protocol]dissect.ContentDissector
}

// NewConn returns the connection that opener, going in direction d, begins.
func NewConn(id uint32, opener *capture.Packet, d dissect.Dir) *Conn {
	var c *Conn
	if opener.Transport == capture.ProtoTCP {
		x := &tcpConn{tcp: reassembly.NewTCP()}
		c = &x.Conn
		c.tcp, c.looked = &x.tcp, &x.looked
	} else {
		c = &Conn{}
	}
	c.ID, c.Transport, c.name = id, opener.Transport, segmentOfTCP
	c.Driver, c.Detection, c.decision = c, &c.first, &c.first
	c.Client, c.Server = dissect.Endpoint{Addr: opener.Src, Port: opener.SrcPort}, dissect.Endpoint{Addr: opener.Dst, Port: opener.DstPort}
	if d == dissect.ToClient {
		c.Client, c.Server = c.Server, c.Client
	}
	return c
}

// tcpConn is a Conn and what only TCP needs, in one piece.
type tcpConn struct {
	Conn
	tcp    reassembly.TCP
	looked [2]looked
}

// Upgrade implements Driver.
func (c *Conn) Upgrade(p *dissect.Protocol) {
	c.hand(detect.Handed(p))
	if p != nil && !c.Undissected {
		c.stream = p.NewStream(&c.Conn)
	}
}

// Redetect implements Driver.
func (c *Conn) Redetect() { c.hand(detect.Anew()) }

func (c *Conn) hand(x *detect.Decision) {
	c.decision, c.Protocol, c.stream = x, x.Protocol, nil
	c.Recognised, c.looks = nil, 0
}
