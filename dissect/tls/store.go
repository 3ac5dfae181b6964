package tls

import (
	"netsniff/dissect"
	"netsniff/dissect/allowance"
	"netsniff/dissect/tls/handshake"
)

const (
	maxSpare   = 64  // messages kept for the next frame
	maxRecords = 256 // and records, handshake messages of one of them
	maxItems   = 4096
	// maxBegun bounds the handshake messages of all connections that go on in
	// records which have not come, in bytes.
	maxBegun = 16 << 20
)

// store has the messages of a frame for all connections of a worker.
type store struct {
	frame      uint32
	list       []*Message
	used       int
	handshakes []Handshake
	items      []handshake.Item // of those whose fields are read
	allowance  allowance.Allowance
	lost       dissect.Losses
	plain      []byte // of records that were encrypted
	plains     int    // how often that was made anew
}

// message returns an empty message that lives until the next frame.
func (s *store) message(f *dissect.Frame) *Message {
	if s.frame != f.Frame {
		s.frame = f.Frame
		s.recycle()
	}
	return s.next()
}

// next returns an empty message that lives until recycle.
func (s *store) next() *Message {
	if s.used == len(s.list) {
		s.list = append(s.list, new(Message))
	}
	m := s.list[s.used]
	s.used++
	*m = Message{Records: m.Records[:0], store: s}
	return m
}

// recycle takes the messages back, but not what grew out of proportion.
func (s *store) recycle() {
	s.allowance.Limit = maxBegun
	if len(s.list) > maxSpare {
		s.list = append([]*Message(nil), s.list[:maxSpare]...)
	}
	for _, m := range s.list[:min(s.used, len(s.list))] {
		if cap(m.Records) > maxRecords {
			m.Records = nil
		}
	}
	if s.handshakes = s.handshakes[:0]; cap(s.handshakes) > maxRecords {
		s.handshakes = nil
	}
	if s.items = s.items[:0]; cap(s.items) > maxItems {
		s.items = nil
	}
	if s.plain = s.plain[:0]; cap(s.plain) > maxPlain {
		s.plain = nil
	}
	s.used = 0
}

// maxPlain bounds what is kept to have the plaintext of the next frame.
const maxPlain = 256 << 10

// room returns an empty slice with room for n bytes, which live until the next frame
// if use takes them.
func (s *store) room(n int) []byte {
	const usual = 64 << 10
	if cap(s.plain)-len(s.plain) < n {
		s.plain = make([]byte, 0, max(usual, n)) // messages borrow the one before
		s.plains++
	}
	at := len(s.plain)
	return s.plain[at : at : at+n]
}

// use takes b, which stands in the room returned last.
func (s *store) use(b []byte) { s.plain = s.plain[:min(len(s.plain)+len(b), cap(s.plain))] }

// Losses implements dissect.Loser.
func (s *store) Losses() dissect.Losses { return s.lost }
