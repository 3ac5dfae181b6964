// Package sized puts the messages of a stream together that say at their beginning how long
// they are, for dialogues.
package sized

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Format is what a Stream has to know of messages.
type Format struct {
	// Head is how many bytes are enough to tell the length of a message; Length tells it: 0 if
	// more are needed, less if no message begins so.
	Head   int
	Length func(b []byte) int
	// Keep is how much of a long message is kept.
	Keep int
}

// Stream puts the messages of one direction together. The zero value is at the beginning
// of one.
type Stream struct {
	Side dissect.Side // of the message that was returned last
	Wire int          // its length, of which it is the beginning

	kept  []byte
	side  dissect.Side
	size  int // of the message, once it is known
	taken int // of it
}

// Held returns how many bytes are kept.
func (s *Stream) Held() int64 { return int64(len(s.kept)) }

// Lose forgets what a message was cut off from: what follows is taken for the beginning of
// another.
func (s *Stream) Lose() { *s = Stream{kept: s.kept[:0]} }

// Next takes bytes of b, which m brought, and returns how many, and a message once it is
// complete, borrowed until the next call. ok is false if no message begins here: all of b
// is taken.
func (s *Stream) Next(f *Format, b []byte, m reassembly.Mark) (message []byte, n int, ok bool) {
	if s.taken == 0 {
		s.kept, s.side = s.kept[:0], dissect.Side{}
	}
	for s.size == 0 {
		more := min(f.Head-len(s.kept), len(b)-n)
		if more <= 0 && n == len(b) {
			return nil, n, true
		}
		// Byte by byte would do as well, but what begins a segment is mostly all there.
		s.kept = append(s.kept, b[n:n+max(more, 0)]...)
		n += max(more, 0)
		s.size = f.Length(s.kept)
		if s.size < 0 || s.size == 0 && len(s.kept) >= f.Head {
			s.Lose()
			return nil, len(b), false
		}
		s.taken = len(s.kept)
		if s.size > 0 && s.taken > s.size { // the next one begins in what was looked at
			over := s.taken - s.size
			n, s.taken, s.kept = n-over, s.size, s.kept[:s.size]
		}
	}
	more := min(s.size-s.taken, len(b)-n)
	if room := f.Keep - len(s.kept); room > 0 {
		s.kept = append(s.kept, b[n:n+min(more, room)]...)
	}
	n, s.taken = n+more, s.taken+more
	s.side.Add(n, m)
	if s.taken < s.size {
		return nil, n, true
	}
	s.Side, s.Wire, s.size, s.taken = s.side, s.size, 0, 0
	return s.kept, n, true
}
