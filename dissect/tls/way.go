package tls

import (
	"netsniff/dissect"
	"netsniff/dissect/allowance"
	"netsniff/dissect/tls/handshake"
)

// way is what must be known of one direction to read its records.
type way struct {
	// sealed: the sender encrypts from here on (Change Cipher Spec, before TLS 1.3).
	sealed bool
	// begun is a handshake message that goes on in the next record, with its head.
	begun   []byte
	account allowance.Account
	store   *store
}

// GiveUp implements allowance.Owner.
func (w *way) GiveUp() {
	w.begun = nil
	w.store.lost.Unfinished++
}

// record reads what a record carries.
func (d *dissector) record(m *Message, r *Record, dir dissect.Dir) {
	w := &d.ways[dir]
	fragment := m.Bytes[min(r.At+headSize, r.End):r.End]
	switch {
	case r.Kind != Whole:
		return
	case r.Type == ChangeCipherSpec:
		w.sealed = true
	case r.Type == HandshakeRecord:
		if r.Sealed = w.sealed && d.version != handshake.TLS13; !r.Sealed {
			d.handshake(m, r, w, fragment)
		}
	case r.Type == ApplicationData:
		r.opaque = d.version == handshake.TLS13
	case r.Type == Alert:
		r.Sealed = r.Length != alertSize
	case r.Type == Heartbeat:
		r.Sealed = w.sealed
	}
	if d.version == 0 && !r.opens() {
		d.version = r.Version
	}
}

// opens reports whether a record may come before the version is agreed on: its own
// says nothing then.
func (r *Record) opens() bool {
	return r.Type == HandshakeRecord && len(r.Messages) > 0 && r.Messages[0].Type == handshake.ClientHello
}

// handshake reads the messages in a record, of which the first may have begun in
// another and the last may go on in the next.
func (d *dissector) handshake(m *Message, r *Record, w *way, b []byte) {
	at, from := r.At+headSize, len(d.handshakes)
	if len(w.begun) > 0 {
		b = d.resume(r, w, b)
		at = r.End - len(b)
	}
	for len(b) > 0 && !r.Begins {
		h, ok := handshake.ReadHead(b)
		if ok && !h.Plausible() {
			r.Sealed = len(d.handshakes) == from
			break
		}
		if size := handshake.HeadSize + h.Length; !ok || size > len(b) {
			r.Begins, r.Part = true, handshake.Type(b[0])
			d.keep(w, append([]byte(nil), b...))
			break
		}
		d.take(Handshake{Head: h, Body: b[handshake.HeadSize:][:h.Length], At: at + handshake.HeadSize})
		b, at = b[handshake.HeadSize+h.Length:], at+handshake.HeadSize+h.Length
	}
	r.Messages = d.handshakes[from:len(d.handshakes):len(d.handshakes)]
}

// resume takes what the record has of the message that began before it, and
// returns the rest.
func (d *dissector) resume(r *Record, w *way, b []byte) []byte {
	for {
		h, whole := handshake.ReadHead(w.begun)
		if whole && !h.Plausible() {
			d.abandon(w)
			return b
		}
		size := handshake.HeadSize + h.Length
		n := min(size-len(w.begun), len(b))
		w.begun, b = append(w.begun, b[:n]...), b[n:]
		switch {
		case len(w.begun) < size:
			r.Begins, r.Part = true, handshake.Type(w.begun[0])
			d.keep(w, w.begun)
			return nil
		case whole:
			d.take(Handshake{Head: h, Body: w.begun[handshake.HeadSize:], At: -1})
			d.abandon(w) // the message owns its bytes now
			return b
		}
	}
}

// keep keeps the beginning of a message.
func (d *dissector) keep(w *way, b []byte) {
	w.begun, w.store = b, d.store
	d.allowance.Set(&w.account, w, int64(len(b)))
}

// abandon forgets the beginning of a message.
func (d *dissector) abandon(w *way) {
	if w.begun != nil {
		w.begun = nil
		d.allowance.Set(&w.account, w, 0)
	}
}

// take takes a whole message.
func (d *dissector) take(h Handshake) {
	if h.Type == handshake.ServerHello {
		if v, retry, ok := handshake.Negotiated(h.Body); ok {
			d.version, h.Retry, d.protocol = v.Settled(), retry, agreed(h.Body)
		}
	}
	d.handshakes = append(d.handshakes, h)
}

// agreed returns which of the protocols that it knows a Server Hello chooses by ALPN.
func agreed(body []byte) string {
	var one [64]handshake.Item
	for _, x := range handshake.Items(one[:0], handshake.ServerHello, body) {
		if x.Part == handshake.ALPNText {
			if name := body[x.Off : x.Off+x.N]; carried[string(name)] != "" {
				return string(name)
			}
		}
	}
	return ""
}
