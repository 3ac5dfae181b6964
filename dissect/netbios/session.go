package netbios

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/smb"
	"netsniff/dissect/smb2"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// Sessions is the session service (RFC 1002 §4.3), and what SMB keeps of it where it stands in
// TCP directly ([MS-SMB2] §2.1).
var Sessions = dissect.Protocol{
	Name: "nbss", Title: "NetBIOS Session Service", Column: "NBSS",
	TCP:         []uint16{139, 445},
	Sniff:       sniffSession,
	NewStream:   newSession,
	NewDialogue: newSessionDialogue,
	Fields:      sessionFields,
}

// SessionType is the type of a packet of the session service (RFC 1002 §4.3.1).
type SessionType uint8

// Types.
const (
	SessionMessage   SessionType = 0x00
	SessionRequest   SessionType = 0x81
	PositiveResponse SessionType = 0x82
	NegativeResponse SessionType = 0x83
	RetargetResponse SessionType = 0x84
	KeepAlive        SessionType = 0x85
)

// String returns the name of the type, "" of one that was not assigned.
func (t SessionType) String() string {
	switch t {
	case SessionMessage:
		return "Session message"
	case SessionRequest:
		return "Session request"
	case PositiveResponse:
		return "Positive session response"
	case NegativeResponse:
		return "Negative session response"
	case RetargetResponse:
		return "Retarget session response"
	case KeepAlive:
		return "Session keep-alive"
	}
	return ""
}

// sessionErrors are why a session is refused (RFC 1002 §4.3.4).
var sessionErrors = map[uint8]string{
	0x80: "Not listening on called name", 0x81: "Not listening for called name", 0x82: "Called name not present",
	0x83: "Called name present, but insufficient resources", 0x8f: "Unspecified error",
}

const sessionHead = 4

// sessionLen returns how long the packet is that b begins with: 0 if it is too short to tell, less
// if none begins so. Without NetBIOS below it, a length may have 24 bits.
func sessionLen(b []byte) int {
	t := SessionType(b[0])
	switch {
	case t.String() == "":
		return -1
	case len(b) < sessionHead:
		return 0
	case t == SessionMessage:
		n := sessionHead + int(binary.BigEndian.Uint32(b)&0xffffff)
		if n == sessionHead || n > maxPlain && len(b) >= sessionHead+4 && !carriesSMB(b[sessionHead:]) {
			return -1
		}
		return n
	}
	return sessionHead + int(binary.BigEndian.Uint16(b[2:]))
}

// maxPlain is the longest message of the session service (RFC 1002 §4.3.1): the lowest bit of
// the flags is the highest of the length.
const maxPlain = 1<<17 + sessionHead

// carriesSMB reports whether a message begins with SMB of any version.
func carriesSMB(b []byte) bool {
	return len(b) >= 4 && b[0] >= 0xfc && string(b[1:4]) == "SMB"
}

func sniffSession(_ dissect.Origin, b []byte) dissect.Match {
	if len(b) >= sessionHead+4 && b[0] == byte(SessionMessage) && carriesSMB(b[sessionHead:]) {
		return dissect.Yes
	}
	return dissect.Maybe
}

// Session is a packet of the session service, or a part of one of which the beginning was
// not seen. Borrowed until the frame has been reported.
type Session struct {
	Bytes []byte
	Wire  int
	Rest  bool // it is such a part

	begins bool // the rest of the packet is to come
}

// Type returns the type of a packet.
func (m *Session) Type() SessionType { return SessionType(m.Bytes[0]) }

// AppendInfo appends the type of the packet, and what it says of a session.
func (m *Session) AppendInfo(dst []byte) []byte {
	if m.Rest {
		return append(dst, "NBSS Continuation Message"...)
	}
	dst = append(dst, m.Type().String()...)
	if m.begins {
		return dst
	}
	b := m.Bytes[sessionHead:]
	switch {
	case m.Type() == SessionRequest:
		called, n := readName(nil, b, 0)
		if n == 0 {
			return text.AppendShort(dst, len(m.Bytes), m.Wire)
		}
		dst = append(append(dst, ", to "...), called...)
		dst, n = readName(append(dst, " from "...), b, n)
		if n == 0 {
			return text.AppendShort(dst, len(m.Bytes), m.Wire)
		}
	case m.Type() == NegativeResponse && len(b) > 0:
		name := sessionErrors[b[0]]
		if name == "" {
			return append(text.AppendHex(append(dst, ", Unknown ("...), uint64(b[0]), 2), ')')
		}
		dst = append(append(dst, ", "...), name...)
	}
	return dst
}

