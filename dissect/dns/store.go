package dns

import "netsniff/dissect"

const (
	maxSpare       = 64       // messages kept for the next frame
	maxSpareText   = 16 << 10 // bytes of text that one of them may hold
	maxSpareValues = 1 << 10  // and values
)

// store owns the messages of a frame for all conversations of a worker and
// uses them again in the next.
type store struct {
	frame uint32
	ring  []*Message
	used  int
	guess walk // of credible
}

// message returns an empty message that lives until the next frame.
func (s *store) message(f *dissect.Frame) *Message {
	if s.frame != f.Frame {
		s.frame = f.Frame
		s.recycle()
	}
	if s.used == len(s.ring) {
		s.ring = append(s.ring, new(Message))
	}
	m := s.ring[s.used]
	s.used++
	m.base, m.stream, m.again, m.named, m.begun = 0, false, false, false, false
	return m
}

// recycle takes the messages back, but not what grew out of proportion: one
// segment may hold hundreds of empty messages, one message megabytes of names.
func (s *store) recycle() {
	for _, m := range s.ring[:s.used] {
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
