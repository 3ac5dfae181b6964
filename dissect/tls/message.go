package tls

import (
	"bytes"

	"netsniff/capture"
	"netsniff/dissect/text"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/record"
)

// Message is the records that stand behind one another in what is read at once: a
// segment, or the record that it completes. Reused with the next frame.
type Message struct {
	Records []Record
	// Bytes is what they stand in, as far as it was kept: Application Data that
	// came in several segments are left out. Borrowed.
	Bytes []byte
	// Version is that of the connection behind them, 0 if nobody has said it yet.
	Version handshake.Version

	// protocol is what ALPN chose of the connection to carry; "" if it was not seen.
	protocol string
	// part: what its records carry is a part of a message of another protocol.
	part  bool
	store *store
}

// Kind tells what bytes are.
type Kind uint8

// Kinds of records.
const (
	Whole        Kind = iota
	SSL2              // the hello of SSL 2.0
	Continuation      // what no record begins with, of a connection whose beginning was not seen
	Unknown           // the same in a connection that is known
	Bare              // none: handshake messages that another protocol carries
)

// Record is one record of a Message.
type Record struct {
	Kind Kind
	Head
	At, End int // in Message.Bytes: of its header, and behind what was kept of it
	// Sealed records are encrypted, Opened ones were: Plain is what they carry, of the
	// record's Type. Failed ones fail their check, with the keys that there are.
	Sealed, Opened, Failed bool
	Plain                  []byte
	Cut                    bool  // the snap length left only its beginning
	plain                  place // of Plain
	opaque                 bool  // what it carries is hidden within (RFC 8446 §5.2)
	// Resumes: it is the server's Change Cipher Spec, and an earlier session goes on.
	Resumes bool
	// Messages are what it completes of the handshake, of those that are in clear.
	Messages []Handshake
	// Begins: its last handshake message, of type Part, goes on in the next record.
	Begins bool
	Part   handshake.Type
}

// place is where plaintext stands: in which store, at which offset.
type place struct{ store, at int }

// Handshake is a handshake message in clear.
type Handshake struct {
	handshake.Head
	Retry bool // a Server Hello that is a Hello Retry Request
	// Body is what follows the head. Borrowed.
	Body []byte
	// At is where Body stands in Message.Bytes; -1 if other records brought parts.
	At    int
	parts []part // that they brought
	end   extent // what its record has of such a message

	agreed handshake.Agreed // of the connection, so far
	items  []handshake.Item // of Body, if somebody asked; see Message.items
}

// extent is where bytes stand in Message.Bytes.
type extent struct{ off, n int }

// AppendInfo appends what the records are.
func (m *Message) AppendInfo(dst []byte) []byte { return m.AppendNext(dst, len(dst)) }

// AppendNext implements dissect.Follower.
func (m *Message) AppendNext(dst []byte, start int) []byte {
	for i := range m.Records {
		dst = m.Records[i].appendInfo(m, dst, start)
	}
	if m.part {
		dst = append(dst, "[TLS segment of a reassembled PDU]"...)
	}
	return dst
}

// appendInfo appends what a record is, behind what the row says from start on.
func (r *Record) appendInfo(m *Message, dst []byte, start int) []byte {
	switch {
	case r.Kind == SSL2:
		return join(dst, start, "Client Hello")
	case r.Kind == Continuation:
		return joinOnce(dst, start, "Continuation Data")
	case r.Kind == Unknown:
		return joinOnce(dst, start, "Ignored Unknown Record")
	case r.Cut:
		for i := range r.Messages {
			dst = join(dst, start, r.Messages[i].Name())
		}
		return text.AppendCut(dst, capture.Truncated)
	case r.Type == record.Handshake && r.Sealed:
		return join(dst, start, "Encrypted Handshake Message")
	case r.Type == record.Handshake:
		for i := range r.Messages {
			dst = join(dst, start, r.Messages[i].Name())
		}
		if r.Begins {
			dst = append(append(join(dst, start, "["), r.Part.String()...), " Fragment]"...)
		}
		return dst
	case r.Type == record.Alert && r.Sealed:
		return join(dst, start, "Encrypted Alert")
	case r.Type == record.Alert:
		level, description, _ := m.alert(r)
		dst = append(append(join(dst, start, "Alert (Level: "), level.String()...), ", Description: "...)
		return append(append(dst, description.String()...), ')')
	case r.Type == record.Heartbeat:
		return join(dst, start, m.heartbeat(r))
	case r.Type == record.ApplicationData && r.Opened && m.part:
		return dst
	}
	return join(dst, start, r.Type.String())
}

// Name returns what the message is called.
func (h *Handshake) Name() string {
	if h.Retry {
		return handshake.HelloRetryRequest.String()
	}
	return h.Type.String()
}

// join appends a text behind others.
func join(dst []byte, start int, text string) []byte {
	if len(dst) > start {
		dst = append(dst, ", "...)
	}
	return append(dst, text...)
}

// joinOnce is join of what is said once, however many pieces in a row it is true of.
func joinOnce(dst []byte, start int, text string) []byte {
	if bytes.HasSuffix(dst[start:], []byte(text)) {
		return dst
	}
	return join(dst, start, text)
}

// fragment returns what follows the head of the record, as far as it was kept.
func (m *Message) fragment(r *Record) []byte { return m.Bytes[min(r.At+headSize, r.End):r.End] }

// text returns what the record carries.
func (m *Message) text(r *Record) []byte {
	if r.Opened {
		return r.Plain
	}
	return m.fragment(r)
}

// place returns where n bytes at off of what the record carries stand in Bytes.
func (r *Record) place(off, n int) (int, int) { return r.At + headSize + off, n }

// unveil has Bytes show what records carry that were encrypted, but for Application
// Data, which are a layer of their own.
func (m *Message) unveil() {
	copied := false
	for i := range m.Records {
		r := &m.Records[i]
		if !r.Opened || r.Type == record.ApplicationData {
			continue
		}
		if !copied {
			b := append(m.store.room(len(m.Bytes)), m.Bytes...)
			m.store.use(b)
			m.Bytes, copied = b, true
		}
		n := copy(m.Bytes[r.At+headSize:], r.Plain)
		if r.opaque {
			m.Bytes[r.At+headSize+n] = byte(r.Type)
		}
	}
}

// heartbeat returns what a heartbeat is called (RFC 6520 §4).
func (m *Message) heartbeat(r *Record) string {
	const request, response = 1, 2
	switch b := m.text(r); {
	case r.Sealed || len(b) == 0:
		return "Encrypted Heartbeat"
	case b[0] == request:
		return "Heartbeat Request"
	case b[0] == response:
		return "Heartbeat Response"
	}
	return "Encrypted Heartbeat"
}

// column returns the text of the Protocol column.
func (m *Message) column() string {
	if m.Version == 0 {
		return "SSL"
	}
	return m.Version.String()
}
