// Package rtp dissects the Real-time Transport Protocol and its control protocol, RTCP
// (https://www.rfc-editor.org/rfc/rfc3550), with the payload types of
// https://www.rfc-editor.org/rfc/rfc3551, the events of
// https://www.rfc-editor.org/rfc/rfc4733 and the feedback of
// https://www.rfc-editor.org/rfc/rfc4585.
//
// A packet says little of itself: RTP is what SIP or RTSP announced. Packets that look
// like it without that have its fields, but the row that Wireshark gives them, UDP's.
package rtp

import (
	"netsniff/dissect"
)

// Protocol is RTP.
var Protocol = dissect.Protocol{
	Name: "rtp", Title: "Real-Time Transport Protocol", Column: "RTP",
	Sniff:       sniff,
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return newDissector(c) },
	NewDialogue: newDialogue,
	Fields:      fields,
	Outline:     &outline,
}

// sniff knows a packet of the audio that telephones send by its size, and one of
// browsers by its header extension. It takes no other for RTP but where it was
// announced.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from != dissect.FromDatagram || len(b) < headLen || b[0]>>6 != version {
		return dissect.No // STUN and DTLS share its ports (RFC 7983 §7)
	}
	switch {
	case b[0] == version<<6 && shaped(PayloadType(b[1]&^marked), len(b)-headLen):
		return dissect.Yes
	case b[0] == version<<6|hasExtension && len(b) > headLen+4 && be.Uint16(b[headLen:]) == oneByte &&
		headLen+4+4*int(be.Uint16(b[headLen+2:])) < len(b):
		return dissect.Yes
	}
	return dissect.Maybe
}

// shaped reports whether n bytes are what a packet of a type has: 10, 20, 30, 40 or 60
// ms of its audio.
func shaped(t PayloadType, n int) bool {
	const per10ms = 80
	switch t {
	case PCMU, PCMA, G722:
		return n == per10ms || n == 2*per10ms || n == 3*per10ms || n == 4*per10ms || n == 6*per10ms
	case GSM:
		return n == 33 || n == 66
	case G729:
		return n == 20 || n == 30 || n == 40 || n == 60
	}
	return false
}

// dissector reads the packets of one conversation.
type dissector struct {
	conn  *dissect.Conn
	setup *Setup
	shape shape
	*store
}

// store has the messages of a frame for all conversations of a worker.
type store struct {
	messages dissect.Recycled[Message]
	events   dissect.Recycled[EventMessage]
	reports  dissect.Recycled[ControlMessage]
}

func newDissector(c *dissect.Conn) *dissector {
	d := &dissector{conn: c, store: dissect.Shared[store](c)}
	d.setup = setupOf(c)
	return d
}

// setupOf returns what was said of a conversation, nil if nobody announced it.
func setupOf(c *dissect.Conn) *Setup {
	if c.Announced == nil {
		return nil
	}
	s, _ := c.Announced.About.(*Setup)
	return s
}

// Datagram reads a packet.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	cut := f.PayloadLen > len(b)
	switch {
	case isControl(b) && (d.conn.Announced != nil || sniffControl(dissect.FromDatagram, b) == dissect.Yes):
		return d.store.emitControl(f, b, d.setup, cut)
	case len(b) < headLen || b[0] < 4 || b[0] >= 0x14 && b[0] < 0x40:
		return false
	case d.conn.Announced == nil && (!d.shape.take(b) || b[0] != version<<6):
		return false // of browsers' media only the streams are told
	}
	d.store.emit(f, b, d.setup, d.conn.Announced == nil, cut)
	return true
}

// emit emits a packet, and what of its payload is a protocol of its own.
func (s *store) emit(f *dissect.Frame, b []byte, setup *Setup, quiet, cut bool) {
	m := s.messages.Next(f)
	packet, ok := Parse(b)
	*m = Message{Packet: packet, Setup: setup, cut: cut}
	if !ok {
		m.Bytes, m.alien = b, true
		f.Emit(dissect.Layer{Protocol: &Protocol, Message: m, Bytes: b, Quiet: quiet})
		return
	}
	m.format = setup.Format(m.Type)
	event := m.isEvent() && len(m.Payload) >= eventLen
	column := ""
	if m.format.Told || m.Type < firstDynamic {
		column = columns[m.format.Encoding]
	}
	f.Emit(dissect.Layer{Protocol: &Protocol, Message: m, Bytes: b, Column: column, Quiet: quiet || event})
	if event {
		e := s.events.Next(f)
		e.Bytes = m.Payload
		f.Emit(dissect.Layer{Protocol: &Event, Message: e, Bytes: m.Payload, Quiet: quiet})
	}
}

// columns are Wireshark's for encodings that it reads further.
var columns = map[string]string{"opus": "OPUS", "OPUS": "OPUS", "AMR": "AMR", "AMR-WB": "AMR-WB", "G723": "G.723.1"}

// shape follows packets that nobody announced: they count once the next is of the same
// source and type.
type shape struct {
	ssrc [2]uint32
	next [2]uint16
	sure bool
}

// maxAhead is how far the next sequence number may be for a packet to go on.
const maxAhead = 100

// take reports whether b goes on what came before.
func (s *shape) take(b []byte) bool {
	if b[0]>>6 != version {
		return false
	}
	ssrc, seq := be.Uint32(b[8:]), be.Uint16(b[2:])
	for i := range s.ssrc {
		if s.ssrc[i] == ssrc && s.next[i] != 0 {
			if d := seq - s.next[i]; d < maxAhead || -d < maxAhead {
				s.next[i], s.sure = max(seq+1, 1), true
				return true
			}
		}
	}
	i := 0
	if s.next[0] != 0 && s.ssrc[0] != ssrc {
		i = 1
	}
	s.ssrc[i], s.next[i] = ssrc, max(seq+1, 1)
	return s.sure
}
