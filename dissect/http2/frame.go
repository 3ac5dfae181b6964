package http2

import (
	"encoding/binary"
	"strconv"
)

var be = binary.BigEndian

// FrameType says what a frame is (RFC 9113 §6).
type FrameType uint8

// Types of frames.
const (
	Data           FrameType = 0
	Headers        FrameType = 1
	Priority       FrameType = 2
	RSTStream      FrameType = 3
	Settings       FrameType = 4
	PushPromise    FrameType = 5
	Ping           FrameType = 6
	GoAway         FrameType = 7
	WindowUpdate   FrameType = 8
	Continuation   FrameType = 9
	AltSvc         FrameType = 10
	Origin         FrameType = 12
	PriorityUpdate FrameType = 16
)

var frameTypes = map[FrameType]string{
	Data: "DATA", Headers: "HEADERS", Priority: "PRIORITY", RSTStream: "RST_STREAM", Settings: "SETTINGS",
	PushPromise: "PUSH_PROMISE", Ping: "PING", GoAway: "GOAWAY", WindowUpdate: "WINDOW_UPDATE",
	Continuation: "CONTINUATION", AltSvc: "ALTSVC", Origin: "ORIGIN", PriorityUpdate: "PRIORITY_UPDATE",
}

// String returns the name of the type.
func (t FrameType) String() string {
	if s := frameTypes[t]; s != "" {
		return s
	}
	return "Unknown type (" + strconv.Itoa(int(t)) + ")"
}

// Flags of frames: what a bit means depends on the type.
const (
	flagEndStream  = 0x01 // DATA, HEADERS
	flagAck        = 0x01 // SETTINGS, PING
	flagEndHeaders = 0x04
	flagPadded     = 0x08
	flagPriority   = 0x20
)

const (
	headSize     = 9
	settingSize  = 6
	prioritySize = 5
	promiseSize  = 4
)

// Head is what begins a frame (RFC 9113 §4.1).
type Head struct {
	Length   int // of the payload
	Type     FrameType
	Flags    uint8
	Reserved bool
	Stream   uint32
}

// readHead reads what begins a frame, and returns false if b is too short.
func readHead(b []byte) (Head, bool) {
	if len(b) < headSize {
		return Head{}, false
	}
	id := be.Uint32(b[5:])
	return Head{
		Length: int(be.Uint32(b) >> 8), Type: FrameType(b[3]), Flags: b[4], Reserved: id>>31 != 0, Stream: id & 0x7fffffff,
	}, true
}

// plausible reports whether a frame may begin so. Frames longer than what all agree to
// without saying so (16 KiB) are believed up to what programs ask for.
func (h Head) plausible() bool {
	const longest = 1 << 20
	if h.Length > longest || h.Reserved {
		return false
	}
	switch h.Type {
	case Data, Headers, PushPromise, Continuation:
		return h.Stream != 0
	case Priority:
		return h.Stream != 0 && h.Length == prioritySize
	case RSTStream:
		return h.Stream != 0 && h.Length == 4
	case Settings:
		return h.Stream == 0 && h.Length%settingSize == 0
	case Ping:
		return h.Stream == 0 && h.Length == 8
	case GoAway:
		return h.Stream == 0 && h.Length >= 8
	case WindowUpdate:
		return h.Length == 4
	}
	return frameTypes[h.Type] != "" || h.Type > 0xa && h.Length < 1<<14 // extensions
}

// misplaced reports whether the frame is one of the whole connection, but names a stream
// (RFC 9113 §6.5, §6.7, §6.8).
func (h Head) misplaced() bool {
	switch whole := h; h.Type {
	case Settings, Ping, GoAway:
		whole.Stream = 0
		return h.Stream != 0 && whole.plausible()
	}
	return false
}

func (h Head) has(flag uint8) bool { return h.Flags&flag != 0 }

// ends reports whether the frame ends what its sender has to say on the stream.
func (h Head) ends() bool { return (h.Type == Data || h.Type == Headers) && h.has(flagEndStream) }

// padded returns how long the padding of a payload is, of which the first byte was kept
// (RFC 9113 §6.1); -1 if it is longer than the frame.
func (h Head) padded(payload []byte) int {
	switch {
	case !h.has(flagPadded) || h.Type != Data && h.Type != Headers && h.Type != PushPromise:
		return 0
	case len(payload) == 0 || 1+int(payload[0]) > h.Length:
		return -1
	}
	return int(payload[0])
}

// padding returns how many bytes of a DATA frame are no data: its padding and what says how
// long that is.
func (h Head) padding(payload []byte) int {
	switch n := h.padded(payload); {
	case !h.has(flagPadded) || h.Type != Data:
		return 0
	case n < 0:
		return h.Length
	default:
		return 1 + n
	}
}

// unpadded returns the payload without padding, nil if that is longer than the frame.
func (h Head) unpadded(payload []byte) (b []byte, pad int) {
	switch pad = h.padded(payload); {
	case pad < 0:
		return nil, pad
	case !h.has(flagPadded) || h.Type != Data && h.Type != Headers && h.Type != PushPromise:
		return payload, 0
	}
	return payload[1:max(1, len(payload)-pad)], pad
}

// block returns the part of a header block that the payload of a frame has, and the
// stream that it is about.
func (h Head) block(payload []byte) (b []byte, stream uint32) {
	b, _ = h.unpadded(payload)
	switch {
	case h.Type == Headers && h.has(flagPriority):
		return b[min(prioritySize, len(b)):], h.Stream
	case h.Type == PushPromise && len(b) >= 4:
		return b[4:], be.Uint32(b) & 0x7fffffff
	}
	return b, h.Stream
}

// carriesBlock reports whether frames of the type have a part of a header block.
func (t FrameType) carriesBlock() bool { return t == Headers || t == PushPromise || t == Continuation }

// ErrorCode says why a stream or connection ended (RFC 9113 §7).
type ErrorCode uint32

var errorCodes = [...]string{
	"NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED",
	"FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM",
	"INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
}

// String returns the name of the code, "" if it has none.
func (c ErrorCode) String() string {
	if int64(c) < int64(len(errorCodes)) {
		return errorCodes[c]
	}
	return ""
}

// Setting is a parameter of SETTINGS (RFC 9113 §6.5.2).
type Setting uint16

// Settings.
const (
	HeaderTableSize   Setting = 1
	EnablePush        Setting = 2
	MaxConcurrent     Setting = 3
	InitialWindowSize Setting = 4
	MaxFrameSize      Setting = 5
	MaxHeaderListSize Setting = 6
	ExtendedConnect   Setting = 8
	NoRFC7540         Setting = 9
)

var settingNames = map[Setting]string{
	HeaderTableSize: "Header table size", EnablePush: "Enable PUSH", MaxConcurrent: "Max concurrent streams",
	InitialWindowSize: "Initial Windows size", MaxFrameSize: "Max frame size", MaxHeaderListSize: "Max header list size",
	ExtendedConnect: "Extended CONNECT", NoRFC7540: "No RFC7540 Priorities",
}

// String returns what Wireshark calls the setting, "" if it has no name.
func (s Setting) String() string { return settingNames[s] }
