// Package sip dissects the Session Initiation Protocol
// (https://www.rfc-editor.org/rfc/rfc3261): requests and responses over UDP and TCP,
// what they say of calls and registrations, and the contents that they carry.
package sip

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/head"
	"netsniff/dissect/lines"
)

// Protocol is SIP.
var Protocol = dissect.Protocol{
	Name: "sip", Title: "Session Initiation Protocol", Column: "SIP",
	TCP: []uint16{5060}, UDP: []uint16{5060}, Secured: []uint16{5061}, ALPN: []string{"sip"},
	Sniff:       sniff,
	Announces:   true,
	Bears:       true,
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return newDissector(c) },
	NewStream:   func(c *dissect.Conn) dissect.StreamDissector { return newDissector(c) },
	NewDialogue: newDialogue,
	Secrets:     head.NewGrammar, PacketSecrets: head.PacketSecrets,
	Fields:  fields,
	Outline: &outline,
}

// sniff knows a message by its start line.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		if _, ok := parseStart(lines.TrimLineEnd(b[:i+1])); ok {
			return dissect.Yes
		}
	} else if _, ok := parseStart(b); ok {
		return dissect.Yes
	}
	switch {
	case from == dissect.FromDatagram && len(b) <= 4: // keeps a translator of addresses from forgetting (RFC 5626 §3.5.1)
		return dissect.Maybe
	case from == dissect.FromDatagram, lines.IsTLS(b):
		return dissect.No
	}
	return dissect.Maybe
}

// dissector holds the state of one conversation.
type dissector struct {
	conn     *dissect.Conn
	open     transactions
	messages *dissect.Recycled[Message]
}

func newDissector(c *dissect.Conn) *dissector {
	return &dissector{conn: c, messages: dissect.Shared[dissect.Recycled[Message]](c)}
}

// Datagram reads a message, which all of a datagram is.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	line := lines.TrimLineEnd(b[:lines.LineEnd(b)])
	s, ok := parseStart(line)
	if !ok {
		return false
	}
	d.emit(f, f.Dir, b, s, max(len(b), f.PayloadLen))
	return true
}

// emit emits the message b, which was wire bytes long when it was sent.
func (d *dissector) emit(f *dissect.Frame, dir dissect.Dir, b []byte, s start, wire int) {
	m := d.messages.Next(f)
	m.read(b, s)
	m.Wire = wire
	m.cut = wire > len(b) && !m.Ended
	m.timing = d.open.take(m, dir, f.Frame, f.At)
	m.contents.read(m.value(idContentType), m.Body)
	f.Emit(dissect.Layer{Message: m, Bytes: b, Column: m.contents.column, Own: min(m.Len, len(b))})
	m.contents.hand(d.conn, f, dir, m)
}

// Dissect reads one message of a stream.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b := in.Bytes
	if n := blankLines(b); n > 0 {
		return dissect.Done(n) // keeps the connection alive (RFC 5626 §3.5.1)
	}
	end := bytes.IndexByte(b, '\n')
	if end < 0 {
		if !mayStart(b) || in.Last {
			return dissect.Reject()
		}
		return dissect.MoreSegment()
	}
	s, ok := parseStart(lines.TrimLineEnd(b[:end+1]))
	if !ok {
		return dissect.Reject()
	}
	n, wait := head.Await(in)
	switch {
	case wait:
		return dissect.MoreSegment()
	case n == 0:
		return dissect.Reject()
	}
	length := bodyLength(b[:n])
	if missing := n + length - len(b); missing > 0 && !in.Last {
		return dissect.More(missing)
	}
	whole := b[:min(n+length, len(b))]
	d.emit(f, in.Dir, whole, s, len(whole))
	return dissect.Done(len(whole))
}

// blankLines returns how many bytes of line ends b begins with.
func blankLines(b []byte) (n int) {
	for n < len(b) && (b[n] == '\r' || b[n] == '\n') {
		n++
	}
	return n
}

// maxBody is the longest body of a message that is waited for.
const maxBody = 1 << 20

// bodyLength returns how long the body behind a head is (RFC 3261 §18.3).
func bodyLength(b []byte) int {
	for line := range bytes.Lines(b) {
		name, value, ok := bytes.Cut(line, []byte{':'})
		if !ok || headerID(bytes.TrimRight(name, " \t")) != idContentLength {
			continue
		}
		n, _ := head.ContentLength(bytes.TrimSpace(value))
		return int(min(n, maxBody))
	}
	return 0
}

// Gap has nothing to forget: every message stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}
