package rtsp

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/head"
	"netsniff/dissect/text"
)

// whole gets the start line with its end, of a request or a response.
func whole(request bool) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if !m.continued && m.Request() == request {
			v.Bytes(text.Readable(m.Bytes[:m.StartEnd])).At(0, m.StartEnd)
		}
	})
}

// value returns the getter of the values of a header field.
func value(name string) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		m.each(name, func(f *head.Field) { v.Bytes(text.Readable(f.Value)).At(f.Off, f.End-f.Off) })
	})
}

func (m *Message) each(name string, with func(f *head.Field)) {
	for i := range m.Fields {
		if f := &m.Fields[i]; text.EqualFold(f.Name, name) {
			with(f)
		}
	}
}

// framed returns the getter of n bytes of the head of interleaved data.
func framed(off, n int) dissect.Getter {
	get := dissect.Number(off, n)
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if _, ok := l.Message.(*Interleaved); ok {
			get(f, l, v)
		}
	}
}

var fields = []dissect.Field{
	{Name: "rtsp.request", Title: "Request", Type: dissect.String, Get: whole(true)},
	{Name: "rtsp.response", Title: "Response", Type: dissect.String, Get: whole(false)},
	{Name: "rtsp.method", Title: "Method", Type: dissect.String, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if m.Request() {
			v.Bytes(m.start.method).At(0, len(m.start.method))
		}
	})},
	{Name: "rtsp.url", Title: "URL", Type: dissect.String, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if m.Request() {
			v.Bytes(text.Readable(m.start.url)).At(len(m.start.method)+1, len(m.start.url))
		}
	})},
	{Name: "rtsp.status", Title: "Status", Type: dissect.Uint, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if !m.Request() && !m.continued {
			v.Uint(uint64(m.start.code)).At(bytes.IndexByte(m.Start, ' ')+1, 3)
		}
	})},
	{Name: "rtsp.content-type", Title: "Content-type", Type: dissect.String, Get: value("content-type")},
	{Name: "rtsp.content-length", Title: "Content-length", Type: dissect.Uint,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			m.each("content-length", func(f *head.Field) {
				if n, ok := text.Number(f.Value); ok {
					v.Uint(uint64(n)).At(f.Off, f.End-f.Off)
				}
			})
		})},
	{Name: "rtsp.session", Title: "Session", Type: dissect.String, Get: value("session")},
	{Name: "rtsp.transport", Title: "Transport", Type: dissect.String, Get: value("transport")},
	{Name: "rtsp.magic", Title: "Magic", Type: dissect.Uint, Base: dissect.Hex2, Get: framed(0, 1)},
	{Name: "rtsp.channel", Title: "Channel", Type: dissect.Uint, Base: dissect.Hex2, Get: framed(1, 1)},
	{Name: "rtsp.length", Title: "Length", Type: dissect.Uint, Get: framed(2, 2)},
	{Name: "rtsp.data", Title: "Data", Type: dissect.Octets,
		Get: func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
			switch m := l.Message.(type) {
			case *Message:
				if m.continued {
					v.Bytes(m.Bytes).At(0, len(m.Bytes))
				}
			case *Interleaved:
				if !l.Quiet && len(m.Bytes) > framedLen {
					v.Bytes(m.Bytes[framedLen:]).At(framedLen, len(m.Bytes)-framedLen)
				}
			}
		}},
}

var outline = dissect.Outline{
	Sorted:   true,
	Headings: addHeadings,
	Branches: []dissect.Branch{
		{Above: "rtsp.request", Below: []string{"rtsp.method", "rtsp.url"}},
		{Above: "rtsp.response", Below: []string{"rtsp.status"}},
	},
}

// addHeadings adds the header fields that have no field of their own.
func addHeadings(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	m, ok := l.Message.(*Message)
	if !ok {
		return
	}
	for i := range m.Fields {
		f := &m.Fields[i]
		switch {
		case text.EqualFold(f.Name, "content-type"), text.EqualFold(f.Name, "content-length"),
			text.EqualFold(f.Name, "session"), text.EqualFold(f.Name, "transport"):
		default:
			h.Add(0, "", text.AppendText(h.Begin(), m.Bytes[f.Off:f.End]), f.Off, f.End-f.Off)
		}
	}
}
