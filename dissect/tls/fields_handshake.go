package tls

import (
	"netsniff/dissect"
	"netsniff/dissect/certificate"
	"netsniff/dissect/tls/handshake"
)

var handshakeFields = handshake.In("tls", false, func(x *handshake.Field) dissect.Getter {
	return parts(x.Part, func(h *Handshake, item handshake.Item, v *dissect.Values) {
		if value, off, n := x.Take(item, h.Body, v); value != nil {
			value.At(h.place(off, n))
		}
	})
})

// fingerprintFields are what hellos are told by.
var fingerprintFields = []dissect.Field{
	fingerprint("tls.handshake.ja3_full", "JA3 Fullstring", handshake.ClientHello, ja3),
	fingerprint("tls.handshake.ja3", "JA3", handshake.ClientHello, hashed),
	fingerprint("tls.handshake.ja3s_full", "JA3S Fullstring", handshake.ServerHello, ja3),
	fingerprint("tls.handshake.ja3s", "JA3S", handshake.ServerHello, hashed),
	fingerprint("tls.handshake.ja4", "JA4", handshake.ClientHello,
		func(dst []byte, h *Handshake, items []handshake.Item) []byte {
			return handshake.AppendJA4(dst, items, h.Body)
		}),
}

// items returns the values in a handshake message. They live until the next frame.
func (m *Message) items(h *Handshake) []handshake.Item {
	if h.items == nil {
		from := len(m.store.items)
		m.store.items = handshake.Items(m.store.items, h.Type, h.agreed, h.Body)
		h.items = m.store.items[from:len(m.store.items):len(m.store.items)]
	}
	return h.items
}

// parts calls take with the values of a part.
func parts(p handshake.Part, take func(h *Handshake, x handshake.Item, v *dissect.Values)) dissect.Getter {
	return messages(func(m *Message, _ *Record, h *Handshake, v *dissect.Values) {
		for _, x := range m.items(h) {
			if x.Part == p {
				take(h, x, v)
			}
		}
	})
}

// number returns a field of a number.
func number(name, title string, base dissect.Base, names func(uint64) string, p handshake.Part) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Uint, Base: base, Names: names,
		Get: parts(p, func(h *Handshake, x handshake.Item, v *dissect.Values) { v.Uint(x.Number).At(h.place(x.Off, x.N)) })}
}

// octets returns a field of bytes or text.
func octets(name, title string, t dissect.Type, p handshake.Part) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: t,
		Get: parts(p, func(h *Handshake, x handshake.Item, v *dissect.Values) {
			v.Bytes(h.Body[x.Off : x.Off+x.N]).At(h.place(x.Off, x.N))
		})}
}

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
				handshake.CertificateNames(x, h.Body, tell)
			}
		}
	}
})

// fingerprint returns a field of a text that is made of a whole hello.
func fingerprint(name, title string, t handshake.Type, add func([]byte, *Handshake, []handshake.Item) []byte) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.String,
		Get: messages(func(m *Message, _ *Record, h *Handshake, v *dissect.Values) {
			if items := m.items(h); h.Type == t && len(items) > 0 {
				v.End(add(v.Begin(), h, items))
			}
		})}
}

func ja3(dst []byte, h *Handshake, items []handshake.Item) []byte {
	return handshake.AppendJA3(dst, h.Type, items)
}

func hashed(dst []byte, h *Handshake, items []handshake.Item) []byte {
	return handshake.AppendJA3Sum(dst, h.Type, items)
}
