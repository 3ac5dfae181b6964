// Package query dissects the protocols of one question: a line, which is answered until
// the server closes. They are Finger (https://www.rfc-editor.org/rfc/rfc1288) and WHOIS
// (https://www.rfc-editor.org/rfc/rfc3912).
package query

import (
	"bytes"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/text"
)

// Finger and WHOIS are the protocols.
var (
	Finger = dissect.Protocol{
		Name: "finger", Title: "FINGER", Column: "FINGER", TCP: []uint16{79},
		Sniff: sniff, NewStream: newDissector, NewDialogue: newDialogue, Fields: fingerFields, Outline: &fingerOutline,
	}
	WHOIS = dissect.Protocol{
		Name: "whois", Title: "WHOIS", Column: "WHOIS", TCP: []uint16{43},
		Sniff: sniff, NewStream: newDissector, NewDialogue: newDialogue, Fields: whoisFields, Outline: &whoisOutline,
	}
)

// sniff leaves to others what cannot be lines of text.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram || lines.IsTLS(b) {
		return dissect.No
	}
	return dissect.Maybe
}

// Question is what was asked, as far as it is kept.
type Question struct {
	Line  []byte // without its end
	Frame uint32 // that completed it; 0 if none was seen
	At    capture.Stamp
}

// maxLine is how long a question may be: names have no bound of their own.
const maxLine = 1 << 10

// set takes the line of the client.
func (q *Question) set(line []byte, frame uint32, at capture.Stamp) {
	line = lines.TrimLineEnd(line)
	q.Line = append(q.Line[:0], line[:min(len(line), maxLine)]...)
	q.Frame, q.At = frame, at
}

// Message is the question or the answer. Borrowed until the frame has been reported.
type Message struct {
	Dir      dissect.Dir
	Bytes    []byte
	Question *Question
	Since    capture.Stamp // from the question to the end of the answer
	Endless  bool          // the question's line has no end
	whois    bool
}

// AppendInfo appends "Query" or "Response" of Finger, "Query: example.com" or "Answer:
// example.com" of WHOIS.
func (m *Message) AppendInfo(dst []byte) []byte {
	switch {
	case m.Dir == dissect.ToServer:
		dst = append(dst, "Query"...)
	case m.whois:
		dst = append(dst, "Answer"...)
	default:
		dst = append(dst, "Response"...)
	}
	if m.whois && len(m.Question.Line) > 0 {
		dst = text.AppendText(append(dst, ": "...), m.Question.Line)
	}
	return dst
}

type dissector struct {
	conn     *dissect.Conn
	question Question
	begun    [2]Message // what rows say of messages that only begin
	messages *dissect.Recycled[Message]
}

func newDissector(c *dissect.Conn) dissect.StreamDissector {
	return &dissector{conn: c, messages: dissect.Shared[dissect.Recycled[Message]](c)}
}

// Dissect implements dissect.StreamDissector.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	end := len(in.Bytes)
	if in.Dir == dissect.ToServer {
		if end = bytes.IndexByte(in.Bytes, '\n') + 1; end == 0 && (in.Last || len(in.Bytes) > maxLine) {
			end = len(in.Bytes)
		}
		if end > 0 {
			d.question.set(in.Bytes[:end], f.Frame, f.At)
		}
	}
	whois := d.conn.Protocol == &WHOIS
	if in.Dir == dissect.ToServer && end == 0 || in.Dir == dissect.ToClient && !in.Last {
		m := &d.begun[in.Dir]
		*m = Message{Dir: in.Dir, Question: &d.question, whois: whois}
		if in.Dir == dissect.ToServer {
			return dissect.MoreSegment().Saying(m)
		}
		return dissect.ToClose().Saying(m)
	}
	m := d.messages.Next(f)
	*m = Message{Dir: in.Dir, Bytes: in.Bytes[:end], Question: &d.question, whois: whois, Endless: end > 0 &&
		in.Bytes[end-1] != '\n'}
	if d.question.Frame != 0 {
		m.Since = f.At - d.question.At
	}
	f.Emit(dissect.Layer{Message: m, Bytes: m.Bytes})
	return dissect.Done(end)
}

// Gap implements dissect.StreamDissector: what follows belongs to the answer.
func (d *dissector) Gap(dissect.Dir, int64) {}