// session is the state of one connection.
type session struct {
	messages *dissect.Recycled[Session]
	smb      *smb.Dissector
	smb2     *smb2.Dissector
	conn     *dissect.Conn
}

type sessionStore struct{ messages dissect.Recycled[Session] }

func newSession(c *dissect.Conn) dissect.StreamDissector {
	return &session{messages: &dissect.Shared[sessionStore](c).messages, conn: c}
}

// keptOf is how much of a long message is kept: what follows is the data of a file.
const keptOf = 64 << 10

// Dissect reads a packet.
func (d *session) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b := in.Bytes
	size := sessionLen(b)
	switch {
	case size < 0:
		return d.rest(f, b)
	case size == 0 && in.Last:
		return d.rest(f, b)
	case size == 0:
		return dissect.More(sessionHead - len(b))
	case size > len(b)+in.Elided && !in.Last:
		v := dissect.More(size - len(b) - in.Elided).Keeping(keptOf)
		if f.Silent() && !in.Again {
			m := d.messages.Next(f)
			*m = Session{Bytes: b[:1], begins: true}
			v = v.Saying(m)
		}
		return v
	}
	used := min(size-in.Elided, len(b))
	d.packet(f, in.Dir, b[:min(used, keptOf)], size)
	return dissect.Done(used)
}

// rest emits bytes that no packet begins with: the rest of one.
func (d *session) rest(f *dissect.Frame, b []byte) dissect.Verdict {
	m := d.messages.Next(f)
	*m = Session{Bytes: b, Wire: len(b), Rest: true}
	f.Emit(dissect.Layer{Message: m, Bytes: b})
	return dissect.Done(len(b))
}

// packet emits a packet and what it carries.
func (d *session) packet(f *dissect.Frame, dir dissect.Dir, b []byte, wire int) {
	m := d.messages.Next(f)
	*m = Session{Bytes: b, Wire: wire}
	l := dissect.Layer{Protocol: &Sessions, Message: m, Bytes: b}
	if m.Type() != SessionMessage {
		f.Emit(l)
		return
	}
	l.Own = sessionHead
	carried := b[sessionHead:]
	switch l.Quiet = true; {
	case smb2.Is(carried):
		f.Emit(l)
		if d.smb2 == nil {
			d.smb2 = smb2.NewDissector(d.conn)
		}
		d.smb2.Read(f, dir, carried, wire-sessionHead)
	case smb.Is(carried):
		f.Emit(l)
		if d.smb == nil {
			d.smb = smb.NewDissector(d.conn)
		}
		d.smb.Read(f, dir, carried, wire-sessionHead)
	default:
		l.Quiet, l.Data = false, int64(wire-sessionHead)
		f.Emit(l)
	}
}

// Gap implements dissect.StreamDissector: packets stand for themselves.
func (d *session) Gap(dissect.Dir, int64) {}

// sessionDialogue tells the exchanges of one connection.
type sessionDialogue struct {
	talk    dissect.Session
	streams [2]framed.Inbound
	smb     *smb.Dialogue
	smb2    *smb2.Dialogue
}

func newSessionDialogue(s dissect.Session) dissect.Dialogue {
	x := framed.Inbound{Length: func(_ dissect.Dir, b []byte) int { return sessionLen(b) }, Keep: keptOf}
	return &sessionDialogue{talk: s, streams: [2]framed.Inbound{x, x}}
}

// Data implements dissect.Dialogue.
func (d *sessionDialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	d.streams[dir].Read(dir, b, m, d.packet)
	return len(b)
}

