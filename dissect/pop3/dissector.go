package pop3

import (
	"bytes"
	"math"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/mail"
	"netsniff/dissect/text"
)

// Bound per connection.
const maxPending = 32 // commands that wait for their reply

// dissector holds the state of one connection.
type dissector struct {
	conn    *dissect.Conn
	pairing pairing

	sized bool // RETR or TOP was sent: the next reply may tell a size
	size  int  // of the message that is collected, 0 for none
	read  int  // bytes of it so far

	message *mail.Incoming // being collected, nil if none
	inbox   *mail.Inbox
	*store
}

// store has the messages of a frame for all connections of a worker.
type store struct {
	frame     uint32
	text      []byte // what they are made of
	requests  []Request
	responses []Response
	data      []Data
}

func newStream(c *dissect.Conn) dissect.StreamDissector {
	return &dissector{conn: c, inbox: dissect.Shared[mail.Inbox](c), store: dissect.Shared[store](c)}
}

// Dissect reads one segment.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	if d.message == nil && !(in.Dir == dissect.ToClient && d.pairing.inBody) && lines.IsTLS(in.Bytes) {
		d.conn.Redetect() // the reply to STLS was lost, or it was before the capture
		return dissect.Reject()
	}
	d.recycle(f.Frame)
	switch {
	case in.Dir == dissect.ToServer:
		d.request(f, in.Bytes)
	case bytes.HasPrefix(in.Bytes, []byte("+OK")) || bytes.HasPrefix(in.Bytes, []byte("-ERR")):
		d.response(f, in.Bytes)
	default:
		d.pairing.body(in.Bytes)
		cut := 0
		if in.Last {
			cut = max(0, f.PayloadLen-len(f.Payload))
		}
		d.body(f, in.Bytes, len(in.Bytes)+cut)
	}
	return dissect.Done(len(in.Bytes))
}

// Gap forgets which commands wait: replies to them may be lost.
func (d *dissector) Gap(dissect.Dir, int64) { d.pairing = pairing{queue: d.pairing.queue[:0]} }

func (d *dissector) request(f *dissect.Frame, b []byte) {
	d.pairing.requests(b, lines.Sent{Frame: f.Frame, At: f.At})
	if n := d.pairing.let; n > 0 {
		dissect.Lost(d.conn).Requests += uint64(n)
		d.pairing.let = 0
	}
	b = d.keep(b)
	r := Request{Line: line(b)}
	r.Rest = b[lines.LineEnd(b):]
	r.Word, r.Arg = token(r.Line)
	r.Verb = verbOf(r.Word)
	d.sized = d.sized || text.HasPrefixFold(r.Line, "retr") || text.HasPrefixFold(r.Line, "top")
	d.requests = append(d.requests, r)
	f.Emit(dissect.Layer{Message: &d.requests[len(d.requests)-1]})
}

func (d *dissector) response(f *dissect.Frame, b []byte) {
	b = d.keep(b)
	r := Response{Line: line(b), OK: b[0] == '+'}
	a, multiline := d.pairing.answered(b)
	r.Answers, r.Multiline = a.verb, multiline
	if r.RequestIn = a.sent.Frame; r.RequestIn != 0 {
		r.Since = f.At - a.sent.At
	}
	r.Rest = b[lines.LineEnd(b):]
	r.Indicator, r.Text = token(r.Line)
	if d.sized && r.OK {
		d.size, d.read = octets(r.Text), 0
		d.message = nil // one that never came to its end
	}
	d.sized = false
	d.responses = append(d.responses, r)
	f.Emit(dissect.Layer{Message: &d.responses[len(d.responses)-1]})
	if r.OK && r.Answers == STLS {
		d.conn.Redetect()
	}
}

// body reads a segment that begins with no status: a message or a part of one.
// The wire had n bytes of it.
func (d *dissector) body(f *dissect.Frame, b []byte, n int) {
	if d.size == 0 {
		x := d.inbox.Open(f.Frame)
		x.Add(f.Frame, b)
		d.end(f, x, n)
		return
	}
	if d.message == nil {
		d.message = d.inbox.Open(f.Frame)
	}
	d.message.Add(f.Frame, b)
	if d.read += n; d.read >= d.size {
		x := d.message
		d.message, d.size = nil, 0
		d.end(f, x, n)
		return
	}
	d.data = append(d.data, Data{Bytes: n})
	f.Emit(dissect.Layer{Message: &d.data[len(d.data)-1]})
}

// end emits a message that a segment of n bytes completed.
func (d *dissector) end(f *dissect.Frame, x *mail.Incoming, n int) {
	m := x.Close()
	done := Data{Bytes: n, End: true, Fragments: x.Fragments}
	if len(x.Frames) == 1 {
		done.Frames = nil
	}
	d.data = append(d.data, done)
	f.Emit(dissect.Layer{Message: &d.data[len(d.data)-1], Column: m.Column("POP/IMF")})
	m.Emit(f, false)
	d.inbox.Shown(x, f.Frame)
}

// recycle forgets the messages of earlier frames.
func (s *store) recycle(frame uint32) {
	if s.frame != frame {
		s.frame = frame
		s.text, s.requests, s.responses, s.data = s.text[:0], s.requests[:0], s.responses[:0], s.data[:0]
	}
}

// keep copies b to where this frame's messages live.
func (s *store) keep(b []byte) []byte {
	n := len(s.text)
	s.text = append(s.text, b...)
	return s.text[n:len(s.text):len(s.text)]
}

// line returns the first line of b without its end.
func line(b []byte) []byte { return lines.TrimLineEnd(b[:lines.LineEnd(b)]) }

// token splits a line at its first blanks.
func token(line []byte) (word, rest []byte) {
	n := bytes.IndexByte(line, ' ')
	if n < 0 {
		return line, nil
	}
	return line[:n], bytes.TrimLeft(line[n:], " ")
}

// octets reads the number that the text of a reply begins with, 0 if none. A
// negative or absurd size is never reached.
func octets(text []byte) int {
	if len(text) > 0 && text[0] == '-' {
		return math.MaxInt
	}
	n := 0
	for _, c := range text {
		if c < '0' || c > '9' || n > math.MaxInt32 {
			break
		}
		n = n*10 + int(c-'0')
	}
	return n
}
