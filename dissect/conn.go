package dissect

import (
	"strconv"

	"netsniff/capture"
	"netsniff/reassembly"
)

// Conn is one TCP connection, UDP conversation or stream within one, as a
// protocol sees it. After it was opened, only the worker that its addresses
// belong to touches it.
type Conn struct {
	ID        uint32 // Wireshark's tcp.stream or udp.stream
	Number    uint32
	Transport capture.Proto
	Depth     uint8
	// Undissected: nobody dissects its frames; what follows its exchanges says
	// when it is handed on, if anybody does.
	Undissected bool
	// Secured: it stands in TLS.
	Secured bool
	// Retold: what its carrier says in frames is told in it as HTTP/1 (HTTP/2, HTTP/3).
	Retold bool
	// Continues: its protocol began before, in clear (STARTTLS): nobody greets again.
	Continues bool
	// Datagrams: it is a conversation of datagrams within another (Inner.Datagrams).
	Datagrams bool

	Client, Server Endpoint
	Protocol       *Protocol // what it was found to carry, nil while unknown
	// Recognised is the protocol whose bytes it carries although no dissector
	// reads them; nil if nobody can tell.
	Recognised *Protocol
	// Carrier is what an inner stream runs in, whose ends and ID it has as well;
	// nil outside. Number tells the streams of one carrier apart, Depth how many
	// carriers there are.
	Carrier *Conn
	// Announced is who said that it would come, and what it is about; nil if
	// nobody did or its bytes are of another protocol than he said.
	Announced *Announcement
	// Totals is what its frames add up to so far, nil unless the engine was told
	// to count. It grows with the frames that follow.
	Totals *reassembly.Totals

	rare *Rare // nil: it has nothing of that
	Machinery
}

// Rare is what few connections have.
type Rare struct {
	// Before is the protocol that handed it on to be recognised (Redetect); nil if it
	// is read from its beginning.
	Before *Protocol
	// Terms are what its ends agreed on with the protocol that they switched to: the
	// extensions of a WebSocket. "" if they did not say.
	Terms string
	// Bodies says what the bodies of a request and its response are that it carries,
	// without what frames them; nil if it carries something else.
	Bodies *Bodies
	// Multiplexed says what it met that shares its carrier with others; nil if it is alone.
	Multiplexed *Multiplexed
	// Proxied is whom its client says to speak for (PROXY protocol); nil if nobody
	// said so.
	Proxied *Proxied
}

// Rare returns what the connection has that few have.
func (c *Conn) Rare() Rare {
	if c.rare == nil {
		return Rare{}
	}
	return *c.rare
}

// More returns the same, to be changed.
func (c *Conn) More() *Rare {
	if c.rare == nil {
		c.rare = new(Rare)
	}
	return c.rare
}

// Machinery is what the machine keeps with a connection. It is of no use to
// protocols.
type Machinery struct {
	Driver   Driver  // what reads its messages
	Storage  Storage // see Shared
	Dialogue any     // what follows its exchanges
}

// Bodies are the bodies of a request and of its response, by direction. Who opens the stream
// completes it as heads come.
type Bodies struct {
	URI    string    // what was asked for
	Media  [2]string // media types, in lower case and without parameters
	Coding [2]string // what single messages in them may be compressed with (grpc-encoding)
}

