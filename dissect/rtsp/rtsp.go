// Package rtsp dissects the Real-Time Streaming Protocol
// (https://www.rfc-editor.org/rfc/rfc2326, https://www.rfc-editor.org/rfc/rfc7826):
// requests and responses, the media that they set up, and what of them comes within the
// connection.
package rtsp

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/head"
	"netsniff/dissect/lines"
	"netsniff/dissect/rtp"
	"netsniff/dissect/text"
)

// Protocol is RTSP.
var Protocol = dissect.Protocol{
	Name: "rtsp", Title: "Real Time Streaming Protocol", Column: "RTSP",
	TCP:         []uint16{554, 8554},
	Secured:     []uint16{322},
	Sniff:       sniff,
	Announces:   true,
	Bears:       true,
	NewStream:   func(c *dissect.Conn) dissect.StreamDissector { return newDissector(c) },
	NewDialogue: newDialogue,
	Secrets:     head.NewGrammar,
	Fields:      fields,
	Outline:     &outline,
}

// methods are those of both versions (RFC 2326 §10, RFC 7826 §13).
var methods = [...]string{
	"OPTIONS", "DESCRIBE", "ANNOUNCE", "SETUP", "PLAY", "PAUSE", "TEARDOWN", "GET_PARAMETER", "SET_PARAMETER",
	"REDIRECT", "RECORD",
}

const prefix = "RTSP/"

// sniff knows a message by its start line.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram || lines.IsTLS(b) {
		return dissect.No
	}
	line := lines.TrimLineEnd(b[:lines.LineEnd(b)])
	if s, ok := parseStart(line); ok && (s.code != 0 || bytes.HasPrefix(s.version, []byte(prefix))) {
		return dissect.Yes
	}
	return dissect.Maybe
}

// start is a start line: that of a request if there is a method.
type start struct {
	method, url, version []byte
	code                 uint16
}

// parseStart reads a start line without its end; false if it is none.
func parseStart(line []byte) (s start, ok bool) {
	if bytes.HasPrefix(line, []byte(prefix)) {
		_, rest, _ := bytes.Cut(line, []byte(" "))
		code, _, _ := bytes.Cut(rest, []byte(" "))
		n, ok := text.Number(code)
		s.code = uint16(min(n, 999))
		return s, ok && len(code) == 3
	}
	method, rest, ok := bytes.Cut(line, []byte(" "))
	if !ok || !isMethod(method) {
		return s, false
	}
	url, version, _ := bytes.Cut(rest, []byte(" "))
	return start{method: method, url: url, version: version}, true
}

func isMethod(b []byte) bool {
	for _, m := range methods {
		if text.EqualFold(b, m) {
			return true
		}
	}
	return false
}

// mayStart reports whether b, which has no line end, can begin a start line.
func mayStart(b []byte) bool {
	const longest = 8 << 10
	if len(b) > longest {
		return false
	}
	for _, m := range append(methods[:], prefix) {
		if n := min(len(b), len(m)); text.HasPrefixFold(b, m[:n]) {
			return true
		}
	}
	return false
}

// Interleaved data (RFC 2326 §10.12, RFC 7826 §14).
const (
	magic     = '$'
	framedLen = 4
)

// dissector holds the state of one connection.
type dissector struct {
	conn  *dissect.Conn
	media negotiation
	last  place
	*store
}

// place is where the message before ended, for rows that hold several.
type place struct {
	frame uint32
	dir   dissect.Dir
	whole bool // it lay within its segment
}

// store has the messages of a frame for all connections of a worker.
type store struct {
	messages dissect.Recycled[Message]
	frames   dissect.Recycled[Interleaved]
}

func newDissector(c *dissect.Conn) *dissector {
	return &dissector{conn: c, media: negotiation{expect: c.Expect}, store: dissect.Shared[store](c)}
}

// Dissect reads a message, or a frame of interleaved data. What is neither is told as
// far as its segment goes.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b := in.Bytes
	if b[0] == magic {
		return d.framed(f, in)
	}
	end := bytes.IndexByte(b, '\n')
	if end < 0 && mayStart(b) && !in.Last {
		return dissect.MoreSegment()
	}
	s, ok := parseStart(lines.TrimLineEnd(b[:end+1]))
	if !ok {
		if lines.IsTLS(b) {
			return dissect.Reject()
		}
		return d.continuation(f, in)
	}
	n, wait := head.Await(in)
	switch {
	case wait:
		return dissect.MoreSegment()
	case n == 0:
		return d.continuation(f, in)
	}
	m := d.messages.Next(f)
	m.read(b[:n], s)
	length := m.bodyLength()
	if missing := n + length - len(b); missing > 0 && !in.Last {
		return dissect.More(missing)
	}
	m.take(b[:min(n+length, len(b))])
	m.joined = d.joins(f, in)
	d.emit(f, in.Dir, m)
	return dissect.Done(len(m.Bytes))
}

// joins reports whether a message follows another in its segment, and notes it.
func (d *dissector) joins(f *dissect.Frame, in *dissect.Input) bool {
	before := d.last
	d.last = place{f.Frame, in.Dir, !in.Again}
	return before.whole && !in.Again && before.frame == f.Frame && before.dir == in.Dir
}

func (d *dissector) emit(f *dissect.Frame, dir dissect.Dir, m *Message) {
	column := ""
	if m.describes() {
		column = "RTSP/SDP"
	}
	d.media.take(d.conn, dir, m, f.Frame)
	f.Emit(dissect.Layer{Message: m, Bytes: m.Bytes, Column: column, Own: m.Len})
	if m.describes() && d.conn.ReadsContent([]byte(sdpType), nil) {
		d.conn.Hand(f, &dissect.Content{Type: sdpType, Bytes: m.Body, Whole: true, Dir: dir, About: m})
	}
}

// continuation tells bytes that begin no message.
func (d *dissector) continuation(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	m := d.messages.Next(f)
	*m = Message{Head: head.Head{Fields: m.Fields[:0]}, Bytes: in.Bytes, continued: true, joined: d.joins(f, in)}
	f.Emit(dissect.Layer{Message: m, Bytes: in.Bytes})
	return dissect.Done(len(in.Bytes))
}

// framed reads a frame of interleaved data.
func (d *dissector) framed(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b := in.Bytes
	if len(b) < framedLen {
		return dissect.More(framedLen - len(b))
	}
	n := framedLen + int(b[2])<<8 + int(b[3])
	if len(b) < n {
		return dissect.More(n - len(b))
	}
	b = b[:n]
	joined := d.joins(f, in)
	m := d.frames.Next(f)
	*m = Interleaved{Bytes: b, joined: joined}
	from := len(f.Messages())
	f.Emit(dissect.Layer{Message: m, Bytes: b, Own: framedLen, Quiet: true})
	channel := d.media.channels[b[1]]
	carried := dissect.Shared[rtp.Carried](d.conn)
	if channel.setup == nil || !carried.Emit(f, b[framedLen:], channel.setup, channel.control, joined) {
		l := &f.Messages()[from]
		l.Quiet, l.Column = false, "TCP"
	}
	return dissect.Done(n)
}

// Gap has nothing to forget: every message stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}
