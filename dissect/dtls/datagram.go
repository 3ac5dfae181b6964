package dtls

import (
	"netsniff/dissect"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/keylog"
	"netsniff/dissect/tls/record"
)

// datagrams is the state of one conversation.
type datagrams struct {
	*store
	agreement
	log     *keylog.Log
	version handshake.Version // that the server chose; 0 while it is not known
	suite   uint16            // the same
	ways    [2]way
}

// way is what is known of a direction: the message whose fragments come.
type way struct {
	sequence uint16 // of the message
	body     []byte // as far as it came in order
	length   int    // of the whole message; 0: none has begun
	parts    []part // that brought the body
}

// part is what a frame brought of a message.
type part struct {
	frame uint32
	size  int
}

// maxParts bounds the parts of a message that are told.
const maxParts = 1 << 10

// take takes the next part of the body.
func (w *way) take(b []byte, frame uint32) {
	w.body = append(w.body, b...)
	if len(w.parts) < maxParts {
		w.parts = append(w.parts, part{frame, len(b)})
	}
}

// store has the messages of a frame for all conversations of a worker.
type store struct {
	message  Message
	messages []Handshake
	items    []handshake.Item
	bytes    []byte // of a datagram with what was encrypted in clear
	plain    []byte // of a record
}

// maxMessage bounds a message whose fragments are put together.
const maxMessage = 1 << 16

func newDatagrams(c *dissect.Conn) dissect.DatagramDissector {
	return &datagrams{store: dissect.Shared[store](c), log: dissect.Shared[keylog.Log](c)}
}

// Datagram reads the records in a datagram.
func (d *datagrams) Datagram(f *dissect.Frame, b []byte) bool {
	m := &d.message
	*m = Message{Records: m.Records[:0], Bytes: b, store: d.store}
	d.messages, d.items = d.messages[:0], d.items[:0]
	at := preamble(b)
	for at < len(b) {
		h, ok := readHead(b[at:])
		if !ok {
			break
		}
		r := Record{Head: h, At: at, Sealed: h.Epoch > 0 && h.Type != record.ApplicationData, size: h.Length}
		at += headSize + h.Length
		if h.Epoch > 0 {
			d.unseal(m, &r, f.Dir, f.Frame)
		}
		if h.Type == record.Handshake && !r.Sealed {
			d.handshake(&r, &d.ways[f.Dir], r.text(m), f.Frame)
		}
		m.Records = append(m.Records, r)
	}
	if len(m.Records) == 0 {
		return false
	}
	if m.Version = d.version; m.Version == 0 && !m.Records[0].opens() {
		m.Version = m.Records[0].Version
	}
	column := ""
	if m.Version != 0 {
		column = m.Version.String()
	}
	f.Emit(dissect.Layer{Protocol: &Protocol, Message: m, Column: column, Bytes: m.Bytes[:at]})
	return true
}

// opens reports whether a record may come before the version is agreed on.
func (r *Record) opens() bool {
	return len(r.Messages) > 0 && r.Messages[0].Type == handshake.ClientHello
}

// handshake reads the fragments in a record, which frame brought.
func (d *datagrams) handshake(r *Record, w *way, b []byte, frame uint32) {
	from, at := len(d.messages), r.At+headSize
	for len(b) > 0 {
		if len(b) < fragmentHead || !handshake.Type(b[0]).Known() {
			r.Sealed = len(d.messages) == from
			break
		}
		h := Handshake{
			Type: handshake.Type(b[0]), Length: int(be.Uint32(b) & 0xffffff), Sequence: be.Uint16(b[4:]), At: at,
			Offset: int(be.Uint32(b[5:]) & 0xffffff), Size: int(be.Uint32(b[8:]) & 0xffffff),
		}
		if h.Size > len(b)-fragmentHead || h.Offset+h.Size > h.Length {
			r.Sealed = len(d.messages) == from
			break
		}
		h.Body = b[fragmentHead:][:h.Size]
		d.join(w, &h, frame)
		d.messages = append(d.messages, h)
		b, at = b[fragmentHead+h.Size:], at+fragmentHead+h.Size
	}
	r.Messages = d.messages[from:len(d.messages):len(d.messages)]
}

// join takes a fragment to the message that it is of.
func (d *datagrams) join(w *way, h *Handshake, frame uint32) {
	if h.Fragment = h.Size < h.Length; !h.Fragment {
		h.Whole = h.Body
	} else {
		if h.Offset == 0 && h.Length <= maxMessage {
			w.sequence, w.length, w.body, w.parts = h.Sequence, h.Length, w.body[:0], w.parts[:0]
			w.take(h.Body, frame)
		} else if w.length == h.Length && w.sequence == h.Sequence && h.Offset == len(w.body) {
			w.take(h.Body, frame)
		}
		if w.length > 0 && w.sequence == h.Sequence && len(w.body) == w.length {
			h.Whole, h.parts = append([]byte(nil), w.body...), w.parts
			*w = way{}
		}
	}
	if h.Whole != nil && (h.Type == handshake.ClientHello || h.Type == handshake.ServerHello) {
		d.agree(h)
	}
	if h.Whole != nil && h.Type == handshake.ServerHello {
		if v, _, ok := handshake.Negotiated(h.Whole); ok {
			d.version = v
			if x, ok := handshake.ReadHello(h.Type, h.Whole); ok {
				d.suite = be.Uint16(x.Suites)
			}
		}
	}
	h.agreed = handshake.Agreed{Version: d.version, Suite: d.suite}
	if d.version == 0 {
		h.agreed.Version = handshake.DTLS12
	}
	if len(h.Whole) >= 2 && h.Type == handshake.HelloVerifyRequest && d.version == 0 {
		d.version = handshake.Version(be.Uint16(h.Whole))
	}
}
