package http3

// FrameType says what a frame is (RFC 9114 §7.2).
type FrameType uint64

// Types of frames.
const (
	Data                  FrameType = 0x00
	Headers               FrameType = 0x01
	CancelPush            FrameType = 0x03
	Settings              FrameType = 0x04
	PushPromise           FrameType = 0x05
	GoAway                FrameType = 0x07
	MaxPushID             FrameType = 0x0d
	PriorityUpdate        FrameType = 0xf0700 // RFC 9218
	PriorityUpdateForPush FrameType = 0xf0701
)

var frameTypes = map[FrameType]string{
	Data: "DATA", Headers: "HEADERS", CancelPush: "CANCEL_PUSH", Settings: "SETTINGS", PushPromise: "PUSH_PROMISE",
	GoAway: "GOAWAY", MaxPushID: "MAX_PUSH_ID", PriorityUpdate: "PRIORITY_UPDATE", PriorityUpdateForPush: "PRIORITY_UPDATE",
}

// String returns the name of the type, "" if it has none.
func (t FrameType) String() string {
	if s := frameTypes[t]; s != "" {
		return s
	}
	if reserved(uint64(t)) {
		return "Reserved (GREASE)"
	}
	return ""
}

// reserved reports whether a number is one of those that nobody gives a meaning, to see
// whether others bear them (RFC 9114 §7.2.8).
func reserved(n uint64) bool { return n >= 0x21 && (n-0x21)%0x1f == 0 }

// StreamType says what a unidirectional stream is (RFC 9114 §6.2, RFC 9204 §4.2).
type StreamType uint64

// Types of streams.
const (
	ControlStream StreamType = iota
	PushStream
	EncoderStream
	DecoderStream
	// requestStream is a bidirectional one, which does not say its type.
	requestStream StreamType = 1 << 62
)

var streamTypes = [...]string{"Control Stream", "Push Stream", "QPACK Encoder Stream", "QPACK Decoder Stream"}

// String returns the name of the type, "" if it has none.
func (t StreamType) String() string {
	switch {
	case t < StreamType(len(streamTypes)):
		return streamTypes[t]
	case reserved(uint64(t)):
		return "Reserved (GREASE)"
	}
	return ""
}

// framed reports whether streams of the type have frames.
func (t StreamType) framed() bool { return t == ControlStream || t == PushStream || t == requestStream }

// Setting is a parameter of SETTINGS (RFC 9114 §7.2.4.1).
type Setting uint64

// Settings.
const (
	TableCapacity   Setting = 0x01
	FieldSection    Setting = 0x06
	BlockedStreams  Setting = 0x07
	ExtendedConnect Setting = 0x08
	Datagrams       Setting = 0x33
)

var settingNames = map[Setting]string{
	TableCapacity: "QPACK Max Table Capacity", FieldSection: "Max Field Section Size",
	BlockedStreams:  "QPACK Blocked Streams",
	ExtendedConnect: "Extended CONNECT", Datagrams: "H3_DATAGRAM",
}

// String returns what the setting is called, "" if it has no name.
func (s Setting) String() string {
	if name := settingNames[s]; name != "" {
		return name
	}
	if reserved(uint64(s)) {
		return "Reserved (GREASE)"
	}
	return ""
}

// head is what begins a frame.
type head struct {
	kind   FrameType
	length uint64 // of the payload
	size   int    // of the head; 0: it is not whole
}

// readHead reads what begins a frame.
func readHead(b []byte) (h head) {
	t, n := readVarint(b)
	if n == 0 {
		return h
	}
	length, m := readVarint(b[n:])
	if m == 0 {
		return h
	}
	return head{FrameType(t), length, n + m}
}

// maxHead is how long a head can be.
const maxHead = 16

// readVarint reads a number of variable length (RFC 9000 §16). size is 0 if it is not
// whole.
func readVarint(b []byte) (n uint64, size int) {
	if len(b) == 0 || len(b) < 1<<(b[0]>>6) {
		return 0, 0
	}
	size = 1 << (b[0] >> 6)
	n = uint64(b[0] & 0x3f)
	for _, c := range b[1:size] {
		n = n<<8 | uint64(c)
	}
	return n, size
}
