package http2

import (
	"math/bits"
	"slices"

	"netsniff/dissect"
)

var fields = slices.Concat(frameFields, payloadFields, bodyFields, controlFields, blockFields, named(), formFields)

// frameFields are those of what begins a frame.
var frameFields = []dissect.Field{
	{Name: "http2.stream", Title: "Stream", Type: dissect.Label, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		v.Mark().At(0, m.size())
	})},
	{Name: "http2.magic", Title: "Magic", Type: dissect.String, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if m.Preface {
			v.Text(preface).At(0, len(preface))
		}
	})},
	{Name: "http2.length", Title: "Length", Type: dissect.Uint,
		Get: frames(func(m *Message, v *dissect.Values) { v.Uint(uint64(m.Length)).At(0, 3) })},
	{Name: "http2.type", Title: "Type", Type: dissect.Uint, Names: typeName,
		Get: frames(func(m *Message, v *dissect.Values) { v.Uint(uint64(m.Type)).At(3, 1) })},
	{Name: "http2.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex2,
		Get: frames(func(m *Message, v *dissect.Values) { v.Uint(uint64(m.Flags)).At(4, 1) })},
	unused("http2.flags.unused", 0xff, Priority, RSTStream, GoAway, WindowUpdate, AltSvc, Origin, PriorityUpdate),
	unused("http2.flags.unused_data", 0xff&^(flagEndStream|flagPadded), Data),
	unused("http2.flags.unused_headers", 0xff&^(flagEndStream|flagEndHeaders|flagPadded|flagPriority), Headers),
	unused("http2.flags.unused_settings", 0xff&^flagAck, Settings),
	unused("http2.flags.unused_push_promise", 0xff&^(flagEndHeaders|flagPadded), PushPromise),
	unused("http2.flags.unused_ping", 0xff&^flagAck, Ping),
	unused("http2.flags.unused_continuation", 0xff&^flagEndHeaders, Continuation),
	flag("http2.flags.priority", "Priority", flagPriority, Headers),
	flag("http2.flags.padded", "Padded", flagPadded, Data, Headers, PushPromise),
	flag("http2.flags.eh", "End Headers", flagEndHeaders, Headers, PushPromise, Continuation),
	flag("http2.flags.end_stream", "End Stream", flagEndStream, Data, Headers),
	flag("http2.flags.ack.settings", "ACK", flagAck, Settings),
	flag("http2.flags.ack.ping", "ACK", flagAck, Ping),
	{Name: "http2.r", Title: "Reserved", Type: dissect.Uint, Base: dissect.Hex8,
		Get: frames(func(m *Message, v *dissect.Values) {
			v.Uint(bit(m.Reserved)).Masked(highBit).At(5, 4)
		})},
	{Name: "http2.streamid", Title: "Stream Identifier", Type: dissect.Uint,
		Get: frames(func(m *Message, v *dissect.Values) {
			v.Uint(uint64(m.Stream)).Masked(lowBits).At(5, 4)
		})},
}

// payloadFields are those of the frames of streams, but for header fields.
var payloadFields = []dissect.Field{
	{Name: "http2.padding", Title: "Pad Length", Type: dissect.Uint, Base: dissect.Hex2,
		Get: of(func(m *Message, v *dissect.Values) {
			if m.has(flagPadded) && len(m.Payload) > 0 {
				v.Uint(uint64(m.Payload[0])).At(headSize, 1)
			}
		}, Data, Headers, PushPromise)},
	{Name: "http2.pad_length", Title: "Pad Length", Type: dissect.Uint, Get: of(func(m *Message, v *dissect.Values) {
		v.Uint(uint64(max(0, m.Padding)))
	}, Data, Headers, PushPromise)},
	{Name: "http2.exclusive", Title: "Exclusive", Type: dissect.Bool,
		Get: priority(func(at int, b []byte, v *dissect.Values) {
			v.Uint(uint64(b[0]>>7)).Masked(highBit).At(at, 4)
		})},
	{Name: "http2.stream_dependency", Title: "Stream Dependency", Type: dissect.Uint,
		Get: priority(func(at int, b []byte, v *dissect.Values) {
			v.Uint(uint64(be.Uint32(b)&lowBits)).Masked(lowBits).At(at, 4)
		})},
	{Name: "http2.headers.weight", Title: "Weight", Type: dissect.Uint,
		Get: priority(func(at int, b []byte, v *dissect.Values) {
			v.Uint(uint64(b[4])).At(at+4, 1)
		})},
	{Name: "http2.headers.weight_real", Title: "Weight real", Type: dissect.Uint,
		Get: priority(func(_ int, b []byte, v *dissect.Values) {
			v.Uint(uint64(b[4]) + 1)
		})},
	{Name: "http2.push_promise.r", Title: "Reserved", Type: dissect.Uint, Base: dissect.Hex8,
		Get: of(func(m *Message, v *dissect.Values) {
			if b, _ := m.unpadded(m.Payload); len(b) >= 4 {
				v.Uint(uint64(b[0]>>7)).Masked(highBit).At(headSize+m.before(), 4)
			}
		}, PushPromise)},
	{Name: "http2.push_promise.promised_stream_id", Title: "Promised-Stream-ID", Type: dissect.Uint,
		Get: of(func(m *Message, v *dissect.Values) {
			_, stream := m.block(m.Payload)
			v.Uint(uint64(stream)).Masked(lowBits).At(headSize+m.before(), 4)
		}, PushPromise)},
	blockPart("http2.headers", "Header Block Fragment", dissect.Octets, Headers),
	blockPart("http2.push_promise.header", "Header Block Fragment", dissect.Octets, PushPromise),
	blockPart("http2.continuation.header", "Continuation Header", dissect.String, Continuation),
	padding("http2.data.padding", Data),
	padding("http2.headers.padding", Headers),
	padding("http2.push_promise.padding", PushPromise),
	{Name: "http2.unknown", Title: "Unknown", Type: dissect.Octets, Get: frames(func(m *Message, v *dissect.Values) {
		if frameTypes[m.Type] == "" {
			v.Bytes(m.Payload).At(headSize, len(m.Payload))
		}
	})},
}

