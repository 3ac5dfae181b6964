package http2

import (
	"strconv"

	"netsniff/dissect"
)

var fields = append([]dissect.Field{
	{Name: "http2.stream", Title: "Stream", Type: dissect.Label, Get: frames(func(m *Message, v *dissect.Values) {
		v.Mark().At(0, headSize+m.Length)
	})},
	{Name: "http2.magic", Title: "Magic", Type: dissect.String, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if m.Preface {
			v.Text(preface).At(0, len(preface))
		}
	})},
	{Name: "http2.length", Title: "Length", Type: dissect.Uint, Get: frames(func(m *Message, v *dissect.Values) { v.Uint(uint64(m.Length)).At(0, 3) })},
	{Name: "http2.type", Title: "Type", Type: dissect.Uint, Names: typeName, Get: frames(func(m *Message, v *dissect.Values) { v.Uint(uint64(m.Type)).At(3, 1) })},
	{Name: "http2.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex2, Get: frames(func(m *Message, v *dissect.Values) { v.Uint(uint64(m.Flags)).At(4, 1) })},
	flag("http2.flags.end_stream", "End Stream", flagEndStream, Data, Headers),
	flag("http2.flags.eh", "End Headers", flagEndHeaders, Headers, PushPromise, Continuation),
	flag("http2.flags.padded", "Padded", flagPadded, Data, Headers, PushPromise),
	flag("http2.flags.priority", "Priority", flagPriority, Headers),
	flag("http2.flags.ack.settings", "ACK", flagAck, Settings),
	flag("http2.flags.ack.ping", "ACK", flagAck, Ping),
	{Name: "http2.r", Title: "Reserved", Type: dissect.Uint, Base: dissect.Hex2, Get: frames(func(m *Message, v *dissect.Values) {
		v.Uint(bit(m.Reserved)).At(5, 1)
	})},
	{Name: "http2.streamid", Title: "Stream Identifier", Type: dissect.Uint, Get: frames(func(m *Message, v *dissect.Values) { v.Uint(uint64(m.Stream)).At(5, 4) })},
	{Name: "http2.pad_length", Title: "Pad Length", Type: dissect.Uint, Get: of(func(m *Message, v *dissect.Values) {
		v.Uint(uint64(max(0, m.Padding)))
	}, Data, Headers, PushPromise)},
	{Name: "http2.data.data", Title: "Data", Type: dissect.Octets, Body: true, Get: of(func(m *Message, v *dissect.Values) {
		if b, _ := m.unpadded(m.Payload); len(b) > 0 && len(m.Payload) == m.Length {
			v.Bytes(b).At(headSize+m.before(), len(b))
		}
	}, Data)},
	{Name: "http2.stream_dependency", Title: "Stream Dependency", Type: dissect.Uint, Get: of(func(m *Message, v *dissect.Values) {
		if b := m.priority(); b != nil {
			v.Uint(uint64(be.Uint32(b)&0x7fffffff)).At(headSize+m.before(), 4)
		}
	}, Headers, Priority)},
	{Name: "http2.headers.weight", Title: "Weight", Type: dissect.Uint, Get: of(func(m *Message, v *dissect.Values) {
		if b := m.priority(); b != nil {
			v.Uint(uint64(b[4])).At(headSize+m.before()+4, 1)
		}
	}, Headers, Priority)},
	{Name: "http2.headers", Title: "Header Block Fragment", Type: dissect.Octets, Get: of(func(m *Message, v *dissect.Values) {
		b, _ := m.block(m.Payload)
		v.Bytes(b).At(headSize+m.before()+m.ahead(), len(b))
	}, Headers)},
	{Name: "http2.push_promise.promised_stream_id", Title: "Promised-Stream-ID", Type: dissect.Uint, Get: of(func(m *Message, v *dissect.Values) {
		_, stream := m.block(m.Payload)
		v.Uint(uint64(stream)).At(headSize+m.before(), 4)
	}, PushPromise)},
	{Name: "http2.header.count", Title: "Header Count", Type: dissect.Uint, Get: blocks(func(m *Message, v *dissect.Values) { v.Uint(uint64(len(m.Fields))) })},
	{Name: "http2.header", Title: "Header", Type: dissect.Label, Get: each(func(x *Field, v *dissect.Values) *dissect.Value { return v.Mark() })},
	{Name: "http2.header.name.length", Title: "Name Length", Type: dissect.Uint, Get: each(func(x *Field, v *dissect.Values) *dissect.Value { return v.Uint(uint64(len(x.Name))) })},
	{Name: "http2.header.name", Title: "Name", Type: dissect.String, Get: each(func(x *Field, v *dissect.Values) *dissect.Value { return v.Text(x.Name) })},
	{Name: "http2.header.value.length", Title: "Value Length", Type: dissect.Uint, Get: each(func(x *Field, v *dissect.Values) *dissect.Value { return v.Uint(uint64(len(x.Value))) })},
	{Name: "http2.header.value", Title: "Value", Type: dissect.String, Get: each(func(x *Field, v *dissect.Values) *dissect.Value { return v.Text(x.Value) })},
	{Name: "http2.header.repr", Title: "Representation", Type: dissect.String, Get: each(func(x *Field, v *dissect.Values) *dissect.Value { return v.Text(x.Form.String()) })},
	{Name: "http2.header.index", Title: "Index", Type: dissect.Uint, Get: each(func(x *Field, v *dissect.Values) *dissect.Value {
		if x.Index == 0 {
			return nil
		}
		return v.Uint(uint64(x.Index))
	})},
	{Name: "http2.request.full_uri", Title: "Full request URI", Type: dissect.String, Get: blocks(func(m *Message, v *dissect.Values) {
		b := v.Begin()
		if x := m.appendURI(b); len(x) > len(b) {
			v.End(x)
		}
	})},
	{Name: "http2.rst_stream.error", Title: "Error", Type: dissect.Uint, Names: errorName, Get: number(RSTStream, 0)},
	{Name: "http2.settings.id", Title: "Settings Identifier", Type: dissect.Uint, Names: settingName, Get: settings(func(id Setting, value uint64, at int, v *dissect.Values) {
		v.Uint(uint64(id)).At(at, 2)
	})},
	setting("http2.settings.header_table_size", "Header table size", HeaderTableSize),
	setting("http2.settings.enable_push", "Enable PUSH", EnablePush),
	setting("http2.settings.max_concurrent_streams", "Max concurrent streams", MaxConcurrent),
	setting("http2.settings.initial_window_size", "Initial Windows Size", InitialWindowSize),
	setting("http2.settings.max_frame_size", "Max frame size", MaxFrameSize),
	setting("http2.settings.max_header_list_size", "Max header list size", MaxHeaderListSize),
	setting("http2.settings.extended_connect", "Extended CONNECT", ExtendedConnect),
	{Name: "http2.ping", Title: "Ping", Type: dissect.Octets, Get: ping(false)},
	{Name: "http2.pong", Title: "Pong", Type: dissect.Octets, Get: ping(true)},
	{Name: "http2.goaway.last_stream_id", Title: "Last-Stream-ID", Type: dissect.Uint, Get: number(GoAway, 0)},
	{Name: "http2.goaway.error", Title: "Error", Type: dissect.Uint, Names: errorName, Get: number(GoAway, 4)},
	{Name: "http2.goaway.addata", Title: "Additional Debug Data", Type: dissect.Octets, Get: of(func(m *Message, v *dissect.Values) {
		if len(m.Payload) > 8 {
			v.Bytes(m.Payload[8:]).At(headSize+8, len(m.Payload)-8)
		}
	}, GoAway)},
	{Name: "http2.window_update.window_size_increment", Title: "Window Size Increment", Type: dissect.Uint, Get: number(WindowUpdate, 0)},
}, named()...)

