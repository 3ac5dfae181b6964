// Package dissect is the contract between protocols and what drives them. Every
// protocol package below this directory keeps it:
//
//   - a Protocol value says what the protocol is called, how it is found and
//     which fields it has;
//   - a dissector, made per connection (or per worker for header protocols),
//     reads bytes and emits messages to the current Frame;
//   - a Dialogue reads both directions of a connection in sequence order and
//     tells exchanges to its Session;
//   - a Message knows its Info text, which is made only if somebody prints it.
//
// Both are pure state machines on bytes: no input, output or clock. What drives
// them stands in packages of its own: engine (rows), dialogues (exchanges),
// detect, registry.
package dissect

import (
	"netsniff/capture"
	"netsniff/dissect/secrets"
)

// Protocol describes one protocol: the only thing its package registers, on
// one line of package all. It is immutable after its package is loaded.
type Protocol struct {
	Name   string // Wireshark's filter name: "smtp"
	Title  string // Wireshark's full name: "Simple Mail Transfer Protocol"
	Column string // default text of the Protocol column: "SMTP"

	// Undecoded protocols have no dissector. If they have ports or Sniff, the
	// frames that carry them are told, but their fields stay empty.
	Undecoded bool

	// Framing tells the segments of an undecoded protocol that bring only part
	// of a message: they do not count as its frames.
	Framing Framing

	// Headers lists the frame headers this protocol describes; NewHeader
	// makes their dissector (nil if such a header never owns a frame's row).
	Headers   []capture.Proto
	NewHeader func() HeaderDissector
	// Via is the name of the protocol that switched to it and that frame.protocols, as
	// Wireshark's, names again before what is read of it at once; "": none.
	Via string
	// Encloses: the Protocol column of what its headers carry names it, too:
	// "GTP <TCP>".
	Encloses bool

	// Kinds lists what it is called in headers that name what they carry;
	// NewPacket makes the dissector of such packets.
	Kinds     []Kind
	NewPacket func() PacketDissector

	// TCP and UDP list server ports. Ports are a hint: the first protocol in
	// package all whose port matches wins, then Sniff is asked.
	TCP, UDP []uint16

	// Secured lists server ports on which it stands in TLS, ALPN the names by which
	// the ends of TLS agree on it (RFC 7301) or HTTP switches to it (RFC 9110 §7.8).
	Secured []uint16
	ALPN    []string
	// Secures: it is what those stand in. It does not stand in itself.
	Secures bool
	// StartsTLS: where it hands its connection on, it goes on within TLS (STARTTLS).
	StartsTLS bool

	// Sniff looks at the first bytes of a TCP stream in one direction, or at a
	// datagram. Yes finds the protocol on any port, No refuses it on its own.
	// nil: never found by its bytes, and never refused.
	Sniff func(dir Origin, b []byte) Match

	// Precedes makes it a protocol whose one message stands before another in a
	// connection, which is read on as if it began behind it (Conn.Restart,
	// Session.Restart). It returns how long the message is that b begins with: 0 if
	// more is needed to tell, less if b begins none. nil: it is not such a one.
	Precedes func(b []byte) int

	// NewStream makes the dissector of a TCP connection, NewDatagram that of a
	// UDP conversation. nil: not carried that way.
	NewStream   func(*Conn) StreamDissector
	NewDatagram func(*Conn) DatagramDissector

	// Announces: its connections, or those that carry its contents, tell of others
	// that are to come (Conn.Expect, Session.Expect). They are the connections with
	// its ports and those whose first bytes are its own (Sniff says Yes).
	Announces bool

	// Moves: a conversation of datagrams may go on from another address of the client, as
	// who reads it can tell: all with one server are read in one place.
	Moves bool

	// NewDialogue makes the reader of a connection's exchanges. nil, or if it returns
	// nil: they are taken for turns.
	NewDialogue func(Session) Dialogue

	// Secrets makes what knows the secrets in a TCP connection, of which whole
	// says that its beginning was seen. nil: nobody does.
	Secrets func(whole bool) secrets.Grammar
	// Finder makes the same for a protocol that is made of frames. nil: as above.
	Finder func(secrets.Host) secrets.Finder
	// PacketSecrets tells what is secret in a packet of it, a datagram or what a header of
	// its Kinds carries, of which b was captured. b may as well be another's. nil: nothing.
	PacketSecrets func(b []byte, x *secrets.Packet)
	// PacketParts calls each with what a packet carries for others, whose secrets are theirs
	// to tell, as PacketSecrets is asked; any datagram may be given. nil: nothing.
	PacketParts func(b []byte, each func(secrets.Part))

	// Media lists media types whose contents it reads, wherever they come.
	// NewContent makes their dissector, NewContentDialogue the reader of what
	// they say. nil: it has no messages, tells no exchanges of its own.
	Media []string
	// Asks reports whether the answer to a request for a URI is a content that it
	// reads although nobody reads its media type: trackers answer in any. nil: none.
	Asks               func(uri []byte) bool
	NewContent         func(*Conn) ContentDissector
	NewContentDialogue func(Session) ContentDialogue

	// Bears: its messages may be Bearers. Borne: its layers are what they bear.
	Bears, Borne bool
	// Unnamed: its layers say what messages of another protocol, which bears its name in
	// frame.protocols, call or mean.
	Unnamed bool
	// Embedded: its layers stand in fields of messages of others (Embedder).
	Embedded bool

	// Findings says what is to be said about layer l of f. nil: nothing.
	Findings func(f *Frame, l *Layer, x *Findings)
	// Found makes it a protocol without bytes: one layer in each frame for
	// which it is true. nil: not one of those.
	Found func(f *Frame) bool
	// Sought: Found looks into what messages bear, so that is kept for it.
	Sought bool

	// Fields is the table behind -e, -f, JSON, -V and `netsniff fields`.
	Fields []Field
	// Outline arranges the fields in trees; nil: one below the other.
	Outline *Outline
}

