// Package ipsec dissects what IPsec shows without keys: the Internet Key Exchange, version 1
// (https://www.rfc-editor.org/rfc/rfc2408) and 2 (https://www.rfc-editor.org/rfc/rfc7296), the
// Encapsulating Security Payload (https://www.rfc-editor.org/rfc/rfc4303), and both in UDP
// (https://www.rfc-editor.org/rfc/rfc3948).
package ipsec

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/pairing"
	"netsniff/dissect/parts"
	"netsniff/dissect/text"
)

// KeyExchange is IKE, Payload ESP, Encapsulation what tells them apart on port 4500.
var (
	KeyExchange = dissect.Protocol{
		Name: "isakmp", Title: "Internet Security Association and Key Management Protocol", Column: "ISAKMP",
		UDP:         []uint16{500},
		NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[dissector](c) },
		NewDialogue: pairing.New(read),
		Fields:      keyFields,
		Outline:     &outline,
	}
	Payload = dissect.Protocol{
		Name: "esp", Title: "Encapsulating Security Payload", Column: "ESP",
		Kinds:     []dissect.Kind{{Space: dissect.IPProtocol, Number: 50}},
		NewPacket: func() dissect.PacketDissector { return new(packets) },
		Fields:    payloadFields,
		Outline:   &outline,
	}
	Encapsulation = dissect.Protocol{
		Name: "udpencap", Title: "UDP Encapsulation of IPsec Packets", Column: "UDPENCAP", UDP: []uint16{4500},
		NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector {
			return &encapsulated{dissect.Shared[dissector](c), dissect.Shared[packets](c)}
		},
		NewDialogue: pairing.New(readEncapsulated),
		Fields:      encapsulationFields,
		Outline:     &outline,
	}
)

var be = binary.BigEndian

const headLen = 28

// isMessage reports whether b, of which wire bytes were sent, is a message of IKE.
func isMessage(b []byte, wire int) bool {
	return len(b) >= headLen && b[17]>>4 <= 2 && b[17] != 0 && exchangeNames[uint64(b[18])] != "" &&
		int(be.Uint32(b[24:])) >= headLen && int(be.Uint32(b[24:])) <= wire
}

type dissector struct{ message Message }

// Datagram reads a message of IKE.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	if !isMessage(b, max(len(b), f.PayloadLen)) {
		return false
	}
	m := &d.message
	*m = Message{reader: m.reader}
	m.reader.Begin(b)
	f.Emit(dissect.Layer{Protocol: &KeyExchange, Message: m, Bytes: b})
	return true
}

// encapsulated reads what stands on port 4500 (RFC 3948 §2).
type encapsulated struct {
	keys    *dissector
	packets *packets
}

// marker is what stands before IKE where a packet would have its index.
const marker = 4

// Datagram reads a packet, a message of IKE, or what keeps a translation of addresses.
func (d *encapsulated) Datagram(f *dissect.Frame, b []byte) bool {
	switch {
	case len(b) == 1 && b[0] == 0xff:
		f.Emit(dissect.Layer{Message: keepAlive{}, Bytes: b})
		return true
	case len(b) < 8:
		return false
	case be.Uint32(b) != 0:
		return d.packets.Packet(f, b)
	case !isMessage(b[marker:], max(len(b), f.PayloadLen)-marker):
		return false
	}
	f.Emit(dissect.Layer{Message: keepAlive{}, Bytes: b[:marker], Quiet: true})
	return d.keys.Datagram(f, b[marker:])
}

// keepAlive keeps a translation of addresses (RFC 3948 §2.3).
type keepAlive struct{}

// AppendInfo appends that it does.
func (keepAlive) AppendInfo(dst []byte) []byte { return append(dst, "NAT-keepalive"...) }

var encapsulationFields = []dissect.Field{
	{Name: "udpencap.nat_keepalive", Title: "NAT-keepalive packet", Type: dissect.Label, Get: ofLength(1)},
	{Name: "udpencap.non_esp_marker", Title: "Non-ESP Marker", Type: dissect.Label, Get: ofLength(marker)},
}

