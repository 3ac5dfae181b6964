// Package bgp dissects the Border Gateway Protocol
// (https://www.rfc-editor.org/rfc/rfc4271).
package bgp

import (
	"bytes"
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/parts"
	"netsniff/dissect/text"
)

// Protocol is BGP. What its ends say are no requests: a session is told by turns.
var Protocol = dissect.Protocol{
	Name: "bgp", Title: "Border Gateway Protocol", Column: "BGP", TCP: []uint16{179},
	Sniff:     sniff,
	NewStream: func(c *dissect.Conn) dissect.StreamDissector { return &dissector{store: dissect.Shared[store](c)} },
	Fields:    fields,
	Outline:   &outline,
}

var be = binary.BigEndian

const (
	markerLen = 16
	head      = markerLen + 3
)

// marker is what every message begins with (RFC 4271 §4.1).
var marker = bytes.Repeat([]byte{0xff}, markerLen)

// sniff is sure of a marker with a length and a type that can be.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	switch {
	case from == dissect.FromDatagram:
		return dissect.No
	case len(b) >= head && length(dissect.ToServer, b) >= head && Type(b[markerLen+2]).String() != "":
		return dissect.Yes
	}
	return dissect.Maybe
}

// length is framed.Length.
func length(_ dissect.Dir, b []byte) int {
	switch {
	case !bytes.HasPrefix(b, marker) && !bytes.HasPrefix(marker, b):
		return -1
	case len(b) < head:
		return 0
	}
	if n := int(be.Uint16(b[markerLen:])); n >= head {
		return n
	}
	return -1
}

// Type is the type of a message (https://www.iana.org/assignments/bgp-parameters).
type Type uint8

// Types.
const (
	Open Type = iota + 1
	Update
	Notification
	KeepAlive
	RouteRefresh
)

// String returns the name of the type, "" of one that has none.
func (t Type) String() string { return typeNames[uint64(t)] }

type dissector struct {
	wide [2]bool // an end says that its AS numbers have four octets (RFC 6793)
	*store
}

// store has the messages of a frame for all connections of a worker.
type store struct{ messages dissect.Recycled[Message] }

// Dissect implements dissect.StreamDissector.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b, v, ok := framed.Next(in, length)
	if !ok {
		return framed.Saying(f, v, framed.Silence{})
	}
	m := d.messages.Next(f)
	*m = Message{Type: Type(b[markerLen+2]), reader: m.reader}
	m.reader.Begin(b)
	if m.Type == Open {
		d.wide[in.Dir] = wideAS(b)
	}
	m.wide = d.wide[0] && d.wide[1]
	f.Emit(dissect.Layer{Message: m, Bytes: b})
	return v
}

// wideAS reports whether an OPEN has the capability of AS numbers with four octets.
func wideAS(b []byte) bool {
	wide := false
	r := parts.Reader{Bytes: b, Off: head + 9}
	readParameters(&r, func(capability uint64) { wide = wide || capability == capabilityWideAS })
	return wide
}

// Gap has nothing to forget: every message stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}

// Message is a message. Borrowed until the frame has been reported.
type Message struct {
	Type Type

	wide   bool // AS numbers have four octets
	reader parts.Reader
}

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

// AppendInfo appends "UPDATE Message".
func (m *Message) AppendInfo(dst []byte) []byte { return m.AppendNext(dst, len(dst)) }

// AppendNext implements dissect.Follower.
func (m *Message) AppendNext(dst []byte, start int) []byte {
	if len(dst) > start && dst[len(dst)-1] != ' ' {
		dst = append(dst, ", "...)
	}
	if s := m.Type.String(); s != "" {
		return append(dst, s...)
	}
	return append(text.AppendHex(append(dst, "Unknown message type (0x"...), uint64(m.Type), 2), ')')
}
