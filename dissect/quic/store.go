package quic

import (
	"netsniff/dissect"
	"netsniff/dissect/allowance"
	"netsniff/dissect/tls"
)

// store has what the packets of a frame need, for all connections of a worker.
type store struct {
	frame  uint32
	list   []*Message
	used   int
	frames []Frame
	items  []Item
	plain  []byte            // of packets that were encrypted
	hello  []byte            // handshake messages that a packet completes
	said   []dissect.Message // of what streams carry, for which packets speak
	bare   *tls.BareMessages

	moving    origins
	allowance allowance.Allowance // of what waits for others
}

// Bounds of what is kept for the next frame.
const (
	maxSpare  = 64
	maxFrames = 4096
	maxItems  = 16384
	maxPlain  = 256 << 10
	maxSaid   = 1024
	// maxWaiting bounds what all conversations keep that waits for others, in bytes.
	maxWaiting = 16 << 20
)

func newStore(c *dissect.Conn) *store {
	s := dissect.Shared[store](c)
	s.bare = dissect.Shared[tls.BareMessages](c)
	s.allowance.Limit = maxWaiting
	return s
}

// message returns an empty message that lives until the next frame.
func (s *store) message(frame uint32) *Message {
	if s.frame != frame {
		s.frame = frame
		s.recycle()
	}
	if s.used == len(s.list) {
		s.list = append(s.list, new(Message))
	}
	m := s.list[s.used]
	s.used++
	*m = Message{}
	return m
}

// recycle takes everything back, but not what grew out of proportion.
func (s *store) recycle() {
	if len(s.list) > maxSpare {
		s.list = append([]*Message(nil), s.list[:maxSpare]...)
	}
	if s.frames = s.frames[:0]; cap(s.frames) > maxFrames {
		s.frames = nil
	}
	if s.items = s.items[:0]; cap(s.items) > maxItems {
		s.items = nil
	}
	if s.plain = s.plain[:0]; cap(s.plain) > maxPlain {
		s.plain = nil
	}
	clear(s.said)
	if s.said = s.said[:0]; cap(s.said) > maxSaid {
		s.said = nil
	}
	s.used = 0
}

// room returns an empty slice with room for n bytes, which live until the next frame if
// use takes them.
func (s *store) room(n int) []byte {
	const usual = 64 << 10
	if cap(s.plain)-len(s.plain) < n {
		s.plain = make([]byte, 0, max(usual, n)) // messages borrow the one before
	}
	at := len(s.plain)
	return s.plain[at : at : at+n]
}

// use takes b, which stands in the room returned last.
func (s *store) use(b []byte) { s.plain = s.plain[:min(len(s.plain)+len(b), cap(s.plain))] }

// read reads the frames of an opened packet.
func (s *store) read(m *Message) {
	from := len(s.frames)
	s.frames, s.items = readFrames(s.frames, s.items, m.payload(), m.NumberAt+m.NumberSize)
	m.Frames, m.items = s.frames[from:len(s.frames):len(s.frames)], s.items
}
