// Package pgsql dissects the frontend/backend protocol of PostgreSQL, version 3
// (https://www.postgresql.org/docs/current/protocol.html).
package pgsql

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/parts"
)

// Protocol is PostgreSQL.
var Protocol = dissect.Protocol{
	Name: "pgsql", Title: "PostgreSQL", Column: "PGSQL", TCP: []uint16{5432},
	Sniff:       sniff,
	StartsTLS:   true,
	NewStream:   newDissector,
	NewDialogue: newDialogue,
	Secrets:     newGrammar,
	Fields:      fields,
	Outline:     &outline,
}

var be = binary.BigEndian

// Codes that stand in the place of a version, of what comes before a startup message.
const (
	cancelRequest = 80877102
	sslRequest    = 80877103
	gssRequest    = 80877104
	version3      = 3
)

// head is the length of type and length; messages of a client that begins have no type.
const head = 5

// sniff is sure of a startup message: version 3 and the parameter that it must have.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	switch {
	case from == dissect.FromDatagram:
		return dissect.No
	case from == dissect.FromClient && len(b) > 12 && int(be.Uint32(b)) == len(b) && be.Uint16(b[4:]) == version3 &&
		string(b[8:13]) == "user\x00":
		return dissect.Yes
	}
	return dissect.Maybe
}

// framing tells how long messages are. The zero value is that of a connection that begins.
type framing struct {
	asked  bool // the client asked for encryption; the server answers with a byte
	agreed bool // what follows is encrypted
}

// length is framed.Length.
func (x *framing) length(d dissect.Dir, b []byte) int {
	switch {
	case d == dissect.ToClient && x.asked && len(b) > 0 && isAnswer(b):
		return 1
	case len(b) > 0 && b[0] == 0:
		if len(b) < 4 {
			return 0
		}
		return max(int(be.Uint32(b)), 4)
	case len(b) < head:
		return 0
	}
	return 1 + max(int(be.Uint32(b[1:])), 4)
}

// isAnswer reports whether b is the answer to a request for encryption. An error has the
// length of a message behind it.
func isAnswer(b []byte) bool {
	return (b[0] == 'S' || b[0] == 'N' || b[0] == 'G') && (len(b) < head || b[1] != 0)
}

// passed takes a message.
func (x *framing) passed(d dissect.Dir, b []byte) {
	switch {
	case d == dissect.ToServer:
		x.asked = len(b) >= 8 && b[0] == 0 && (be.Uint32(b[4:]) == sslRequest || be.Uint32(b[4:]) == gssRequest)
	case x.asked:
		x.asked, x.agreed = false, len(b) == 1 && b[0] != 'N'
	}
}

type dissector struct {
	conn    *dissect.Conn
	framing framing
	resumed uint32 // the last frame that completed a message that others began
	*store
}

// store has the messages of a frame for all connections of a worker.
type store struct{ messages dissect.Recycled[Message] }

func newDissector(c *dissect.Conn) dissect.StreamDissector {
	return &dissector{conn: c, store: dissect.Shared[store](c)}
}

// Dissect implements dissect.StreamDissector.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b, v, ok := framed.Next(in, d.framing.length)
	if !ok {
		return framed.Saying(f, v, side(in.Dir))
	}
	m := d.messages.Next(f)
	*m = Message{reader: m.reader, Dir: in.Dir, Marked: d.resumed == f.Frame}
	m.reader.Begin(b)
	if d.resumed = 0; in.Again {
		d.resumed = f.Frame
	}
	f.Emit(dissect.Layer{Message: m, Bytes: b})
	if d.framing.passed(in.Dir, b); d.framing.agreed {
		d.conn.Redetect()
	}
	return v
}

// side is what rows say of a message that only begins: who sends it.
type side dissect.Dir

// AppendInfo appends ">" or "<".
func (x side) AppendInfo(dst []byte) []byte {
	if dissect.Dir(x) == dissect.ToServer {
		return append(dst, '>')
	}
	return append(dst, '<')
}

// Gap has nothing to forget: every message stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}

// Message is a message of either side. Borrowed until the frame has been reported.
type Message struct {
	Dir    dissect.Dir
	Marked bool // the row says again who sends it: it follows one that other frames began

	reader parts.Reader
}

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

// AppendInfo appends the type of the message behind the side that sends it: ">Q".
func (m *Message) AppendInfo(dst []byte) []byte { return m.AppendNext(dst, len(dst)) }

// AppendNext implements dissect.Follower: messages of one segment stand behind one mark, "<T/D/C/Z".
func (m *Message) AppendNext(dst []byte, start int) []byte {
	t := typeOf(m.reader.Bytes)
	switch n := len(dst); {
	case n > start && !m.Marked && dst[n-1] != ' ':
		if t == 0 {
			return dst
		}
		dst = append(dst, '/')
	case m.Dir == dissect.ToServer:
		dst = append(dst, '>')
	default:
		dst = append(dst, '<')
	}
	if t == 0 {
		return dst
	}
	return appendType(dst, t)
}
