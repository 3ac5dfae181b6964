// Package gnutella dissects Gnutella
// (https://rfc-gnutella.sourceforge.net/developer/stable/ of version 0.4 and
// https://rfc-gnutella.sourceforge.net/src/rfc-0_6-draft.html of 0.6): the handshake, and
// the descriptors that servents pass on to each other. What answers a query goes back the
// way that the query came, under its identifier.
package gnutella

import (
	"bytes"
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/framed"
)

// Protocol is Gnutella.
var Protocol = dissect.Protocol{
	Name: "gnutella", Title: "Gnutella Protocol", Column: "Gnutella",
	TCP:         []uint16{6346},
	Sniff:       sniff,
	NewStream:   newDissector,
	NewDialogue: newDialogue,
	Fields:      fields,
	Outline:     &outline,
}

var le = binary.LittleEndian

// Kind is the payload descriptor (version 0.6 §2.2).
type Kind uint8

// Kinds.
const (
	Ping     Kind = 0x00
	Pong     Kind = 0x01
	Bye      Kind = 0x02
	Route    Kind = 0x30
	Vendor   Kind = 0x31
	Standard Kind = 0x32
	Push     Kind = 0x40
	Query    Kind = 0x80
	QueryHit Kind = 0x81
)

// known are the kinds that a descriptor may have, by their names in rows.
var known = map[Kind]string{
	Ping: "Ping", Pong: "Pong", Push: "Push", Query: "Query", QueryHit: "QueryHit",
	Bye: "Unknown", Route: "Unknown", Vendor: "Unknown", Standard: "Unknown",
}

// String returns the word that rows have.
func (k Kind) String() string { return known[k] }

// Places in a descriptor, and bounds of it.
const (
	guidLen      = 16
	kindAt       = 16
	ttlAt        = 17
	hopsAt       = 18
	lengthAt     = 19
	headLen      = 23
	maxPayload   = 64 << 10
	maxHandshake = 4 << 10 // its lines
	maxHops      = 30      // of the hops made and to be made
)

// begins are the words that a handshake begins with.
var begins = [...][]byte{[]byte("GNUTELLA CONNECT/"), []byte("GNUTELLA/")}

// sniff is sure of a handshake.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	switch {
	case from == dissect.FromDatagram:
		return dissect.No
	case bytes.HasPrefix(b, begins[0]), bytes.HasPrefix(b, begins[1]):
		return dissect.Yes
	}
	return dissect.Maybe
}

// descriptorLen returns how long the descriptor is that b begins with: 0 if more is needed
// to tell, less if none begins so.
func descriptorLen(b []byte) int {
	if len(b) > kindAt && known[Kind(b[kindAt])] == "" || len(b) > hopsAt && int(b[ttlAt])+int(b[hopsAt]) > maxHops {
		return -1
	}
	if len(b) < headLen {
		return 0
	}
	if n := le.Uint32(b[lengthAt:]); n <= maxPayload {
		return headLen + int(n)
	}
	return -1
}

// headEnd returns where the lines of a handshake end in b, 0 if they do not.
func headEnd(b []byte) int {
	if i := bytes.Index(b, []byte("\r\n\r\n")); i >= 0 {
		return i + 4
	}
	return 0
}

// isHandshake reports whether b begins the lines of a handshake.
func isHandshake(b []byte) bool {
	for _, word := range begins {
		if n := min(len(b), len(word)); n > 0 && bytes.Equal(b[:n], word[:n]) {
			return true
		}
	}
	return false
}

// Message is a descriptor, or bytes that are none: of a handshake, of a file, compressed
// ones. Borrowed until the frame has been reported.
type Message struct {
	Stream bool
	Bytes  []byte
}

// Kind returns what a descriptor is.
func (m *Message) Kind() Kind { return Kind(m.Bytes[kindAt]) }

// payload returns what follows the head of a descriptor of a kind, nil of others.
func (m *Message) payload(k Kind) []byte {
	if m.Stream || m.Kind() != k {
		return nil
	}
	return m.Bytes[headLen:]
}

// AppendInfo appends the word of its kind.
func (m *Message) AppendInfo(dst []byte) []byte { return m.AppendNext(dst, len(dst)) }

// AppendNext implements dissect.Follower.
func (m *Message) AppendNext(dst []byte, start int) []byte {
	if m.Stream {
		return dst
	}
	if len(dst) > start {
		dst = append(dst, ", "...)
	}
	return append(dst, m.Kind().String()...)
}

// dissector reads the descriptors of one connection.
type dissector struct {
	messages *dissect.Recycled[Message]
	shaking  [2]bool // lines of a handshake have begun and not ended
}

func newDissector(c *dissect.Conn) dissect.StreamDissector {
	return &dissector{messages: dissect.Shared[dissect.Recycled[Message]](c)}
}

// Dissect implements dissect.StreamDissector.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	n, stream := 0, false
	switch size := descriptorLen(in.Bytes); {
	case isHandshake(in.Bytes), d.shaking[in.Dir] && size <= 0:
		// Its rows are those of segments, as in Wireshark: nothing says that it ends.
		n, stream = headEnd(in.Bytes), true
		if d.shaking[in.Dir] = n == 0; n == 0 {
			n = len(in.Bytes)
		}
	case size < 0:
		n, stream = len(in.Bytes), true
	case size == 0 && !in.Last:
		return dissect.MoreSegment().Saying(framed.Silence{})
	case size > len(in.Bytes) && !in.Last:
		return dissect.More(size - len(in.Bytes)).Saying(framed.Silence{})
	case size == 0 || size > len(in.Bytes):
		n, stream = len(in.Bytes), true
	default:
		n, d.shaking[in.Dir] = size, false
	}
	m := d.messages.Next(f)
	*m = Message{Stream: stream, Bytes: in.Bytes[:n]}
	f.Emit(dissect.Layer{Message: m, Bytes: m.Bytes})
	return dissect.Done(n)
}

// Gap implements dissect.StreamDissector: the end of a handshake may be lost.
func (d *dissector) Gap(dir dissect.Dir, _ int64) { d.shaking[dir] = false }
