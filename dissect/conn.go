package dissect

import (
	"strconv"

	"netsniff/capture"
	"netsniff/reassembly"
)

// Conn is one TCP connection or UDP conversation. After it was opened, only
// the worker that its addresses belong to touches it.
type Conn struct {
	ID             uint32 // Wireshark's tcp.stream or udp.stream
	Transport      capture.Proto
	Client, Server Endpoint
	Protocol       *Protocol // what it was found to carry, nil while unknown

	memory     memory          // shared by the connections of an engine
	tcp        *reassembly.TCP // nil unless TCP
	udp        clock
	totals     *reassembly.Totals // nil unless the engine adds up
	stream     StreamDissector
	datagram   DatagramDissector
	spans      [2]*spans   // unfinished messages by direction; nil: never any
	ordered    *sequence   // nil while streams are read in order of arrival
	talk       *Talk       // nil until a dialogue is read
	recognised *Protocol   // what nobody dissects but somebody knows
	framings   *[2]framing // by direction, of a recognised protocol with lengths
	looks      uint8       // how often its bytes were looked at for that
	guesses    uint8       // how often its bytes were sniffed in vain
	foreign    bool        // upgraded to something nobody here dissects
	inner      bool        // carries another protocol than its ports say
}

// clock tells when the first and the last datagram of a conversation were
// captured.
type clock struct {
	first, last capture.Stamp
	runs        bool
}

// tick notes a datagram and returns the time since the first and since the
// one before.
func (c *clock) tick(at capture.Stamp) (since, delta capture.Stamp) {
	if !c.runs {
		c.first, c.last, c.runs = at, at, true
	}
	since, delta = at-c.first, at-c.last
	c.last = at
	return since, delta
}

// Endpoint is an address with a port.
type Endpoint struct {
	Addr capture.Addr
	Port uint16
}

// String returns the address, a colon and the port; an IPv6 address stands in
// brackets.
func (e Endpoint) String() string {
	b := make([]byte, 0, 48)
	if e.Addr.Kind == capture.AddrIPv6 {
		b = append(e.Addr.Append(append(b, '[')), ']')
	} else {
		b = e.Addr.Append(b)
	}
	return string(strconv.AppendUint(append(b, ':'), uint64(e.Port), 10))
}

// NewConn returns the connection that opener, going in direction d, begins.
func NewConn(id uint32, opener *capture.Packet, d Dir) *Conn {
	var c *Conn
	if opener.Transport == capture.ProtoTCP {
		x := &tcpConn{tcp: reassembly.NewTCP()}
		c = &x.Conn
		c.tcp = &x.tcp
	} else {
		c = &Conn{}
	}
	c.ID, c.Transport = id, opener.Transport
	c.Client, c.Server = Endpoint{opener.Src, opener.SrcPort}, Endpoint{opener.Dst, opener.DstPort}
	if d == ToClient {
		c.Client, c.Server = c.Server, c.Client
	}
	return c
}

// tcpConn is a Conn and what only TCP needs, in one piece.
type tcpConn struct {
	Conn
	tcp reassembly.TCP
}

// Upgrade hands the rest of the connection to another protocol from the next
// message on (STARTTLS, CONNECT, 101). A nil protocol means bytes that nobody
// here dissects.
func (c *Conn) Upgrade(p *Protocol) {
	c.Protocol, c.stream, c.foreign = p, nil, p == nil
	c.recognised, c.looks, c.inner = nil, 0, true
	if p != nil {
		c.stream = p.NewStream(c)
	}
}

// Redetect has the rest of the connection recognised by its bytes from the
// next message on, as if it began there (CONNECT).
func (c *Conn) Redetect() {
	c.Protocol, c.stream, c.foreign, c.guesses = nil, nil, false, 1
	c.recognised, c.looks, c.inner = nil, 0, true
}
