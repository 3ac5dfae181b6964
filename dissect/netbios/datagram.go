package netbios

import (
	"bytes"
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/pairing"
	"netsniff/dissect/text"
)

var le = binary.LittleEndian

// DatagramType is the type of a datagram (RFC 1002 §4.4.1).
type DatagramType uint8

var datagramNames = [...]string{
	"Direct_unique datagram", "Direct_group datagram", "Broadcast datagram", "Datagram error", "Datagram query request",
	"Datagram positive query response", "Datagram negative query response",
}

const (
	firstDatagram DatagramType = 0x10
	lastDirect    DatagramType = 0x12 // those up to here carry data
)

// String returns the name of the type, "" of one that was not assigned.
func (t DatagramType) String() string {
	if t >= firstDatagram && int(t-firstDatagram) < len(datagramNames) {
		return datagramNames[t-firstDatagram]
	}
	return ""
}

// Lengths of heads (RFC 1002 §4.4).
const (
	queryHead  = 10 // of all types
	directHead = 14
)

// Datagram is one of the datagram service. Borrowed until the frame has been
// reported.
type Datagram struct {
	Type  DatagramType
	Bytes []byte
	Wire  int
	Data  []byte // what it carries

	text        []byte // source and destination names
	source      int    // length of the first
	at          int    // offset of names
	names, last int    // their lengths on the wire
	short       bool
}

func (m *Datagram) read(b []byte, wire int) {
	*m = Datagram{Bytes: b, Wire: wire, text: m.text[:0]}
	if len(b) > 0 {
		m.Type = DatagramType(b[0])
	}
	switch {
	case m.Type.String() == "":
	case len(b) < queryHead:
		m.short = true
	case m.Type <= lastDirect:
		m.direct()
	}
}

func (m *Datagram) direct() {
	b := m.Bytes
	if m.short = true; len(b) < directHead {
		return
	}
	m.at = directHead
	m.text, m.names = readName(m.text, b, m.at)
	if m.source = len(m.text); m.names == 0 {
		return
	}
	if m.text, m.last = readName(m.text, b, m.at+m.names); m.last == 0 {
		return
	}
	m.Data, m.short = b[m.at+m.names+m.last:], false
}

// AppendInfo appends the type.
func (m *Datagram) AppendInfo(dst []byte) []byte {
	if name := m.Type.String(); name != "" {
		dst = append(dst, name...)
	} else if len(m.Bytes) > 0 {
		dst = append(dst, "Unknown message type (0x"...)
		const digits = "0123456789ABCDEF"
		dst = append(dst, digits[m.Type>>4], digits[m.Type&15], ')')
	}
	if m.short {
		dst = text.AppendShort(dst, len(m.Bytes), m.Wire)
	}
	return dst
}

// slot is what the transaction of SMB that b begins with writes to a mail slot:
// the slot's name, and the data (MS-CIFS §2.2.4.33).
func slot(b []byte) (name, data []byte, size int, ok bool) {
	const header, wordCount, transaction = 32, 17, 0x25
	const bytesAt = header + 1 + 2*wordCount + 2
	if len(b) < bytesAt || !bytes.HasPrefix(b, []byte("\xffSMB")) || b[4] != transaction || b[header] != wordCount {
		return nil, nil, 0, false
	}
	name = b[bytesAt:]
	end := bytes.IndexByte(name, 0)
	if end < 0 {
		return nil, nil, 0, false
	}
	words := b[header+1:]
	size, at := int(le.Uint16(words[22:])), int(le.Uint16(words[24:]))
	if at > len(b) {
		at = len(b)
	}
	return name[:end], b[at:min(len(b), at+size)], size, true
}

type datagramDissector struct {
	message Datagram
	slot    MailslotMessage
	browser BrowserMessage
}

