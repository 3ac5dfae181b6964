package dissect

import (
	"slices"

	"netsniff/capture"
	"netsniff/reassembly"
)

// Dir is the direction of a segment within its connection.
type Dir = reassembly.Dir

// Directions.
const (
	ToServer = reassembly.ToServer
	ToClient = reassembly.ToClient
)

// Message is one dissected protocol data unit. It is borrowed: valid until the
// frame that emitted it has been reported.
type Message interface {
	// AppendInfo appends the message's text in the Info column.
	AppendInfo(dst []byte) []byte
}

// A Follower is a Message whose text depends on whether the row, which begins
// at start of dst, says something before it. Messages of headers (Protocol.NewHeader)
// are none.
type Follower interface {
	AppendNext(dst []byte, start int) []byte
}

// Layer is one protocol in a frame: a header (Header set, Message nil) or a
// message of a dissector.
type Layer struct {
	// Protocol may stay nil in Emit: the engine fills in the emitting
	// dissector's own. (A Protocol value that names a function that names the
	// value would be an initialization cycle.)
	Protocol *Protocol
	Header   capture.Header // zero for messages of a stream
	Message  Message        // nil for headers
	// Column replaces Protocol.Column in the Protocol column ("HTTP/JSON").
	Column string
	// Quiet layers have fields but add nothing to the row: another layer speaks
	// for them, or TCP does, under their Column if they have one.
	Quiet bool
	// Final layers speak in the Protocol column in place of those before.
	Final bool
	// Bytes is the message as it was on the wire, as far as it was kept. The
	// engine fills it in if Emit is given nil. Borrowed until the frame has
	// been reported. nil for headers.
	Bytes []byte
	// Data is how many bytes of the message's body are of no protocol that is
	// known; 0 if its type is told.
	Data int64
	// Own is how many of Bytes belong to the protocol itself, as len(http)
	// and http[-2:] count them: the rest is a body. 0 means all.
	Own int
}

// Frame is the frame being dissected. It is reused; nothing of it may be kept.
type Frame struct {
	*capture.Packet
	Conn    *Conn               // nil for frames without ports
	Dir     Dir                 // valid iff Conn is not nil
	Segment *reassembly.Segment // TCP's view of it; nil unless TCP
	Glimpse Glimpse

	First    capture.Stamp // time of the first frame of the run
	Previous capture.Stamp // time of the frame before, its own in the first
	// Shown is the time of the last frame that was selected, its own if there
	// is none. Several workers do not know it: they take Previous.
	Shown capture.Stamp

	// Whole is the first message that the frame completes and others began;
	// Part are the bytes of the frame that are part of such a message.
	Whole Reassembled
	Part  []byte
	// Within is the first message that the frame completes of what its connection carries,
	// such as plaintext of TLS: Parts say by their frames which of them brought it.
	Within Reassembled
	// Needed are the segments of further messages, and of those in inner streams,
	// that the frame completes; only if the engine was told to trace them.
	Needed []PDUSegment

	// CutShort: a dissector found that the snap length left too little of the
	// payload to tell what it is. TCP's row says so.
	CutShort bool

	Reading

	messages   []Layer
	owners     *HeaderOwners
	findings   *Findings
	enclosures *enclosures
	header     Layer // see HeaderLayer
	borne      Layer // see BorneLayer
	embedded   Layer // see EmbeddedLayer
	decoded    []byte
}

// Glimpse is what a TCP header that contradicts itself tells: the number of the
// connection of its ports, of which it is no part (its frame has no Conn), and what
// reassembly.TCP.Glance believed. Segment is nil if it is not such a header.
type Glimpse struct {
	Stream  uint32
	Segment *reassembly.Segment
}

// Reading is what came of reading a frame's payload beside messages. Only the
// engine sets it, and Recognised the dissector of what begins.
type Reading struct {
	// Recognised is the protocol whose bytes the payload is although no
	// dissector reads it, or of which a message begins here that later frames
	// complete, if its dissector says so; nil if nobody can tell.
	Recognised *Protocol
	// SegmentOf names what cut a message of which the payload holds a part and
	// completes none: "TCP", or the carrier of an inner stream.
	SegmentOf string
	Stale     bool    // it holds only bytes of a message that is complete already
	Partial   Message // what to say of a message that only begins here
	Taken     bool    // somebody reads the payload, or did when it came first
}

// HeaderOwners are the protocols that describe headers, by capture.Proto.
type HeaderOwners [256]*Protocol

// NewFrame returns a frame to be used again and again (Reset).
func NewFrame(owners *HeaderOwners) *Frame {
	return &Frame{owners: owners, findings: new(Findings), enclosures: new(enclosures)}
}

// Reset makes f stand for the next frame, with nothing in it yet.
func (f *Frame) Reset(p *capture.Packet, c *Conn, d Dir) {
	f.Packet, f.Conn, f.Dir, f.Segment = p, c, d, nil
	f.Glimpse = Glimpse{}
	f.First, f.Previous, f.Shown = 0, 0, 0
	f.Whole, f.Within, f.Part, f.Needed, f.CutShort = Reassembled{}, Reassembled{}, nil, nil, false
	f.Reading = Reading{}
	f.messages, f.decoded = f.messages[:0], f.decoded[:0]
}

// Carries returns the protocol that the frame's payload is of, whether anybody
// dissects it or not; nil if nobody can tell.
func (f *Frame) Carries() *Protocol {
	if f.Recognised == nil && f.Conn != nil {
		return f.Conn.Protocol
	}
	return f.Recognised
}

// Emit adds a message to the frame.
func (f *Frame) Emit(l Layer) { f.messages = append(f.messages, l) }

// Add adds an empty message to the frame, for the caller to fill in at once.
func (f *Frame) Add() *Layer {
	n := len(f.messages)
	f.messages = slices.Grow(f.messages, 1)[:n+1]
	l := &f.messages[n]
	*l = Layer{}
	return l
}

// Surround puts a layer before the messages of the frame. It speaks in the row if it is not
// quiet and none of them does.
func (f *Frame) Surround(l Layer) {
	if l.Quiet = l.Quiet || !f.Silent() || f.Partial != nil || f.begins(); !l.Quiet && f.SegmentOf != "" {
		l.Column = "TCP"
	}
	f.messages = slices.Insert(f.messages, 0, l)
}

// Retract takes back what has been emitted to the frame beyond n messages.
func (f *Frame) Retract(n int) {
	clear(f.messages[n:])
	f.messages = f.messages[:n]
}

// SetMessages has f carry other messages, and returns those that it carried.
func (f *Frame) SetMessages(list []Layer) (before []Layer) {
	before, f.messages = f.messages, list
	return before
}

// Messages returns what has been emitted to the frame so far, in order.
// Borrowed until the frame has been reported.
func (f *Frame) Messages() []Layer { return f.messages }

// Silent reports whether no message says anything in the row.
func (f *Frame) Silent() bool { return f.SilentFrom(0) }

// SilentFrom reports the same of the messages from the given one on.
func (f *Frame) SilentFrom(from int) bool {
	for i := from; i < len(f.messages); i++ {
		if !f.messages[i].Quiet {
			return false
		}
	}
	return true
}

// Claim fills in the protocol of the messages from the given one on that were
// emitted without one, and their bytes.
func (f *Frame) Claim(from int, p *Protocol, b []byte) {
	for i := from; i < len(f.messages); i++ {
		m := &f.messages[i]
		if m.Protocol == nil {
			m.Protocol = p
		}
		if m.Bytes == nil {
			m.Bytes = b
		}
	}
}
