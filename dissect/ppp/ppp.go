// Package ppp dissects what PPP's ends agree on before they send packets: the link
// control protocol (https://www.rfc-editor.org/rfc/rfc1661), those that follow its
// form for networks and compression, and authentication by password
// (https://www.rfc-editor.org/rfc/rfc1334) and by challenge
// (https://www.rfc-editor.org/rfc/rfc1994).
package ppp

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/text"
	"netsniff/dissect/tlv"
)

var be = binary.BigEndian

// headLen is the length of code, identifier and length.
const headLen = 4

// The protocols that negotiate alike (RFC 1661 §5).
var (
	LCP    = control("lcp", "PPP Link Control Protocol", "PPP LCP", 0xc021)
	IPCP   = control("ipcp", "PPP IP Control Protocol", "PPP IPCP", 0x8021)
	IPV6CP = control("ipv6cp", "PPP IPv6 Control Protocol", "PPP IPV6CP", 0x8057)
	CCP    = control("ccp", "PPP Compression Control Protocol", "PPP CCP", 0x80fd)
	MPLSCP = control("mplscp", "PPP MPLS Control Protocol", "PPP MPLSCP", 0x8281)
)

// Passwords is authentication by password.
var Passwords = dissect.Protocol{
	Name: "pap", Title: "PPP Password Authentication Protocol", Column: "PPP PAP",
	Kinds:     []dissect.Kind{{Space: dissect.PPPProtocol, Number: 0xc023}},
	NewPacket: dissect.PacketRows(nil, appendPAP), PacketSecrets: tellPassword,
	Fields: []dissect.Field{
		{Name: "pap.code", Title: "Code", Type: dissect.Uint, Names: papName, Get: dissect.Number(0, 1)},
		{Name: "pap.identifier", Title: "Identifier", Type: dissect.Uint, Get: dissect.Number(1, 1)},
		{Name: "pap.length", Title: "Length", Type: dissect.Uint, Get: dissect.Number(2, 2)},
		{Name: "pap.peer_id", Title: "Peer-ID", Type: dissect.String, Get: word(papRequest, papRequest, 0)},
		{Name: "pap.password", Title: "Password", Type: dissect.String, Get: word(papRequest, papRequest, 1)},
		{Name: "pap.message", Title: "Message", Type: dissect.String, Get: word(papAck, papNak, 0)},
	},
}

// Challenges is authentication by challenge.
var Challenges = dissect.Protocol{
	Name: "chap", Title: "PPP Challenge Handshake Authentication Protocol", Column: "PPP CHAP",
	Kinds:     []dissect.Kind{{Space: dissect.PPPProtocol, Number: 0xc223}},
	NewPacket: dissect.PacketRows(nil, appendCHAP), PacketSecrets: tellResponse,
	Fields: []dissect.Field{
		{Name: "chap.code", Title: "Code", Type: dissect.Uint, Names: chapName, Get: dissect.Number(0, 1)},
		{Name: "chap.identifier", Title: "Identifier", Type: dissect.Uint, Get: dissect.Number(1, 1)},
		{Name: "chap.length", Title: "Length", Type: dissect.Uint, Get: dissect.Number(2, 2)},
		{Name: "chap.value_size", Title: "Value Size", Type: dissect.Uint,
			Get: challenge(func(b []byte, n int, v *dissect.Values) { v.Uint(uint64(n)).At(headLen, 1) })},
		{Name: "chap.value", Title: "Value", Type: dissect.Octets,
			Get: challenge(func(b []byte, n int, v *dissect.Values) { v.Bytes(b[headLen+1:headLen+1+n]).At(headLen+1, n) })},
		{Name: "chap.name", Title: "Name", Type: dissect.String,
			Get: challenge(func(b []byte, n int,
				v *dissect.Values) {
				v.Bytes(b[headLen+1+n:]).At(headLen+1+n, len(b)-headLen-1-n)
			})},
		{Name: "chap.message", Title: "Message", Type: dissect.String, Get: getMessage},
	},
}

var controlCodes = [...]string{
	1: "Configuration Request", 2: "Configuration Ack", 3: "Configuration Nak", 4: "Configuration Reject",
	5: "Termination Request", 6: "Termination Ack", 7: "Code Reject", 8: "Protocol Reject", 9: "Echo Request",
	10: "Echo Reply", 11: "Discard Request", 12: "Identification", 13: "Time Remaining",
}

func codeName(u uint64) string {
	if u < uint64(len(controlCodes)) && controlCodes[u] != "" {
		return controlCodes[u]
	}
	return "Unknown"
}

var layout = tlv.Layout{Type: 1, Length: 1, Whole: true, Start: func(b []byte) int {
	if len(b) > 0 && b[0] >= 1 && b[0] <= 4 {
		return headLen
	}
	return len(b)
}}

