package dtls

import (
	"netsniff/dissect"
	"netsniff/dissect/certificate"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/record"
)

var fields = []dissect.Field{
	{Name: "dtls.record", Title: "Record Layer", Type: dissect.Label,
		Get: each(func(_ *Message, r *Record, v *dissect.Values) { v.Mark().At(r.At, headSize+r.Length) })},
	{Name: "dtls.record.content_type", Title: "Content Type", Type: dissect.Uint, Names: contentTypeName,
		Get: each(func(_ *Message, r *Record, v *dissect.Values) {
			v.Uint(uint64(r.Type)).At(r.At, 1)
		})},
	{Name: "dtls.record.version", Title: "Version", Type: dissect.Uint, Base: dissect.Hex4, Names: versionName,
		Get: each(func(_ *Message, r *Record, v *dissect.Values) {
			v.Uint(uint64(r.Version)).At(r.At+1, 2)
		})},
	{Name: "dtls.record.epoch", Title: "Epoch", Type: dissect.Uint,
		Get: each(func(_ *Message, r *Record, v *dissect.Values) { v.Uint(uint64(r.Epoch)).At(r.At+3, 2) })},
	{Name: "dtls.record.sequence_number", Title: "Sequence Number", Type: dissect.Uint,
		Get: each(func(_ *Message, r *Record, v *dissect.Values) { v.Uint(r.Sequence).At(r.At+5, 6) })},
	{Name: "dtls.record.length", Title: "Length", Type: dissect.Uint,
		Get: each(func(_ *Message, r *Record, v *dissect.Values) { v.Uint(uint64(r.Length)).At(r.At+11, 2) })},
	{Name: "dtls.change_cipher_spec", Title: "Change Cipher Spec Message", Type: dissect.Label,
		Get: each(func(_ *Message, r *Record, v *dissect.Values) {
			if r.Type == record.ChangeCipherSpec {
				v.Mark().At(r.At+headSize, r.Length)
			}
		})},
	{Name: "dtls.alert_message", Title: "Alert Message", Type: dissect.Label,
		Get: each(func(_ *Message, r *Record, v *dissect.Values) {
			if r.Type == record.Alert {
				v.Mark().At(r.At+headSize, r.Length)
			}
		})},
	alert("dtls.alert_message.level", "Level", levelName, 0),
	alert("dtls.alert_message.desc", "Description", descriptionName, 1),
	{Name: "dtls.app_data", Title: "Encrypted Application Data", Type: dissect.Octets,
		Get: each(func(m *Message, r *Record, v *dissect.Values) {
			if r.Type == record.ApplicationData {
				v.Bytes(m.Bytes[r.At+headSize:][:r.Length]).At(r.At+headSize, r.Length)
			}
		})},
	{Name: "dtls.handshake", Title: "Handshake Protocol", Type: dissect.Label,
		Get: messages(func(_ *Message, h *Handshake, v *dissect.Values) {
			v.Mark().At(h.At, fragmentHead+h.Size)
		})},
	head("dtls.handshake.type", "Handshake Type", handshakeName, 0, 1, func(h *Handshake) uint64 { return uint64(h.Type) }),
	head("dtls.handshake.length", "Length", nil, 1, 3, func(h *Handshake) uint64 { return uint64(h.Length) }),
	head("dtls.handshake.message_seq", "Message Sequence", nil, 4, 2,
		func(h *Handshake) uint64 { return uint64(h.Sequence) }),
	head("dtls.handshake.fragment_offset", "Fragment Offset", nil, 6, 3,
		func(h *Handshake) uint64 { return uint64(h.Offset) }),
	head("dtls.handshake.fragment_length", "Fragment Length", nil, 9, 3,
		func(h *Handshake) uint64 { return uint64(h.Size) }),
}

// fingerprintFields are what hellos are told by.
var fingerprintFields = []dissect.Field{
	fingerprint("dtls.handshake.ja3_full", "JA3 Fullstring", handshake.ClientHello, handshake.AppendJA3),
	fingerprint("dtls.handshake.ja3", "JA3", handshake.ClientHello, handshake.AppendJA3Sum),
	fingerprint("dtls.handshake.ja3s_full", "JA3S Fullstring", handshake.ServerHello, handshake.AppendJA3),
	fingerprint("dtls.handshake.ja3s", "JA3S", handshake.ServerHello, handshake.AppendJA3Sum),
}

