package http2

import (
	"slices"
	"sort"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/http/status"
	"netsniff/dissect/text"
)

var outline = dissect.Outline{
	Headings:  addStream,
	Structure: []string{"http2.stream", "http2.settings", "http2.header"},
	Branches: []dissect.Branch{
		{Above: "http2.body.fragments",
			Below: []string{"http2.body.fragment", "http2.body.fragment.count", "http2.body.reassembled.*"}},
		{Above: "http2.flags", Below: []string{"http2.flags.*"}},
		{Above: "http2.stream", Below: []string{
			"http2.pad_length", "http2.headers.weight_real", "http2.headers", "http2.push_promise.header",
			"http2.continuation.header",
			"http2.header.length", "http2.header.count", "http2.request.full_uri", "http2.header_table_size_update.*",
			"http2.body.fragments", "http.time",
		}},
	},
	Computed: []string{"http2.pad_length", "http2.headers.weight_real", "http2.header.length", "http2.header.count",
		"http2.header.unescaped", "http2.request.full_uri", "http.time",
		"http2.body.fragments", "http2.body.fragment", "http2.body.fragment.count", "http2.body.reassembled.length",
		"http2.body.reassembled.data"},
	Whole:  []string{"http2.body.fragments", "http2.body.fragment"},
	Sorted: true,
	Wordings: []dissect.Wording{
		{Field: "http2.flags", Say: sayFlags},
		{Field: "http2.flags.*", Say: dissect.SayTruth},
		{Field: "http2.flags.unused*", Say: dissect.SayDigits(2)},
		{Field: "http2.exclusive", Say: dissect.SayTruth},
		{Field: "http2.r", Say: dissect.SayDigits(1)},
		{Field: "http2.push_promise.r", Say: dissect.SayDigits(1)},
		{Field: "http2.goway.r", Say: dissect.SayDigits(1)},
		{Field: "http2.window_update.r", Say: dissect.SayDigits(1)},
		{Field: "http2.stream", Say: sayStream},
		{Field: "http2.settings", Say: saySetting},
		{Field: "http2.header", Say: sayField},
		{Field: "http2.body.fragments", Say: sayFragments},
		{Field: "http2.body.fragment", Say: sayFragment},
	},
}

// nameOr returns a name, or what stands for one that is not known.
func nameOr(name, other string) string {
	if name == "" {
		return other
	}
	return name
}

// flagNames are the words for the flags of a frame, from the highest bit.
var flagNames = []struct {
	mask  uint8
	name  string
	types []FrameType
}{
	{flagPriority, "Priority", []FrameType{Headers}},
	{flagPadded, "Padded", []FrameType{Data, Headers, PushPromise}},
	{flagEndHeaders, "End Headers", []FrameType{Headers, PushPromise, Continuation}},
	{flagEndStream, "End Stream", []FrameType{Data, Headers}},
	{flagAck, "ACK", []FrameType{Settings, Ping}},
}

// sayFlags says the flags and those that are set: ": 0x05, End Headers, End Stream".
func sayFlags(dst []byte, _ *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	dst = text.AppendHex(append(dst, ": 0x"...), v.U, 2)
	m, ok := l.Message.(*Message)
	for i := range flagNames {
		if x := &flagNames[i]; ok && m.has(x.mask) && slices.Contains(x.types, m.Type) {
			dst = append(append(dst, ", "...), x.name...)
		}
	}
	return dst
}

// addStream adds the line of a frame, and those of its settings and header fields.
func addStream(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	m, ok := l.Message.(*Message)
	if !ok {
		return
	}
	h.Add(0, "http2.stream", h.Begin(), 0, m.size())
	if m.Type == Settings && !m.Preface {
		for at := 0; at+settingSize <= len(m.Payload); at += settingSize {
			h.Add(1, "http2.settings", h.Begin(), headSize+at, settingSize)
		}
	}
	for i := range m.Fields {
		if off, n := m.place(&m.Fields[i]); n > 0 {
			h.Add(1, "http2.header", h.Begin(), off, n)
		}
	}
}

// sayStream says what the frame is.
func sayStream(dst []byte, _ *dissect.Frame, l *dissect.Layer, _ *dissect.Value) []byte {
	m, ok := l.Message.(*Message)
	if !ok || m.Preface {
		return append(dst, ": Magic"...)
	}
	dst = append(append(dst, ": "...), m.Type.String()...)
	dst = strconv.AppendUint(append(dst, ", Stream ID: "...), uint64(m.Stream), 10)
	dst = strconv.AppendInt(append(dst, ", Length "...), int64(m.Length), 10)
	if m.Whole {
		dst = m.appendSubject(dst, ", ")
	}
	return dst
}

// saySetting says a setting by the place that its line has.
func saySetting(dst []byte, _ *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	m, ok := l.Message.(*Message)
	at := int(v.Off) - headSize
	if !ok || at < 0 || at+settingSize > len(m.Payload) {
		return dst
	}
	dst = append(append(dst, " - "...), nameOr(Setting(be.Uint16(m.Payload[at:])).String(), "Unknown")...)
	return strconv.AppendUint(append(dst, " : "...), uint64(be.Uint32(m.Payload[at+2:])), 10)
}

// sayField says a header field by the place that its line has.
func sayField(dst []byte, _ *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	m, ok := l.Message.(*Message)
	if !ok {
		return dst
	}
	i := sort.Search(len(m.Fields), func(i int) bool { return m.at+m.Fields[i].Off >= int(v.Off) })
	if i == len(m.Fields) {
		return dst
	}
	x := &m.Fields[i]
	dst = append(append(append(dst, ": "...), x.Name...), ": "...)
	if x.Name == ":status" {
		return status.Append(dst, x.Value)
	}
	return append(dst, x.Value...)
}
