package websocket

import "netsniff/dissect"

var fields = []dissect.Field{
	{Name: "websocket.fin", Title: "Fin", Type: dissect.Bool,
		Get: get(func(m *Message, v *dissect.Values) { v.Bool(m.Fin).Masked(bitFin).At(0, 1) })},
	{Name: "websocket.rsv", Title: "Reserved", Type: dissect.Uint, Base: dissect.Hex2,
		Get: get(func(m *Message, v *dissect.Values) {
			v.Uint(uint64(m.Rsv)).Masked(bitsRsv).At(0, 1)
		})},
	{Name: "websocket.pmc", Title: "Per-Message Compressed", Type: dissect.Bool,
		Get: get(func(m *Message, v *dissect.Values) {
			if m.agreed {
				v.Bool(m.Rsv&rsvCompressed != 0).Masked(rsvCompressed<<4).At(0, 1)
			}
		})},
	{Name: "websocket.opcode", Title: "Opcode", Type: dissect.Uint, Names: opcodeName,
		Get: get(func(m *Message, v *dissect.Values) {
			v.Uint(uint64(m.Opcode)).Masked(bitsOpcode).At(0, 1)
		})},
	{Name: "websocket.mask", Title: "Mask", Type: dissect.Bool,
		Get: get(func(m *Message, v *dissect.Values) { v.Bool(m.Masked).Masked(bitMask).At(1, 1) })},
	{Name: "websocket.payload_length", Title: "Payload length", Type: dissect.Uint,
		Get: get(func(m *Message, v *dissect.Values) {
			v.Uint(uint64(m.Short)).Masked(bitsLength).At(1, 1)
		})},
	{Name: "websocket.payload_length_ext_16", Title: "Extended Payload length (16 bits)", Type: dissect.Uint,
		Get: extendedLength(length16, 2)},
	{Name: "websocket.payload_length_ext_64", Title: "Extended Payload length (64 bits)", Type: dissect.Uint,
		Get: extendedLength(length64, 8)},
	{Name: "websocket.masking_key", Title: "Masking-Key", Type: dissect.Octets,
		Get: get(func(m *Message, v *dissect.Values) {
			if m.Masked {
				v.Copy(m.Key[:]).At(m.Size-keySize, keySize)
			}
		})},
	{Name: "websocket.masked_payload", Title: "Masked payload", Type: dissect.Label,
		Get: get(func(m *Message, v *dissect.Values) {
			if m.Masked && m.Length > 0 {
				v.Mark().At(m.Size, len(m.Payload))
			}
		})},
	{Name: "websocket.payload", Title: "Payload", Type: dissect.Label, Get: get(func(m *Message, v *dissect.Values) {
		if m.Length > 0 {
			v.Mark().At(m.Size, len(m.Payload))
		}
	})},
	{Name: "websocket.payload.continue", Title: "Continue", Type: dissect.Octets, Body: true,
		Get: get(func(m *Message, v *dissect.Values) {
			if m.Opcode == Continuation && !m.Fin {
				m.add(v, m.plain, 0)
			}
		})},
	{Name: "websocket.payload.text", Title: "Text", Type: dissect.String, Body: true,
		Get: get(func(m *Message, v *dissect.Values) {
			if m.whole && m.content.opcode == Text {
				m.add(v, m.content.bytes, 0)
			}
		})},
	{Name: "websocket.payload.close", Title: "Close", Type: dissect.Label,
		Get: of(Close, func(m *Message, v *dissect.Values) {
			v.Mark().At(m.Size, len(m.Payload))
		})},
	{Name: "websocket.payload.close.status_code", Title: "Status code", Type: dissect.Uint, Names: statusName,
		Get: of(Close, func(m *Message, v *dissect.Values) {
			if s, _, ok := readClose(m.plain); ok {
				v.Uint(uint64(s)).At(m.Size, statusSize)
			}
		})},
	{Name: "websocket.payload.close.reason", Title: "Reason", Type: dissect.String,
		Get: of(Close, func(m *Message, v *dissect.Values) {
			if _, reason, ok := readClose(m.plain); ok {
				m.add(v, reason, statusSize)
			}
		})},
	{Name: "websocket.payload.ping", Title: "Ping", Type: dissect.Octets,
		Get: of(Ping, func(m *Message, v *dissect.Values) { m.add(v, m.plain, 0) })},
	{Name: "websocket.payload.pong", Title: "Pong", Type: dissect.Octets,
		Get: of(Pong, func(m *Message, v *dissect.Values) { m.add(v, m.plain, 0) })},
	{Name: "websocket.payload.unknown", Title: "Unknown", Type: dissect.Octets, Body: true,
		Get: get(func(m *Message, v *dissect.Values) {
			switch {
			case m.Opcode.String() != "":
			case m.whole:
				m.add(v, m.content.bytes, 0)
			default:
				m.add(v, m.plain, 0)
			}
		})},
	{Name: "websocket.payload.unknown.expert", Title: "Dissector for Websocket Opcode", Type: dissect.Label,
		Get: get(func(m *Message, v *dissect.Values) {
			if m.Opcode.String() == "" && m.Length > 0 {
				v.Mark()
			}
		})},
	{Name: "websocket.decompression.failed.expert", Title: decompressionFailed, Type: dissect.Label, Body: true,
		Get: get(func(m *Message, v *dissect.Values) {
			if m.whole && m.content.failed {
				v.Mark()
			}
		})},
	{Name: "websocket.fragments", Title: "Reassembled websocket Fragments", Type: dissect.Label,
		Get: put(func(_ *content, v *dissect.Values) { v.Mark() })},
	{Name: "websocket.fragment", Title: "Websocket Fragment", Type: dissect.FrameNum,
		Get: put(func(c *content, v *dissect.Values) {
			for i := range c.parts {
				v.Uint(uint64(c.parts[i].frame)).F = float64(i)
			}
		})},
	{Name: "websocket.fragment.count", Title: "Fragment count", Type: dissect.Uint,
		Get: put(func(c *content, v *dissect.Values) { v.Uint(uint64(c.count)) })},
	{Name: "websocket.reassembled.length", Title: "Reassembled websocket Payload length", Type: dissect.Uint,
		Get: put(func(c *content, v *dissect.Values) {
			v.Uint(uint64(c.size))
		})},
}

