package dhcp

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/pairing"
)

// read reads what a client or a relay agent asks one server, and what that answers:
// leases that are renewed, messages that a relay agent passes on. What is said to
// all of a network is answered in another conversation.
func read(_ dissect.Dir, b []byte) (pairing.Message, bool) {
	var m Message
	m.read(b, len(b))
	p := pairing.Message{ID: pairing.Number(uint64(m.XID())), Lone: !asks[m.Type]}
	if n := notice(&m); n != nil {
		p.Says = n
	}
	switch {
	case len(b) < optionAt || m.Type == 0:
		p.Lone = true
	case b[opAt] == bootReply:
		p.Reply, p.Status, p.Outcome = true, m.Type.String(), dissect.Succeeded
		if m.Type == NAK {
			p.Outcome = dissect.Refused
		}
	default:
		p.Method, p.Subject = m.Type.String(), subject(&m)
	}
	return p, true
}

// asks are the types that are answered (RFC 2131 §3).
var asks = map[Type]bool{Discover: true, Request: true, Inform: true}

// subject is the address that is asked for or, if none is, the client's.
func subject(m *Message) string {
	if e, ok := layout.Find(m.Bytes, optionAt, optionRequested); ok && len(e.Value) == 4 {
		return string(appendIPv4(nil, e.Value))
	}
	if a := m.Bytes[ciaddrAt : ciaddrAt+4]; a[0] != 0 {
		return string(appendIPv4(nil, a))
	}
	return string(appendEther(nil, hardware(m.Bytes)))
}

func appendIPv4(dst, b []byte) []byte {
	for i, c := range b {
		if i > 0 {
			dst = append(dst, '.')
		}
		dst = strconv.AppendUint(dst, uint64(c), 10)
	}
	return dst
}
