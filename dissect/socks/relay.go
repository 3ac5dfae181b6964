package socks

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/secrets"
	"netsniff/reassembly"
)

// associationLasts is how long datagrams are waited for after they were allowed.
const associationLasts = capture.Stamp(10 * 60 * 1e9)

// associated returns what to expect of c if m is the reply that the proxy takes datagrams.
func associated(m *Message, c *dissect.Conn) (x dissect.Expectation, ok bool) {
	if m.Kind != Reply5 || m.Command != UDPAssociate || !m.Succeeded() {
		return x, false
	}
	to, ok := m.endpoint()
	if !ok || m.port.n == 0 {
		return x, false
	}
	if to == (capture.Addr{Kind: to.Kind}) { // any: where the proxy is
		to = c.Server.Addr
	}
	return dissect.Expectation{
		Transport: capture.ProtoUDP, To: dissect.Endpoint{Addr: to, Port: be.Uint16(m.at(m.port))}, From: c.Client.Addr,
		Protocol: &Protocol, For: associationLasts, Stays: true,
	}, true
}

// relay dissects the datagrams that a proxy passes on (RFC 1928 §7), and what is in them.
type relay struct {
	conn     *dissect.Conn
	messages *dissect.Recycled[Message]
	far      fars[dissect.InnerStream]
}

func newRelay(c *dissect.Conn) dissect.DatagramDissector {
	return &relay{conn: c, messages: dissect.Shared[dissect.Recycled[Message]](c)}
}

// Datagram implements dissect.DatagramDissector.
func (r *relay) Datagram(f *dissect.Frame, b []byte) bool {
	m := r.messages.Next(f)
	n := m.relayed(b)
	if n == 0 {
		return false
	}
	at := len(f.Messages())
	f.Emit(dissect.Layer{Message: m, Bytes: b, Own: n, Data: int64(len(b) - n)})
	if x := r.far.of(m, r.conn.Open); len(b) > n && m.Bytes[2] == 0 {
		x.Feed(f, f.Dir, b[n:])
		if l := &f.Messages()[at]; len(f.Messages()) > at+1 { // what is in it speaks
			l.Quiet, l.Data = true, 0
		}
	}
	return true
}

// relayed reads a datagram that a proxy passes on, and returns how much stands before what
// is in it, 0 if it is none. A part of one (RFC 1928 §7) has a number behind the zeros.
func (m *Message) relayed(b []byte) int {
	*m = Message{Kind: Datagram}
	if len(b) < 4 || be.Uint16(b) != 0 {
		return 0
	}
	n := m.addressed(b, 3)
	if n <= 0 || n > len(b) {
		return 0
	}
	m.Bytes = b[:n]
	return n
}

// fars are the conversations with those that a proxy passes datagrams on to and from.
type fars[T any] struct{ list map[string]T }

// of returns that with whom m names, which open begins if there is none.
func (x *fars[T]) of(m *Message, open func(dissect.Inner) T) T {
	name := m.Bytes[3:]
	if c, ok := x.list[string(name)]; ok {
		return c
	}
	addr, _ := m.endpoint()
	if addr.Kind == capture.AddrNone {
		addr = capture.Addr{Kind: capture.AddrIPv4}
	}
	c := open(dissect.Inner{Name: "Socks", Datagrams: true,
		Far: dissect.Endpoint{Addr: addr, Port: be.Uint16(m.at(m.port))}})
	if x.list == nil {
		x.list = map[string]T{}
	}
	if len(x.list) < dissect.MaxInner {
		x.list[string(name)] = c
	}
	return c
}

// relayDialogue is the dialogue of datagrams that a proxy passes on: what is in them is
// told by those who read that.
type relayDialogue struct {
	session dissect.Session
	far     fars[dissect.InnerSession]
}

// Data implements dissect.Dialogue.
func (d *relayDialogue) Data(dir dissect.Dir, b []byte, mark reassembly.Mark) int {
	var m Message
	if n := m.relayed(b); n > 0 && n < len(b) && m.Bytes[2] == 0 {
		d.far.of(&m, d.session.Open).Data(dir, b[n:], mark)
	}
	return len(b)
}

// Gap and End implement dissect.Dialogue: what is missing of a datagram is its end.
func (*relayDialogue) Gap(dissect.Dir, int64, reassembly.Mark) {}

// End implements dissect.Dialogue.
func (*relayDialogue) End(reassembly.Mark) {}

// eachPart is Protocol.PacketParts: what a datagram that a proxy passes on has behind the
// address of who it is for, or from.
func eachPart(b []byte, tell func(secrets.Part)) {
	var m Message
	if n := m.relayed(b); n > 0 && n < len(b) && m.port.n > 0 {
		tell(secrets.Part{From: n, To: len(b), Ports: []uint16{be.Uint16(m.at(m.port))}, Datagram: true,
			Begins: m.Bytes[2] == 0})
	}
}
