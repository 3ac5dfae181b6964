package smtp

// maxSpare is how many messages the storage that is kept for the next frame
// has room for.
const maxSpare = 1 << 10

// store has the messages of a frame for all connections of a worker.
type store struct {
	frame    uint32
	text     []byte // what they are made of
	commands []Command
	replies  []Reply
	lines    []Line
	data     []Data
}

// recycle forgets the messages of earlier frames.
func (s *store) recycle(frame uint32) {
	if s.frame == frame {
		return
	}
	s.frame = frame
	if cap(s.lines) > maxSpare || cap(s.commands) > maxSpare {
		s.text, s.commands, s.replies, s.lines = nil, nil, nil, nil
	}
	s.text, s.commands, s.replies = s.text[:0], s.commands[:0], s.replies[:0]
	s.lines, s.data = s.lines[:0], s.data[:0]
}

// keep copies b to where this frame's messages live.
func (s *store) keep(b []byte) []byte {
	n := len(s.text)
	s.text = append(s.text, b...)
	return s.text[n:len(s.text):len(s.text)]
}
