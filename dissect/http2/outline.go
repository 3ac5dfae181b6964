package http2

import (
	"strconv"

	"netsniff/dissect"
)

var outline = dissect.Outline{
	Headings: addStream,
	Hidden:   []string{"http2.stream", "http2.header"},
	Computed: []string{"http2.header.count", "http2.request.full_uri"},
}

// addStream adds the line of a frame.
func addStream(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	m, ok := l.Message.(*Message)
	if !ok || m.Preface {
		return
	}
	text := append(append(h.Begin(), "Stream: "...), m.Type.String()...)
	text = strconv.AppendUint(append(text, ", Stream ID: "...), uint64(m.Stream), 10)
	text = strconv.AppendInt(append(text, ", Length "...), int64(m.Length), 10)
	h.Add(0, "http2.stream", m.appendSubject(text, ", "), 0, min(headSize+m.Length, len(l.Bytes)))
	for i := range m.Fields {
		x := &m.Fields[i]
		if off, n := m.place(x); n > 0 {
			text := append(append(append(append(h.Begin(), "Header: "...), x.Name...), ": "...), x.Value...)
			h.Add(1, "http2.header", text, off, n)
		}
	}
}
