// Package smb2 dissects the Server Message Block protocol, versions 2 and 3 ([MS-SMB2],
// https://learn.microsoft.com/openspecs/windows_protocols/ms-smb2). Its messages come in
// those of a session (package netbios).
package smb2

import (
	"netsniff/dissect"
	"netsniff/dissect/allowance"
	"netsniff/dissect/ntlmssp"
)

// Protocol is SMB 2 and 3.
var Protocol = dissect.Protocol{
	Name: "smb2", Title: "SMB2 (Server Message Block Protocol version 2)", Column: "SMB2",
	Fields:  fields,
	Outline: &outline,
}

// Is reports whether b begins with a message, plain or not.
func Is(b []byte) bool {
	return len(b) >= 4 && b[0] >= byte(Compressed) && b[0] <= byte(Plain) && string(b[1:4]) == "SMB"
}

// maxRemembered bounds what is remembered of all connections of a worker, in bytes.
const maxRemembered = 32 << 20

// store is what all connections of a worker share.
type store struct {
	messages  dissect.Recycled[Message]
	allowance allowance.Allowance
	lost      dissect.Losses
}

// Losses implements dissect.Loser.
func (s *store) Losses() dissect.Losses { return s.lost }

// Dissector reads the messages of one connection for rows.
type Dissector struct {
	*store
	conversation
	account allowance.Account
	pipes   Pipes[fileID]
}

// NewDissector returns the dissector of a connection.
func NewDissector(c *dissect.Conn) *Dissector {
	d := &Dissector{store: dissect.Shared[store](c), conversation: newConversation(), pipes: NewPipes[fileID](c)}
	d.allowance.Limit = maxRemembered
	return d
}

// GiveUp implements allowance.Owner.
func (d *Dissector) GiveUp() { d.forget() }

// Read reads the messages that b begins with, a chain of them: wire bytes of which b is
// what was captured. They say in the row of f what they say, and none of its earlier
// messages does.
func (d *Dissector) Read(f *dissect.Frame, dir dissect.Dir, b []byte, wire int) {
	for i := range f.Messages() {
		f.Messages()[i].Quiet = true
	}
	let := d.let
	for chained := false; ; chained = true {
		m := d.messages.Next(f)
		n := chainLen(b)
		m.read(b[:n], wire-(len(b)-n))
		m.chained = chained
		rest := b[n:]
		m.broken = len(rest) > 0 && (len(rest) < HeadLen || !Is(rest)) || m.Next > 0 && m.Next < HeadLen
		if m.Kind == Plain && len(m.Bytes) >= HeadLen {
			m.security = ntlmssp.Find(m.blob())
			d.take(m, f.Frame, f.At)
		}
		d.emit(f, dir, m)
		if len(rest) == 0 || m.broken {
			break
		}
		wire -= n
		b = rest
	}
	d.lost.Requests += d.let - let
	d.allowance.Set(&d.account, d, d.kept())
}

// chainLen returns how long the first of a chain of messages is.
func chainLen(b []byte) int {
	if len(b) < HeadLen || b[0] != byte(Plain) {
		return len(b)
	}
	if n := int(le.Uint32(b[nextAt:])); n >= HeadLen && n < len(b) {
		return n
	}
	return len(b)
}

// emit emits m, and what it carries to a pipe or from one.
func (d *Dissector) emit(f *dissect.Frame, dir dissect.Dir, m *Message) {
	data, _ := m.data()
	l := dissect.Layer{Protocol: &Protocol, Message: m, Bytes: m.Bytes}
	if len(data) > 0 && m.Command != Control {
		l.Own, l.Data = len(m.Bytes)-len(data), int64(len(data))
	}
	at := len(f.Messages())
	f.Emit(l)
	switch {
	case m.closes():
		d.pipes.Close(f, m.id)
	case m.calls(data):
		d.pipes.Feed(f, m.id, dir, data)
		if more := f.Messages()[at+1:]; len(more) > 0 {
			f.Messages()[at].Quiet, f.Messages()[at].Data, f.Messages()[at].Own = !f.SilentFrom(at+1), 0, 0
		}
	}
}

// closes reports whether m tells that a file is closed.
func (m *Message) closes() bool { return m.Command == Close && m.IsResponse() && !m.fails }

// calls reports whether m writes data to a pipe or reads it from one.
func (m *Message) calls(data []byte) bool {
	switch {
	case len(data) == 0 || m.id == fileID{} || m.id == same:
		return false
	case m.Command != Read && m.Command != Write && m.control() != pipeTransceive:
		return false
	}
	return m.pipe || IsCall(data)
}
