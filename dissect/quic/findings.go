package quic

import (
	"strconv"

	"netsniff/dissect"
)

// expertFields are findings: what of a packet is wrong, stays closed or came again.
var expertFields = []dissect.Field{
	{Name: "quic.connection.unknown", Type: dissect.Label,
		Title: "Unknown QUIC connection. Missing Initial Packet or migrated connection?",
		Get:   packets(mark((*Message).unknown))},
	{Name: "quic.decryption_failed", Title: "Failed to create decryption context: Secrets are not available",
		Type: dissect.Label, Get: packets(mark((*Message).closed))},
	{Name: "quic.bad_retry", Title: "Retry Integrity Tag verification failure", Type: dissect.Label,
		Get: packets(mark(func(m *Message) bool { return m.Type == Retry && m.Tag == Wrong }))},
	{Name: "quic.coalesced_padding_data", Title: "(Random) padding data appended to the datagram", Type: dissect.Label,
		Get: packets(mark(func(m *Message) bool { return m.Rest > 0 }))},
	{Name: "quic.retransmission", Title: "This QUIC frame has a reused stream offset (retransmission?)",
		Type: dissect.Label, Get: came(Again)},
	{Name: "quic.overlap", Title: "This QUIC frame overlaps a previous frame in the stream", Type: dissect.Label,
		Get: came(Overlapping)},
	{Name: "quic.ft.unknown", Title: "Unknown Frame Type", Type: dissect.Label, Get: packets(func(m *Message, v *dissect.Values) {
		for i := range m.Frames {
			if f := &m.Frames[i]; f.Damaged && f.Type.String() == "" {
				v.Mark().At(f.Off, f.N)
			}
		}
	})},
}

var experts = []dissect.Expert{
	{Field: "quic.connection.unknown", Severity: dissect.Notable, Group: dissect.AboutProtocol},
	{Field: "quic.decryption_failed", Severity: dissect.Warning, Group: dissect.AboutDecryption},
	{Field: "quic.bad_retry", Severity: dissect.Warning, Group: dissect.AboutProtocol},
	{Field: "quic.coalesced_padding_data", Severity: dissect.Notable, Group: dissect.AboutProtocol},
	{Field: "quic.retransmission", Severity: dissect.Notable, Group: dissect.AboutSequence},
	{Field: "quic.overlap", Severity: dissect.Notable, Group: dissect.AboutSequence},
	{Field: "quic.ft.unknown", Severity: dissect.Notable, Group: dissect.AboutProtocol},
}

// unknown reports whether nobody has told the ID that the packet goes to.
func (m *Message) unknown() bool { return m.Unnamed && !m.Opened && !m.Resets }

// closed reports whether it is to be said that the packet was not decrypted: it is known of
// which connection it is, and 1-RTT packets whose secrets are missing say it once for all.
func (m *Message) closed() bool {
	return m.protected() && !m.Opened && !m.Resets && !m.unknown() && !m.silent
}

// silence has what 1-RTT packets say of missing secrets said once.
func (c *connection) silence(m *Message) {
	if m.Type == OneRTT && !m.Failed && m.closed() {
		m.silent, c.silent = c.silent, true
	}
}

// mark returns the getter of a field that only says that something holds.
func mark(holds func(*Message) bool) func(*Message, *dissect.Values) {
	return func(m *Message, v *dissect.Values) {
		if holds(m) {
			v.Mark()
		}
	}
}

// came returns that of frames of which something came before.
func came(what Came) dissect.Getter {
	return packets(func(m *Message, v *dissect.Values) {
		for i := range m.Frames {
			if f := &m.Frames[i]; f.Came == what {
				v.Mark().At(f.Off, f.N)
			}
		}
	})
}

// sayClosed says why a packet stays closed.
func sayClosed(dst []byte, _ *dissect.Frame, l *dissect.Layer, _ *dissect.Value) []byte {
	if m, ok := l.Message.(*Message); ok && m.Failed {
		return append(dst, "The packet fails its check: it is damaged, or the connection began before the capture"...)
	}
	return append(dst, "Failed to create decryption context: Secrets are not available"...)
}

// findings says what else is remarkable of a packet.
func findings(_ *dissect.Frame, l *dissect.Layer, x *dissect.Findings) {
	m, ok := l.Message.(*Message)
	if !ok {
		return
	}
	if m.Resets {
		x.Say(dissect.Warning, dissect.AboutSequence,
			"The sender knows nothing of the connection any more: it resets it (RFC 9000 §10.3)")
	}
	if m.Missing > 0 {
		b := strconv.AppendUint(x.Begin(), m.Missing, 10)
		if m.Missing == 1 {
			b = append(b, " packet before this one is missing: "...)
		} else {
			b = append(b, " packets before this one are missing: "...)
		}
		x.Add(dissect.Notable, dissect.AboutSequence, append(b, "lost on the way, not captured, or late"...))
	}
	for i := range m.Frames {
		if f := &m.Frames[i]; f.Damaged && f.Type.String() != "" {
			x.Say(dissect.Fault, dissect.AboutMalformed, "The frame is not whole")
		}
	}
}
