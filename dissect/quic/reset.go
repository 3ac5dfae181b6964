package quic

import (
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/tls/handshake"
)

// Stateless resets (RFC 9000 §10.3): what an end sends that knows nothing of the connection any
// more. They look like 1-RTT packets and end with a token that the end told before.

const (
	resetToken = 16             // bytes
	minReset   = 5 + resetToken // of the packet
	maxTokens  = maxIDs
)

// tokens are the tokens that an end told, the oldest first.
type tokens struct{ list [][resetToken]byte }

func (x *tokens) add(b []byte) {
	if len(b) != resetToken {
		return
	}
	t := [resetToken]byte(b)
	if slices.Contains(x.list, t) {
		return
	}
	if len(x.list) == maxTokens {
		x.list = slices.Delete(x.list, 0, 1)
	}
	x.list = append(x.list, t)
}

// end reports whether a packet ends with one of them.
func (x *tokens) end(b []byte) bool {
	if len(b) < minReset {
		return false
	}
	last := b[len(b)-resetToken:]
	for i := range x.list {
		if string(x.list[i][:]) == string(last) {
			return true
		}
	}
	return false
}

// resets takes it that what looked like a packet is a stateless reset.
func (m *Message) resets() {
	m.Resets = true
	m.Bytes, m.DCID, m.Numbered, m.NumberSize, m.Failed, m.Phase = m.Wire, nil, false, 0, false, false
}

// short reports whether the packet has a short header.
func (m *Message) short() bool { return !m.Long() && !m.Resets }

// tells takes the tokens that the frames of a packet tell.
func (x *tokens) tells(m *Message) {
	for i := range m.Frames {
		f := &m.Frames[i]
		if f.Type != NewConnectionID || f.Damaged {
			continue
		}
		for _, item := range m.items[f.from:f.to] {
			if item.Part == ResetToken {
				x.add(m.Bytes[item.Off : item.Off+item.N])
			}
		}
	}
}

// agrees takes that of the transport parameters of a server.
func (x *tokens) agrees(t handshake.Type, body []byte) {
	var room [64]handshake.Item
	of := handshake.Parameter(0)
	for _, i := range handshake.Items(room[:0], t, handshake.Agreed{Version: handshake.TLS13}, body) {
		switch {
		case i.Part == handshake.ParameterType:
			of = handshake.Parameter(i.Number)
		case of == handshake.StatelessResetToken && i.Part == handshake.ParameterValue:
			x.add(body[i.Off : i.Off+i.N])
		}
	}
}

// resetFields are those of stateless resets.
var resetFields = []dissect.Field{
	{Name: "quic.unpredictable_bits", Title: "Unpredictable Bits", Type: dissect.Octets,
		Get: packets(func(m *Message, v *dissect.Values) {
			if !m.Resets {
				return
			}
			random := m.Wire[:m.End-resetToken] // without the two bits that say what it is
			b := v.Begin()
			for i := range random {
				c := random[i] << 2
				if i+1 < len(random) {
					c |= random[i+1] >> 6
				}
				b = append(b, c)
			}
			v.End(b).At(0, len(random))
		})},
	{Name: "quic.stateless_reset_token", Title: "Stateless Reset Token", Type: dissect.Octets,
		Get: packets(func(m *Message, v *dissect.Values) {
			if m.Resets {
				v.Bytes(m.Wire[m.End-resetToken:]).At(m.End-resetToken, resetToken)
			}
		})},
}