// Driver is what reads the messages of a connection, as its dissector sees it.
type Driver interface {
	// Upgrade hands the rest of the connection to another protocol from the
	// next message on (STARTTLS, CONNECT, 101). A nil protocol means bytes that
	// nobody here dissects.
	Upgrade(p *Protocol)
	// Switch hands it to the protocol that its ends call by a name (Protocol.ALPN), to
	// nobody if there is none such. terms are what they agreed on with it (Rare.Terms).
	Switch(name, terms []byte)
	// Redetect has the rest of the connection recognised from the next message on, as
	// if it began there: by its bytes, and by port unless that is 0, as if a server
	// listened there (CONNECT).
	Redetect(port uint16)
	// Surround has each segment that brings new bytes stand in a layer, from the next frame on.
	Surround(l Layer)
	// Restart has the rest of the connection found out and read as if it began
	// there, by ports and bytes. rest are bytes of d that have come already.
	Restart(d Dir, rest []byte)
	// Open begins a stream within the connection.
	Open(x Inner) InnerStream
	// Wanted reports whether somebody reads what messages of its protocol carry, which
	// need not be kept, nor decoded, for others.
	Wanted() bool
	// ReadsContent and Hand are Conn's.
	ReadsContent(mediaType, uri []byte) bool
	Hand(f *Frame, x *Content)
	// Expect takes what the connection announces. m is the segment that told it,
	// zero for the frame that is dissected.
	Expect(x Expectation, m reassembly.Mark)
	// Ordinal is Conn's.
	Ordinal(p *Protocol) uint32
}

// Streams reports whether the connection carries a stream of bytes, and not
// datagrams.
func (c *Conn) Streams() bool {
	return c.Transport == capture.ProtoTCP || c.Carrier != nil && !c.Datagrams
}

// Outermost returns the connection that is seen in the capture: c, unless it is an
// inner stream.
func (c *Conn) Outermost() *Conn {
	for c.Carrier != nil {
		c = c.Carrier
	}
	return c
}

// Inside returns a new stream within c.
func (c *Conn) Inside(x Inner) Conn {
	server, announced := c.Server, (*Announcement)(nil)
	if x.Datagrams {
		server = x.Far
	}
	if x.Secured && c.Announced != nil && c.Announced.Secured {
		announced = c.Announced
	}
	return Conn{
		ID: c.ID, Transport: c.Transport, Client: c.Client, Server: server, Datagrams: x.Datagrams, Announced: announced,
		Carrier: c, Number: x.Number, Secured: x.Secured ||
			c.Secured, Continues: x.Continues, Retold: x.Retold, Depth: c.Depth + 1, Totals: c.Totals,
		Machinery: Machinery{Storage: c.Storage},
	}
}

// Open is Driver.Open.
func (c *Conn) Open(x Inner) InnerStream { return c.Driver.Open(x) }

// Upgrade is Driver.Upgrade.
func (c *Conn) Upgrade(p *Protocol) { c.Driver.Upgrade(p) }

// Switch is Driver.Switch.
func (c *Conn) Switch(name, terms []byte) { c.Driver.Switch(name, terms) }

// Wanted is Driver.Wanted.
func (c *Conn) Wanted() bool { return c.Driver.Wanted() }

// Ordinal numbers what a protocol counts over the whole run, such as connections that are not
// those of ports, in the order of frames and from 0. Workers wait for each other for it.
func (c *Conn) Ordinal(p *Protocol) uint32 { return c.Driver.Ordinal(p) }

// Redetect is Driver.Redetect by bytes alone.
func (c *Conn) Redetect() { c.Driver.Redetect(0) }

// RedetectAt is Driver.Redetect.
func (c *Conn) RedetectAt(port uint16) { c.Driver.Redetect(port) }

// Surround is Driver.Surround.
func (c *Conn) Surround(l Layer) { c.Driver.Surround(l) }

// Restart is Driver.Restart.
func (c *Conn) Restart(d Dir, rest []byte) { c.Driver.Restart(d, rest) }

// Summary returns what there is to report of a connection, for those who keep
// it when it has ended: its ends, its protocol, who announced it and the totals,
// which frames that follow still add to, but nothing of what its frames needed.
func (c *Conn) Summary() *Conn {
	s := &Conn{
		ID: c.ID, Number: c.Number, Transport: c.Transport, Depth: c.Depth, Secured: c.Secured, Client: c.Client,
		Server: c.Server, Protocol: c.Protocol,
		Announced: c.Announced, Totals: c.Totals,
	}
	if x := c.Rare().Proxied; x != nil {
		s.More().Proxied = x
	}
	return s
}

// Proxied are the ends of a connection that a proxy passes on in another one.
type Proxied struct{ Client, Server Endpoint }

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
