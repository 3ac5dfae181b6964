package http2

import "netsniff/dissect"

// controlFields are those of frames about the connection, and of extensions.
var controlFields = []dissect.Field{
	{Name: "http2.rst_stream.error", Title: "Error", Type: dissect.Uint, Names: errorName, Get: number(RSTStream, 0)},
	{Name: "http2.settings", Title: "Settings", Type: dissect.Label,
		Get: settings(func(_ Setting, _ uint64, at int, v *dissect.Values) {
			v.Mark().At(at, settingSize)
		})},
	{Name: "http2.settings.id", Title: "Settings Identifier", Type: dissect.Uint, Names: settingName,
		Get: settings(func(id Setting, _ uint64, at int, v *dissect.Values) {
			v.Uint(uint64(id)).At(at, 2)
		})},
	setting("http2.settings.header_table_size", "Header table size", HeaderTableSize),
	setting("http2.settings.enable_push", "Enable PUSH", EnablePush),
	setting("http2.settings.max_concurrent_streams", "Max concurrent streams", MaxConcurrent),
	setting("http2.settings.initial_window_size", "Initial Windows Size", InitialWindowSize),
	setting("http2.settings.max_frame_size", "Max frame size", MaxFrameSize),
	setting("http2.settings.max_header_list_size", "Max header list size", MaxHeaderListSize),
	setting("http2.settings.extended_connect", "Extended CONNECT", ExtendedConnect),
	{Name: "http2.settings.unknown", Title: "Unknown Settings", Type: dissect.Uint,
		Get: settings(func(id Setting, value uint64, at int, v *dissect.Values) {
			if id < HeaderTableSize || id > ExtendedConnect || id == 7 {
				v.Uint(value).At(at+2, 4)
			}
		})},
	{Name: "http2.ping", Title: "Ping", Type: dissect.Octets, Get: ping(false)},
	{Name: "http2.pong", Title: "Pong", Type: dissect.Octets, Get: ping(true)},
	reserved("http2.goway.r", GoAway),
	{Name: "http2.goaway.last_stream_id", Title: "Last-Stream-ID", Type: dissect.Uint, Get: low(GoAway)},
	{Name: "http2.goaway.error", Title: "Error", Type: dissect.Uint, Names: errorName, Get: number(GoAway, 4)},
	{Name: "http2.goaway.addata", Title: "Additional Debug Data", Type: dissect.Octets,
		Get: of(func(m *Message, v *dissect.Values) {
			if len(m.Payload) > 8 {
				v.Bytes(m.Payload[8:]).At(headSize+8, len(m.Payload)-8)
			}
		}, GoAway)},
	reserved("http2.window_update.r", WindowUpdate),
	{Name: "http2.window_update.window_size_increment", Title: "Window Size Increment", Type: dissect.Uint,
		Get: low(WindowUpdate)},
	{Name: "http2.altsvc.origin.len", Title: "Origin Length", Type: dissect.Uint,
		Get: alternative(func(_ []byte, n int, v *dissect.Values) {
			v.Uint(uint64(n)).At(headSize, 2)
		})},
	{Name: "http2.altsvc.origin", Title: "Origin", Type: dissect.String,
		Get: alternative(func(b []byte, n int, v *dissect.Values) {
			if n > 0 {
				v.Bytes(b[:n]).At(headSize+2, n)
			}
		})},
	{Name: "http2.altsvc.field_value", Title: "Field/Value", Type: dissect.String,
		Get: alternative(func(b []byte, n int, v *dissect.Values) {
			if len(b) > n {
				v.Bytes(b[n:]).At(headSize+2+n, len(b)-n)
			}
		})},
	{Name: "http2.origin.origin_len", Title: "Origin Length", Type: dissect.Uint,
		Get: origins(func(at int, b []byte, v *dissect.Values) {
			v.Uint(uint64(len(b))).At(at, 2)
		})},
	{Name: "http2.origin.origin", Title: "Origin", Type: dissect.String,
		Get: origins(func(at int, b []byte, v *dissect.Values) {
			v.Bytes(b).At(at+2, len(b))
		})},
	{Name: "http2.priority_update_stream_id", Title: "Priority Update Stream ID", Type: dissect.Uint,
		Get: low(PriorityUpdate)},
	{Name: "http2.priority_update_field_value", Title: "Priority Update Field Value", Type: dissect.String,
		Get: of(func(m *Message, v *dissect.Values) {
			if len(m.Payload) > 4 {
				v.Bytes(m.Payload[4:]).At(headSize+4, len(m.Payload)-4)
			}
		}, PriorityUpdate)},
}

// low returns the getter of the 31 bits that a frame begins with.
func low(t FrameType) dissect.Getter {
	return of(func(m *Message, v *dissect.Values) {
		if len(m.Payload) >= 4 {
			v.Uint(uint64(be.Uint32(m.Payload)&lowBits)).Masked(lowBits).At(headSize, 4)
		}
	}, t)
}

// reserved returns the field of the bit before them.
func reserved(name string, t FrameType) dissect.Field {
	return dissect.Field{Name: name, Title: "Reserved", Type: dissect.Uint, Base: dissect.Hex8,
		Get: of(func(m *Message, v *dissect.Values) {
			if len(m.Payload) >= 4 {
				v.Uint(uint64(m.Payload[0]>>7)).Masked(highBit).At(headSize, 4)
			}
		}, t)}
}

// alternative calls get with what an ALTSVC frame has behind the length n of its origin
// (RFC 7838 §4).
func alternative(get func(b []byte, n int, v *dissect.Values)) dissect.Getter {
	return of(func(m *Message, v *dissect.Values) {
		if b := m.Payload; len(b) >= 2 && len(b)-2 >= int(be.Uint16(b)) {
			get(b[2:], int(be.Uint16(b)), v)
		}
	}, AltSvc)
}

// origins calls get with each origin of an ORIGIN frame (RFC 8336 §2.1), and where its
// length stands.
func origins(get func(at int, b []byte, v *dissect.Values)) dissect.Getter {
	return of(func(m *Message, v *dissect.Values) {
		for at := 0; at+2 <= len(m.Payload); {
			b := m.Payload[at+2:]
			n := int(be.Uint16(m.Payload[at:]))
			if n > len(b) {
				return
			}
			get(headSize+at, b[:n], v)
			at += 2 + n
		}
	}, Origin)
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
	return dissect.Field{Name: name, Title: title, Type: dissect.Uint,
		Get: settings(func(id Setting, value uint64, at int, v *dissect.Values) {
			if id == want {
				v.Uint(value).At(at+2, 4)
			}
		})}
}