// packet takes a packet.
func (d *sessionDialogue) packet(m *framed.Message) bool {
	carried := m.Bytes[sessionHead:]
	switch {
	case m.Bytes[0] != byte(SessionMessage):
	case smb2.Is(carried):
		if d.smb2 == nil {
			d.smb2 = smb2.NewDialogue(d.talk)
		}
		d.smb2.Message(m.Dir, carried, m.Size-sessionHead, m.Side)
	case smb.Is(carried):
		if d.smb == nil {
			d.smb = smb.NewDialogue(d.talk)
		}
		d.smb.Message(m.Dir, carried, m.Size-sessionHead, m.Side)
	}
	return true
}

// Gap forgets what a packet was cut off from, unless only its middle is missing.
func (d *sessionDialogue) Gap(dir dissect.Dir, n int64, m reassembly.Mark) {
	d.streams[dir].Skip(dir, n, m, d.packet)
}

// End tells what stays unanswered.
func (d *sessionDialogue) End(m reassembly.Mark) {
	if d.smb != nil {
		d.smb.End(m)
	}
	if d.smb2 != nil {
		d.smb2.End(m)
	}
}

// Held implements dissect.Holder.
func (d *sessionDialogue) Held() int64 {
	n := int64(d.streams[0].Held() + d.streams[1].Held())
	if d.smb != nil {
		n += d.smb.Held()
	}
	if d.smb2 != nil {
		n += d.smb2.Held()
	}
	return n
}

// LetGo implements dissect.Holder.
func (d *sessionDialogue) LetGo() {
	d.streams[0].Abandon()
	d.streams[1].Abandon()
	if d.smb != nil {
		d.smb.LetGo()
	}
	if d.smb2 != nil {
		d.smb2.LetGo()
	}
}

var sessionFields = []dissect.Field{
	{Name: "nbss.type", Title: "Message Type", Type: dissect.Uint, Base: dissect.Hex2,
		Names: func(u uint64) string { return SessionType(u).String() }, Get: packets(dissect.Number(0, 1))},
	{Name: "nbss.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex2, Get: control(dissect.Number(1, 1))},
	{Name: "nbss.length", Title: "Length", Type: dissect.Uint, Get: dissect.Of(getSessionLength)},
	{Name: "nbss.called_name", Title: "Called Name", Type: dissect.String,
		Get: dissect.Of(func(m *Session, v *dissect.Values) { m.name(v, 0) })},
	{Name: "nbss.calling_name", Title: "Calling Name", Type: dissect.String,
		Get: dissect.Of(func(m *Session, v *dissect.Values) { m.name(v, 1) })},
	{Name: "nbss.error_code", Title: "Error Code", Type: dissect.Uint, Base: dissect.Hex2,
		Names: func(u uint64) string { return sessionErrors[uint8(u)] },
		Get: dissect.Of(func(m *Session, v *dissect.Values) {
			if !m.Rest && m.Type() == NegativeResponse && len(m.Bytes) > sessionHead {
				v.Uint(uint64(m.Bytes[sessionHead])).At(sessionHead, 1)
			}
		})},
	{Name: "nbss.continuation_data", Title: "Continuation data", Type: dissect.Octets,
		Get: dissect.Of(func(m *Session, v *dissect.Values) {
			if m.Rest {
				v.Bytes(m.Bytes).At(0, len(m.Bytes))
			}
		})},
}

// packets returns the getter of what packets have.
func packets(get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if m, ok := l.Message.(*Session); ok && !m.Rest {
			get(f, l, v)
		}
	}
}

// control returns the getter of what packets of NetBIOS have that are no messages.
func control(get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if m, ok := l.Message.(*Session); ok && !m.Rest && m.Type() != SessionMessage {
			get(f, l, v)
		}
	}
}

func getSessionLength(m *Session, v *dissect.Values) {
	if !m.Rest {
		v.Uint(uint64(m.Wire-sessionHead)).At(1, sessionHead-1)
	}
}

// name gets the called name of a session request, or that behind it.
func (m *Session) name(v *dissect.Values, i int) {
	if m.Rest || m.Type() != SessionRequest {
		return
	}
	at := sessionHead
	for ; ; i-- {
		name, n := readName(v.Begin(), m.Bytes, at)
		if n == 0 {
			return
		}
		if i == 0 {
			v.End(name).At(at, n)
			return
		}
		at += n
	}
}