func opcodeName(u uint64) string {
	if s := Opcode(u).String(); s != "" {
		return s
	}
	return "Unknown"
}

func statusName(u uint64) string {
	if s, ok := statuses[Status(u)]; ok {
		return s
	}
	return "Unknown"
}

func get(do func(*Message, *dissect.Values)) dissect.Getter { return dissect.Of(do) }

// of returns the getter of what frames with an opcode have if they carry something.
func of(o Opcode, do func(*Message, *dissect.Values)) dissect.Getter {
	return get(func(m *Message, v *dissect.Values) {
		if m.Opcode == o && m.Length > 0 {
			do(m, v)
		}
	})
}

// put returns the getter of what messages have that were put together.
func put(do func(*content, *dissect.Values)) dissect.Getter {
	return get(func(m *Message, v *dissect.Values) {
		if m.whole && len(m.content.parts) > 0 {
			do(&m.content, v)
		}
	})
}

// extendedLength returns the getter of a length of n bytes behind the short one.
func extendedLength(short uint8, n int) dissect.Getter {
	return get(func(m *Message, v *dissect.Values) {
		if m.Short == short {
			v.Uint(uint64(m.Length)).At(minHead, n)
		}
	})
}

// add adds what stands at off of the payload, if the frame has it as it is.
func (m *Message) add(v *dissect.Values, b []byte, off int) {
	if len(b) == 0 {
		return
	}
	if x := v.Bytes(b); m.stands() {
		x.At(m.Size+off, len(b))
	}
}
