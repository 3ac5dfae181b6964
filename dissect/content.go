package dissect

import "netsniff/reassembly"

// Content is what a message carries that another protocol reads by its media
// type: the answer of a tracker in HTTP, a playlist, a certificate's status.
type Content struct {
	Type  string // media type (RFC 9110 §8.3.1) in lower case, without parameters
	Bytes []byte // codings of transfer and content undone; borrowed until return
	Whole bool   // Bytes is all of it
	Dir   Dir
	// Asked is the URI that it answers, nil if that is not known or it is in a
	// request. Borrowed until return.
	Asked []byte
	// About is the message that carries it, a type of its protocol's package.
	About any
	// Within is the exchange that it answers, as far as that is known when it is
	// complete; nil in rows, and if it is in a request. Borrowed until return. Who
	// reads the answers to a URI (Protocol.Asks) is told of those too that he cannot
	// read, or that did not come: then Bytes is nil.
	Within *Exchange
}

// Stream is what a Piece of Streams is about: one of the streams that a connection carries,
// by its number there.
type Stream struct{ ID uint64 }

// MaxContent is how many bytes of a content are kept for who reads it.
const MaxContent = 1 << 20

// A ContentDissector emits the messages in contents of one connection.
type ContentDissector interface {
	// Content reads x, which f completes. Borrowed until return.
	Content(f *Frame, x *Content)
}

// A ContentDialogue tells what the contents of one connection say, to the
// Session it was made for.
type ContentDialogue interface {
	// Content reads x, which m completes. Borrowed until return.
	Content(x *Content, m reassembly.Mark)
}

// ReadsContent reports whether somebody dissects contents of a media type, or what
// a URI is asked for (nil: not known): those who carry it need neither keep nor
// decode others.
func (c *Conn) ReadsContent(mediaType, uri []byte) bool { return c.Driver.ReadsContent(mediaType, uri) }

// Hand gives a content to who dissects its type, if anybody does. Its messages
// come behind those emitted so far.
func (c *Conn) Hand(f *Frame, x *Content) { c.Driver.Hand(f, x) }
