package sip

import (
	"netsniff/dissect"
	"netsniff/dissect/head"
	"netsniff/dissect/lines"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// startLine returns the first line of b, without its end.
func startLine(b []byte) []byte { return lines.TrimLineEnd(b[:lines.LineEnd(b)]) }

// hasWord reports whether b begins with a word and a blank.
func hasWord(b []byte, word string) bool {
	return text.HasPrefixFold(b, word) && len(b) > len(word) && isSpace(b[len(word)])
}

// format is that of messages in a stream.
var format = head.Format{
	Begins: func(line []byte) bool {
		_, ok := parseStart(line)
		return ok
	},
	BodyLength: bodyLength,
}

// stream takes the next bytes of a direction.
func (d *dialogue) stream(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	s := &d.streams[dir]
	for at := 0; at < len(b); {
		message, n, ok := s.Next(&format, b[at:], m)
		at += n
		if !ok && !d.told {
			d.talk.Reject()
			return len(b)
		}
		if message != nil {
			start, _ := parseStart(startLine(message))
			d.take(dir, message, start, s.Side)
		}
	}
	return len(b)
}
