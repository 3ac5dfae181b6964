package quic

// FrameType says what a frame of a packet is (RFC 9000 §19).
type FrameType uint64

// Types of frames.
const (
	Padding            FrameType = 0x00
	Ping               FrameType = 0x01
	Ack                FrameType = 0x02
	AckECN             FrameType = 0x03
	ResetStream        FrameType = 0x04
	StopSending        FrameType = 0x05
	Crypto             FrameType = 0x06
	NewToken           FrameType = 0x07
	Stream             FrameType = 0x08 // to 0x0f: three bits say what it has
	MaxData            FrameType = 0x10
	MaxStreamData      FrameType = 0x11
	MaxStreamsBidi     FrameType = 0x12
	MaxStreamsUni      FrameType = 0x13
	DataBlocked        FrameType = 0x14
	StreamDataBlocked  FrameType = 0x15
	StreamsBlockedBidi FrameType = 0x16
	StreamsBlockedUni  FrameType = 0x17
	NewConnectionID    FrameType = 0x18
	RetireConnectionID FrameType = 0x19
	PathChallenge      FrameType = 0x1a
	PathResponse       FrameType = 0x1b
	ConnectionClose    FrameType = 0x1c
	ApplicationClose   FrameType = 0x1d
	HandshakeDone      FrameType = 0x1e
	Datagram           FrameType = 0x30 // RFC 9221
	DatagramLength     FrameType = 0x31
	AckFrequency       FrameType = 0xaf // draft-ietf-quic-ack-frequency
	ImmediateAck       FrameType = 0xac
	TimeStamp          FrameType = 0x2f5 // draft-huitema-quic-ts
)

// Bits of the type of a STREAM frame.
const (
	streamFin    = 0x01
	streamLength = 0x02
	streamOffset = 0x04
	streamBits   = 0x07
)

// Part says what a value in a frame is.
type Part uint8

// Parts of frames.
const (
	noPart Part = iota
	TypeCode
	PaddingLength
	LargestAcknowledged
	AckDelay
	AckRangeCount
	FirstAckRange
	AckGap
	AckRange
	ECT0Count
	ECT1Count
	CECount
	ResetStreamID
	ResetError
	FinalSize
	StopStreamID
	StopError
	CryptoOffset
	CryptoLength
	CryptoData
	NewTokenLength
	NewTokenBytes
	StreamID
	StreamOffsetValue
	StreamLengthValue
	StreamData
	MaximumData
	MaximumStreamID
	MaximumStreamData
	MaximumStreams
	DataLimit
	BlockedStreamID
	StreamDataLimit
	StreamLimit
	NewIDSequence
	RetirePriorTo
	NewIDLength
	NewID
	ResetToken
	RetiredSequence
	ChallengeData
	ResponseData
	CloseError
	ApplicationError
	CloseFrameType
	ReasonLength
	Reason
	DatagramSize
	DatagramData
	FrequencySequence
	FrequencyThreshold
	FrequencyDelay
	FrequencyReordering
	TimeStampValue
)

// Item is a value in a frame.
type Item struct {
	Part   Part
	Off, N int    // where it stands in the payload
	Number uint64 // if it is one
}

// shape says how a part stands on the wire.
type shape uint8

const (
	varint  shape = iota // a number of variable length
	octet                // a number of one byte
	counted              // as many bytes as the number before says
	eight                // eight bytes
	sixteen
	rest   // all bytes to the end of the packet
	ranges // as many pairs of gap and range as the number before the last says
)

// step is a part of a frame.
type step struct {
	part  Part
	shape shape
}

// layouts are the parts of frames behind their types, but for STREAM.
var layouts = map[FrameType][]step{
	Ping: {},
	Ack:  ackSteps,
	AckECN: append(ackSteps[:len(ackSteps):len(ackSteps)], step{ECT0Count, varint}, step{ECT1Count, varint},
		step{CECount, varint}),
	ResetStream:        {{ResetStreamID, varint}, {ResetError, varint}, {FinalSize, varint}},
	StopSending:        {{StopStreamID, varint}, {StopError, varint}},
	Crypto:             {{CryptoOffset, varint}, {CryptoLength, varint}, {CryptoData, counted}},
	NewToken:           {{NewTokenLength, varint}, {NewTokenBytes, counted}},
	MaxData:            {{MaximumData, varint}},
	MaxStreamData:      {{MaximumStreamID, varint}, {MaximumStreamData, varint}},
	MaxStreamsBidi:     {{MaximumStreams, varint}},
	MaxStreamsUni:      {{MaximumStreams, varint}},
	DataBlocked:        {{DataLimit, varint}},
	StreamDataBlocked:  {{BlockedStreamID, varint}, {StreamDataLimit, varint}},
	StreamsBlockedBidi: {{StreamLimit, varint}},
	StreamsBlockedUni:  {{StreamLimit, varint}},
	NewConnectionID: {{NewIDSequence, varint}, {RetirePriorTo, varint}, {NewIDLength, octet}, {NewID, counted},
		{ResetToken, sixteen}},
	RetireConnectionID: {{RetiredSequence, varint}},
	PathChallenge:      {{ChallengeData, eight}},
	PathResponse:       {{ResponseData, eight}},
	ConnectionClose:    {{CloseError, varint}, {CloseFrameType, varint}, {ReasonLength, varint}, {Reason, counted}},
	ApplicationClose:   {{ApplicationError, varint}, {ReasonLength, varint}, {Reason, counted}},
	HandshakeDone:      {},
	Datagram:           {{DatagramData, rest}},
	DatagramLength:     {{DatagramSize, varint}, {DatagramData, counted}},
	AckFrequency: {{FrequencySequence, varint}, {FrequencyThreshold, varint}, {FrequencyDelay, varint},
		{FrequencyReordering, varint}},
	ImmediateAck: {},
	TimeStamp:    {{TimeStampValue, varint}},
}