// named returns the fields that have the value of one header field each.
func named() (list []dissect.Field) {
	for _, x := range []struct{ name, field string }{
		{":authority", "authority"}, {":method", "method"}, {":path", "path"}, {":scheme", "scheme"},
		{"accept", "accept"}, {"accept-encoding", "accept_encoding"}, {"accept-language", "accept_language"},
		{"accept-ranges", "accept_ranges"}, {"access-control-allow-origin", "access_control_allow_origin"},
		{"allow", "allow"}, {"authorization", "authorization"}, {"cache-control", "cache_control"},
		{"content-disposition", "content_disposition"}, {"content-encoding", "content_encoding"},
		{"content-language", "content_language"}, {"content-location", "content_location"},
		{"content-range", "content_range"}, {"content-type", "content_type"}, {"cookie", "cookie"}, {"date", "date"},
		{"etag", "etag"}, {"expires", "expires"}, {"host", "host"}, {"if-match", "if_match"},
		{"if-modified-since", "if_modified_since"}, {"if-none-match", "if_none_match"}, {"last-modified", "last_modified"},
		{"link", "link"}, {"location", "location"}, {"range", "range"}, {"referer", "referer"}, {"server", "server"},
		{"set-cookie", "set_cookie"}, {"strict-transport-security", "strict_transport_security"},
		{"transfer-encoding", "transfer_encoding"}, {"user-agent", "user_agent"}, {"vary", "vary"}, {"via", "via"},
		{"www-authenticate", "www_authenticate"},
	} {
		list = append(list, dissect.Field{Name: "http2.headers." + x.field, Title: x.name, Type: dissect.String, Get: each(func(f *Field, v *dissect.Values) *dissect.Value {
			if f.Name != x.name {
				return nil
			}
			return v.Text(f.Value)
		})})
	}
	for _, x := range []struct{ name, field string }{{":status", "status"}, {"content-length", "content_length"}, {"age", "age"}} {
		list = append(list, dissect.Field{Name: "http2.headers." + x.field, Title: x.name, Type: dissect.Uint, Get: each(func(f *Field, v *dissect.Values) *dissect.Value {
			n, err := strconv.ParseUint(f.Value, 10, 64)
			if f.Name != x.name || err != nil {
				return nil
			}
			return v.Uint(n)
		})})
	}
	return list
}