func fingerprint(name, title string, t handshake.Type,
	add func([]byte, handshake.Type, []handshake.Item) []byte) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.String,
		Get: messages(func(m *Message, h *Handshake, v *dissect.Values) {
			if items := m.items(h); h.Type == t && len(items) > 0 {
				v.End(add(v.Begin(), t, items))
			}
		})}
}

var handshakeFields = handshake.In("dtls", true, func(x *handshake.Field) dissect.Getter {
	return messages(func(m *Message, h *Handshake, v *dissect.Values) {
		for _, item := range m.items(h) {
			if item.Part != x.Part {
				continue
			}
			if value, off, n := x.Take(item, h.Whole, v); value != nil && !h.Fragment {
				value.At(h.At+fragmentHead+off, n)
			}
		}
	})
})

// certificateFields are those of certificates, and of what OCSP answers about them.
var certificateFields = certificate.Fields(func(_ *dissect.Frame, l *dissect.Layer, tell func(*certificate.Names)) {
	m, ok := l.Message.(*Message)
	if !ok {
		return
	}
	for i := range m.Records {
		for j := range m.Records[i].Messages {
			h := &m.Records[i].Messages[j]
			for _, x := range m.items(h) {
				handshake.CertificateNames(x, h.Whole, tell)
			}
		}
	}
})

var outline = dissect.Outline{
	Headings: func(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
		m, ok := l.Message.(*Message)
		if !ok {
			return
		}
		for i := range m.Records {
			r := &m.Records[i]
			text := append(append(h.Begin(), r.Version.String()...), " Record Layer: "...)
			h.Add(0, "dtls.record", append(text, r.Type.String()...), r.At, headSize+r.Length)
			for j := range r.Messages {
				x := &r.Messages[j]
				text := append(append(h.Begin(), "Handshake Protocol: "...), x.Type.String()...)
				h.Add(1, "dtls.handshake", text, x.At, fragmentHead+x.Size)
			}
		}
	},
	Branches: append(handshake.Branches("dtls"), dissect.Branch{Above: "dtls.fragments",
		Below: []string{"dtls.fragment", "dtls.fragment.count", "dtls.reassembled.length"}}),
	Wordings: append(handshake.Wordings("dtls"), fragmentWordings...),
	Hidden:   []string{"dtls.record", "dtls.handshake"},
	Computed: []string{"dtls.handshake.ja3", "dtls.handshake.ja3_full", "dtls.handshake.ja3s", "dtls.handshake.ja3s_full",
		"dtls.fragments", "dtls.fragment", "dtls.fragment.count", "dtls.reassembled.length"},
	Whole: []string{"dtls.fragments", "dtls.fragment"},
}

func contentTypeName(u uint64) string { return record.ContentType(u).String() }
func versionName(u uint64) string     { return handshake.Version(u).Title() }
func handshakeName(u uint64) string   { return handshake.Type(u).String() }
func levelName(u uint64) string       { return record.Level(u).String() }
func descriptionName(u uint64) string { return record.Description(u).String() }

// each returns the getter of a field of records.
func each(get func(*Message, *Record, *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		for i := range m.Records {
			get(m, &m.Records[i], v)
		}
	})
}

// messages returns that of a field of fragments of handshake messages.
func messages(get func(*Message, *Handshake, *dissect.Values)) dissect.Getter {
	return each(func(m *Message, r *Record, v *dissect.Values) {
		for i := range r.Messages {
			get(m, &r.Messages[i], v)
		}
	})
}

func alert(name, title string, names func(uint64) string, at int) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Uint, Names: names,
		Get: each(func(m *Message, r *Record, v *dissect.Values) {
			if r.Type == record.Alert && !r.Sealed && r.size == record.AlertSize {
				v.Uint(uint64(m.Bytes[r.At+headSize+at])).At(r.At+headSize+at, 1)
			}
		})}
}

func head(name, title string, names func(uint64) string, at, n int, get func(*Handshake) uint64) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Uint, Names: names,
		Get: messages(func(_ *Message, h *Handshake, v *dissect.Values) {
			v.Uint(get(h)).At(h.At+at, n)
		})}
}

// items returns the values in a message. They live until the next frame.
func (m *Message) items(h *Handshake) []handshake.Item {
	if h.items == nil && h.Whole != nil {
		from := len(m.store.items)
		m.store.items = handshake.Items(m.store.items, h.Type, h.agreed, h.Whole)
		h.items = m.store.items[from:len(m.store.items):len(m.store.items)]
	}
	return h.items
}
