package sip

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/head"
	"netsniff/dissect/text"
)

// partFields are the parts of Via, CSeq, Reason and of both ends.
var partFields = []dissect.Field{
	{Name: "sip.display.info", Title: "SIP Display info", Type: dissect.String,
		Get: get(func(m *Message, v *dissect.Values) {
			m.contacts(idFrom, func(c *contact) { put(v, c.display) })
			m.contacts(idTo, func(c *contact) { put(v, c.display) })
		})},
	{Name: "sip.tag", Title: "SIP tag", Type: dissect.String, Get: get(func(m *Message, v *dissect.Values) {
		m.contacts(idFrom, func(c *contact) { put(v, c.tag()) })
		m.contacts(idTo, func(c *contact) { put(v, c.tag()) })
	})},
	{Name: "sip.call_id_generated", Title: "Generated Call-ID", Type: dissect.String,
		Get: get(func(m *Message, v *dissect.Values) {
			if f := m.field(idCallID); f != nil {
				put(v, part{f.At, f.Value})
				last(v).At(0, 0)
			}
		})},
	{Name: "sip.CSeq.seq", Title: "Sequence Number", Type: dissect.Uint, Get: get(func(m *Message, v *dissect.Values) {
		if m.cseq.seq.there() {
			v.Uint(uint64(uint32(m.cseq.number))).At(m.cseq.seq.off, len(m.cseq.seq.text))
		}
	})},
	{Name: "sip.CSeq.method", Title: "Method", Type: dissect.String, Get: get(func(m *Message, v *dissect.Values) {
		if !m.cseq.wrong {
			put(v, m.cseq.method)
		}
	})},
	{Name: "sip.Via.transport", Title: "Transport", Type: dissect.String,
		Get: vias(func(x *via, v *dissect.Values) { put(v, x.transport) })},
	{Name: "sip.Via.sent-by.address", Title: "Sent-by Address", Type: dissect.String,
		Get: vias(func(x *via, v *dissect.Values) { put(v, x.address) })},
	{Name: "sip.Via.sent-by.port", Title: "Sent-by port", Type: dissect.Uint, Get: vias(func(x *via, v *dissect.Values) {
		if n, ok := text.Number(x.port.text); ok && n <= 0xffff {
			v.Uint(uint64(n)).At(x.port.off, len(x.port.text))
		}
	})},
	{Name: "sip.Via.branch", Title: "Branch", Type: dissect.String, Get: viaParameter("branch")},
	{Name: "sip.Via.maddr", Title: "Maddr", Type: dissect.String, Get: viaParameter("maddr")},
	{Name: "sip.Via.rport", Title: "RPort", Type: dissect.String, Get: viaParameter("rport")},
	{Name: "sip.Via.received", Title: "Received", Type: dissect.String, Get: viaParameter("received")},
	{Name: "sip.Via.ttl", Title: "TTL", Type: dissect.String, Get: viaParameter("ttl")},
	{Name: "sip.Via.comp", Title: "Comp", Type: dissect.String, Get: viaParameter("comp")},
	{Name: "sip.reason_protocols", Title: "Reason protocols", Type: dissect.String,
		Get: get(func(m *Message, v *dissect.Values) {
			m.each(idReason, func(f *head.Field) {
				i := bytes.IndexByte(f.Value, ';')
				if i < 0 {
					i = len(f.Value)
				}
				put(v, partOf(f.Value, f.At, 0, i))
			})
		})},
	{Name: "sip.reason_cause_q850", Title: "Cause", Type: dissect.Uint,
		Get: cause(func(b []byte) bool { return text.HasPrefixFold(b, "Q.850") })},
	{Name: "sip.reason_cause_sip", Title: "Cause", Type: dissect.Uint,
		Get: cause(func(b []byte) bool { return text.HasPrefixFold(b, "SIP") })},
	{Name: "sip.reason_text", Title: "Text", Type: dissect.String, Get: get(func(m *Message, v *dissect.Values) {
		m.each(idReason, func(f *head.Field) { v2 := parameter(f, "text"); put(v, v2) })
	})},
}

// parameter returns the value of the parameter of a header field with a name.
func parameter(f *head.Field, name string) (found part) {
	p := head.Parameter(f.Value, name)
	if p == nil {
		return found
	}
	return part{f.At + head.Offset(f.Value, p), p}
}

// cause returns the getter of the cause in those Reasons (RFC 3326) whose protocol is
// the one.
func cause(of func([]byte) bool) dissect.Getter {
	return get(func(m *Message, v *dissect.Values) {
		m.each(idReason, func(f *head.Field) {
			if p := parameter(f, "cause"); of(f.Value) {
				if n, ok := text.Number(p.text); ok {
					v.Uint(uint64(n)).At(p.off, len(p.text))
				}
			}
		})
	})
}

// via is one hop of Via (RFC 3261 §20.42).
type via struct {
	transport, address, port part
	params                   part
}

// vias returns the getter of something of each hop.
func vias(with func(x *via, v *dissect.Values)) dissect.Getter {
	return get(func(m *Message, v *dissect.Values) {
		m.each(idVia, func(f *head.Field) {
			for item := range head.Items(f.Value) {
				x := parseVia(part{f.At + head.Offset(f.Value, item), item})
				with(&x, v)
			}
		})
	})
}

