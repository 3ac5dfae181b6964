// Package openflow dissects OpenFlow 1.0 to 1.5
// (https://opennetworking.org/software-defined-standards/specifications/).
package openflow

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/pairing"
	"netsniff/dissect/parts"
)

// Protocol is OpenFlow in all versions.
var Protocol = dissect.Protocol{
	Name: "openflow", Title: "OpenFlow", Column: "OpenFlow", TCP: []uint16{6633, 6653},
	Sniff:       sniff,
	NewStream:   func(c *dissect.Conn) dissect.StreamDissector { return dissect.Shared[dissector](c) },
	NewDialogue: pairing.NewStream(func(dissect.Session) pairing.StreamReader { return reader{} }),
	Fields:      fields,
	Outline:     &outline,
}

var be = binary.BigEndian

const head = 8

// Versions.
const (
	version10 = 1
	version13 = 4
	version15 = 6
)

// sniff leaves to others what has no version.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram || length(dissect.ToServer, b) < 0 {
		return dissect.No
	}
	return dissect.Maybe
}

// length is framed.Length.
func length(_ dissect.Dir, b []byte) int {
	switch {
	case len(b) > 0 && (b[0] < version10 || b[0] > version15):
		return -1
	case len(b) < head:
		return 0
	}
	if n := int(be.Uint16(b[2:])); n >= head {
		return n
	}
	return -1
}

// typeName returns the name of a type, which depends on the version.
func typeName(version, t byte) string {
	if version == version10 {
		return oldNames[uint64(t)]
	}
	if s := typeNames[uint64(t)]; s != "" {
		return s
	}
	return laterNames[uint64(t)]
}

// Types that carry another type: of statistics.
const (
	multipartRequest = 18
	multipartReply   = 19
)

type dissector struct {
	row      framed.Row
	messages dissect.Recycled[Message]
}

// Dissect implements dissect.StreamDissector.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b, v, ok := framed.Next(in, length)
	if !ok {
		return v
	}
	m := d.messages.Next(f)
	*m = Message{reader: m.reader}
	m.reader.Begin(b)
	d.row.Next(f, &Protocol, in.Again)
	f.Emit(dissect.Layer{Message: m, Bytes: b})
	return v
}

// Gap has nothing to forget: every message stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}

// Message is a message. Borrowed until the frame has been reported.
type Message struct{ reader parts.Reader }

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

// AppendInfo appends "Type: OFPT_HELLO".
func (m *Message) AppendInfo(dst []byte) []byte {
	b := m.reader.Bytes
	dst = append(dst, "Type: "...)
	name := typeName(b[0], b[1])
	if name == "" {
		dst = append(strconv.AppendUint(append(dst, "Unknown ("...), uint64(b[1]), 10), ')')
	}
	dst = append(dst, name...)
	if kind := multipart(b); kind != "" {
		dst = append(append(dst, ", "...), kind...)
	}
	return dst
}

// multipart returns the name of the statistics that a message is about, "" if it is not
// about any.
func multipart(b []byte) string {
	if b[0] < version13 || b[1] != multipartRequest && b[1] != multipartReply || len(b) < head+2 {
		return ""
	}
	return multipartNames[uint64(be.Uint16(b[head:]))]
}

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) {
	switch version := r.Bytes[0]; {
	case version < version13:
		r.Uint("openflow.version", 1)
		r.Uint("openflow_1_0.type", 1)
		r.Uint("openflow.length", 2)
		r.Uint("openflow.xid", 4)
	default:
		r.Note("openflow.version", 0, 1, uint64(version))
		r.Uint("openflow_v4.version", 1)
		r.Uint("openflow_v4.type", 1)
		r.Uint("openflow_v4.length", 2)
		r.Uint("openflow_v4.xid", 4)
	}
}

// reader is that of exchanges.
type reader struct{}

// Length implements pairing.StreamReader.
func (reader) Length(d dissect.Dir, b []byte) int { return length(d, b) }

// Types of errors and of what has answers.
const typeError = 1

// asks has the types of requests: their replies are the next higher ones.
func asks(version, t byte) bool {
	switch t {
	case 2, 5, 7:
		return true
	case 16, 18, 20:
		return version == version10 || t != 16
	case 22, 24, 26:
		return version != version10
	}
	return false
}

// Read implements pairing.StreamReader.
func (reader) Read(m *framed.Message) (msg pairing.Message, ok bool) {
	b := m.Bytes
	version, t := b[0], b[1]
	msg.ID = pairing.Number(1<<32 | uint64(be.Uint32(b[4:])))
	switch {
	case t == typeError:
		msg.Reply, msg.Status, msg.Outcome = true, "error", dissect.Refused
		if len(b) >= head+4 {
			msg.Status = strconv.Itoa(int(be.Uint16(b[head:]))) + "/" + strconv.Itoa(int(be.Uint16(b[head+2:])))
		}
	case asks(version, t):
		msg.Method, msg.Subject = typeName(version, t), multipart(b)
	case t > 0 && asks(version, t-1):
		msg.Reply, msg.Status, msg.Outcome = true, "OK", dissect.Succeeded
		const more = 1 // flag of a reply that goes on
		msg.More = t == multipartReply && version >= version13 && len(b) >= head+4 && be.Uint16(b[head+2:])&more != 0
	default:
		msg.Lone = true
	}
	return msg, true
}
