package socks

import (
	"netsniff/capture"
	"netsniff/dissect"
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

// relay dissects the datagrams that a proxy passes on (RFC 1928 §7).
type relay struct{ messages *dissect.Recycled[Message] }

func newRelay(c *dissect.Conn) dissect.DatagramDissector {
	return &relay{dissect.Shared[dissect.Recycled[Message]](c)}
}

// Datagram implements dissect.DatagramDissector.
func (r *relay) Datagram(f *dissect.Frame, b []byte) bool {
	m := r.messages.Next(f)
	*m = Message{Kind: Datagram}
	if len(b) < 4 || be.Uint16(b) != 0 {
		return false
	}
	n := m.addressed(b, 3)
	if n <= 0 || n > len(b) {
		return false
	}
	m.Bytes = b[:n]
	f.Emit(dissect.Layer{Message: m, Bytes: b, Own: n, Data: int64(len(b) - n)})
	return true
}
