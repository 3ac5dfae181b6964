package head

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/reassembly"
)

// Format is what a Stream has to know of messages.
type Format struct {
	Begins     func(line []byte) bool // a start line, without its end
	BodyLength func(head []byte) int
	// Magic begins a frame of Framed bytes of which the last two are the length of what
	// follows; 0: there are none.
	Magic  byte
	Framed int
}

// Stream puts the messages of one direction together, for a dialogue. The zero value is
// at the beginning of one.
type Stream struct {
	Side dissect.Side // of the message that was returned last

	kept   []byte
	side   dissect.Side
	looked int  // how much of kept was searched for the end of the head
	length int  // of the message, once it is known
	framed bool // kept begins with the magic
	adrift bool // what follows begins in the middle of something, up to a start line
}

// Held returns how many bytes are kept.
func (s *Stream) Held() int64 { return int64(len(s.kept)) }

// Lose forgets what a message was cut off from.
func (s *Stream) Lose() { *s = Stream{kept: s.kept[:0], adrift: true} }

// Next takes bytes of b, which m brought, and returns how many, and a message once it is
// complete, borrowed until the next call. ok is false if no message begins here.
func (s *Stream) Next(f *Format, b []byte, m reassembly.Mark) (message []byte, n int, ok bool) {
	if n, ok = s.take(f, b, m); !ok {
		s.Lose()
	}
	if s.length > 0 && len(s.kept) == s.length {
		message = s.kept
		*s = Stream{kept: s.kept[:0], Side: s.side}
	}
	return message, n, ok
}

// take takes bytes up to the end of the head, of the body, or of a line that belongs to
// no message.
func (s *Stream) take(f *Format, b []byte, m reassembly.Mark) (n int, ok bool) {
	switch {
	case s.length > 0:
		n = min(s.length-len(s.kept), len(b))
		s.keep(b[:n], m)
		return n, true
	case s.framed || len(s.kept) == 0 && f.Magic != 0 && b[0] == f.Magic && !s.adrift:
		s.framed = true
		n = min(f.Framed-len(s.kept), len(b))
		if s.keep(b[:n], m); len(s.kept) == f.Framed {
			s.length = f.Framed + int(s.kept[f.Framed-2])<<8 + int(s.kept[f.Framed-1])
		}
		return n, true
	case len(s.kept) == 0 && (b[0] == '\r' || b[0] == '\n'):
		return 1, true // keeps the connection alive
	}
	n = bytes.IndexByte(b, '\n') + 1
	ended := n > 0
	if !ended {
		n = len(b)
	}
	if len(s.kept)+n > MaxLength {
		s.kept = s.kept[:0]
		if !ended {
			s.adrift = true
			return n, true
		}
		return n, s.adrift
	}
	s.keep(b[:n], m)
	return n, !ended || s.line(f)
}

func (s *Stream) keep(b []byte, m reassembly.Mark) {
	s.kept = append(s.kept, b...)
	s.side.Add(len(b), m)
}

// line looks at what is kept up to the end of a line. It reports false if that begins no
// message.
func (s *Stream) line(f *Format) bool {
	if s.looked == 0 {
		if !f.Begins(lines.TrimLineEnd(s.kept[:lines.LineEnd(s.kept)])) {
			adrift := s.adrift
			*s = Stream{kept: s.kept[:0], adrift: adrift}
			return adrift
		}
		s.adrift = false
	}
	n := Length(s.kept, s.looked)
	s.looked = len(s.kept)
	if n > 0 {
		s.length = n + f.BodyLength(s.kept[:n])
	}
	return true
}
