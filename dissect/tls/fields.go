package tls

import (
	"netsniff/dissect"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/record"
)

var fields = []dissect.Field{
	{Name: "tls.record", Title: "Record Layer", Type: dissect.Label,
		Get: each(func(_ *Message, r *Record, v *dissect.Values) {
			v.Mark().At(r.At, r.End-r.At)
		})},
	{Name: "tls.record.content_type", Title: "Content Type", Type: dissect.Uint, Names: contentTypeName,
		Get: each(func(_ *Message, r *Record, v *dissect.Values) {
			if r.Kind == Whole && (!r.opaque || r.Opened) {
				v.Uint(uint64(r.Type)).At(r.typed())
			}
		})},
	{Name: "tls.record.opaque_type", Title: "Opaque Type", Type: dissect.Uint, Names: contentTypeName,
		Get: each(func(_ *Message, r *Record, v *dissect.Values) {
			if r.opaque {
				v.Uint(uint64(record.ApplicationData)).At(r.At, 1)
			}
		})},
	{Name: "tls.record.version", Title: "Version", Type: dissect.Uint, Base: dissect.Hex4, Names: versionName,
		Get: each(func(_ *Message, r *Record, v *dissect.Values) {
			switch r.Kind {
			case Whole:
				v.Uint(uint64(r.Version)).At(r.At+1, 2)
			case SSL2:
				v.Uint(uint64(r.Version))
			}
		})},
	{Name: "tls.record.length", Title: "Length", Type: dissect.Uint,
		Get: each(func(_ *Message, r *Record, v *dissect.Values) {
			switch r.Kind {
			case Whole:
				v.Uint(uint64(r.Length)).At(r.At+3, 2)
			case SSL2:
				v.Uint(uint64(r.Length)).At(r.At, 2)
			}
		})},
	{Name: "tls.change_cipher_spec", Title: "Change Cipher Spec Message", Type: dissect.Label,
		Get: of(record.ChangeCipherSpec, func(_ *Message, r *Record, v *dissect.Values) {
			v.Mark().At(r.place(0, r.End-r.At-headSize))
		})},
	{Name: "tls.resumed", Title: "This session reuses previously negotiated keys (Session resumption)", Type: dissect.Label,
		Get: of(record.ChangeCipherSpec, func(_ *Message, r *Record, v *dissect.Values) {
			if r.Resumes {
				v.Mark().At(r.place(0, r.End-r.At-headSize))
			}
		})},
	{Name: "tls.alert_message", Title: "Alert Message", Type: dissect.Label,
		Get: of(record.Alert, func(_ *Message, r *Record, v *dissect.Values) {
			v.Mark().At(r.place(0, r.End-r.At-headSize))
		})},
	{Name: "tls.alert_message.level", Title: "Level", Type: dissect.Uint, Names: levelName,
		Get: of(record.Alert, func(m *Message, r *Record, v *dissect.Values) {
			if level, _, ok := m.alert(r); ok {
				v.Uint(uint64(level)).At(r.place(0, 1))
			}
		})},
	{Name: "tls.alert_message.desc", Title: "Description", Type: dissect.Uint, Names: descriptionName,
		Get: of(record.Alert, func(m *Message, r *Record, v *dissect.Values) {
			if _, description, ok := m.alert(r); ok {
				v.Uint(uint64(description)).At(r.place(1, 1))
			}
		})},
	{Name: "tls.handshake", Title: "Handshake Protocol", Type: dissect.Label,
		Get: messages(func(_ *Message, _ *Record, h *Handshake, v *dissect.Values) {
			v.Mark().At(h.at())
		})},
	{Name: "tls.handshake.type", Title: "Handshake Type", Type: dissect.Uint, Names: handshakeName,
		Get: messages(func(_ *Message, _ *Record, h *Handshake, v *dissect.Values) {
			v.Uint(uint64(h.Type)).At(h.place(-handshake.HeadSize, 1))
		})},
	{Name: "tls.handshake.length", Title: "Length", Type: dissect.Uint,
		Get: messages(func(_ *Message, _ *Record, h *Handshake, v *dissect.Values) {
			v.Uint(uint64(h.Length)).At(h.place(1-handshake.HeadSize, 3))
		})},
	{Name: "tls.app_data_proto", Title: "Application Data Protocol", Type: dissect.String, Get: appDataProto},
	{Name: "tls.app_data", Title: "Encrypted Application Data", Type: dissect.Octets, Body: true,
		Get: of(record.ApplicationData, func(m *Message, r *Record, v *dissect.Values) {
			if b := m.fragment(r); len(b) == r.Length {
				v.Bytes(b).At(r.At+headSize, len(b))
			}
		})},
}

