// Package pptp dissects the control connection of the Point-to-Point Tunneling Protocol
// (https://www.rfc-editor.org/rfc/rfc2637).
package pptp

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/pairing"
	"netsniff/dissect/parts"
)

// Protocol is PPTP.
var Protocol = dissect.Protocol{
	Name: "pptp", Title: "Point-to-Point Tunnelling Protocol", Column: "PPTP", TCP: []uint16{1723},
	Sniff:       sniff,
	NewStream:   func(c *dissect.Conn) dissect.StreamDissector { return dissect.Shared[dissector](c) },
	NewDialogue: pairing.NewStream(func(dissect.Session) pairing.StreamReader { return reader{} }),
	Fields:      fields,
	Outline:     &outline,
}

var be = binary.BigEndian

// Of each message: the length of its head, and what is the same in all.
const (
	head   = 12
	cookie = 0x1a2b3c4d
)

func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram || length(dissect.ToServer, b) < 0 {
		return dissect.No
	}
	return dissect.Maybe
}

// length is framed.Length.
func length(_ dissect.Dir, b []byte) int {
	if len(b) < 8 {
		return 0
	}
	if n := int(be.Uint16(b)); n >= head && be.Uint32(b[4:]) == cookie {
		return n
	}
	return -1
}

// Type is the type of a control message (RFC 2637 §2).
type Type uint16

var typeNames = parts.Names{
	1: "Start-Control-Connection-Request", 2: "Start-Control-Connection-Reply", 3: "Stop-Control-Connection-Request",
	4: "Stop-Control-Connection-Reply",
	5: "Echo-Request", 6: "Echo-Reply", 7: "Outgoing-Call-Request", 8: "Outgoing-Call-Reply",
	9: "Incoming-Call-Request", 10: "Incoming-Call-Reply",
	11: "Incoming-Call-Connected", 12: "Call-Clear-Request", 13: "Call-Disconnect-Notify", 14: "WAN-Error-Notify",
	15: "Set-Link-Info",
}

// String returns the name of the type, "" of one that was not assigned.
func (t Type) String() string { return typeNames[uint64(t)] }

// asks reports whether the next higher type answers such messages.
func (t Type) asks() bool { return t&1 == 1 && t <= 9 }

type dissector struct{ messages dissect.Recycled[Message] }

// Dissect implements dissect.StreamDissector.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b, v, ok := framed.Next(in, length)
	if !ok {
		return v
	}
	m := d.messages.Next(f)
	*m = Message{reader: m.reader}
	m.reader.Begin(b)
	f.Emit(dissect.Layer{Message: m, Bytes: b})
	return v
}

// Gap has nothing to forget: every message stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}

// Message is a control message. Borrowed until the frame has been reported.
type Message struct{ reader parts.Reader }

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

// typeOf returns the type of a message.
func typeOf(b []byte) Type { return Type(be.Uint16(b[8:])) }

// AppendInfo appends "Echo-Request".
func (m *Message) AppendInfo(dst []byte) []byte {
	t := typeOf(m.reader.Bytes)
	if s := t.String(); s != "" {
		return append(dst, s...)
	}
	return append(strconv.AppendUint(append(dst, "Unknown control type ("...), uint64(t), 10), ')')
}

// reader is that of exchanges: each kind of request is answered before it is asked again.
type reader struct{}

// Length implements pairing.StreamReader.
func (reader) Length(d dissect.Dir, b []byte) int { return length(d, b) }

// Read implements pairing.StreamReader.
func (reader) Read(m *framed.Message) (msg pairing.Message, ok bool) {
	t := typeOf(m.Bytes)
	switch {
	case t.asks():
		msg.ID, msg.Method = pairing.Number(uint64(t)), t.String()
	case t > 0 && (t - 1).asks():
		msg.ID, msg.Reply, msg.Status, msg.Outcome = pairing.Number(uint64(t-1)), true, "1", dissect.Succeeded
		if off := resultOf(t); len(m.Bytes) > off && m.Bytes[off] != 1 {
			msg.Status, msg.Outcome = strconv.Itoa(int(m.Bytes[off])), dissect.Refused
		}
	default:
		msg.Lone = true
	}
	return msg, true
}

// resultOf returns where the result stands in replies of a type.
func resultOf(t Type) int {
	const replyStart, replyStop = 2, 4
	switch t {
	case replyStart:
		return head + 2
	case replyStop:
		return head
	}
	return head + 4
}
