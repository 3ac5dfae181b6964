package http3

import (
	"strconv"

	"netsniff/dissect"
)

var fields = append([]dissect.Field{
	{Name: "http3.stream_type", Title: "Stream Type", Type: dissect.Uint, Names: streamName,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.Opens {
				x := v.Uint(uint64(m.Kind))
				if m.Off >= 0 {
					x.At(m.Off, m.N)
				}
			}
		})},
	{Name: "http3.frame_type", Title: "Type", Type: dissect.Uint, Names: typeName,
		Get: frames(func(_ *Message, f *Frame, v *dissect.Values) {
			v.Uint(uint64(f.Type)).At(f.place(-f.size, 1))
		})},
	{Name: "http3.frame_length", Title: "Length", Type: dissect.Uint,
		Get: frames(func(_ *Message, f *Frame, v *dissect.Values) {
			v.Uint(f.Length).At(f.place(1-f.size, f.size-1))
		})},
	{Name: "http3.frame_payload", Title: "Frame Payload", Type: dissect.Octets,
		Get: frames(func(_ *Message, f *Frame, v *dissect.Values) {
			if len(f.Payload) > 0 {
				v.Bytes(f.Payload).At(f.place(0, len(f.Payload)))
			}
		})},
	{Name: "http3.settings", Title: "Settings", Type: dissect.Label,
		Get: eachSetting(func(f *Frame, _ Setting, _ uint64, at, _, end int, v *dissect.Values) {
			v.Mark().At(f.place(at, end-at))
		})},
	{Name: "http3.settings.id", Title: "Settings Identifier", Type: dissect.Uint, Names: settingName,
		Get: eachSetting(func(f *Frame, id Setting, _ uint64, at, middle, _ int, v *dissect.Values) {
			v.Uint(uint64(id)).At(f.place(at, middle-at))
		})},
	{Name: "http3.settings.value", Title: "Settings Value", Type: dissect.Uint,
		Get: eachSetting(func(f *Frame, _ Setting, value uint64, _, middle, end int, v *dissect.Values) {
			v.Uint(value).At(f.place(middle, end-middle))
		})},
	setting("http3.settings.qpack.max_table_capacity", "Max Table Capacity", TableCapacity),
	setting("http3.settings.max_field_section_size", "Max header list size", FieldSection),
	setting("http3.settings.qpack.blocked_streams", "Blocked Streams", BlockedStreams),
	setting("http3.settings.extended_connect", "Extended CONNECT", ExtendedConnect),
	{Name: "http3.priority_update_element_id", Title: "Priority Update Element ID", Type: dissect.Uint,
		Get: priority(func(f *Frame, id uint64, n int, v *dissect.Values) {
			v.Uint(id).At(f.place(0, n))
		})},
	{Name: "http3.priority_update_field_value", Title: "Priority Update Field Value", Type: dissect.String,
		Get: priority(func(f *Frame, _ uint64, n int, v *dissect.Values) {
			v.Bytes(f.Payload[n:]).At(f.place(n, len(f.Payload)-n))
		})},
	{Name: "http3.header", Title: "Header", Type: dissect.Label,
		Get: each(func(*Field, *dissect.Values) bool { return true })},
	{Name: "http3.header.name", Title: "Name", Type: dissect.String,
		Get: texts(func(x *Field) (string, bool) { return x.Name, true })},
	{Name: "http3.header.value", Title: "Value", Type: dissect.String,
		Get: texts(func(x *Field) (string, bool) { return x.Value, true })},
}, named()...)

// named returns the fields that have the value of one header field each.
func named() (list []dissect.Field) {
	for _, x := range []struct{ name, field string }{
		{":authority", "authority"}, {":method", "method"}, {":path", "path"}, {":scheme", "scheme"},
		{":protocol", "protocol"},
		{"accept", "accept"}, {"accept-encoding", "accept_encoding"}, {"authorization", "authorization"},
		{"cache-control", "cache_control"},
		{"content-encoding", "content_encoding"}, {"content-type", "content_type"}, {"cookie", "cookie"}, {"date", "date"},
		{"etag", "etag"}, {"location", "location"}, {"referer", "referer"}, {"server", "server"},
		{"set-cookie", "set_cookie"},
		{"user-agent", "user_agent"}, {"alt-svc", "alt_svc"},
	} {
		list = append(list, dissect.Field{Name: "http3.headers." + x.field, Title: x.name, Type: dissect.String,
			Get: texts(func(f *Field) (string, bool) {
				return f.Value, f.Name == x.name
			})})
	}
	for _, x := range []struct{ name, field string }{{":status", "status"}, {"content-length", "content_length"}} {
		list = append(list, dissect.Field{Name: "http3.headers." + x.field, Title: x.name, Type: dissect.Uint,
			Get: frames(func(m *Message, f *Frame, v *dissect.Values) {
				for i := range m.section(f) {
					h := &m.section(f)[i]
					if n, err := strconv.ParseUint(h.Value, 10, 64); h.Name == x.name && err == nil {
						v.Uint(n).At(f.field(h))
					}
				}
			})})
	}
	return list
}

func streamName(u uint64) string  { return StreamType(u).String() }
func typeName(u uint64) string    { return FrameType(u).String() }
func settingName(u uint64) string { return Setting(u).String() }

// field returns where a header field stands.
func (f *Frame) field(x *Field) (off, n int) {
	before := len(f.Payload) - len(f.block())
	return f.place(before+x.Off, x.N)
}

// frames returns the getter of a field of frames.
func frames(get func(*Message, *Frame, *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		for i := range m.Frames {
			get(m, &m.Frames[i], v)
		}
	})
}

// each returns that of a field that only says that a header field is there.
func each(is func(*Field, *dissect.Values) bool) dissect.Getter {
	return frames(func(m *Message, f *Frame, v *dissect.Values) {
		for i := range m.section(f) {
			if x := &m.section(f)[i]; is(x, v) {
				v.Mark().At(f.field(x))
			}
		}
	})
}

// texts returns that of a field with a text of header fields.
func texts(get func(*Field) (string, bool)) dissect.Getter {
	return frames(func(m *Message, f *Frame, v *dissect.Values) {
		for i := range m.section(f) {
			x := &m.section(f)[i]
			if s, ok := get(x); ok {
				v.Text(s).At(f.field(x))
			}
		}
	})
}

// eachSetting calls get with each setting.
func eachSetting(get func(f *Frame, id Setting, value uint64, at, middle, end int, v *dissect.Values)) dissect.Getter {
	return frames(func(_ *Message, f *Frame, v *dissect.Values) {
		if f.Type == Settings {
			settings(f.Payload, func(id Setting, value uint64, at, middle,
				end int) {
				get(f, id, value, at, middle, end, v)
			})
		}
	})
}

func setting(name, title string, want Setting) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Uint,
		Get: eachSetting(func(f *Frame, id Setting, value uint64, _, middle, end int, v *dissect.Values) {
			if id == want {
				v.Uint(value).At(f.place(middle, end-middle))
			}
		})}
}

// priority calls get with what PRIORITY_UPDATE frames are about.
func priority(get func(f *Frame, id uint64, n int, v *dissect.Values)) dissect.Getter {
	return frames(func(_ *Message, f *Frame, v *dissect.Values) {
		if id, n := readVarint(f.Payload); n > 0 && (f.Type == PriorityUpdate || f.Type == PriorityUpdateForPush) {
			get(f, id, n, v)
		}
	})
}
