package dtls

import (
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/record"
)

// Message is the records of a datagram. Reused with the next frame.
type Message struct {
	Records []Record
	Bytes   []byte            // of the datagram. Borrowed.
	Version handshake.Version // of the conversation; 0 if nobody has said it yet

	store    *store
	unveiled bool // Bytes are a copy, in which what was encrypted stands in clear
}

// Record is one record.
type Record struct {
	Head
	At       int  // in Message.Bytes
	Sealed   bool // it is encrypted
	Opened   bool // it was, and passed its check; Message.Bytes has what it carries
	size     int  // of that
	Messages []Handshake
}

// Handshake is a fragment of a handshake message, or a whole one (RFC 6347 §4.2.2).
type Handshake struct {
	Type         handshake.Type
	Length       int // of the whole message
	Sequence     uint16
	Offset, Size int
	Body         []byte // of the fragment. Borrowed.
	At           int    // of its head in Message.Bytes
	Fragment     bool   // it is not all of the message
	Whole        []byte // the body of the message that it completes; nil if it does not
	parts        []part // that brought it, if several did

	agreed handshake.Agreed
	items  []handshake.Item
}

// AppendInfo appends what the records are.
func (m *Message) AppendInfo(dst []byte) []byte {
	start := len(dst)
	for i := range m.Records {
		r := &m.Records[i]
		if len(r.Messages) == 0 {
			dst = join(dst, start, r.name(m))
		}
		for j := range r.Messages {
			h := &r.Messages[j]
			dst = join(dst, start, h.Type.String())
			if h.Fragment && h.Whole != nil {
				dst = append(dst, " (Reassembled)"...)
			} else if h.Fragment {
				dst = append(dst, " (Fragment)"...)
			}
		}
	}
	return dst
}

// name returns what a record without messages in clear is called.
func (r *Record) name(m *Message) string {
	switch {
	case r.Type == record.Handshake:
		return "Encrypted Handshake Message"
	case r.Type == record.Alert && (r.Sealed || r.size != record.AlertSize):
		return "Encrypted Alert"
	case r.Type == record.Alert:
		b := r.text(m)
		return "Alert (Level: " + record.Level(b[0]).String() + ", Description: " + record.Description(b[1]).String() + ")"
	}
	return r.Type.String()
}

// text returns what the record carries, as far as it is in clear.
func (r *Record) text(m *Message) []byte { return m.Bytes[r.At+headSize:][:r.size] }

func join(dst []byte, start int, text string) []byte {
	if len(dst) > start {
		dst = append(dst, ", "...)
	}
	return append(dst, text...)
}
