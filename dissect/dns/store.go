package dns

import (
	"netsniff/dissect"
	"netsniff/dissect/allowance"
)

const (
	maxSpare       = 64       // messages kept for the next frame
	maxSpareText   = 16 << 10 // bytes of text that one of them may hold
	maxSpareValues = 1 << 10  // and values
	// maxRemembered bounds the queries of all conversations, in bytes.
	maxRemembered = 16 << 20
)

// store owns the messages of a frame for all conversations of a worker and
// uses them again in the next.
type store struct {
	frame uint32
	ring  []*Message
	used  int
	guess walk // of credible
	// allowance bounds the queries that are remembered in all conversations.
	allowance allowance.Allowance
	lost      dissect.Losses
}

// message returns an empty message that lives until the next frame.
func (s *store) message(f *dissect.Frame) *Message {
	if s.frame != f.Frame {
		s.frame = f.Frame
		s.recycle()
		s.allowance.Limit = maxRemembered
	}
	if s.used == len(s.ring) {
		s.ring = append(s.ring, new(Message))
	}
	m := s.ring[s.used]
	s.used++
	m.base, m.stream, m.again, m.alone, m.named, m.begun = 0, false, false, false, false, false
	return m
}

// Losses implements dissect.Loser.
func (s *store) Losses() dissect.Losses {
	for _, m := range s.ring[:s.used] {
		s.count(m)
	}
	return s.lost
}

// count counts what was let go of m.
func (s *store) count(m *Message) {
	names, values := m.Let()
	s.lost.Unread += uint64(names + values)
	m.names.let, m.whole.let = 0, 0
}

// recycle takes the messages back, but not what grew out of proportion: one
// segment may hold hundreds of empty messages, one message megabytes of names.
func (s *store) recycle() {
	for _, m := range s.ring[:s.used] {
		s.count(m)
		if cap(m.names.text) > maxSpareText {
			m.names.text = nil
		}
		if cap(m.whole.values) > maxSpareValues {
			m.whole = reading{}
		}
	}
	if len(s.ring) > maxSpare {
		s.ring = append([]*Message(nil), s.ring[:maxSpare]...)
	}
	s.used = 0
}
