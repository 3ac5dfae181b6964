// Package mysql dissects the client/server protocol of MySQL and MariaDB
// (https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html,
// https://mariadb.com/kb/en/clientserver-protocol/).
package mysql

import (
	"bytes"
	"encoding/binary"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/parts"
	"netsniff/dissect/text"
)

// Protocol is MySQL.
var Protocol = dissect.Protocol{
	Name: "mysql", Title: "MySQL Protocol", Column: "MySQL", TCP: []uint16{3306},
	Sniff:       sniff,
	StartsTLS:   true,
	NewStream:   newDissector,
	NewDialogue: newDialogue,
	Secrets:     newGrammar,
	Fields:      fields,
	Outline:     &outline,
}

var le = binary.LittleEndian

// head is the length of what stands before a payload: its length and a number.
const head = 4

// sniff is sure of a greeting: version 10 and, behind a text, the zero that parts the salt.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	switch {
	case from == dissect.FromDatagram:
		return dissect.No
	case from == dissect.FromServer && len(b) > 40 && length(dissect.ToClient, b) == len(b) && b[3] == 0 &&
		b[4] == 10 && isGreeting(b[head:]):
		return dissect.Yes
	}
	return dissect.Maybe
}

// isGreeting reports whether b has the shape of the first payload of a server.
func isGreeting(b []byte) bool {
	r := parts.Reader{Bytes: b}
	r.Skip(1)
	version := r.Ended("")
	return len(version) > 0 && version[0] >= '3' && version[0] <= '9' && r.Left() >= 13 && r.Rest()[12] == 0
}

// length is framed.Length.
func length(_ dissect.Dir, b []byte) int {
	if len(b) < head {
		return 0
	}
	return head + int(b[0]) + int(b[1])<<8 + int(b[2])<<16
}

type dissector struct {
	conn   *dissect.Conn
	phases phases
	row    framed.Row
	*store
}

// store has the messages of a frame for all connections of a worker.
type store struct{ messages dissect.Recycled[Message] }

func newDissector(c *dissect.Conn) dissect.StreamDissector {
	return &dissector{conn: c, store: dissect.Shared[store](c)}
}

// Dissect implements dissect.StreamDissector.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b, v, ok := framed.Next(in, length)
	if !ok {
		return v
	}
	m := d.messages.Next(f)
	*m = Message{reader: m.reader}
	m.Kind = d.phases.take(in.Dir, b[head:])
	m.Command, m.caps = d.phases.command, d.phases.caps
	m.reader.Begin(b)
	d.row.Next(f, &Protocol, m.Kind == ColumnCount || in.Again)
	f.Emit(dissect.Layer{Message: m, Bytes: b})
	if m.Kind == TLSRequest {
		d.conn.Redetect()
	}
	return v
}

// Gap implements dissect.StreamDissector: what follows begins with a command.
func (d *dissector) Gap(dissect.Dir, int64) { d.phases.lose() }

// Message is a packet of either side. Borrowed until the frame has been reported.
type Message struct {
	Kind    Kind
	Command Command // that it is, or that it answers

	caps   capabilities
	reader parts.Reader
}

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

// payload returns the bytes behind the head.
func (m *Message) payload() []byte { return m.reader.Bytes[head:] }

// AppendInfo appends "Request Query", "Response  OK ".
func (m *Message) AppendInfo(dst []byte) []byte {
	switch m.Kind {
	case Greeting:
		return m.appendGreeting(dst)
	case Login, TLSRequest:
		return m.appendLogin(dst)
	case AuthSwitchRequest:
		return append(dst, "Auth Switch Request "...)
	case AuthSwitchResponse:
		return append(dst, "Auth Switch Response "...)
	case Request:
		dst = append(dst, "Request "...)
		if name := m.Command.String(); name != "" {
			return append(dst, name...)
		}
		return append(strconv.AppendUint(append(dst, "Unknown ("...), uint64(m.Command), 10), ") "...)
	}
	dst = append(dst, "Response "...)
	switch b := m.payload(); {
	case m.Kind == OK:
		dst = append(dst, " OK "...)
	case m.Kind == Error && len(b) >= 3:
		dst = append(strconv.AppendUint(append(dst, " Error "...), uint64(le.Uint16(b[1:])), 10), ' ')
	case m.Kind == ColumnCount:
		dst = append(dst, "TABULAR "...)
	case m.Kind == LocalFile:
		dst = append(dst, "LOCAL INFILE "...)
	}
	return dst
}

func (m *Message) appendGreeting(dst []byte) []byte {
	r := parts.Reader{Bytes: m.payload()}
	dst = append(dst, "Server Greeting  proto="...)
	dst = strconv.AppendUint(dst, r.Uint("", 1), 10)
	return append(text.AppendText(append(dst, " version="...), version(r.Ended(""))), ' ')
}

// version returns what a server calls itself: MariaDB puts before it a version that old
// replicas accept.
func version(b []byte) []byte { return bytes.TrimPrefix(b, []byte("5.5.5-")) }

func (m *Message) appendLogin(dst []byte) []byte {
	l := readLogin(&parts.Reader{Bytes: m.payload(), Little: true})
	dst = append(dst, "Login Request "...)
	if m.Kind == TLSRequest {
		return dst
	}
	dst = append(text.AppendText(append(dst, "user="...), l.user), ' ')
	if l.caps&withDatabase != 0 {
		dst = append(text.AppendText(append(dst, "db="...), l.database), ' ')
	}
	return dst
}
