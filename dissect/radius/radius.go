// Package radius dissects Remote Authentication Dial In User Service
// (https://www.rfc-editor.org/rfc/rfc2865), its accounting
// (https://www.rfc-editor.org/rfc/rfc2866) and what servers ask of those who ask them
// (https://www.rfc-editor.org/rfc/rfc5176).
package radius

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/pairing"
	"netsniff/dissect/parts"
	"netsniff/dissect/text"
	"netsniff/dissect/tlv"
)

// Protocol is RADIUS.
var Protocol = dissect.Protocol{
	Name: "radius", Title: "RADIUS Protocol", Column: "RADIUS",
	UDP:         []uint16{1645, 1646, 1700, 1812, 1813, 3799},
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return newDissector(c) },
	NewDialogue: pairing.New(read), PacketSecrets: tellPasswords,
	Fields:  fields,
	Outline: &outline,
}

var be = binary.BigEndian

const (
	headLen       = 20
	authenticator = 16
)

// layout is that of attributes.
var layout = tlv.Layout{Type: 1, Length: 1, Whole: true}

// Code is the type of a packet (https://www.iana.org/assignments/radius-types).
type Code uint8

// Codes that are told apart.
const (
	AccessRequest   Code = 1
	AccessAccept    Code = 2
	AccessReject    Code = 3
	AccessChallenge Code = 11
)

// String returns the name of the code, "" of one that has none.
func (c Code) String() string { return codeNames[uint64(c)] }

// isReply reports whether a code is one that answers.
func (c Code) isReply() bool {
	switch c {
	case AccessAccept, AccessReject, AccessChallenge, 5, 8, 9, 22, 24, 25, 27, 34, 41, 42, 44, 45:
		return true
	}
	return false
}

// isPacket reports whether b, of which wire bytes were sent, begins with a packet.
func isPacket(b []byte, wire int) bool {
	if len(b) < headLen {
		return false
	}
	n := int(be.Uint16(b[2:]))
	return n >= headLen && n <= wire && codeNames[uint64(b[0])] != ""
}

// transaction is a request of a conversation, by its identifier.
type transaction struct {
	request, reply uint32 // their frames
	at             capture.Stamp
	authenticator  [authenticator]byte
}

// dissector follows the requests of one conversation.
type dissector struct {
	open map[byte]*transaction
	*store
}

// store has the message of a frame for all conversations of a worker.
type store struct{ message Message }

func newDissector(c *dissect.Conn) *dissector {
	return &dissector{open: map[byte]*transaction{}, store: dissect.Shared[store](c)}
}

// Datagram reads a packet.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	if !isPacket(b, max(len(b), f.PayloadLen)) {
		return false
	}
	m := &d.message
	*m = Message{Code: Code(b[0]), reader: m.reader}
	m.reader.Begin(b[:min(len(b), int(be.Uint16(b[2:])))])
	m.Malformed = m.torn()
	d.follow(f, m, b)
	f.Emit(dissect.Layer{Message: m, Bytes: b})
	return true
}

// follow joins a packet with what it repeats or answers.
func (d *dissector) follow(f *dissect.Frame, m *Message, b []byte) {
	x := d.open[b[1]]
	if m.Code.isReply() {
		if x == nil {
			return
		}
		m.Request, m.Since = x.request, f.At-x.at
		if m.Repeats = x.reply; x.reply == 0 {
			x.reply = f.Frame
		}
		return
	}
	if x == nil {
		x = new(transaction)
		d.open[b[1]] = x
	}
	a := [authenticator]byte(b[4:headLen])
	if x.request != 0 && x.authenticator == a {
		m.Repeats = x.request
		return
	}
	*x = transaction{request: f.Frame, at: f.At, authenticator: a}
}

// Message is a packet. Borrowed until the frame has been reported.
type Message struct {
	Code      Code
	Malformed bool          // the packet ends within the head of an attribute
	Repeats   uint32        // the frame that had the same before
	Request   uint32        // the frame of the request that it answers
	Since     capture.Stamp // then

	reader parts.Reader
}

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

// torn reports whether the packet ends within the type and length of an attribute.
func (m *Message) torn() bool {
	end := headLen
	for e := range layout.All(m.reader.Bytes, headLen) {
		end = e.Off + e.Head + e.Size
	}
	return end == len(m.reader.Bytes)-1
}

