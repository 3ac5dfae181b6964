// Package hartip dissects HART-IP (FieldComm Group, TP10300), by which instruments of plants are asked over IP.
package hartip

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/pairing"
	"netsniff/dissect/parts"
)

// Protocol is HART-IP, over UDP and TCP.
var Protocol = dissect.Protocol{
	Name: "hart_ip", Title: "HART_IP Protocol", Column: "HART_IP", TCP: []uint16{5094}, UDP: []uint16{5094},
	Sniff:       sniff,
	NewStream:   func(c *dissect.Conn) dissect.StreamDissector { return dissect.Shared[dissector](c) },
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[dissector](c) },
	NewDialogue: newDialogue,
	Fields:      fields,
	Outline:     &outline,
}

var be = binary.BigEndian

// head is the length of a header, of which the number of a message counts in both directions.
const head = 8

func sniff(from dissect.Origin, b []byte) dissect.Match {
	n := length(dissect.ToServer, b)
	if n < 0 || from == dissect.FromDatagram && n != len(b) {
		return dissect.No
	}
	return dissect.Maybe
}

// length is framed.Length.
func length(_ dissect.Dir, b []byte) int {
	const lastVersion = 2
	switch {
	case len(b) > 0 && (b[0] == 0 || b[0] > lastVersion):
		return -1
	case len(b) < head:
		return 0
	}
	if n := int(be.Uint16(b[6:])); n >= head {
		return n
	}
	return -1
}

// Types of messages.
const (
	request  = 0
	response = 1
	publish  = 2
)

var typeNames = parts.Names{request: "Request", response: "Response", publish: "Publish", 3: "Error", 15: "Error"}

// Identifiers of messages.
const (
	initiate    = 0
	passThrough = 3
)

var idNames = parts.Names{initiate: "Session Initiate", 1: "Session Close", 2: "Keep Alive", passThrough: "Pass Through"}

type dissector struct{ messages dissect.Recycled[Message] }

func (d *dissector) emit(f *dissect.Frame, b []byte) {
	m := d.messages.Next(f)
	*m = Message{reader: m.reader}
	m.reader.Begin(b)
	f.Emit(dissect.Layer{Message: m, Bytes: b})
}

// Dissect implements dissect.StreamDissector.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b, v, ok := framed.Next(in, length)
	if ok {
		d.emit(f, b)
	}
	return v
}

// Datagram implements dissect.DatagramDissector.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	if length(dissect.ToServer, b) != len(b) {
		return false
	}
	d.emit(f, b)
	return true
}

// Gap has nothing to forget: every message stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}

// Message is a message. Borrowed until the frame has been reported.
type Message struct{ reader parts.Reader }

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

// AppendInfo appends "Pass Through Request, Sequence Number 3".
func (m *Message) AppendInfo(dst []byte) []byte {
	b := m.reader.Bytes
	dst = append(append(appendName(dst, idNames, b[2]), ' '), typeNames[uint64(b[1]&15)]...)
	return strconv.AppendUint(append(dst, ", Sequence Number "...), uint64(be.Uint16(b[4:])), 10)
}

func appendName(dst []byte, names parts.Names, code byte) []byte {
	if name := names[uint64(code)]; name != "" {
		return append(dst, name...)
	}
	return append(strconv.AppendUint(append(dst, "Unknown ("...), uint64(code), 10), ')')
}

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) {
	r.Uint("hart_ip.version", 1)
	off := r.Off
	kind := r.Uint("", 1) & 15
	r.Note("hart_ip.message_type", off, 1, kind)
	id := r.Uint("hart_ip.message_id", 1)
	r.Uint("hart_ip.status", 1)
	r.Uint("hart_ip.transaction_id", 2)
	r.Uint("hart_ip.msg_length", 2)
	switch {
	case id == initiate && r.Left() >= 5:
		r.Uint("hart_ip.session_init.master_type", 1)
		r.Uint("hart_ip.session_init.inactivity_close_timer", 4)
	case id == passThrough:
		readToken(r, kind == response)
	}
}

