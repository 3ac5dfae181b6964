package quic

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/http3"
	"netsniff/dissect/tls/cipher"
	"netsniff/dissect/tls/keylog"
)

// role is one end of a connection.
type role uint8

const (
	client role = iota
	server
)

func (r role) other() role { return 1 - r }

// space is one of those in which packets are numbered (RFC 9000 §12.3).
type space uint8

const (
	initialSpace space = iota
	handshakeSpace
	dataSpace
	spaces
)

// space returns that in which packets of the type are numbered.
func (t PacketType) space() space {
	switch t {
	case Initial:
		return initialSpace
	case Handshake:
		return handshakeSpace
	}
	return dataSpace
}

// connection is what must be known of a connection to read its packets. Rows and
// exchanges have one each.
type connection struct {
	client  dissect.Dir // of what the client sends
	version Version
	// ids are those that packets to an end bear: it has chosen them itself, but for the
	// first one that the client sends to.
	ids     [2]idList
	tokens  [2]tokens // of stateless resets, by who told them
	first   []byte    // that one: the Original Destination Connection ID
	retries idList    // from which a server asked to go on
	initial initialKeys
	largest [spaces][2]int64 // numbers of packets by who sent them; one less than there is none
	crypto  [spaces][2]flight
	agreement
	alpn     string // what the ends agreed on to carry or, before that, the client offers first
	streams  streams
	rows     *http3.Rows // of HTTP/3, where rows are read
	told     *told       // where exchanges are; nil before there is anything
	flow     *flow       // the same
	finished bool        // the handshake is
	failed   int         // packets in a row that fail their check
	ordinal  uint32      // which of those of the capture it is, from 0, if counted
	counted  bool
	silent   bool // a packet has said that secrets are missing
	missed   keylog.Reason
}

// initialKeys are the keys that everybody can make.
type initialKeys struct {
	of      []byte // the ID that they are made of
	version Version
	keys    [2]*cipher.PacketKeys // by who sends
	made    uint8                 // how often they were made
}

// maxInitialKeys bounds how often the keys of a connection are made: a server may ask for
// one Retry and another version.
const maxInitialKeys = 16

func newConnection(h *Header, dir dissect.Dir) *connection {
	c := &connection{client: dir, version: h.Version, first: bytes.Clone(h.DCID)}
	for i := range c.largest {
		c.largest[i] = [2]int64{-1, -1}
	}
	return c
}

// sender returns who sends in a direction.
func (c *connection) sender(dir dissect.Dir) role {
	if dir == c.client {
		return client
	}
	return server
}

// initialKeys returns the keys of an Initial packet; nil if nobody can make them. What they are made of changes with a
// Retry and with the version; nothing else is kept of the ones before.
func (c *connection) initialKeys(h *Header, from role) *cipher.PacketKeys {
	x := &c.initial
	of := x.of
	switch {
	case of == nil:
		of = c.first
	case from == client && c.retries.has(h.DCID):
		of = h.DCID
	}
	if x.keys[0] == nil || h.Version != x.version || !bytes.Equal(of, x.of) {
		crypto := h.Version.cryptography()
		if crypto == nil || x.made == maxInitialKeys {
			return nil
		}
		one, two := cipher.InitialSecrets([]byte(crypto.salt), of)
		*x = initialKeys{of: bytes.Clone(of), version: h.Version, made: x.made + 1}
		x.keys[client] = cipher.NewPacketKeys(cipher.InitialSuite, one, &crypto.labels)
		x.keys[server] = cipher.NewPacketKeys(cipher.InitialSuite, two, &crypto.labels)
	}
	return x.keys[from]
}

// learn takes the IDs of a long header.
func (c *connection) learn(h *Header, from role) {
	if h.Version != Negotiation {
		c.ids[from].add(h.SCID)
		c.version = h.Version
	}
	if from == client && len(c.ids[server].list) > 0 && h.Type != ZeroRTT && !bytes.Equal(h.DCID, c.first) {
		c.ids[server].add(h.DCID) // from a packet that stays closed (RFC 9000 §19.15)
	}
	if h.Type == Retry {
		c.retries.add(h.SCID)
	}
}