// AppendInfo appends "Access-Request id=10".
func (m *Message) AppendInfo(dst []byte) []byte {
	dst = append(append(dst, m.Code.String()...), " id="...)
	dst = strconv.AppendUint(dst, uint64(m.reader.Bytes[1]), 10)
	if m.Repeats != 0 {
		if m.Code.isReply() {
			dst = append(dst, ", Duplicate Response"...)
		} else {
			dst = append(dst, ", Duplicate Request"...)
		}
	}
	if m.Malformed {
		dst = text.AppendCut(dst, capture.Malformed)
	}
	return dst
}

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) {
	reply := m.Code.isReply()
	r.Uint("radius.code", 1)
	r.Uint("radius.id", 1)
	r.Uint("radius.length", 2)
	r.Octets("radius.authenticator", authenticator)
	if reply {
		r.Note("radius.rsp", 0, 0, 1)
	} else {
		r.Note("radius.req", 0, 0, 1)
	}
	if m.Request != 0 {
		r.Note("radius.reqframe", 0, 0, uint64(m.Request))
		r.Note("radius.time", 0, 0, uint64(m.Since))
	}
	switch {
	case m.Repeats == 0:
	case reply:
		r.Note("radius.rsp.dup", 0, 0, uint64(m.Repeats))
	default:
		r.Note("radius.req.dup", 0, 0, uint64(m.Repeats))
	}
	for e := range layout.All(r.Bytes, headLen) {
		readAttribute(r, &e)
	}
}

// readAttribute notes an attribute.
func readAttribute(r *parts.Reader, e *tlv.Element) {
	at, n := e.Bytes()
	r.Note("radius.avp", e.Off, e.Head+n, 0)
	r.Note("radius.avp.type", e.Off, 1, e.Type)
	r.Note("radius.avp.length", e.Off+1, 1, uint64(e.Size+e.Head))
	a, known := attributes[byte(e.Type)]
	switch {
	case e.Type == vendorSpecific && n >= 6:
		r.Note("radius.avp.vendor_id", at, 4, uint64(be.Uint32(e.Value)))
		r.Note("radius.avp.vendor_type", at+4, 1, uint64(e.Value[4]))
		r.Note("radius.avp.vendor_len", at+5, 1, uint64(e.Value[5]))
	case !known:
		r.Note("radius.Unknown_Attribute", at, n, 0)
	case a.form == octets:
		r.Note(a.field, at, n, 0)
	case n <= 8:
		u := uint64(0)
		for _, c := range e.Value {
			u = u<<8 | uint64(c)
		}
		if a.form == moment {
			u *= 1e9
		}
		r.Note(a.field, at, n, u)
	}
}

// Attributes that are read for exchanges.
const (
	userName       = 1
	userPassword   = 2
	chapPassword   = 3
	vendorSpecific = 26
)

// read is the reader of packets for exchanges.
func read(_ dissect.Dir, b []byte) (p pairing.Message, ok bool) {
	if !isPacket(b, len(b)) {
		return p, true
	}
	c := Code(b[0])
	p.ID = pairing.Number(uint64(b[1]))
	p.Reply, p.Method = c.isReply(), c.String()
	if p.Reply {
		p.Status, p.Outcome = p.Method, dissect.Succeeded
		switch c {
		case AccessReject, 9, 42, 45:
			p.Outcome = dissect.Refused
		}
		return p, true
	}
	user, _ := layout.Find(b, headLen, userName)
	p.Subject = string(text.Readable(user.Value))
	if c == AccessRequest {
		p.Login = login(b, p.Subject)
	}
	return p, true
}

// login tells who is to be let in, nil if the packet has no password.
func login(b []byte, user string) *dissect.Login {
	l := &dissect.Login{Mechanism: "PAP", User: user, Hashed: true}
	e, ok := layout.Find(b, headLen, userPassword)
	if !ok {
		l.Mechanism = "CHAP"
		if e, ok = layout.Find(b, headLen, chapPassword); !ok {
			return nil
		}
	}
	l.Secret = string(e.Value)
	return l
}
