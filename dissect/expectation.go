package dissect

import (
	"netsniff/capture"
	"netsniff/reassembly"
)

// Expectation is what one connection tells of another that is to come: FTP's PASV
// and PORT, the media of SIP, the peers that a tracker names.
type Expectation struct {
	Transport capture.Proto // ProtoTCP or ProtoUDP
	To        Endpoint      // where it goes; port 0: to any
	From      capture.Addr  // where it comes from; the zero Addr: from anywhere
	// Protocol is what it will carry. It must be able to: an expectation without
	// NewStream (NewDatagram) is none.
	Protocol *Protocol
	// About is for whoever reads the connection (Conn.Announced), perhaps in
	// another goroutine: nothing may change it any more. The dissector and the
	// dialogue of a protocol both announce, so they give the same type.
	About any
	For   capture.Stamp // how long from now on; nothing is expected for 0
	Stays bool          // for all connections that fit, not for the first one only
	// Yields: it counts as much as a port that proposes the protocol, so bytes that
	// are another's without doubt come before it. Whoever announces may be wrong, or
	// lie about where others listen.
	Yields bool
	// Secured: Protocol stands in TLS there.
	Secured bool
}

// Announcement is an Expectation with who had it.
type Announcement struct {
	Expectation
	By   *Conn           // a summary without totals that nothing changes any more
	Mark reassembly.Mark // of the frame that brought it
}

// Expect says which connection is to come. The same end announced again by the
// same connection renews what was said before. It is heeded if the protocol of c
// Announces, and not in a connection that was handed to it (Upgrade, Redetect)
// unless its ports or its first bytes are that protocol's: within tunnels
// addresses mean nothing here.
func (c *Conn) Expect(x Expectation) {
	if c = c.Outermost(); c.Driver != nil { // nil where a message is read that something quotes
		c.Driver.Expect(x, reassembly.Mark{})
	}
}
