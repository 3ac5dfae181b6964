package dissect

import (
	"netsniff/capture"
	"netsniff/reassembly"
)

// A Session is one connection as a Dialogue sees it: what it can ask, and
// where it tells what it finds.
type Session interface {
	// Conn returns the connection.
	Conn() *Conn
	// WantsContent reports whether anybody listens to Content of a kind.
	WantsContent(kind Contents) bool
	// Established returns the segment that completed the handshake, and false if
	// it was not seen.
	Established() (reassembly.Mark, bool)
	// Finished reports whether the sender of d, or of what carries it, said that nothing will follow.
	Finished(d Dir) bool
	// Unseen returns how many bytes of the other direction the sender of what
	// the dialogue is given had received that it was not given yet. They come
	// before what he sent, or they are lost.
	Unseen() int64
	// Waited returns how long what the dialogue is given lay with its receiver, because
	// bytes before it were lost and sent again; 0 for what came in order.
	Waited() capture.Stamp

	// Tell tells an exchange that has ended. Conn and Ordinal are filled in, and
	// Protocol unless it is another of those that share the connection. Borrowed
	// until return.
	Tell(x *Exchange)
	// Event tells what was said that is no exchange. Conn is filled in, and
	// Protocol as above. Borrowed until return.
	Event(x *Event)
	// Content tells a piece of content. Conn is filled in. Borrowed until return.
	Content(p *Piece)

	// Open begins a stream within the connection.
	Open(x Inner) InnerSession

	// ReadsContent reports whether somebody reads contents of a media type, or what
	// a URI is asked for; nil: it is not known.
	ReadsContent(mediaType, uri []byte) bool
	// Hand gives a content, which m completes, to who reads its type, if anybody
	// does.
	Hand(x *Content, m reassembly.Mark)

	// Expect is Conn.Expect. What is said as the connection ends is not heeded.
	Expect(x Expectation)

	// Upgrade has p read what is said from now on, beginning with those bytes
	// that the calling dialogue does not take. A nil p stands for a protocol
	// that is not known, such as TLS: what follows are turns.
	Upgrade(p *Protocol)
	// Switch is Upgrade to the protocol with a name, see Conn.Switch.
	Switch(name, terms []byte)
	// Redetect has what is said from now on recognised by its bytes, and by port
	// unless that is 0, see Driver.Redetect (CONNECT).
	Redetect(port uint16)
	// Restart is Conn.Restart; rest is what the calling dialogue does not take.
	Restart(d Dir, rest []byte)
	// Decline says that the bytes are of the dialogue's protocol but hidden from it:
	// what was said, if nothing has been told, and what follows are turns. It returns
	// whether the dialogue hears what follows all the same: see Waiter.
	Decline() (hears bool)
	// Reject says that the connection does not carry the dialogue's protocol. It
	// is heeded only while nothing has been told: the bytes so far are read
	// again, or if they were too many, what follows are turns.
	Reject()
}

// Contents are kinds of what exchanges carry, a bit each. Decoding what nobody
// listens to costs a fifth of reading mail beside web traffic.
type Contents uint8

// Kinds of contents; zero is none.
const (
	Mails       Contents = 1 << iota
	Objects              // bodies of HTTP
	Blocks               // of files that peers share
	Files                // that FTP and TFTP carry, listings as well
	Audio                // samples of G.711
	Streams              // what the streams of QUIC carry, as it stands
	AllContents = Mails | Objects | Blocks | Files | Audio | Streams
)

// Has reports whether all of kind are among c.
func (c Contents) Has(kind Contents) bool { return c&kind == kind }
