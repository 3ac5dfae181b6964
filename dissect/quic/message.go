package quic

import (
	"encoding/hex"
	"strconv"

	"netsniff/dissect"
)

// Message is one packet. Reused with the next frame.
type Message struct {
	Header
	// Bytes is the packet without protection as far as it could be taken off, Wire as it
	// came. Borrowed.
	Bytes, Wire []byte
	// Number is the packet's if Numbered: its header was read. NumberSize is how many
	// bytes of it were sent.
	Number     uint64
	NumberSize int
	Numbered   bool
	// Opened: the payload was decrypted; Frames are what it has. Failed: it fails its check.
	Opened, Failed bool
	// Resets: it is none, but a stateless reset of the connection (RFC 9000 §10.3).
	Resets bool
	Frames []Frame
	Phase  bool // the key phase bit, if Opened
	// First: it is the first packet of its datagram. Rest are bytes behind the last one.
	First bool
	Rest  int
	// Missing is how many packets of the sender lie between this one and those before it
	// that were not captured, or were lost before.
	Missing uint64
	// Tag of a Retry packet: whether it is right, as far as anybody can tell.
	Tag TagState
	// Known: the connection is. Unnamed: it is the one between these ends, though nobody
	// has told the ID that the packet goes to, so that its length is not known.
	Known, Unnamed bool
	// Ordinal is the number of its connection among those of the capture, from 0, if Counted.
	Ordinal uint32
	Counted bool

	silent   bool // another packet has said that secrets are missing
	items    []Item
	said     []dissect.Message // by what its streams carry: see Frame.saidFrom
	saidFrom int
}

// TagState says what is known of the integrity of a Retry packet.
type TagState uint8

// States.
const (
	Untold TagState = iota // the packet that it answers was not seen
	Right
	Wrong
)

// AppendInfo appends what the packet is.
func (m *Message) AppendInfo(dst []byte) []byte { return m.AppendNext(dst, len(dst)) }

// AppendNext implements dissect.Follower.
func (m *Message) AppendNext(dst []byte, start int) []byte {
	if len(dst) > start {
		dst = append(dst, ", "...)
	}
	if m.Resets {
		return append(dst, "Stateless Reset"...)
	}
	dst = append(dst, m.Type.String()...)
	if !m.Long() {
		dst = append(dst, " (KP"...)
		dst = append(dst, '0'+bit(m.Phase), ')')
	}
	dst = appendID(dst, ", DCID=", m.DCID)
	dst = appendID(dst, ", SCID=", m.SCID)
	if m.Numbered {
		dst = strconv.AppendUint(append(dst, ", PKN: "...), m.Number, 10)
	}
	for i := range m.Frames {
		f := &m.Frames[i]
		dst = f.appendInfo(dst)
		for _, x := range m.said[f.saidFrom:f.saidTo] {
			if y, ok := x.(dissect.Follower); ok {
				dst = y.AppendNext(dst, start)
			}
		}
	}
	return dst
}

func appendID(dst []byte, before string, id []byte) []byte {
	if len(id) == 0 {
		return dst
	}
	return hex.AppendEncode(append(dst, before...), id)
}

func bit(on bool) byte {
	if on {
		return 1
	}
	return 0
}

// appendInfo appends what a frame is.
func (f *Frame) appendInfo(dst []byte) []byte {
	t := f.Type.kind()
	if t.short == "" {
		return dst
	}
	dst = append(append(dst, ", "...), t.short...)
	if t.numbered {
		dst = append(strconv.AppendUint(append(dst, '('), f.Stream, 10), ')')
	}
	if f.Damaged {
		dst = append(dst, "[Malformed Packet]"...)
	}
	return dst
}

// frameKind is how a type of frames is called.
type frameKind struct {
	short, name string
	numbered    bool // rows say the stream that it is about
}

var frameKinds = map[FrameType]frameKind{
	Padding: {"PADDING", "PADDING", false}, Ping: {"PING", "PING", false}, Ack: {"ACK", "ACK", false},
	AckECN:      {"ACK_ECN", "ACK", false},
	ResetStream: {"RS", "RESET_STREAM", true}, StopSending: {"SS", "STOP_SENDING", true},
	Crypto:   {"CRYPTO", "CRYPTO", false},
	NewToken: {"NT", "NEW_TOKEN", false}, Stream: {"STREAM", "STREAM", true}, MaxData: {"MD", "MAX_DATA", false},
	MaxStreamData: {"MSD", "MAX_STREAM_DATA", true}, MaxStreamsBidi: {"MS", "MAX_STREAMS (BIDI)", false},
	MaxStreamsUni: {"MS", "MAX_STREAMS (UNI)", false}, DataBlocked: {"DB", "DATA_BLOCKED", false},
	StreamDataBlocked: {"SDB", "STREAM_DATA_BLOCKED", true}, StreamsBlockedBidi: {"SB", "STREAMS_BLOCKED (BIDI)", false},
	StreamsBlockedUni: {"SB", "STREAMS_BLOCKED (UNI)", false}, NewConnectionID: {"NCI", "NEW_CONNECTION_ID", false},
	RetireConnectionID: {"RC", "RETIRE_CONNECTION_ID", false}, PathChallenge: {"PC", "PATH_CHALLENGE", false},
	PathResponse: {"PR", "PATH_RESPONSE", false}, ConnectionClose: {"CC", "CONNECTION_CLOSE (Transport)", false},
	ApplicationClose: {"CC", "CONNECTION_CLOSE (Application)", false}, HandshakeDone: {"DONE", "HANDSHAKE_DONE", false},
	Datagram: {"DG", "DATAGRAM", false}, DatagramLength: {"DG", "DATAGRAM", false},
	AckFrequency: {"AF", "ACK_FREQUENCY", false},
	ImmediateAck: {"IA", "IMMEDIATE_ACK", false}, TimeStamp: {"TS", "TIME_STAMP", false},
}

// kind returns how frames of the type are called.
func (t FrameType) kind() frameKind {
	if t&^streamBits == Stream {
		t = Stream
	}
	return frameKinds[t]
}

// String returns the name of the type, "" if it has none.
func (t FrameType) String() string { return t.kind().name }

// value returns the number of the first part of a kind that a frame has, and false if it
// has none.
func (m *Message) value(f *Frame, p Part) (uint64, bool) {
	for _, x := range m.items[f.from:f.to] {
		if x.Part == p {
			return x.Number, true
		}
	}
	return 0, false
}
