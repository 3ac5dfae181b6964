package quic

import (
	"encoding/hex"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

var outline = dissect.Outline{
	Headings: addHeadings,
	Branches: []dissect.Branch{
		{Above: "QUIC Connection information", Below: []string{"quic.connection.number"}},
		{Above: "quic.crypto.fragments", Below: []string{"quic.crypto.fragment", "quic.crypto.fragment.count"}},
		{Above: "quic.frame_type", Below: []string{"quic.stream.fin", "quic.stream.len", "quic.stream.off"}},
		{Above: "quic.stream.stream_id", Below: []string{"quic.stream.initiator", "quic.stream.direction"}},
	},
	Hidden: []string{"quic.frame", "quic.short"},
	Whole:  []string{"quic.crypto.fragments", "quic.crypto.fragment", "quic.decryption_failed"},
	Computed: []string{"quic.connection.number", "quic.packet_length", "quic.padding_length", "quic.crypto.fragments",
		"quic.crypto.fragment", "quic.crypto.fragment.count"},
	Experts: experts,
	Wordings: []dissect.Wording{
		{Field: "quic.decryption_failed", Say: sayClosed},
		{Field: "quic.crypto.fragments", Say: func(dst []byte, _ *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
			list := l.Message.(*Message).Frames[int(v.F)].pieces
			return dissect.AppendParts(dst, " Reassembled QUIC CRYPTO Data Fragments", len(list), length(list),
				func(i int) (uint32, int, int) { return list[i].within(list) })
		}},
		{Field: "quic.crypto.fragment", Say: func(dst []byte, _ *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
			list := l.Message.(*Message).Frames[int(v.F)>>16].pieces
			frame, from, to := list[int(v.F)&0xffff].within(list)
			return dissect.AppendPart(dst, frame, from, to)
		}},
		{Field: "quic.frame_type", Say: sayFrameType},
		{Field: "quic.fixed_bit", Say: dissect.SayTruth}, {Field: "quic.spin_bit", Say: dissect.SayTruth},
		{Field: "quic.key_phase", Say: dissect.SayTruth},
		{Field: "quic.stream.fin", Say: dissect.SayTruth}, {Field: "quic.stream.len", Say: dissect.SayTruth},
		{Field: "quic.stream.off", Say: dissect.SayTruth},
		{Field: "quic.crypto.crypto_data",
			Say: func(dst []byte, _ *dissect.Frame, _ *dissect.Layer, _ *dissect.Value) []byte { return dst }},
		{Field: "quic.version", Say: sayVersion},
		{Field: "quic.supported_version", Say: sayVersion},
	},
	Conditions: []dissect.Condition{
		{Holds: func(_ *dissect.Frame, l *dissect.Layer) bool {
			m, ok := l.Message.(*Message)
			return ok && len(m.Frames) > 0
		}, Fields: frameFieldNames()},
	},
}

func frameFieldNames() (names []string) {
	for i := range frameFields {
		names = append(names, frameFields[i].Name)
	}
	return names
}

// sayFrameType says the name of a type and its number.
func sayFrameType(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	name := frameName(v.U)
	if name == "" {
		name = "Unknown"
	}
	return append(text.AppendHex(append(append(append(dst, ": "...), name...), " (0x"...), v.U, 16), ')')
}

func sayVersion(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	name := versionName(v.U)
	if name == "" {
		name = "Unknown"
	}
	return append(text.AppendHex(append(append(append(dst, ": "...), name...), " (0x"...), v.U, 8), ')')
}

// addHeadings adds the line of a short header, and that of each frame.
func addHeadings(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	m, ok := l.Message.(*Message)
	if !ok {
		return
	}
	if m.short() {
		text := append(h.Begin(), "QUIC Short Header"...)
		if len(m.DCID) > 0 {
			text = hex.AppendEncode(append(text, " DCID="...), m.DCID)
		}
		if m.Numbered {
			text = strconv.AppendUint(append(text, " PKN="...), m.Number, 10)
		}
		h.Add(0, "quic.short", text, 0, m.NumberAt+m.NumberSize)
	}
	for i := range m.Frames {
		f := &m.Frames[i]
		h.Add(0, "quic.frame", m.appendFrame(h.Begin(), f), f.Off, f.N)
	}
}

// appendFrame appends the line of a frame.
func (m *Message) appendFrame(dst []byte, f *Frame) []byte {
	name := f.Type.String()
	if name == "" {
		name = "Unknown frame"
	}
	dst = append(dst, name...)
	switch t := f.Type; {
	case t == Padding:
		return strconv.AppendInt(append(dst, " Length: "...), int64(f.N), 10)
	case f.IsStream():
		dst = strconv.AppendUint(append(dst, " id="...), f.Stream, 10)
		dst = strconv.AppendUint(append(dst, " fin="...), uint64(t&streamFin), 10)
		dst = strconv.AppendUint(append(dst, " off="...), f.Offset, 10)
		dst = strconv.AppendInt(append(dst, " len="...), int64(len(f.Data)), 10)
		dst = append(append(dst, " dir="...), directionName(f.Stream>>1&1)...)
		return append(append(dst, " origin="...), initiatorName(f.Stream&1)...)
	case t == ConnectionClose:
		if code, ok := m.value(f, CloseError); ok {
			dst = appendError(dst, t, code)
		}
	case t == ApplicationClose:
		if code, ok := m.value(f, ApplicationError); ok {
			dst = appendError(dst, t, code)
		}
	case t.kind().numbered:
		dst = strconv.AppendUint(append(dst, " id="...), f.Stream, 10)
		for _, p := range [...]Part{ResetError, StopError} {
			if code, ok := m.value(f, p); ok {
				dst = strconv.AppendUint(append(dst, " Error code: 0x"...), code, 16)
			}
		}
	}
	return dst
}