// appDataProto gets what Application Data are of, as the ends have agreed (ALPN) or,
// if they did not, as the port of the server says.
func appDataProto(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	m, ok := l.Message.(*Message)
	if !ok || f.Conn == nil {
		return
	}
	name := carried[m.protocol]
	if name == "" {
		name = portCarries[f.Conn.Server.Port]
	}
	for i := range m.Records {
		if r := &m.Records[i]; name != "" && r.Kind == Whole && r.Type == record.ApplicationData {
			v.Text(name)
		}
	}
}

// carried are the titles of protocols by what ALPN calls them (RFC 7301 §6).
var carried = map[string]string{
	"http/1.0": webTitle, "http/1.1": webTitle, "h2": "HyperText Transfer Protocol 2", "spdy/2": "SPDY",
	"spdy/3": "SPDY", "spdy/3.1": "SPDY", "imap": "Internet Message Access Protocol", "pop3": "Post Office Protocol",
	"dot": "Domain Name System",
}

// portCarries are the titles of protocols by the ports on which they stand over TLS,
// or begin it.
var portCarries = map[uint16]string{
	443: webTitle, 465: "Simple Mail Transfer Protocol", 25: "Simple Mail Transfer Protocol",
	587: "Simple Mail Transfer Protocol", 993: "Internet Message Access Protocol",
	143: "Internet Message Access Protocol", 995: "Post Office Protocol", 110: "Post Office Protocol",
	853: "Domain Name System", 5868: "Diameter Protocol",
}

const webTitle = "Hypertext Transfer Protocol"

func contentTypeName(u uint64) string { return record.ContentType(u).String() }
func levelName(u uint64) string       { return record.Level(u).String() }
func descriptionName(u uint64) string { return record.Description(u).String() }
func handshakeName(u uint64) string   { return handshake.Type(u).String() }
func versionName(u uint64) string     { return handshake.Version(u).Title() }

// each returns the getter of a field of records.
func each(get func(*Message, *Record, *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		for i := range m.Records {
			get(m, &m.Records[i], v)
		}
	})
}

// of returns that of a field of records of a type.
func of(t record.ContentType, get func(*Message, *Record, *dissect.Values)) dissect.Getter {
	return each(func(m *Message, r *Record, v *dissect.Values) {
		if r.Kind == Whole && r.Type == t {
			get(m, r, v)
		}
	})
}

// messages returns that of a field of handshake messages in clear.
func messages(get func(*Message, *Record, *Handshake, *dissect.Values)) dissect.Getter {
	return each(func(m *Message, r *Record, v *dissect.Values) {
		for i := range r.Messages {
			get(m, r, &r.Messages[i], v)
		}
	})
}

// typed returns where the type of what the record carries stands: behind it, if it was
// hidden.
func (r *Record) typed() (off, n int) {
	switch {
	case r.opaque && r.Type == record.ApplicationData:
		return 0, 0
	case r.opaque:
		return r.place(len(r.Plain), 1)
	}
	return r.At, 1
}

// at returns where the message stands in Message.Bytes.
func (h *Handshake) at() (off, n int) {
	return h.place(-handshake.HeadSize, handshake.HeadSize+len(h.Body))
}

// place returns where n bytes at off of the body stand: of a message in several records,
// where its last part does.
func (h *Handshake) place(off, n int) (int, int) {
	if h.At < 0 {
		return h.end.off, h.end.n
	}
	return h.At + off, n
}
