// Package kerberos dissects Kerberos, version 5 (https://www.rfc-editor.org/rfc/rfc4120), over UDP and TCP: who asks
// for a ticket to what, and what the key distribution centre answers.
package kerberos

import (
	_ "embed"

	"netsniff/dissect"
	"netsniff/dissect/ber"
	"netsniff/dissect/pairing"
	"netsniff/dissect/windows"
)

// Protocol is Kerberos.
var Protocol = dissect.Protocol{
	Name: "kerberos", Title: "Kerberos", Column: "KRB5",
	TCP: []uint16{88}, UDP: []uint16{88},
	Sniff:       sniff,
	NewStream:   func(c *dissect.Conn) dissect.StreamDissector { return dissect.Shared[dissector](c) },
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[dissector](c) },
	NewDialogue: newDialogue,
	Fields:      fields,
}

// Type is the type of a message (RFC 4120 §7.5.7).
type Type uint8

// Types.
const (
	ASRequest  Type = 10
	ASReply    Type = 11
	TGSRequest Type = 12
	TGSReply   Type = 13
	APRequest  Type = 14
	APReply    Type = 15
	Error      Type = 30
)

var typeNames = map[Type]string{
	ASRequest: "AS-REQ", ASReply: "AS-REP", TGSRequest: "TGS-REQ", TGSReply: "TGS-REP", APRequest: "AP-REQ",
	APReply: "AP-REP",
	20:      "KRB-SAFE", 21: "KRB-PRIV", 22: "KRB-CRED", Error: "KRB-ERROR",
}

// String returns the name of the type, "" of one that was not assigned.
func (t Type) String() string { return typeNames[t] }

// asks reports whether the distribution centre answers such messages.
func (t Type) asks() bool { return t == ASRequest || t == TGSRequest }

// errorNames are the names of error codes (RFC 4120 §7.5.9, RFC 4556 §3.1.3, RFC 8009).
//
//go:embed error.txt
var errorNames windows.Names

// typeOf returns the type of the message that b begins with, by its tag: 0 if it is none.
func typeOf(b []byte) Type {
	const application, mask = 0x60, 0xe0
	if len(b) == 0 || b[0]&mask != application || Type(b[0]&^mask).String() == "" {
		return 0
	}
	return Type(b[0] &^ mask)
}

// markLen is the length of what stands before each message in a stream: how long it is (RFC 4120 §7.2.2).
const markLen = 4

// maxMessage is the longest message that is read.
const maxMessage = 1 << 20

// recordLen returns how long the message is that b begins with in a stream, its mark included: 0 if it is too
// short to tell, less if none begins so.
func recordLen(b []byte) int {
	if len(b) < markLen {
		return 0
	}
	n := int(b[0])<<24 | int(b[1])<<16 | int(b[2])<<8 | int(b[3])
	if n == 0 || n > maxMessage || len(b) > markLen && typeOf(b[markLen:]) == 0 {
		return -1
	}
	return markLen + n
}

func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from != dissect.FromDatagram {
		if n := recordLen(b); n > 0 && n == len(b) && isMessage(b[markLen:]) {
			return dissect.Yes
		}
		return dissect.Maybe
	}
	if isMessage(b) {
		return dissect.Maybe
	}
	return dissect.No
}

// isMessage reports whether b is one message, as its length and version tell.
func isMessage(b []byte) bool {
	if typeOf(b) == 0 || ber.Length(b) != len(b) {
		return false
	}
	m := Message{}
	return m.read(b) && m.version() == 5
}

// dissector reads messages of all connections of a worker.
type dissector struct {
	messages dissect.Recycled[Message]
	partial  partial
}

// partial is what the row says of a message that goes on in other segments: nothing.
type partial struct{}

// AppendInfo appends nothing.
func (partial) AppendInfo(dst []byte) []byte { return dst }

// Datagram reads a message.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	m := d.messages.Next(f)
	if !m.read(b) {
		return false
	}
	f.Emit(dissect.Layer{Message: m, Bytes: b})
	return true
}

// Dissect reads a message behind its mark. Of several in a segment the last one has the row.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b := in.Bytes
	size := recordLen(b)
	switch {
	case size < 0, size == 0 && in.Last, in.Last && len(b) <= markLen:
		return dissect.Reject()
	case size == 0:
		return dissect.More(markLen - len(b)).Saying(&d.partial)
	case size > len(b) && !in.Last:
		return dissect.More(size - len(b)).Saying(&d.partial)
	}
	b = b[:min(size, len(b))]
	m := d.messages.Next(f)
	if !m.read(b[markLen:]) {
		return dissect.Reject()
	}
	m.marked = true
	for i := range f.Messages() {
		if x, ok := f.Messages()[i].Message.(*Message); ok && x != m {
			f.Messages()[i].Quiet = true
		}
	}
	f.Emit(dissect.Layer{Message: m, Bytes: b})
	return dissect.Done(len(b))
}

// Gap has nothing to forget: every message stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}

// readDatagram says what belongs together: a reply, or an error, and the request before it.
func readDatagram(_ dissect.Dir, b []byte) (pairing.Message, bool) {
	var m Message
	if !m.read(b) {
		return pairing.Message{}, false
	}
	return m.pair(), true
}

// pair says what a message is to others.
func (m *Message) pair() pairing.Message {
	p := pairing.Message{Lone: !m.Type.asks(), Method: m.Type.String(), Subject: m.subject()}
	if m.Type == ASReply || m.Type == TGSReply || m.Type == Error {
		p.Reply, p.Lone, p.Status, p.Outcome = true, false, m.Type.String(), dissect.Succeeded
	}
	if m.Type == Error {
		p.Status, p.Outcome = string(appendError(nil, m.code())), dissect.Refused
	}
	return p
}
