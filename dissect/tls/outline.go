package tls

import (
	"slices"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/text"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/record"
)

var outline = dissect.Outline{
	Headings: addRecords,
	Hidden:   []string{"tls.record", "tls.handshake"},
	Experts:  []dissect.Expert{{Field: "tls.resumed", Severity: dissect.Notable, Group: dissect.AboutSequence}},
	Branches: append(handshake.Branches("tls"),
		dissect.Branch{Above: "tls.change_cipher_spec", Below: []string{"tls.resumed"}},
		dissect.Branch{Above: "tls.segments",
			Below: []string{"tls.segment", "tls.segment.count", "tls.reassembled.length", "tls.reassembled.data"}},
		dissect.Branch{Above: "tls.handshake.fragments",
			Below: []string{"tls.handshake.fragment", "tls.handshake.fragment.count"}}),
	Wordings: slices.Concat(handshake.Wordings("tls"), segmentWordings,
		[]dissect.Wording{{Field: "tls.quic.parameter.type", Say: sayParameter}}),
	Conditions: []dissect.Condition{{Holds: hasHandshakes, Fields: []string{
		"tls.handshake.*", "tls.extension.*", "tls.compress_certificate.*", "tls.connection_id*", "tls.early_data.*",
		"tls.quic.*",
		"tls.record_size_limit",
	}}},
	Computed: []string{
		"tls.app_data_proto", "tls.handshake.ja3", "tls.handshake.ja3_full", "tls.handshake.ja3s",
		"tls.handshake.ja3s_full", "tls.handshake.ja4", "tls.handshake.fragments", "tls.handshake.fragment",
		"tls.handshake.fragment.count", "tls.segments", "tls.segment", "tls.segment.count", "tls.reassembled.*",
	},
	Beside: []string{"tls.segments"},
	Whole:  []string{"tls.segments", "tls.segment", "tls.handshake.fragments", "tls.handshake.fragment"},
}

// hasHandshakes reports whether messages of a handshake end in a record.
func hasHandshakes(_ *dissect.Frame, l *dissect.Layer) bool {
	m, ok := l.Message.(*Message)
	if !ok {
		return false
	}
	for i := range m.Records {
		if len(m.Records[i].Messages) > 0 {
			return true
		}
	}
	return false
}

// addRecords adds the line of each record, below it that of each of its handshake
// messages, and of each extension below those.
func addRecords(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	m, ok := l.Message.(*Message)
	if !ok {
		return
	}
	for i := range m.Records {
		r := &m.Records[i]
		text := append(h.Begin(), m.column()...)
		text = append(text, " Record Layer: "...)
		if r.Type == record.Handshake {
			text = append(text, "Handshake Protocol: "...)
		}
		h.Add(0, "tls.record", r.appendInfo(m, text, len(text)), r.At, r.End-r.At)
		for j := range r.Messages {
			addMessage(m, &r.Messages[j], h)
		}
	}
}

// addMessage adds the line of a handshake message. Extensions of one that stands in several
// records have no places of their own.
func addMessage(m *Message, x *Handshake, h *dissect.Headings) {
	off, n := x.at()
	h.Add(1, "tls.handshake", append(append(h.Begin(), "Handshake Protocol: "...), x.Name()...), off, n)
	if x.At < 0 {
		return
	}
	items := m.items(x)
	for i, item := range items {
		if item.Part == handshake.ParameterType {
			addParameter(x, items[i:], h)
		}
		if item.Part != handshake.ExtensionCode || i+1 == len(items) {
			continue
		}
		size := int(items[i+1].Number)
		text := append(append(h.Begin(), "Extension: "...), handshake.ExtensionType(item.Number).String()...)
		text = append(strconv.AppendInt(append(text, " (len="...), int64(size), 10), ')')
		off, _ := x.place(item.Off, 0)
		h.Add(2, "", text, off, min(handshake.HeadSize+size, len(x.Body)-item.Off))
	}
}

// addParameter adds the line of a transport parameter of QUIC, with whose type items begin.
func addParameter(x *Handshake, items []handshake.Item, h *dissect.Headings) {
	const value = 2 // behind type and length
	if len(items) < value || items[1].Part != handshake.ParameterLength {
		return
	}
	size := int(items[1].Number)
	text := append(append(h.Begin(), "Parameter: "...), parameterName(items[0].Number)...)
	text = append(strconv.AppendInt(append(text, " (len="...), int64(size), 10), ')')
	if len(items) > value+1 && items[value+1].Part == handshake.ParameterNumber {
		text = strconv.AppendUint(append(text, ' '), items[value+1].Number, 10)
		if handshake.Parameter(items[0].Number) == handshake.MaxIdleTimeout {
			text = append(text, " ms"...)
		}
	}
	off, _ := x.place(items[0].Off, 0)
	h.Add(3, "", text, off, min(items[0].N+items[1].N+size, len(x.Body)-items[0].Off))
}

// sayParameter says the name of a transport parameter and its number, whose digits are as
// many as it takes.
func sayParameter(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	digits := 2
	if v.U > 0xff {
		digits = 4
	}
	dst = append(append(append(dst, ": "...), parameterName(v.U)...), " (0x"...)
	return append(text.AppendHex(dst, v.U, digits), ')')
}
