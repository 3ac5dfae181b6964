// Package xmpp dissects the Extensible Messaging and Presence Protocol
// (https://www.rfc-editor.org/rfc/rfc6120, https://www.rfc-editor.org/rfc/rfc6121). Rows are
// Wireshark's, which takes for a message what segments bring until one ends with a tag.
package xmpp

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/lines"
)

// Protocol is XMPP between clients and servers.
var Protocol = dissect.Protocol{
	Name: "xmpp", Title: "XMPP Protocol", Column: "XMPP", TCP: []uint16{5222},
	Bears: true,
	Sniff: sniff,
	NewStream: func(c *dissect.Conn) dissect.StreamDissector {
		return &dissector{conn: c, messages: dissect.Shared[dissect.Recycled[Message]](c)}
	},
	Secrets: newGrammar,
	Fields:  fields,
	Outline: &outline,
}

// sniff recognises what opens a stream, and leaves TLS to TLS.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram || lines.IsTLS(b) {
		return dissect.No
	}
	const opening = 256 // where a stream opens
	if bytes.Contains(b[:min(len(b), opening)], []byte("<stream:stream")) {
		return dissect.Yes
	}
	return dissect.Maybe
}

type dissector struct {
	conn     *dissect.Conn
	messages *dissect.Recycled[Message]
}

// Dissect reads what ends with a tag, or a space that keeps a connection alive (RFC 6120 §4.6.1).
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b := in.Bytes
	switch {
	case !in.Again && lines.IsTLS(b):
		d.conn.Redetect() // STARTTLS
		return dissect.Reject()
	case !endsWithTag(b) && !isAlive(b) && !in.Last:
		return dissect.MoreSegment()
	}
	m := d.messages.Next(f)
	*m = Message{reader: m.reader, Dir: in.Dir}
	m.reader.Begin(b)
	f.Emit(dissect.Layer{Message: m, Bytes: b, Column: m.column()})
	return dissect.Done(len(b))
}

// endsWithTag reports whether b ends with a tag, behind which one space may stand.
func endsWithTag(b []byte) bool {
	return bytes.HasSuffix(bytes.TrimSuffix(b, []byte(" ")), []byte(">"))
}

// isAlive reports whether b only keeps the connection alive.
func isAlive(b []byte) bool { return len(b) == 1 && b[0] == ' ' }

// Gap has nothing to forget: every message stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}
