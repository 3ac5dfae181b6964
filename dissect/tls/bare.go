package tls

import (
	"netsniff/dissect"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/record"
)

// BareMessages makes layers of handshake messages that no records carry: those of QUIC,
// which stand in CRYPTO frames (RFC 9001 §4.1.3). All connections of a worker have one in
// common (dissect.Shared).
type BareMessages struct{ store }

// Emit adds to f the layer of the handshake messages in b, each with its head, of a
// connection with a version. They must be whole, and are borrowed until return. Their
// carrier speaks for them in the row.
func (x *BareMessages) Emit(f *dissect.Frame, b []byte, v handshake.Version) {
	m := x.message(f)
	m.Bytes, m.Version = append(x.room(len(b)), b...), v
	x.use(m.Bytes)
	from := len(x.handshakes)
	for at := 0; ; {
		h, ok := handshake.ReadHead(m.Bytes[at:])
		at += handshake.HeadSize
		if !ok || at+h.Length > len(m.Bytes) {
			break
		}
		one := Handshake{Head: h, Body: m.Bytes[at : at+h.Length], At: at, agreed: handshake.Agreed{Version: v}}
		if h.Type == handshake.ServerHello {
			_, one.Retry, _ = handshake.Negotiated(one.Body)
		}
		x.handshakes = append(x.handshakes, one)
		at += h.Length
	}
	m.Records = append(m.Records,
		Record{Kind: Bare, Head: Head{Type: record.Handshake}, End: len(m.Bytes),
			Messages: x.handshakes[from:len(x.handshakes):len(x.handshakes)]})
	f.Emit(dissect.Layer{Protocol: &Protocol, Message: m, Column: m.column(), Bytes: m.Bytes, Quiet: true})
}
