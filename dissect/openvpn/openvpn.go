// Package openvpn dissects what OpenVPN shows without keys
// (https://openvpn.net/community-resources/openvpn-protocol/).
package openvpn

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/parts"
)

// Protocol is OpenVPN.
var Protocol = dissect.Protocol{
	Name: "openvpn", Title: "OpenVPN Protocol", Column: "OpenVPN", TCP: []uint16{1194}, UDP: []uint16{1194},
	Sniff:       sniff,
	NewStream:   func(c *dissect.Conn) dissect.StreamDissector { return dissect.Shared[dissector](c) },
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[dissector](c) },
	Fields:      fields,
	Outline:     &outline,
}

var be = binary.BigEndian

// Opcode is the type of a packet.
type Opcode uint8

// Opcodes that are told apart.
const (
	dataV1    Opcode = 6
	dataV2    Opcode = 9
	lastKnown Opcode = 11
)

// String returns the name of the opcode, "" of one that has none.
func (o Opcode) String() string { return opcodeNames[uint64(o)] }

// isPacket reports whether b may be a packet: an opcode that there is, and what it has at least.
func isPacket(b []byte) bool {
	if len(b) < 2 {
		return false
	}
	o := Opcode(b[0] >> 3)
	return o >= 1 && o <= lastKnown && (o == dataV1 || o == dataV2 || len(b) >= minControl)
}

// minControl is what a packet of control has at least: opcode, session, number of what it
// acknowledges.
const minControl = 1 + 8 + 1

// prefix is the length in front of a packet in a stream.
const prefix = 2

func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from != dissect.FromDatagram {
		if len(b) <= prefix {
			return dissect.Maybe
		}
		b = b[prefix:]
	}
	if len(b) == 0 {
		return dissect.Maybe
	}
	if o := Opcode(b[0] >> 3); o < 1 || o > lastKnown {
		return dissect.No
	}
	return dissect.Maybe
}

// length is framed.Length.
func length(_ dissect.Dir, b []byte) int {
	if len(b) < prefix {
		return 0
	}
	if n := int(be.Uint16(b)); n > 0 {
		return prefix + n
	}
	return -1
}

type dissector struct{ messages dissect.Recycled[Message] }

// Dissect implements dissect.StreamDissector.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b, v, ok := framed.Next(in, length)
	switch {
	case !ok:
		return v
	case !d.read(f, b, prefix):
		return dissect.Reject()
	}
	return v
}

// Datagram reads a packet.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool { return d.read(f, b, 0) }

// Gap has nothing to forget: every packet stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}

// read reads a packet that stands behind its length of n bytes.
func (d *dissector) read(f *dissect.Frame, b []byte, n int) bool {
	if !isPacket(b[n:]) {
		return false
	}
	m := d.messages.Next(f)
	*m = Message{Opcode: Opcode(b[n] >> 3), at: n, reader: m.reader}
	m.reader.Begin(b)
	f.Emit(dissect.Layer{Message: m, Bytes: b})
	return true
}

// Message is a packet. Borrowed until the frame has been reported.
type Message struct {
	Opcode Opcode

	at     int // where it begins behind its length
	reader parts.Reader
}

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

// AppendInfo appends "MessageType: P_DATA_V2".
func (m *Message) AppendInfo(dst []byte) []byte {
	return append(append(dst, "MessageType: "...), m.Opcode.String()...)
}

// ReadAll implements parts.Message. Whether a packet of control has a signature, and where, its
// ends agree on beforehand (tls-auth): what may stand behind the session is not read.
func (m *Message) ReadAll(r *parts.Reader) {
	if m.at > 0 {
		r.Uint("openvpn.plen", prefix)
	}
	at := r.Off
	first := r.Uint("openvpn.type", 1)
	r.NoteBits("openvpn.opcode", at, 1, first, 0xf8)
	r.NoteBits("openvpn.keyid", at, 1, first, 7)
	switch m.Opcode {
	case dataV1:
		r.Octets("openvpn.data", r.Left())
	case dataV2:
		r.Uint("openvpn.peerid", 3)
		r.Octets("openvpn.data", r.Left())
	default:
		r.Uint("openvpn.sessionid", 8)
	}
}
