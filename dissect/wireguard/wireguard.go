// Package wireguard dissects WireGuard (https://www.wireguard.com/protocol/): what its
// handshakes and packets show without keys.
package wireguard

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/pairing"
	"netsniff/dissect/parts"
	"netsniff/dissect/text"
)

// Protocol is WireGuard. It has no port of its own.
var Protocol = dissect.Protocol{
	Name: "wg", Title: "WireGuard Protocol", Column: "WireGuard",
	Sniff:       sniff,
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[dissector](c) },
	NewDialogue: pairing.New(read),
	Fields:      fields,
	Outline:     &outline,
}

var le = binary.LittleEndian

// Type is the type of a message.
type Type uint8

// Types.
const (
	Initiation Type = iota + 1
	Response
	Cookie
	Data
)

// String returns the name of the type.
func (t Type) String() string { return typeNames[uint64(t)] }

const (
	dataHead  = 16 // of a packet: type, receiver, counter
	tag       = 16 // what authenticates a packet
	keepalive = dataHead + tag
)

// isMessage reports whether b is one of the four kinds, by its length.
func isMessage(b []byte) bool {
	if len(b) < keepalive || b[1]|b[2]|b[3] != 0 {
		return false
	}
	switch Type(b[0]) {
	case Initiation:
		return len(b) == 148
	case Response:
		return len(b) == 92
	case Cookie:
		return len(b) == 64
	case Data:
		return len(b)%16 == 0
	}
	return false
}

func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram && isMessage(b) {
		return dissect.Yes
	}
	return dissect.No
}

type dissector struct{ message Message }

// Datagram reads a message.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	if !isMessage(b) {
		return false
	}
	m := &d.message
	*m = Message{Type: Type(b[0]), reader: m.reader}
	m.reader.Begin(b)
	f.Emit(dissect.Layer{Message: m, Bytes: b})
	return true
}

// Message is a message. Borrowed until the frame has been reported.
type Message struct {
	Type Type

	reader parts.Reader
}

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

// AppendInfo appends "Handshake Response, sender=0xAB7DF406, receiver=0x30D037D8".
func (m *Message) AppendInfo(dst []byte) []byte {
	b := m.reader.Bytes
	if m.Type == Data && len(b) == keepalive {
		dst = append(dst, "Keepalive"...)
	} else {
		dst = append(dst, m.Type.String()...)
	}
	at := 4
	if m.Type == Initiation || m.Type == Response {
		dst = appendIndex(append(dst, ", sender=0x"...), b[at:])
		at += 4
	}
	if m.Type != Initiation {
		dst = appendIndex(append(dst, ", receiver=0x"...), b[at:])
	}
	if m.Type == Data {
		dst = strconv.AppendUint(append(dst, ", counter="...), le.Uint64(b[8:]), 10)
		if len(b) > keepalive {
			dst = strconv.AppendInt(append(dst, ", datalen="...), int64(len(b)-keepalive), 10)
		}
	}
	return dst
}

// appendIndex appends a number in eight hexadecimal digits, upper case.
func appendIndex(dst, b []byte) []byte {
	n := len(dst)
	dst = text.AppendHex(dst, uint64(le.Uint32(b)), 8)
	for i := range dst[n:] {
		if c := &dst[n+i]; *c >= 'a' {
			*c -= 'a' - 'A'
		}
	}
	return dst
}

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) {
	r.Little = true
	r.Uint("wg.type", 1)
	r.Octets("wg.reserved", 3)
	switch m.Type {
	case Initiation:
		r.Uint("wg.sender", 4)
		r.Skip(32 + 48 + 28) // keys and a time, of which only the first is not encrypted
		readMACs(r)
	case Response:
		r.Uint("wg.sender", 4)
		r.Uint("wg.receiver", 4)
		r.Skip(32 + 16)
		readMACs(r)
	case Cookie:
		r.Uint("wg.receiver", 4)
		r.Octets("wg.nonce", 24)
		r.Octets("wg.encrypted_cookie", 32)
	case Data:
		r.Uint("wg.receiver", 4)
		r.Uint("wg.counter", 8)
		if r.Left() == tag {
			r.Note("wg.keepalive", 0, 0, 1)
		} else {
			r.Note("wg.encrypted_packet", r.Off, r.Left(), 1)
		}
	}
}

func readMACs(r *parts.Reader) {
	r.Octets("wg.mac1", 16)
	r.Octets("wg.mac2", 16)
}

// read is the reader of messages for exchanges: handshakes.
func read(_ dissect.Dir, b []byte) (p pairing.Message, ok bool) {
	if !isMessage(b) {
		return p, true
	}
	switch Type(b[0]) {
	case Initiation:
		p.Method, p.ID = "Handshake", pairing.Number(uint64(le.Uint32(b[4:])))
	case Response:
		p.Reply, p.Status, p.Outcome = true, "response", dissect.Succeeded
		p.ID = pairing.Number(uint64(le.Uint32(b[8:])))
	case Cookie:
		p.Reply, p.Status, p.Outcome = true, "cookie", dissect.Redirected
		p.ID = pairing.Number(uint64(le.Uint32(b[4:])))
	default:
		p.Lone = true
	}
	return p, true
}