// ofLength returns the getter of a label that a layer of n bytes has.
func ofLength(n int) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if len(l.Bytes) == n {
			v.Mark().At(0, n)
		}
	}
}

// Message is a message of IKE. Borrowed until the frame has been reported.
type Message struct{ reader parts.Reader }

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

// Flags (RFC 7296 §3.1, RFC 2408 §3.1).
const (
	flagInitiator = 0x08
	flagResponse  = 0x20
)

// AppendInfo appends "IKE_SA_INIT MID=00 Initiator Request", "Identity Protection (Main Mode)".
func (m *Message) AppendInfo(dst []byte) []byte {
	b := m.reader.Bytes
	dst = append(dst, exchangeNames[uint64(b[18])]...)
	if b[17]>>4 != 2 {
		return dst
	}
	dst = append(dst, " MID="...)
	id := uint64(be.Uint32(b[20:]))
	digits := 2
	for id>>(4*digits) != 0 {
		digits++
	}
	dst = text.AppendHex(dst, id, digits)
	if b[19]&flagInitiator != 0 {
		dst = append(dst, " Initiator"...)
	} else {
		dst = append(dst, " Responder"...)
	}
	if b[19]&flagResponse != 0 {
		return append(dst, " Response"...)
	}
	return append(dst, " Request"...)
}

// maxPayloads bounds how many payloads of a message are read.
const maxPayloads = 256

// Payloads whose contents are encrypted.
const (
	encrypted = 46
	fragment  = 53
)

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) {
	r.Octets("isakmp.ispi", 8)
	r.Octets("isakmp.rspi", 8)
	next := r.Uint("isakmp.nextpayload", 1)
	r.Uint("isakmp.version", 1)
	r.Uint("isakmp.exchangetype", 1)
	at := r.Off
	flags := r.Uint("isakmp.flags", 1)
	hidden := false
	if r.Bytes[17]>>4 == 2 {
		r.NoteBits("isakmp.flag_i", at, 1, flags, flagInitiator)
		r.NoteBits("isakmp.flag_v", at, 1, flags, 0x10)
		r.NoteBits("isakmp.flag_r", at, 1, flags, flagResponse)
	} else {
		r.NoteBits("isakmp.flag_e", at, 1, flags, 1)
		r.NoteBits("isakmp.flag_c", at, 1, flags, 2)
		r.NoteBits("isakmp.flag_a", at, 1, flags, 4)
		hidden = flags&1 != 0
	}
	r.Uint("isakmp.messageid", 4)
	r.Uint("isakmp.length", 4)
	for n := 0; next != 0 && !hidden && r.Left() >= 4 && n < maxPayloads; n++ {
		from := r.Off
		r.Note("isakmp.typepayload", from, 0, next)
		hidden = next == encrypted || next == fragment
		next = r.Uint("isakmp.nextpayload", 1)
		r.Skip(1)
		size := int(r.Uint("isakmp.payloadlength", 2))
		if size < 4 || size > len(r.Bytes)-from {
			return
		}
		r.Off = from + size
	}
}

// read is the reader of messages of IKE version 2 for exchanges.
func read(_ dissect.Dir, b []byte) (p pairing.Message, ok bool) {
	if !isMessage(b, len(b)) || b[17]>>4 != 2 {
		return pairing.Message{Lone: true}, true
	}
	copy(p.ID[:8], b[:8])
	copy(p.ID[8:], b[20:24])
	p.ID[12] = b[19] & flagInitiator
	p.Method = exchangeNames[uint64(b[18])]
	p.Subject = "MID " + strconv.FormatUint(uint64(be.Uint32(b[20:])), 10)
	if b[19]&flagResponse != 0 {
		p.Reply, p.Status, p.Outcome = true, "response", dissect.Succeeded
		p.ID[12] ^= flagInitiator
	}
	return p, true
}

// readEncapsulated is that on port 4500.
func readEncapsulated(d dissect.Dir, b []byte) (p pairing.Message, ok bool) {
	if len(b) < marker || be.Uint32(b) != 0 {
		return pairing.Message{Lone: true}, true
	}
	return read(d, b[marker:])
}
