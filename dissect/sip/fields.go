package sip

import (
	"bytes"
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/head"
	"netsniff/dissect/text"
)

// fields are in the order of messages.
var fields = slices.Concat(startFields, headerFields(), addressFields(), partFields, authFields(), endFields)

// get returns the getter of something that messages have.
func get(with func(m *Message, v *dissect.Values)) dissect.Getter { return dissect.Of(with) }

// put appends a part of the text of a message as Wireshark has it: up to a NUL.
func put(v *dissect.Values, p part) {
	if p.there() {
		t := p.text
		if i := bytes.IndexByte(t, 0); i >= 0 {
			t = t[:i]
		}
		v.Bytes(text.Readable(t)).At(p.off, len(p.text))
	}
}

// method returns where the method of a request stands, r-uri its URI.
func (m *Message) methodPart() part { return part{0, m.start.method} }

func (m *Message) requestURI() (u uri) {
	if m.Request() {
		u = parseURI(part{len(m.start.method) + 1, m.start.uri})
	}
	return u
}

var startFields = []dissect.Field{
	{Name: "sip.Request-Line", Title: "Request-Line", Type: dissect.String, Get: get(func(m *Message, v *dissect.Values) {
		if m.Request() {
			put(v, part{0, m.Start})
		}
	})},
	{Name: "sip.Method", Title: "Method", Type: dissect.String,
		Get: get(func(m *Message, v *dissect.Values) { put(v, m.methodPart()) })},
	{Name: "sip.r-uri", Title: "Request-URI", Type: dissect.String,
		Get: get(func(m *Message, v *dissect.Values) { put(v, m.requestURI().whole) })},
	{Name: "sip.r-uri.user", Title: "Request-URI User Part", Type: dissect.String,
		Get: get(func(m *Message, v *dissect.Values) { put(v, m.requestURI().user) })},
	{Name: "sip.r-uri.host", Title: "Request-URI Host Part", Type: dissect.String,
		Get: get(func(m *Message, v *dissect.Values) { put(v, m.requestURI().host) })},
	{Name: "sip.r-uri.port", Title: "Request-URI Host Port", Type: dissect.String,
		Get: get(func(m *Message, v *dissect.Values) { put(v, m.requestURI().port) })},
	{Name: "sip.r-uri.param", Title: "Request URI parameter", Type: dissect.String,
		Get: get(func(m *Message, v *dissect.Values) { putParameters(v, m.requestURI().params) })},
	{Name: "sip.Status-Line", Title: "Status-Line", Type: dissect.String, Get: get(func(m *Message, v *dissect.Values) {
		if !m.Request() {
			put(v, part{0, m.Start})
		}
	})},
	{Name: "sip.Status-Code", Title: "Status-Code", Type: dissect.Uint, Get: get(func(m *Message, v *dissect.Values) {
		if !m.Request() {
			v.Uint(uint64(m.Code)).At(len(version)+1, 3)
		}
	})},
	{Name: "sip.resend", Title: "Resent Packet", Type: dissect.Bool, Get: get(func(m *Message, v *dissect.Values) {
		if !m.Torn && !m.cut {
			v.Bool(m.original != 0)
		}
	})},
	{Name: "sip.resend-original", Title: "Suspected resend of frame", Type: dissect.FrameNum,
		Get: get(func(m *Message, v *dissect.Values) {
			if m.original != 0 {
				v.Uint(uint64(m.original))
			}
		})},
	{Name: "sip.response-request", Title: "Request Frame", Type: dissect.FrameNum,
		Get: get(func(m *Message, v *dissect.Values) {
			if m.request != 0 {
				v.Uint(uint64(m.request))
			}
		})},
	{Name: "sip.response-time", Title: "Response Time (ms)", Type: dissect.Uint,
		Get: get(func(m *Message, v *dissect.Values) {
			if m.request != 0 {
				v.Uint(m.elapsed)
			}
		})},
	{Name: "sip.release-time", Title: "Release Time (ms)", Type: dissect.Uint, Get: get(func(m *Message, v *dissect.Values) {
		if m.release {
			v.Uint(m.elapsed)
		}
	})},
	{Name: "sip.msg_hdr", Title: "Message Header", Type: dissect.String, Get: get(func(m *Message, v *dissect.Values) {
		if m.Len > m.StartEnd {
			put(v, part{m.StartEnd, m.Bytes[m.StartEnd:m.Len]})
		}
	})},
}

