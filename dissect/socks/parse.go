package socks

import (
	"bytes"
	"encoding/binary"

	"netsniff/dissect"
)

var be = binary.BigEndian

// Bounds of version 4, whose texts have no lengths.
const (
	maxUser = 512
	maxName = 256
)

// Verdicts of lengths beside a number of bytes.
const (
	unknown = 0  // more is needed to tell
	foreign = -1 // these bytes are no such message
)

// talk is how far a conversation has come, as both readers follow it.
type talk struct {
	version uint8
	method  uint8 // that the server chose
	chosen  bool
	command Command // that was asked for, 0 before it was
	host    string
	port    uint16
	to      *relayed // the request, nil before it was made
	granted uint8    // replies of success to the request
}

// next reads the message that b begins with, and returns its length, unknown or foreign.
// m borrows from b.
func (t *talk) next(d dissect.Dir, b []byte, m *Message) int {
	if len(b) == 0 {
		return unknown
	}
	kind, ok := t.expects(d, b[0])
	if !ok {
		return foreign
	}
	*m = Message{Kind: kind}
	n := m.measure(b)
	switch {
	case n == foreign:
		return foreign
	case n == unknown, n > len(b):
		return unknown
	}
	m.Bytes, m.Command = b[:n], t.command
	if kind == Request4 || kind == Request5 {
		m.Command = Command(b[1])
	}
	t.take(m)
	return n
}

// expects returns which message comes next in a direction, by its first byte.
func (t *talk) expects(d dissect.Dir, first byte) (Kind, bool) {
	if d == dissect.ToServer {
		switch {
		case t.version == 0 && first == 4:
			return Request4, true
		case t.version == 0 && first == 5:
			return Methods, true
		case t.version == 5 && first == 5:
			return Request5, t.command == 0
		case t.version == 5 && first == 1 && t.method == gssAPI && t.chosen:
			return GSSRequest, true
		case t.version == 5 && first == 1:
			return UserRequest, true
		}
		return 0, false
	}
	switch {
	case t.version == 4 && first == 0:
		return Reply4, true
	case t.version != 5 || first != 5 && first != 1:
		return 0, false
	case first == 1 && t.method == gssAPI:
		return GSSReply, t.chosen
	case first == 1:
		return UserReply, t.chosen
	case !t.chosen:
		return Choice, true
	case t.granted > 0:
		return BindReply, true
	}
	return Reply5, true
}

// take moves on behind m.
func (t *talk) take(m *Message) {
	switch m.Kind {
	case Request4:
		t.version = 4
	case Methods:
		t.version = 5
	case Choice:
		t.chosen, t.method = true, m.Bytes[1]
	}
	switch m.Kind {
	case Request4, Request5:
		t.command = m.Command
		t.host, t.port = m.target()
		t.asks(m)
	case Reply4, Reply5, BindReply:
		if m.Succeeded() {
			t.granted++
		}
	}
}

// relays reports whether what follows m is what the proxy passes on.
func (t *talk) relays(m *Message) bool {
	switch m.Kind {
	case Reply4, Reply5, BindReply:
		return t.command == Connect && t.granted >= 1 || t.command == Bind && t.granted >= 2
	}
	return false
}

// measure finds the parts of the message that b begins with.
func (m *Message) measure(b []byte) int {
	switch m.Kind {
	case Request4:
		return m.request4(b)
	case Reply4:
		m.port, m.address = place{2, 2}, place{4, 4}
		return 8
	case Methods:
		return counted(b, 1)
	case Choice, UserReply:
		return 2
	case UserRequest:
		return m.credentials(b)
	case GSSRequest, GSSReply:
		return m.token(b)
	}
	return m.addressed(b, 3)
}

// counted returns where what has its length in the byte at off ends.
func counted(b []byte, off int) int {
	if len(b) <= off {
		return unknown
	}
	return off + 1 + int(b[off])
}

func (m *Message) request4(b []byte) int {
	const head = 8
	m.port, m.address = place{2, 2}, place{4, 4}
	if len(b) < head {
		return unknown
	}
	n := bytes.IndexByte(b[head:min(len(b), head+maxUser)], 0)
	switch {
	case n < 0 && len(b) >= head+maxUser:
		return foreign
	case n < 0:
		return unknown
	}
	m.user = place{head, n}
	end := head + n + 1
	if b[4] != 0 || b[5] != 0 || b[6] != 0 || b[7] == 0 { // not 4a
		return end
	}
	n = bytes.IndexByte(b[end:min(len(b), end+maxName)], 0)
	switch {
	case n < 0 && len(b) >= end+maxName:
		return foreign
	case n < 0:
		return unknown
	}
	m.name = place{end, n}
	return end + n + 1
}

func (m *Message) credentials(b []byte) int {
	at := counted(b, 1)
	if at == unknown {
		return unknown
	}
	m.user = place{2, at - 2}
	end := counted(b, at)
	if end != unknown {
		m.password = place{at + 1, end - at - 1}
	}
	return end
}

func (m *Message) token(b []byte) int {
	const head = 4
	if len(b) >= 2 && b[1] == 0xff { // refused: nothing follows
		return 2
	}
	if len(b) < head {
		return unknown
	}
	m.opaque = place{head, int(be.Uint16(b[2:]))}
	return head + m.opaque.n
}

// Types of addresses (RFC 1928 §5).
const (
	ipv4       = 1
	domainName = 3
	ipv6       = 4
)

// addressed reads an address, whose type stands at off, and the port behind it.
func (m *Message) addressed(b []byte, off int) int {
	if len(b) <= off {
		return unknown
	}
	end := off + 1
	switch b[off] {
	case ipv4:
		m.address = place{end, 4}
		end += 4
	case ipv6:
		m.address = place{end, 16}
		end += 16
	case domainName:
		if end = counted(b, off+1); end == unknown {
			return unknown
		}
		m.name = place{off + 2, end - off - 2}
	default:
		return foreign
	}
	m.port = place{end, 2}
	return end + 2
}