// idList are connection IDs.
type idList struct{ list [][]byte }

// maxIDs bounds the IDs of one end of a connection that are known, oldest first.
const maxIDs = 16

// add adds an ID, which is copied.
func (l *idList) add(id []byte) {
	if l.has(id) {
		return
	}
	if len(l.list) == maxIDs {
		copy(l.list, l.list[1:])
		l.list = l.list[:maxIDs-1]
	}
	l.list = append(l.list, append(make([]byte, 0, len(id)), id...))
}

// has reports whether an ID is among them.
func (l *idList) has(id []byte) bool {
	for _, x := range l.list {
		if bytes.Equal(x, id) {
			return true
		}
	}
	return false
}

// begins returns how long the ID is that b begins with, and false if none of them does.
func (l *idList) begins(b []byte) (n int, ok bool) {
	for i := len(l.list) - 1; i >= 0; i-- {
		if x := l.list[i]; bytes.HasPrefix(b, x) && (!ok || len(x) > n) {
			n, ok = len(x), true
		}
	}
	return n, ok
}

// conversation has the connections between two ends of UDP, the newest last.
type conversation struct {
	connections []*connection
	lost        *dissect.Losses
	origins     *origins
	server      dissect.Endpoint
	moves       bool  // connections of others may go on here
	looked      uint8 // packets that were looked for in them
	announced   bool  // that those of this one may go on elsewhere
}

// maxConnections bounds the connections of a conversation that are known, oldest first.
const maxConnections = 8

// long returns the connection of a packet with a long header, and whether it was known
// before. nil: there is none, and the packet begins none: those behind the first one of a
// datagram are of the same connection (RFC 9000 §12.2).
func (x *conversation) long(h *Header, dir dissect.Dir, first bool) (c *connection, known bool) {
	for i := len(x.connections) - 1; i >= 0; i-- {
		c := x.connections[i]
		from := c.sender(dir)
		to := from.other()
		switch {
		case len(h.DCID) > 0 && (c.ids[to].has(h.DCID) || from == client && bytes.Equal(c.first, h.DCID)):
			return c, true
		case len(h.SCID) > 0 && c.ids[from].has(h.SCID):
			return c, true
		case len(h.DCID) == 0 && c.ids[to].has(nil):
			return c, true
		}
	}
	if h.Type == VersionNegotiation {
		return x.newest(), len(x.connections) > 0
	}
	if !first {
		return nil, false
	}
	c = newConnection(h, dir)
	x.add(c)
	return c, false
}

// add adds a connection.
func (x *conversation) add(c *connection) {
	if len(x.connections) == maxConnections {
		copy(x.connections, x.connections[1:])
		x.connections = x.connections[:maxConnections-1]
		x.lost.Beyond[dissect.QUICConnections]++
	}
	x.connections = append(x.connections, c)
}

// short returns the connection of a packet with a short header, and its destination's ID;
// nil if that is not known.
func (x *conversation) short(b []byte, dir dissect.Dir) (c *connection, id []byte) {
	var bare *connection
	for i := len(x.connections) - 1; i >= 0; i-- {
		c := x.connections[i]
		n, ok := c.ids[c.sender(dir).other()].begins(b[1:])
		switch {
		case ok && n > 0:
			return c, b[1 : 1+n]
		case ok && bare == nil:
			bare = c
		}
	}
	if bare != nil {
		return bare, nil
	}
	if c, id := x.moved(b, dir); c != nil {
		return c, id
	}
	return x.newest(), nil
}

// newest returns the connection that began last; nil if there is none.
func (x *conversation) newest() *connection {
	if n := len(x.connections); n > 0 {
		return x.connections[n-1]
	}
	return nil
}
