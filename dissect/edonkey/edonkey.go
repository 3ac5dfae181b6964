// Package edonkey dissects eDonkey with the extensions of eMule, and Kademlia as eMule has it
// (Y. Kulbak and D. Bickson, "The eMule Protocol Specification", 2005): clients ask servers for
// files and their sources, and each other for parts.
package edonkey

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/parts"
)

// Protocol is eDonkey.
var Protocol = dissect.Protocol{
	Name: "edonkey", Title: "eDonkey Protocol", Column: "eDonkey",
	TCP: []uint16{4661, 4662, 4663}, UDP: []uint16{4665, 4672},
	Sniff:       sniff,
	NewStream:   func(c *dissect.Conn) dissect.StreamDissector { return dissect.Shared[dissector](c) },
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[dissector](c) },
	NewDialogue: newDialogue,
	Fields:      fields,
	Outline:     &outline,
}

var le = binary.LittleEndian

// Bounds and sizes.
const (
	streamHead   = 6 // family, length, kind
	datagramHead = 2
	maxLength    = 16 << 20
	hashLen      = 16
	longestHello = 1 << 10
	mostOfHello  = 64 // tags
)

// sniff is sure of a client that says hello.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram {
		if len(b) < datagramHead || familyNames[uint64(b[0])] == "" {
			return dissect.No
		}
		return dissect.Maybe
	}
	n := length(dissect.ToServer, b)
	switch {
	case n < 0:
		return dissect.No
	case n > 0 && n <= min(len(b), longestHello) && b[0] == eDonkey && (b[5] == hello || b[5] == helloAnswer) && isHello(b[streamHead:n]):
		return dissect.Yes
	}
	return dissect.Maybe
}

// isHello reports whether b names a client: its hash, address, port and tags.
func isHello(b []byte) bool {
	r := parts.Reader{Bytes: b, Little: true}
	if hashSized(b) {
		r.Skip(1)
	}
	r.Skip(hashLen + 6)
	n := r.Uint("", 4)
	return n > 0 && n <= mostOfHello && readTags(&r, n) && !r.Short
}

// hashSized reports whether a hello says first how long the hash is, as clients do to each other and not to servers.
func hashSized(b []byte) bool {
	const sized = 1 + hashLen + 6
	return len(b) >= sized+4 && b[0] == hashLen && le.Uint32(b[sized:]) <= mostOfHello
}

// length is framed.Length.
func length(_ dissect.Dir, b []byte) int {
	if len(b) > 0 && b[0] != eDonkey && b[0] != eMule && b[0] != compressed {
		return -1
	}
	if len(b) < streamHead-1 {
		return 0
	}
	if n := le.Uint32(b[1:]); n > 0 && n <= maxLength {
		return streamHead - 1 + int(n)
	}
	return -1
}

type dissector struct{ messages dissect.Recycled[Message] }

func (d *dissector) emit(f *dissect.Frame, b []byte, stream bool) {
	m := d.messages.Next(f)
	*m = Message{reader: m.reader, stream: stream}
	m.reader.Begin(b)
	m.reader.Little = true
	f.Emit(dissect.Layer{Message: m, Bytes: b})
}

// Dissect implements dissect.StreamDissector.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b, v, ok := framed.Next(in, length)
	if !ok {
		return framed.Saying(f, v, framed.Silence{})
	}
	d.emit(f, b, true)
	return v
}

// Datagram implements dissect.DatagramDissector.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	if sniff(dissect.FromDatagram, b) == dissect.No {
		return false
	}
	d.emit(f, b, false)
	return true
}

// Gap has nothing to forget: every message stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}

// Message is a message. Borrowed until the frame has been reported.
type Message struct {
	stream bool
	reader parts.Reader
}

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

// kind returns the family and the kind of the message.
func (m *Message) kind() (family, kind byte) {
	b := m.reader.Bytes
	if m.stream {
		return b[0], b[streamHead-1]
	}
	return b[0], b[1]
}

// AppendInfo appends "eDonkey TCP: Hello".
func (m *Message) AppendInfo(dst []byte) []byte { return m.AppendNext(dst, len(dst)) }

// AppendNext implements dissect.Follower.
func (m *Message) AppendNext(dst []byte, start int) []byte {
	if len(dst) > start {
		dst = append(dst, ", "...)
	}
	family, kind := m.kind()
	dst = append(dst, familyNames[uint64(family)]...)
	if m.stream {
		dst = append(dst, " TCP: "...)
	} else {
		dst = append(dst, " UDP: "...)
	}
	return append(dst, kindName(family, kind, m.stream)...)
}