// Recognisable reports whether frames of the protocol can be told.
func (p *Protocol) Recognisable() bool {
	return !p.Undecoded || p.Sniff != nil || len(p.TCP)+len(p.UDP) > 0
}

// Origin says where bytes given to Sniff came from.
type Origin uint8

// Origins of sniffed bytes.
const (
	FromClient Origin = iota
	FromServer
	FromDatagram
)

// Match is the answer of Sniff.
type Match uint8

// Answers of Sniff.
const (
	No    Match = iota // these bytes cannot be of this protocol
	Maybe              // they can, but they can be another's as well
	Yes                // they are of this protocol, without doubt
)

// A HeaderDissector dissects headers below the transport layer (ARP, ICMP,
// fragments). One instance sees all frames of a worker; frames between the
// same two addresses always reach the same worker.
type HeaderDissector interface {
	// Header emits what the frame's row should say. h is the innermost
	// header of f; f.Bytes(h) gives it and everything it governs.
	Header(f *Frame, h capture.Header)
}

// A DatagramDissector dissects the datagrams of one UDP conversation.
type DatagramDissector interface {
	// Datagram emits the messages in b (borrowed until return) and reports
	// whether b belongs to the protocol; false gives the row back to UDP.
	Datagram(f *Frame, b []byte) bool
}

// A StreamDissector dissects both directions of one TCP connection.
type StreamDissector interface {
	// Dissect reads one message from the front of in.Bytes and emits it to f,
	// the frame that completes it. It is called again with the bytes that
	// follow, so it never loops over messages itself, and it must not assume
	// that calls come in sequence order: rows follow the order of arrival.
	Dissect(f *Frame, in *Input) Verdict
	// Gap tells that n bytes of a direction will never come (only when
	// streams are read in sequence order). The dissector finds its feet again
	// at the next message it recognises.
	Gap(dir Dir, n int64)
}
