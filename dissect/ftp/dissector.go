package ftp

import (
	"netsniff/dissect"
	"netsniff/dissect/lines"
)

// dissector holds the state of one control connection.
type dissector struct {
	conn     *dissect.Conn
	talk     negotiation
	securing bool // AUTH was sent and not answered yet
	*store
}

// store has the messages of a frame for all connections of a worker.
type store struct {
	frame     uint32
	text      []byte // what they are made of
	requests  []Request
	responses []Response
}

func newStream(c *dissect.Conn) dissect.StreamDissector {
	return &dissector{conn: c, talk: negotiation{expect: c.Expect}, store: dissect.Shared[store](c)}
}

// Dissect reads one segment.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	if lines.IsTLS(in.Bytes) {
		d.conn.Redetect() // the reply to AUTH was lost, or it was before the capture
		return dissect.Reject()
	}
	d.recycle(f.Frame)
	b := d.keep(in.Bytes)
	n := lines.LineEnd(b)
	line := lines.TrimLineEnd(b[:n])
	if in.Dir == dissect.ToServer {
		d.request(f, line, b[n:])
	} else {
		d.response(f, line, b[n:])
	}
	return dissect.Done(len(in.Bytes))
}

// Gap has nothing to forget: every segment stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}

func (d *dissector) request(f *dissect.Frame, line, rest []byte) {
	r := Request{Command: ParseCommand(line), Line: line, Rest: rest, Directory: d.talk.directory}
	switch r.Verb {
	case PORT:
		if e, ok := hostPort(r.Argument); ok {
			r.Active, r.Natted = e, e.Addr != d.conn.Client.Addr
		}
	case EPRT:
		r.Active, _ = extendedEnd(r.Argument)
	}
	d.securing = r.Verb == AUTH
	d.talk.command(d.conn, r.Command, line, f.Frame)
	d.requests = append(d.requests, r)
	f.Emit(dissect.Layer{Message: &d.requests[len(d.requests)-1]})
}

func (d *dissector) response(f *dissect.Frame, line, rest []byte) {
	r := Response{Code: codeOf(line), Line: line, Text: line, Rest: rest}
	if r.Code != 0 {
		r.Text = replyText(line)
	}
	switch r.Code {
	case 227:
		if e, ok := passiveEnd(line); ok {
			r.Passive, r.Natted = e, e.Addr != d.conn.Server.Addr
		}
	case 229:
		if port, ok := extendedPassivePort(line); ok {
			r.Passive = dissect.Endpoint{Addr: d.conn.Server.Addr, Port: port}
		}
	}
	r.NoPath = d.talk.reply(d.conn, line, f.Frame)
	r.Directory = d.talk.directory
	d.responses = append(d.responses, r)
	f.Emit(dissect.Layer{Message: &d.responses[len(d.responses)-1]})
	if d.securing && r.Code == 234 {
		d.conn.Redetect()
	}
}

// recycle forgets the messages of earlier frames.
func (s *store) recycle(frame uint32) {
	if s.frame != frame {
		s.frame = frame
		s.text, s.requests, s.responses = s.text[:0], s.requests[:0], s.responses[:0]
	}
}

// keep copies b to where this frame's messages live.
func (s *store) keep(b []byte) []byte {
	n := len(s.text)
	s.text = append(s.text, b...)
	return s.text[n:len(s.text):len(s.text)]
}
