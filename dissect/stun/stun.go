// Package stun dissects Session Traversal Utilities for NAT
// (https://www.rfc-editor.org/rfc/rfc8489), its use for relaying, TURN
// (https://www.rfc-editor.org/rfc/rfc8656), and what it was before it had a cookie
// (https://www.rfc-editor.org/rfc/rfc3489).
package stun

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/pairing"
	"netsniff/dissect/tlv"
)

// Protocol is STUN with a magic cookie.
var Protocol = dissect.Protocol{
	Name: "stun", Title: "Session Traversal Utilities for NAT", Column: "STUN",
	TCP: []uint16{3478}, UDP: []uint16{3478},
	Sniff:       sniff,
	NewDatagram: newDatagrams,
	NewStream:   func(c *dissect.Conn) dissect.StreamDissector { return dissect.Shared[streamDissector](c) },
	NewDialogue: newDialogue(isMessage),
	Fields:      fields,
	Outline:     &outline,
}

// Classic is STUN as RFC 3489 has it.
var Classic = dissect.Protocol{
	Name: "classicstun", Title: "Simple Traversal of UDP Through NAT", Column: "CLASSIC-STUN",
	Sniff:       sniffClassic,
	NewDatagram: newDatagrams,
	NewDialogue: newDialogue(isClassic),
	Fields:      classicFields,
}

var be = binary.BigEndian

const (
	headLen = 20
	cookie  = 0x2112a442
	idAt    = 8 // the transaction identifier; before there was a cookie it began there
	classic = 4
)

// layout is that of attributes.
var layout = tlv.Layout{Type: 2, Length: 2, Align: 4, Start: func([]byte) int { return headLen }}

// isMessage reports whether b is one message: its length leaves no doubt.
func isMessage(b []byte) bool {
	if len(b) < headLen || b[0]&0xc0 != 0 || methodOf(be.Uint16(b)) > lastMethod || be.Uint32(b[4:]) != cookie ||
		int(be.Uint16(b[2:])) != len(b)-headLen {
		return false
	}
	end := headLen
	for e := range layout.All(b, headLen) {
		if e.Cut() {
			return false
		}
		end = e.Off + e.Head + e.Size
	}
	return len(b)-end < 4 // what fills the last attribute may be left out
}

// isClassic reports the same of a message without a cookie (RFC 3489 §11.1).
func isClassic(b []byte) bool {
	if len(b) < headLen || be.Uint32(b[4:]) == cookie || int(be.Uint16(b[2:])) != len(b)-headLen {
		return false
	}
	return classicNames[be.Uint16(b)] != ""
}

// Channel data (RFC 8656 §12.4).
const (
	channelHead  = 4
	firstChannel = 0x4000
	lastChannel  = 0x7fff
)

// isChannel reports whether b is data of a channel.
func isChannel(b []byte) bool {
	if len(b) < channelHead {
		return false
	}
	n, size := be.Uint16(b), int(be.Uint16(b[2:]))+channelHead
	return n >= firstChannel && n <= lastChannel && size <= len(b) && len(b)-size < 4
}

func sniff(from dissect.Origin, b []byte) dissect.Match {
	switch {
	case from != dissect.FromDatagram && len(b) >= headLen && b[0]&0xc0 == 0 &&
		be.Uint32(b[4:]) == cookie, from == dissect.FromDatagram && isMessage(b):
		return dissect.Yes
	case from == dissect.FromDatagram && isChannel(b):
		return dissect.Maybe
	}
	return dissect.No
}

func sniffClassic(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram && isClassic(b) {
		return dissect.Yes
	}
	return dissect.No
}

func newDatagrams(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[dissector](c) }

// dissector reads messages of both kinds: one conversation may have them.
type dissector struct {
	message Message
	channel ChannelData
	classic ClassicMessage
}

// Datagram reads a message or data of a channel.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	return d.read(f, b, max(len(b), f.PayloadLen), false)
}

// Quoted reads the message that an error quotes.
func (d *dissector) Quoted(f *dissect.Frame, b []byte, wire int) { d.read(f, b, wire, true) }

func (d *dissector) read(f *dissect.Frame, b []byte, wire int, quiet bool) bool {
	switch {
	case isMessage(b) || wire > len(b) && len(b) > headLen && be.Uint32(b[4:]) == cookie &&
		int(be.Uint16(b[2:])) == wire-headLen:
		d.message = Message{Bytes: b, Cut: wire > len(b)}
		f.Emit(dissect.Layer{Protocol: &Protocol, Message: &d.message, Bytes: b, Quiet: quiet})
	case isClassic(b):
		d.classic.Type = be.Uint16(b)
		f.Emit(dissect.Layer{Protocol: &Classic, Message: &d.classic, Bytes: b, Quiet: quiet})
	case isChannel(b):
		f.Emit(dissect.Layer{Protocol: &Protocol, Message: &d.channel, Bytes: b, Own: channelHead,
			Data: int64(len(b) - channelHead), Quiet: quiet})
	default:
		return false
	}
	return true
}

type streamDissector struct {
	message Message
	channel ChannelData
}

// Dissect reads a message, or data of a channel with what fills it to four bytes
// (RFC 8656 §12.5).
func (d *streamDissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b := in.Bytes
	if len(b) < channelHead {
		return dissect.More(channelHead - len(b))
	}
	n := int(be.Uint16(b[2:]))
	if t := be.Uint16(b); t >= firstChannel && t <= lastChannel {
		if n = (channelHead + n + 3) &^ 3; len(b) < n {
			return dissect.More(n - len(b))
		}
		f.Emit(dissect.Layer{Message: &d.channel, Bytes: b[:n], Own: channelHead, Data: int64(n - channelHead)})
		return dissect.Done(n)
	}
	if n += headLen; len(b) < n {
		if len(b) >= 8 && be.Uint32(b[4:]) != cookie {
			return dissect.Reject()
		}
		return dissect.More(n - len(b))
	}
	if !isMessage(b[:n]) {
		return dissect.Reject()
	}
	d.message = Message{Bytes: b[:n]}
	f.Emit(dissect.Layer{Message: &d.message, Bytes: b[:n]})
	return dissect.Done(n)
}

// Gap has nothing to forget: every message stands for itself.
func (d *streamDissector) Gap(dissect.Dir, int64) {}

// newDialogue returns what makes the dialogue of datagrams that is holds for. What
// else shares their conversation is let pass.
func newDialogue(is func([]byte) bool) func(dissect.Session) dissect.Dialogue {
	read := func(_ dissect.Dir, b []byte) (pairing.Message, bool) {
		p := pairing.Message{Lone: true}
		if !is(b) {
			return p, true
		}
		copy(p.ID[:], b[classic:headLen])
		t := be.Uint16(b)
		p.Method = methodOf(t).String()
		switch classOf(t) {
		case Request:
			p.Lone = false
		case Success:
			p.Reply, p.Status, p.Outcome = true, "success", dissect.Succeeded
		case Failure:
			p.Reply, p.Status, p.Outcome = true, "error", dissect.Refused
			if e, ok := layout.Find(b, headLen, attrError); ok && len(e.Value) >= 4 {
				p.Status = string(appendErrorCode(nil, e.Value))
			}
		}
		return p, true
	}
	return pairing.New(read)
}