// before returns how many bytes of the payload say how long the padding is.
func (m *Message) before() int {
	if m.has(flagPadded) && (m.Type == Data || m.Type == Headers || m.Type == PushPromise) {
		return 1
	}
	return 0
}

// ahead returns how many bytes of priority stand before a header block.
func (m *Message) ahead() int {
	if m.Type == Headers && m.has(flagPriority) {
		return prioritySize
	}
	return 0
}

// priority returns what the frame says of the priority of its stream; nil if nothing.
func (m *Message) priority() []byte {
	b, _ := m.unpadded(m.Payload)
	if m.Type == Headers && !m.has(flagPriority) || len(b) < prioritySize {
		return nil
	}
	return b[:prioritySize]
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

// blocks returns that of a field of frames that complete a header block.
func blocks(get func(*Message, *dissect.Values)) dissect.Getter {
	return frames(func(m *Message, v *dissect.Values) {
		if m.Whole {
			get(m, v)
		}
	})
}

// each returns that of a field of header fields; get returns nil for those that have
// none.
func each(get func(*Field, *dissect.Values) *dissect.Value) dissect.Getter {
	return blocks(func(m *Message, v *dissect.Values) {
		for i := range m.Fields {
			if x := get(&m.Fields[i], v); x != nil {
				x.At(m.place(&m.Fields[i]))
			}
		}
	})
}

func flag(name, title string, mask uint8, types ...FrameType) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Bool, Get: of(func(m *Message, v *dissect.Values) {
		v.Uint(bit(m.has(mask))).At(4, 1)
	}, types...)}
}

// number returns the getter of four bytes of a frame.
func number(t FrameType, at int) dissect.Getter {
	return of(func(m *Message, v *dissect.Values) {
		if len(m.Payload) >= at+4 {
			v.Uint(uint64(be.Uint32(m.Payload[at:]))).At(headSize+at, 4)
		}
	}, t)
}

func ping(answer bool) dissect.Getter {
	return of(func(m *Message, v *dissect.Values) {
		if m.has(flagAck) == answer {
			v.Bytes(m.Payload).At(headSize, len(m.Payload))
		}
	}, Ping)
}

// settings calls get with each setting and where it stands.
func settings(get func(id Setting, value uint64, at int, v *dissect.Values)) dissect.Getter {
	return of(func(m *Message, v *dissect.Values) {
		for at := 0; at+settingSize <= len(m.Payload); at += settingSize {
			get(Setting(be.Uint16(m.Payload[at:])), uint64(be.Uint32(m.Payload[at+2:])), headSize+at, v)
		}
	}, Settings)
}

func setting(name, title string, want Setting) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Uint, Get: settings(func(id Setting, value uint64, at int, v *dissect.Values) {
		if id == want {
			v.Uint(value).At(at+2, 4)
		}
	})}
}