var ackSteps = []step{{LargestAcknowledged, varint}, {AckDelay, varint}, {AckRangeCount, varint},
	{FirstAckRange, varint}, {AckGap, ranges}}

// streamLayouts are the parts of STREAM frames by the bits of their types.
var streamLayouts = func() (list [streamBits + 1][]step) {
	for bits := range list {
		s := []step{{StreamID, varint}}
		if bits&streamOffset != 0 {
			s = append(s, step{StreamOffsetValue, varint})
		}
		if bits&streamLength != 0 {
			list[bits] = append(s, step{StreamLengthValue, varint}, step{StreamData, counted})
		} else {
			list[bits] = append(s, step{StreamData, rest})
		}
	}
	return list
}()

// Frame is one frame of a packet.
type Frame struct {
	Type    FrameType
	Off, N  int    // where it stands in the payload
	Stream  uint64 // that it is of or about
	Offset  uint64 // of what Data is of, if it is of a stream or a handshake
	Data    []byte // of CRYPTO, STREAM and NEW_CONNECTION_ID (the ID). Borrowed.
	DataAt  int
	Damaged bool // it is not whole, or of no type that is known: it reaches to the end
	// from and to are its items.
	from, to int
	// saidFrom and saidTo are what it brought of what its stream carries, in Message.said.
	saidFrom, saidTo int
	// Came says whether its Data came before; pieces are what it completed together with, if
	// something waited for it.
	Came   Came
	pieces []piece
}

// IsStream reports whether the frame brings bytes of a stream.
func (f *Frame) IsStream() bool { return f.Type&^streamBits == Stream }

// steps returns the parts of frames of a type, and false if nobody knows it.
func (t FrameType) steps() ([]step, bool) {
	if t&^streamBits == Stream {
		return streamLayouts[t&streamBits], true
	}
	s, ok := layouts[t]
	return s, ok
}

// readFrames appends the frames of a payload and their items, which stand base behind
// where Off counts from. The last may be damaged.
func readFrames(frames []Frame, items []Item, b []byte, base int) ([]Frame, []Item) {
	r := reader{b: b, base: base, items: items}
	for r.at < len(b) {
		f := r.frame()
		frames = append(frames, f)
	}
	return frames, r.items
}

// reader reads frames.
type reader struct {
	b     []byte
	at    int
	base  int
	items []Item
}

func (r *reader) item(p Part, n int, number uint64) {
	r.items = append(r.items, Item{p, r.base + r.at, n, number})
	r.at += n
}

// frame reads the next frame.
func (r *reader) frame() Frame {
	f := Frame{Off: r.base + r.at, from: len(r.items)}
	start := r.at
	code, size := readVarint(r.b[r.at:])
	if size > 0 {
		f.Type = FrameType(code)
		r.item(TypeCode, size, code)
	}
	steps, known := f.Type.steps()
	switch {
	case size > 0 && f.Type == Padding:
		for r.at < len(r.b) && r.b[r.at] == 0 {
			r.at++
		}
		r.items = append(r.items, Item{PaddingLength, r.base + start, r.at - start, uint64(r.at - start)})
	case size == 0 || !known || !r.steps(&f, steps):
		f.Damaged, r.at = true, len(r.b)
	}
	f.N, f.to = r.at-start, len(r.items)
	return f
}

// steps reads the parts of a frame, and returns false if they are not whole.
func (r *reader) steps(f *Frame, steps []step) bool {
	var number, count uint64 // the number before, and that before it
	for _, s := range steps {
		n, size := uint64(0), 0
		switch s.shape {
		case varint:
			count = number
			if n, size = readVarint(r.b[r.at:]); size == 0 {
				return false
			}
			number = n
		case octet:
			if r.at == len(r.b) {
				return false
			}
			number, n, size = uint64(r.b[r.at]), uint64(r.b[r.at]), 1
		case ranges:
			if !r.ranges(count) {
				return false
			}
			continue
		case counted:
			if number > uint64(len(r.b)-r.at) {
				return false
			}
			size = int(number)
		case eight, sixteen:
			if size = 8 << (s.shape - eight); size > len(r.b)-r.at {
				return false
			}
		case rest:
			size = len(r.b) - r.at
		}
		f.note(s.part, n, r.b[r.at:r.at+size], r.base+r.at)
		r.item(s.part, size, n)
	}
	return true
}

// ranges reads pairs of gaps and ranges of an ACK.
func (r *reader) ranges(count uint64) bool {
	for ; count > 0; count-- {
		for _, p := range [...]Part{AckGap, AckRange} {
			n, size := readVarint(r.b[r.at:])
			if size == 0 {
				return false
			}
			r.item(p, size, n)
		}
	}
	return true
}

// note takes a part that others need to know.
func (f *Frame) note(p Part, number uint64, b []byte, at int) {
	switch p {
	case StreamID, ResetStreamID, StopStreamID, MaximumStreamID, BlockedStreamID:
		f.Stream = number
	case CryptoOffset, StreamOffsetValue:
		f.Offset = number
	case CryptoData, StreamData, NewID:
		f.Data, f.DataAt = b, at
	}
}