func parseVia(p part) (x via) {
	b := p.text
	i := 0
	for slashes := 0; i < len(b) && slashes < 2; i++ {
		if b[i] == '/' {
			slashes++
		}
	}
	from := i
	for i < len(b) && !isSpace(b[i]) {
		i++
	}
	if i > from {
		x.transport = partOf(b, p.off, from, i).trimmed()
	}
	end := len(b)
	if j := bytes.IndexByte(b[i:], ';'); j >= 0 {
		end = i + j
		x.params = partOf(b, p.off, end+1, len(b))
	}
	by := partOf(b, p.off, i, end).trimmed()
	host := len(by.text)
	if j := bytes.LastIndexByte(by.text, ':'); j >= 0 && bytes.IndexByte(by.text[j:], ']') < 0 {
		host = j
		x.port = partOf(by.text, by.off, j+1, len(by.text)).trimmed()
	}
	x.address = partOf(by.text, by.off, 0, host).trimmed()
	return x
}

// viaParameter returns the getter of a parameter of each hop.
func viaParameter(name string) dissect.Getter {
	return vias(func(x *via, v *dissect.Values) {
		x.params.parameters(func(n []byte, whole, value part) {
			if text.EqualFold(n, name) {
				if value.there() {
					put(v, value)
				} else {
					put(v, whole)
				}
			}
		})
	})
}

// authParameters are those of challenges and credentials (RFC 7616) by Wireshark's names.
var authParameters = []struct{ name, field, title string }{
	{"response", "digest.response", "Digest Authentication Response"}, {"nc", "nc", "Nonce Count"},
	{"username", "username", "Username"},
	{"realm", "realm", "Realm"}, {"nonce", "nonce", "Nonce Value"}, {"algorithm", "algorithm", "Algorithm"},
	{"opaque", "opaque", "Opaque Value"},
	{"qop", "qop", "QOP"}, {"cnonce", "cnonce", "CNonce Value"}, {"uri", "uri", "Authentication URI"},
	{"domain", "domain", "Authentication Domain"},
	{"stale", "stale", "Stale Flag"}, {"auts", "auts", "Authentication Token"}, {"rspauth", "rspauth", "Response auth"},
	{"nextnonce", "nextnonce", "Next Nonce"}, {"ik", "ik", "Integrity Key"}, {"ck", "ck", "Cyphering Key"},
}

func authFields() []dissect.Field {
	list := []dissect.Field{{Name: "sip.auth.scheme", Title: "Authentication Scheme", Type: dissect.String,
		Get: auths(func(scheme, _ part, v *dissect.Values) { put(v, scheme) })}}
	for _, a := range authParameters {
		list = append(list, dissect.Field{Name: "sip.auth." + a.field, Title: a.title, Type: dissect.String,
			Get: auths(func(_, params part, v *dissect.Values) { put(v, authParameter(params, a.name)) })})
	}
	return list
}

// auths returns the getter of something of each challenge and of all credentials.
func auths(with func(scheme, params part, v *dissect.Values)) dissect.Getter {
	return get(func(m *Message, v *dissect.Values) {
		for i, x := range m.ids {
			if x == 0 || headers[x-1].kind != challenge && headers[x-1].kind != credentials {
				continue
			}
			f := &m.Fields[i]
			n := bytes.IndexByte(f.Value, ' ')
			if n < 0 {
				n = len(f.Value)
			}
			with(partOf(f.Value, f.At, 0, n), partOf(f.Value, f.At, n, len(f.Value)), v)
		}
	})
}

// authParameter returns the value of a parameter of credentials, its quotes included.
func authParameter(params part, name string) part {
	for item := range head.Items(params.text) {
		if n, value := head.Pair(item); value != nil && text.EqualFold(n, name) {
			return part{params.off + head.Offset(params.text, value), value}
		}
	}
	return part{}
}

// endFields are what stands behind the header.
var endFields = []dissect.Field{
	{Name: "sip.unrecognized_header", Title: "Unrecognised SIP header", Type: dissect.Label,
		Get: get(func(m *Message, v *dissect.Values) {
			for i, x := range m.ids {
				if x == 0 {
					v.Mark().At(m.Fields[i].Off, m.Fields[i].End-m.Fields[i].Off)
				}
			}
		})},
	{Name: "sip.header_no_colon", Title: "Header has no colon after the name", Type: dissect.Label,
		Get: get(func(m *Message, v *dissect.Values) {
			for range m.Colonless {
				v.Mark()
			}
		})},
	{Name: "sip.header_not_terminated", Title: "Header not terminated by empty line (CRLF)", Type: dissect.Label,
		Get: get(func(m *Message, v *dissect.Values) {
			if !m.Ended && !m.Torn {
				v.Mark()
			}
		})},
	{Name: "sip.msg_body", Title: "Message Body", Type: dissect.Label, Get: get(func(m *Message, v *dissect.Values) {
		if len(m.Body) > 0 {
			v.Mark().At(m.Len, len(m.Body))
		}
	})},
}
