package dissect

import "netsniff/reassembly"

// Inner says what a stream within a connection is, whose bytes a protocol
// makes: the plaintext of TLS, a stream of HTTP/2, what uTP carries in
// datagrams, a tunnel.
type Inner struct {
	// Number tells the inner streams of a carrier apart; 0: the next that is free.
	// Both readers of a connection must open the same numbers, or none.
	Number uint32
	// Name is what its segments are called in rows: "TLS", in "[TLS segment of a
	// reassembled PDU]".
	Name string
	// Protocol is what it carries. nil: found by its bytes, and by Port if that
	// is not 0, as if a server listened there.
	Protocol *Protocol
	Port     uint16
	// Secured: it stands in TLS, and Port is one where TLS stands below what is carried, if there is such a
	// protocol (Protocol.Secured). ALPN is what the ends call it (Protocol.ALPN), which
	// comes before Port; "" if they did not say.
	Secured bool
	ALPN    string
	// Retold is Conn.Retold.
	Retold bool
	// Continues: Protocol began outside, and goes on within.
	Continues bool
	// Datagrams: it is no stream but a conversation of datagrams with Far, each of which is
	// fed by itself.
	Datagrams bool
	Far       Endpoint
}

// Bounds of streams within streams: how deep they lie, and how many of one
// carrier are open at a time. What lies beyond is not read, and counted.
const (
	MaxDepth = 8
	MaxInner = 1024
)

// An InnerStream is an inner stream as the dissector sees it that makes its
// bytes. It has its own detection, dissector, messages that wait, and gaps; its
// messages are layers of the frames that brought or completed their bytes. It
// is gone when both directions are closed or when its carrier is.
type InnerStream interface {
	// Conn returns it as its own dissector sees it.
	Conn() *Conn
	// Feed has the next bytes of direction d read, which f brought. They are
	// borrowed until return. Call it once for each byte: when the message of the
	// carrier that brings them is complete.
	Feed(f *Frame, d Dir, b []byte)
	// Gap tells that the next n bytes of d will never come.
	Gap(f *Frame, d Dir, n int64)
	// Close tells that nothing follows in d.
	Close(f *Frame, d Dir)
}

// An InnerSession is an inner stream as the dialogue sees it that makes its
// bytes.
type InnerSession interface {
	// Conn returns it as its own dialogue sees it.
	Conn() *Conn
	// Data takes the next bytes of d, which m brought. Borrowed until return.
	Data(d Dir, b []byte, m reassembly.Mark)
	// Gap tells that the next n bytes of d will never come.
	Gap(d Dir, n int64, m reassembly.Mark)
	// End tells that nothing follows.
	End(m reassembly.Mark)
}

// An InnerListener is a Listener that hears what inner streams carry, as their
// dialogues do: bytes, or a gap if missing is not 0.
type InnerListener interface {
	Inner(c *Conn, d Dir, b []byte, missing int64, m reassembly.Mark)
}