// headerFields are the values of the header fields that are known.
func headerFields() (list []dissect.Field) {
	for i := range headers {
		h, own := &headers[i], id(i+1)
		list = append(list, dissect.Field{Name: h.fieldName(), Title: h.name, Type: h.fieldType(),
			Get: get(func(m *Message, v *dissect.Values) {
				m.each(own, func(f *head.Field) {
					if h.fieldType() == dissect.String {
						put(v, part{f.At, f.Value})
						last(v).At(f.Off, f.End-f.Off)
					} else if n, ok := text.Number(f.Value); ok {
						v.Uint(uint64(n)).At(f.Off, f.End-f.Off)
					}
				})
			})})
	}
	return list
}

func last(v *dissect.Values) *dissect.Value { return &v.List[len(v.List)-1] }

// each calls with for the header fields of a kind.
func (m *Message) each(x id, with func(f *head.Field)) {
	for i, y := range m.ids {
		if y == x {
			with(&m.Fields[i])
		}
	}
}

// contacts calls with for each address in the header fields of a kind.
func (m *Message) contacts(x id, with func(c *contact)) {
	m.each(x, func(f *head.Field) {
		for item := range head.Items(f.Value) {
			if len(item) > 0 && string(item) != "*" {
				c := parseContact(part{f.At + head.Offset(f.Value, item), item})
				with(&c)
			}
		}
	})
}

// addressFields are the parts of addresses.
func addressFields() (list []dissect.Field) {
	for _, a := range addressed {
		own := named(a.header)
		add := func(name, title string, with func(c *contact, v *dissect.Values)) {
			list = append(list, dissect.Field{Name: "sip." + a.prefix + "." + name, Title: title, Type: dissect.String,
				Get: get(func(m *Message, v *dissect.Values) {
					m.contacts(own, func(c *contact) { with(c, v) })
				})})
		}
		whole, title := "uri", a.title+" URI"
		switch a.prefix {
		case "from", "to":
			whole, title = "addr", a.title
		case "pai", "ppi":
			whole, title = "addr", a.title+" Address"
		case "contact":
			title = a.title
		}
		add("display.info", displayTitle(a.prefix), func(c *contact, v *dissect.Values) { put(v, c.display) })
		add(whole, title, func(c *contact, v *dissect.Values) { put(v, c.uri.whole) })
		add("user", a.title+" User Part", func(c *contact, v *dissect.Values) { put(v, c.uri.user) })
		add("host", a.title+" Host Part", func(c *contact, v *dissect.Values) { put(v, c.uri.host) })
		add("port", a.title+" Host Port", func(c *contact, v *dissect.Values) { put(v, c.uri.port) })
		add("param", a.title+" parameter", func(c *contact, v *dissect.Values) { putParameters(v, c.uri.params) })
		switch a.prefix {
		case "from", "to":
			add("tag", "SIP "+a.prefix+" tag", func(c *contact, v *dissect.Values) { put(v, c.tag()) })
		case "contact":
			add("parameter", "Contact parameter", func(c *contact, v *dissect.Values) { putParameters(v, c.params) })
		}
	}
	return list
}

func displayTitle(prefix string) string {
	switch prefix {
	case "from", "to":
		return "SIP " + prefix + " display info"
	case "contact":
		return "SIP C-URI display info"
	}
	return prefix + " display info"
}

func putParameters(v *dissect.Values, p part) {
	p.parameters(func(_ []byte, whole, _ part) { put(v, whole) })
}
