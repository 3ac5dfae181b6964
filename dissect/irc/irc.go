// Package irc dissects Internet Relay Chat
// (https://www.rfc-editor.org/rfc/rfc1459, https://www.rfc-editor.org/rfc/rfc2812).
// Rows are Wireshark's, which reads each segment by itself, wherever a line was cut.
package irc

import (
	"iter"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/text"
)

// Protocol is IRC.
var Protocol = dissect.Protocol{
	Name: "irc", Title: "Internet Relay Chat", Column: "IRC",
	TCP:   []uint16{6667, 57000},
	Sniff: sniff,
	NewStream: func(c *dissect.Conn) dissect.StreamDissector {
		return &dissector{conn: c, messages: dissect.Shared[dissect.Recycled[Message]](c)}
	},
	Secrets: newGrammar,
	Fields:  fields,
	Outline: &outline,
}

// sniff leaves to others what cannot be lines of text.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram || lines.IsTLS(b) {
		return dissect.No
	}
	return dissect.Maybe
}

// Line is a line: [":" prefix " "] command params (RFC 2812 §2.3.1). All parts are
// borrowed from it.
type Line struct {
	Text     []byte // without its end
	Off      int    // in the segment
	Prefix   []byte
	Command  []byte
	Params   []byte // the middle ones, with the spaces between them
	Trailing []byte // behind " :"
}

// split returns the lines of b, those without a word left out.
func split(b []byte) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		for from := 0; from < len(b); {
			to := from
			for to < len(b) && b[to] != '\r' && b[to] != '\n' {
				to++
			}
			if to > from && !yield(parse(b[from:to], from)) {
				return
			}
			from = to + 1
		}
	}
}

func parse(text []byte, off int) Line {
	l := Line{Text: text, Off: off}
	rest := skipSpaces(text)
	if len(rest) > 0 && rest[0] == ':' {
		l.Prefix, rest = word(rest[1:])
	}
	l.Command, rest = word(rest)
	for i := 0; i < len(rest); i++ {
		if rest[i] == ':' && (i == 0 || rest[i-1] == ' ') {
			l.Params, l.Trailing = trimSpaces(rest[:i]), rest[i+1:]
			return l
		}
	}
	l.Params = trimSpaces(rest)
	return l
}

// word returns the first word of b and what is behind the spaces that follow it.
func word(b []byte) (w, rest []byte) {
	for i, c := range b {
		if c == ' ' {
			return b[:i], skipSpaces(b[i:])
		}
	}
	return b, nil
}

func skipSpaces(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == 1) { // CTCP puts a message between bytes of 1
		b = b[1:]
	}
	return b
}

func trimSpaces(b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	return b
}

// Numeric returns the number of a reply (RFC 2812 §5), and false for words.
func (l *Line) Numeric() (n uint64, ok bool) {
	if len(l.Command) != 3 {
		return 0, false
	}
	for _, c := range l.Command {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, true
}

// Message is a segment of one side. Borrowed until the frame has been reported.
type Message struct {
	Dir   dissect.Dir
	Bytes []byte
}

// AppendInfo appends "Response (001) (002)".
func (m *Message) AppendInfo(dst []byte) []byte {
	if m.Dir == dissect.ToServer {
		dst = append(dst, "Request"...)
	} else {
		dst = append(dst, "Response"...)
	}
	some := false
	for l := range split(m.Bytes) {
		if len(l.Command) > 0 {
			dst = append(text.AppendText(append(dst, " ("...), l.Command), ')')
			some = true
		}
	}
	if !some {
		dst = append(dst, ' ')
	}
	return dst
}

type dissector struct {
	conn     *dissect.Conn
	messages *dissect.Recycled[Message]
}

// Dissect reads one segment.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	if lines.IsTLS(in.Bytes) {
		d.conn.Redetect() // STARTTLS, whatever was said of it
		return dissect.Reject()
	}
	m := d.messages.Next(f)
	*m = Message{Dir: in.Dir, Bytes: in.Bytes}
	f.Emit(dissect.Layer{Message: m, Bytes: in.Bytes})
	return dissect.Done(len(in.Bytes))
}

// Gap has nothing to forget: every segment stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}