// readToken reads a frame of the token-passing data link (TP10350 §5), with the state of the device in answers.
func readToken(r *parts.Reader, answer bool) {
	const longAddress, expansion = 0x80, 0x60
	delimiter := r.Uint("hart_ip.pt.delimiter", 1)
	if delimiter&longAddress != 0 {
		r.Octets("hart_ip.pt.long_address", 5)
	} else {
		r.Uint("hart_ip.pt.short_addr", 1)
	}
	r.Skip(int(delimiter & expansion >> 5))
	r.Uint("hart_ip.pt.command", 1)
	n := int(r.Uint("hart_ip.pt.length", 1))
	if answer && n >= 2 {
		r.Uint("hart_ip.pt.response_code", 1)
		r.Uint("hart_ip.pt.device_status", 1)
		n -= 2
	}
	if n > 0 {
		r.Octets("hart_ip.pt.payload", n)
	}
	r.Uint("hart_ip.pt.checksum", 1)
}

// newDialogue returns the dialogue of a connection, or of a conversation in datagrams.
func newDialogue(s dissect.Session) dissect.Dialogue {
	if s.Conn().Streams() {
		return pairing.NewStream(func(dissect.Session) pairing.StreamReader { return reader{} })(s)
	}
	return pairing.New(pair)(s)
}

// pair is what exchanges have to know of a message.
func pair(d dissect.Dir, b []byte) (msg pairing.Message, ok bool) {
	if n := length(d, b); n <= 0 {
		return msg, false
	}
	msg.ID = pairing.Number(uint64(b[2])<<16 | uint64(be.Uint16(b[4:])))
	switch b[1] & 15 {
	case request:
		msg.Method = string(appendName(nil, idNames, b[2]))
	case publish:
		msg.Lone = true
	default:
		msg.Reply, msg.Status, msg.Outcome = true, strconv.Itoa(int(b[3])), dissect.Succeeded
		if b[1]&15 != response {
			msg.Outcome = dissect.Refused
		}
	}
	return msg, true
}

// reader is that of exchanges in a stream.
type reader struct{}

// Length implements pairing.StreamReader.
func (reader) Length(d dissect.Dir, b []byte) int { return length(d, b) }

// Read implements pairing.StreamReader.
func (reader) Read(m *framed.Message) (pairing.Message, bool) { return pair(m.Dir, m.Bytes) }

var fields = parts.Fields([]dissect.Field{
	{Name: "hart_ip.version", Title: "Version", Type: dissect.Uint},
	{Name: "hart_ip.message_type", Title: "Message Type", Type: dissect.Uint, Names: typeNames.Name},
	{Name: "hart_ip.message_id", Title: "Message ID", Type: dissect.Uint, Names: idNames.Name},
	{Name: "hart_ip.status", Title: "Status", Type: dissect.Uint},
	{Name: "hart_ip.transaction_id", Title: "Sequence Number", Type: dissect.Uint},
	{Name: "hart_ip.msg_length", Title: "Message Length", Type: dissect.Uint},
	{Name: "hart_ip.session_init.master_type", Title: "Host Type", Type: dissect.Uint},
	{Name: "hart_ip.session_init.inactivity_close_timer", Title: "Inactivity Close Timer", Type: dissect.Uint},
	{Name: "hart_ip.pt.delimiter", Title: "Delimiter", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "hart_ip.pt.short_addr", Title: "Short Address", Type: dissect.Uint},
	{Name: "hart_ip.pt.long_address", Title: "Long Address", Type: dissect.Octets},
	{Name: "hart_ip.pt.command", Title: "Command", Type: dissect.Uint},
	{Name: "hart_ip.pt.length", Title: "Length", Type: dissect.Uint},
	{Name: "hart_ip.pt.response_code", Title: "Response Code", Type: dissect.Uint},
	{Name: "hart_ip.pt.device_status", Title: "Device Status", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "hart_ip.pt.payload", Title: "Payload", Type: dissect.Octets},
	{Name: "hart_ip.pt.checksum", Title: "Checksum", Type: dissect.Uint, Base: dissect.Hex2},
})

var outline = dissect.Outline{Sorted: true}
