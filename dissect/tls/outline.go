package tls

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/tls/handshake"
)

var outline = dissect.Outline{
	Headings: addRecords,
	Hidden:   []string{"tls.record", "tls.handshake"},
	Computed: []string{
		"tls.app_data_proto", "tls.handshake.ja3", "tls.handshake.ja3_full", "tls.handshake.ja3s",
		"tls.handshake.ja3s_full", "tls.handshake.ja4",
	},
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
		if r.Type == HandshakeRecord {
			text = append(text, "Handshake Protocol: "...)
		}
		h.Add(0, "tls.record", r.appendInfo(m, text, len(text)), r.At, r.End-r.At)
		for j := range r.Messages {
			addMessage(m, &r.Messages[j], h)
		}
	}
}

// addMessage adds the line of a handshake message. What stands in several records has
// no place of its own.
func addMessage(m *Message, x *Handshake, h *dissect.Headings) {
	if x.At < 0 {
		return
	}
	off, n := x.at()
	h.Add(1, "tls.handshake", append(append(h.Begin(), "Handshake Protocol: "...), x.Name()...), off, n)
	items := m.items(x)
	for i, item := range items {
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