// control returns a protocol that negotiates options.
func control(name, title, column string, number uint64) dissect.Protocol {
	return dissect.Protocol{
		Name: name, Title: title, Column: column,
		Kinds:     []dissect.Kind{{Space: dissect.PPPProtocol, Number: number}},
		NewPacket: func() dissect.PacketDissector { return new(controlDissector) },
		Fields: []dissect.Field{
			{Name: name + ".code", Title: "Code", Type: dissect.Uint, Names: codeName, Get: dissect.Number(0, 1)},
			{Name: name + ".identifier", Title: "Identifier", Type: dissect.Uint, Get: dissect.Number(1, 1)},
			{Name: name + ".length", Title: "Length", Type: dissect.Uint, Get: dissect.Number(2, 2)},
			{Name: name + ".opt.type", Title: "Type", Type: dissect.Uint,
				Get: layout.Each(func(e tlv.Element, v *dissect.Values) { v.Uint(e.Type).At(e.Off, 1) })},
			{Name: name + ".opt.length", Title: "Length", Type: dissect.Uint,
				Get: layout.Each(func(e tlv.Element, v *dissect.Values) { v.Uint(uint64(e.Head+e.Size)).At(e.Off+1, 1) })},
		},
	}
}

type controlDissector struct{ row dissect.PacketRow }

// Packet emits a packet, without what the link padded it with.
func (d *controlDissector) Packet(f *dissect.Frame, b []byte) bool {
	d.row = dissect.NewPacketRow(f, b, func(dst []byte, r *dissect.PacketRow) []byte {
		if len(r.Bytes) == 0 {
			return r.AppendFitting(dst, 1)
		}
		return append(dst, codeName(uint64(r.Bytes[0]))...)
	})
	f.Emit(dissect.Layer{Message: &d.row, Bytes: own(b)})
	return true
}

// own returns the bytes of b that its length says are the packet's.
func own(b []byte) []byte {
	if len(b) < headLen {
		return b
	}
	return b[:max(headLen, min(len(b), int(be.Uint16(b[2:]))))]
}

// Codes of authentication by password.
const (
	papRequest = 1
	papAck     = 2
	papNak     = 3
)

func papName(u uint64) string {
	names := [...]string{papRequest: "Authenticate-Request", papAck: "Authenticate-Ack", papNak: "Authenticate-Nak"}
	if u < uint64(len(names)) && names[u] != "" {
		return names[u]
	}
	return "Unknown"
}

// nth returns the n-th text of b, each of which has its length in front, and
// where it begins.
func nth(b []byte, n int) (word []byte, at int, ok bool) {
	at = headLen
	for ; ; n-- {
		if len(b) <= at || len(b) < at+1+int(b[at]) {
			return nil, 0, false
		}
		if n == 0 {
			return b[at+1 : at+1+int(b[at])], at + 1, true
		}
		at += 1 + int(b[at])
	}
}

// word returns the getter of a text in messages with codes from low to high.
func word(low, high byte, n int) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if b := l.Bytes; len(b) > 0 && b[0] >= low && b[0] <= high {
			if x, at, ok := nth(b, n); ok {
				v.Bytes(x).At(at, len(x))
			}
		}
	}
}

// appendPAP appends who logs in, or what was answered.
func appendPAP(dst []byte, r *dissect.PacketRow) []byte {
	b := r.Bytes
	if len(b) == 0 {
		return r.AppendFitting(dst, 1)
	}
	dst = append(dst, papName(uint64(b[0]))...)
	words := [...]string{" (Peer-ID='", "', Password='"}
	last := 1
	switch b[0] {
	case papRequest:
	case papAck, papNak:
		words[0], last = " (Message='", 0
	default:
		return r.AppendFitting(dst, r.Wire+1)
	}
	for i := range last + 1 {
		x, _, ok := nth(b, i)
		if !ok {
			return r.AppendFitting(dst, r.Wire+1)
		}
		dst = append(append(dst, words[i]...), x...)
	}
	return append(dst, "')"...)
}

func chapName(u uint64) string {
	names := [...]string{1: "Challenge", 2: "Response", 3: "Success", 4: "Failure"}
	if u < uint64(len(names)) && names[u] != "" {
		return names[u]
	}
	return "Unknown"
}

// value returns a challenge or a response without padding and how long its
// value is.
func value(b []byte) (whole []byte, n int, ok bool) {
	whole = own(b)
	if len(whole) <= headLen || whole[0] < 1 || whole[0] > 2 {
		return nil, 0, false
	}
	n = int(whole[headLen])
	return whole, n, len(whole) >= headLen+1+n
}

func challenge(get func(b []byte, n int, v *dissect.Values)) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if b, n, ok := value(l.Bytes); ok {
			get(b, n, v)
		}
	}
}

func getMessage(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if b := own(l.Bytes); len(b) > headLen && b[0] >= 3 && b[0] <= 4 {
		v.Bytes(b[headLen:]).At(headLen, len(b)-headLen)
	}
}

// appendCHAP appends who asks or answers and the value, or what was decided.
func appendCHAP(dst []byte, r *dissect.PacketRow) []byte {
	b := r.Bytes
	if len(b) < headLen {
		return r.AppendFitting(dst, headLen)
	}
	dst = append(dst, chapName(uint64(b[0]))...)
	switch b[0] {
	case 1, 2:
		whole, n, ok := value(b)
		if !ok {
			return r.AppendFitting(dst, r.Wire+1)
		}
		dst = append(append(append(dst, " (NAME='"...), whole[headLen+1+n:]...), "', VALUE=0x"...)
		for _, c := range whole[headLen+1 : headLen+1+n] {
			dst = text.AppendHex(dst, uint64(c), 2)
		}
		return append(dst, ')')
	case 3, 4:
		return append(append(append(dst, " (MESSAGE='"...), own(b)[headLen:]...), "')"...)
	}
	return dst
}