// Datagram reads a datagram and what it carries.
func (d *datagramDissector) Datagram(f *dissect.Frame, b []byte) bool {
	m := &d.message
	m.read(b, max(len(b), f.PayloadLen))
	name, data, size, ok := slot(m.Data)
	f.Emit(dissect.Layer{Message: m, Bytes: b, Own: len(b) - len(m.Data), Quiet: ok})
	if !ok {
		return true
	}
	d.slot.Name = name
	browses := string(name) == `\MAILSLOT\BROWSE`
	f.Emit(dissect.Layer{Protocol: &Mailslot, Message: &d.slot, Bytes: m.Data, Quiet: browses})
	if browses {
		d.browser = BrowserMessage{Bytes: data, Size: size, Cut: m.Wire > len(b)}
		f.Emit(dissect.Layer{Protocol: &Browser, Message: &d.browser, Bytes: data})
	}
	return true
}

// readDatagram says that nothing answers a datagram.
func readDatagram(dissect.Dir, []byte) (pairing.Message, bool) {
	return pairing.Message{Lone: true}, true
}

var datagramFields = []dissect.Field{
	{Name: "nbdgm.type", Title: "Message Type", Type: dissect.Uint,
		Names: func(u uint64) string { return DatagramType(u).String() }, Get: dissect.Number(0, 1)},
	{Name: "nbdgm.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Number(1, 1)},
	{Name: "nbdgm.next", Title: "More fragments follow", Type: dissect.Bool, Get: dissect.Bits(1, 1, 0, 1)},
	{Name: "nbdgm.first", Title: "This is first fragment", Type: dissect.Bool, Get: dissect.Bits(1, 1, 1, 1)},
	{Name: "nbdgm.node_type", Title: "Node Type", Type: dissect.Uint, Get: dissect.Bits(1, 1, 2, 2)},
	{Name: "nbdgm.dgram_id", Title: "Datagram ID", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(2, 2)},
	{Name: "nbdgm.src.ip", Title: "Source IP", Type: dissect.IPv4, Get: dissect.Part(4, 4)},
	{Name: "nbdgm.src.port", Title: "Source Port", Type: dissect.Uint, Get: dissect.Number(8, 2)},
	{Name: "nbdgm.dgram_len", Title: "Datagram length", Type: dissect.Uint, Get: direct(dissect.Number(10, 2))},
	{Name: "nbdgm.pkt_offset", Title: "Packet offset", Type: dissect.Uint, Get: direct(dissect.Number(12, 2))},
	{Name: "nbdgm.source_name", Title: "Source name", Type: dissect.String,
		Get: dissect.Of(func(m *Datagram, v *dissect.Values) {
			if m.names > 0 {
				v.Bytes(m.text[:m.source]).At(m.at, m.names)
			}
		})},
	{Name: "nbdgm.destination_name", Title: "Destination name", Type: dissect.String,
		Get: dissect.Of(func(m *Datagram, v *dissect.Values) {
			if m.last > 0 {
				v.Bytes(m.text[m.source:]).At(m.at+m.names, m.last)
			}
		})},
}

func direct(get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if m, ok := l.Message.(*Datagram); ok && m.Type <= lastDirect {
			get(f, l, v)
		}
	}
}

var datagramOutline = dissect.Outline{
	Branches: []dissect.Branch{{Above: "nbdgm.flags", Below: []string{"nbdgm.next", "nbdgm.first", "nbdgm.node_type"}}},
	Wordings: []dissect.Wording{{Field: "nbdgm.*_name", Say: sayKind}},
}

// MailslotMessage is what is written to a mail slot.
type MailslotMessage struct{ Name []byte }

// AppendInfo appends that it is written.
func (*MailslotMessage) AppendInfo(dst []byte) []byte { return append(dst, "Write Mail Slot"...) }

var mailslotFields = []dissect.Field{
	{Name: "mailslot.name", Title: "Mailslot Name", Type: dissect.String,
		Get: dissect.Of(func(m *MailslotMessage, v *dissect.Values) {
			v.Bytes(text.Readable(m.Name))
		})},
}