// Bits of the numbers of streams: the highest is reserved.
const (
	highBit = 1 << 31
	lowBits = highBit - 1
)

// before returns how many bytes of the payload say how long the padding is.
func (m *Message) before() int {
	if m.has(flagPadded) && (m.Type == Data || m.Type == Headers || m.Type == PushPromise) {
		return 1
	}
	return 0
}

// ahead returns how many bytes of priority or of a promise stand before a header block.
func (m *Message) ahead() int {
	switch {
	case m.Type == Headers && m.has(flagPriority):
		return prioritySize
	case m.Type == PushPromise:
		return promiseSize
	}
	return 0
}

// blockPlace returns where the part of a header block stands.
func (m *Message) blockPlace() (off, n int) {
	b, _ := m.block(m.Payload)
	return headSize + m.before() + m.ahead(), len(b)
}

// priority returns the getter of what frames say of the priority of their stream. get is
// given where that stands.
func priority(get func(at int, b []byte, v *dissect.Values)) dissect.Getter {
	return of(func(m *Message, v *dissect.Values) {
		b, _ := m.unpadded(m.Payload)
		if m.Type == Priority || m.has(flagPriority) && len(b) >= prioritySize {
			get(headSize+m.before(), b[:prioritySize], v)
		}
	}, Headers, Priority)
}

func bit(on bool) uint64 {
	if on {
		return 1
	}
	return 0
}

func typeName(u uint64) string    { return frameTypes[FrameType(u)] }
func errorName(u uint64) string   { return ErrorCode(u).String() }
func settingName(u uint64) string { return Setting(u).String() }

// frames returns the getter of a field that all frames have.
func frames(get func(*Message, *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if !m.Preface {
			get(m, v)
		}
	})
}

// of returns that of a field of frames of some types.
func of(get func(*Message, *dissect.Values), types ...FrameType) dissect.Getter {
	return frames(func(m *Message, v *dissect.Values) {
		for _, t := range types {
			if m.Type == t {
				get(m, v)
			}
		}
	})
}

func flag(name, title string, mask uint8, types ...FrameType) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Bool, Get: of(func(m *Message, v *dissect.Values) {
		v.Uint(bit(m.has(mask))).Masked(uint64(mask)).At(4, 1)
	}, types...)}
}

// unused returns the field of the flags that mean nothing in frames of some types.
func unused(name string, mask uint8, types ...FrameType) dissect.Field {
	return dissect.Field{Name: name, Title: "Unused", Type: dissect.Uint, Base: dissect.Hex2,
		Get: of(func(m *Message, v *dissect.Values) {
			v.Uint(uint64(m.Flags&mask>>bits.TrailingZeros8(mask))).Masked(uint64(mask)).At(4, 1)
		}, types...)}
}

// blockPart returns the field of the part of a header block that frames of a type have.
func blockPart(name, title string, kind dissect.Type, t FrameType) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: kind, Get: of(func(m *Message, v *dissect.Values) {
		b, _ := m.block(m.Payload)
		v.Bytes(b).At(m.blockPlace())
	}, t)}
}

// padding returns the field of the padding of frames of a type.
func padding(name string, t FrameType) dissect.Field {
	return dissect.Field{Name: name, Title: "Padding", Type: dissect.Octets, Get: of(func(m *Message, v *dissect.Values) {
		if n := len(m.Payload) - m.Padding; m.Padding > 0 && len(m.Payload) == m.Length {
			v.Bytes(m.Payload[n:]).At(headSize+n, m.Padding)
		}
	}, t)}
}
