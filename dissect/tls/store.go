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
}

// message returns an empty message that lives until the next frame.
func (s *store) message(f *dissect.Frame) *Message {
	if s.frame != f.Frame {
		s.frame = f.Frame
		s.recycle()
	}
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
	s.used = 0
}

// Losses implements dissect.Loser.
func (s *store) Losses() dissect.Losses { return s.lost }
