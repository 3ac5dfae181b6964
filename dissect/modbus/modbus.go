// Package modbus dissects Modbus over TCP
// (https://www.modbus.org/modbus-specifications: Messaging on TCP/IP, Application Protocol).
package modbus

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/pairing"
	"netsniff/dissect/parts"
)

// Protocol is the header that carries Modbus over TCP, PDU what it carries.
var (
	Protocol = dissect.Protocol{
		Name: "mbtcp", Title: "Modbus/TCP", Column: "Modbus/TCP", TCP: []uint16{port}, Secured: []uint16{802},
		Sniff:       sniff,
		NewStream:   newDissector,
		NewDialogue: pairing.NewStream(func(dissect.Session) pairing.StreamReader { return reader{} }),
		Fields:      headerFields,
		Outline:     &outline,
	}
	PDU = dissect.Protocol{Name: "modbus", Title: "Modbus", Column: "Modbus", Fields: fields, Outline: &outline}
)

const port = 502

var be = binary.BigEndian

// head is the header in front of a PDU: transaction, protocol, length, unit.
const head = 7

// sniff leaves to others what has not the zeros of the protocol's identifier.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram || length(dissect.ToServer, b) < 0 {
		return dissect.No
	}
	return dissect.Maybe
}

// maxLength is the longest PDU with its unit: 254 in the standard, more with some makers.
const maxLength = 260

// length is framed.Length.
func length(_ dissect.Dir, b []byte) int {
	switch {
	case len(b) >= 4 && be.Uint16(b[2:]) != 0:
		return -1
	case len(b) < 6:
		return 0
	}
	if n := int(be.Uint16(b[4:])); n >= 2 && n <= maxLength {
		return 6 + n
	}
	return -1
}

// Function is what a PDU asks for.
type Function uint8

// Functions that are told apart.
const (
	diagnostics Function = 8
	transport   Function = 43
	failed      Function = 0x80 // the bit of exceptions
)

// String returns the name of the function, "" of one that has none.
func (f Function) String() string { return functionNames[uint64(f&^failed)] }

// pending is a request of a connection whose response is to come.
type pending struct {
	transaction uint16
	unit        byte
	frame       uint32
	at          int64
	reference   uint16
}

// maxPending is how many requests are known of a connection.
const maxPending = 16

type dissector struct {
	pending [maxPending]pending
	next    int
	row     framed.Row
	*store
}

// store has the messages of a frame for all connections of a worker.
type store struct {
	messages dissect.Recycled[Message]
	pdus     dissect.Recycled[Payload]
}

func newDissector(c *dissect.Conn) dissect.StreamDissector {
	return &dissector{store: dissect.Shared[store](c)}
}

// Dissect implements dissect.StreamDissector.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b, v, ok := framed.Next(in, length)
	if !ok {
		return v
	}
	m, p := d.messages.Next(f), d.pdus.Next(f)
	dir := direction(f, in.Dir)
	*m = Message{reader: m.reader, Dir: dir}
	*p = Payload{reader: p.reader, Dir: dir}
	m.reader.Begin(b)
	p.reader.Begin(b[head:])
	d.follow(f, b, p)
	d.row.Next(f, &Protocol, in.Again)
	f.Emit(dissect.Layer{Message: m, Bytes: b, Own: head})
	f.Emit(dissect.Layer{Protocol: &PDU, Message: p, Bytes: b[head:], Quiet: true})
	return v
}

// direction returns who sends: the port tells it where the beginning of a connection was
// not seen.
func direction(f *dissect.Frame, d dissect.Dir) dissect.Dir {
	switch {
	case f.SrcPort == port && f.DstPort != port:
		return dissect.ToClient
	case f.DstPort == port && f.SrcPort != port:
		return dissect.ToServer
	}
	return d
}

// follow joins a response with its request.
func (d *dissector) follow(f *dissect.Frame, b []byte, p *Payload) {
	id, unit := be.Uint16(b), b[6]
	if p.Dir == dissect.ToServer {
		x := pending{transaction: id, unit: unit, frame: f.Frame, at: int64(f.At)}
		if len(b) >= head+3 {
			x.reference = be.Uint16(b[head+1:])
		}
		d.pending[d.next] = x
		d.next = (d.next + 1) % maxPending
		return
	}
	for i := range d.pending {
		if x := &d.pending[i]; x.frame != 0 && x.transaction == id && x.unit == unit {
			p.Request, p.Since, p.reference = x.frame, int64(f.At)-x.at, x.reference
			*x = pending{}
			return
		}
	}
}

// Gap has nothing to forget: every message stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}

// Message is a request or a response. Borrowed until the frame has been reported.
type Message struct {
	Dir dissect.Dir

	reader parts.Reader
}

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) {
	r.Uint("mbtcp.trans_id", 2)
	r.Uint("mbtcp.prot_id", 2)
	r.Uint("mbtcp.len", 2)
	r.Uint("mbtcp.unit_id", 1)
}

// AppendInfo appends "   Query: Trans:     1; Unit:   1, Func:   3: Read Holding Registers".
func (m *Message) AppendInfo(dst []byte) []byte {
	b := m.reader.Bytes
	if m.Dir == dissect.ToServer {
		dst = append(dst, "   Query: Trans: "...)
	} else {
		dst = append(dst, "Response: Trans: "...)
	}
	dst = appendPadded(dst, int(be.Uint16(b)), 5)
	dst = appendPadded(append(dst, "; Unit: "...), int(b[6]), 3)
	f := Function(b[head])
	dst = appendPadded(append(dst, ", Func: "...), int(f&^failed), 3)
	name := f.String()
	if sub := subName(b[head:]); sub != "" {
		dst, name = append(dst, "/  1"...), sub
	}
	dst = append(dst, ": "...)
	if name == "" {
		dst = append(strconv.AppendUint(append(dst, "Unknown function ("...), uint64(f&^failed), 10), ')')
	}
	dst = append(dst, name...)
	if f&failed != 0 {
		dst = append(dst, ". Exception returned "...)
	}
	return dst
}

// appendPadded appends a number in at least width places.
func appendPadded(dst []byte, n, width int) []byte {
	for limit := 10; width > 1; width-- {
		if limit *= 10; n < limit/10 {
			dst = append(dst, ' ')
		}
	}
	return strconv.AppendInt(dst, int64(n), 10)
}

// subName returns the name of what a function of several asks for, "" if it is not one.
func subName(b []byte) string {
	switch f := Function(b[0]); {
	case f == diagnostics && len(b) >= 3:
		if s := diagnosticNames[uint64(be.Uint16(b[1:]))]; s != "" {
			return s
		}
		return f.String()
	case f == transport && len(b) >= 2:
		if s := transportNames[uint64(b[1])]; s != "" {
			return s
		}
		return f.String()
	}
	return ""
}

// reader is that of exchanges.
type reader struct{}

// Length implements pairing.StreamReader.
func (reader) Length(d dissect.Dir, b []byte) int { return length(d, b) }

// Read implements pairing.StreamReader.
func (reader) Read(m *framed.Message) (msg pairing.Message, ok bool) {
	b := m.Bytes
	f := Function(b[head])
	msg.ID = pairing.Number(1<<32 | uint64(be.Uint16(b))<<8 | uint64(b[6]))
	if m.Dir == dissect.ToServer {
		if msg.Method = f.String(); msg.Method == "" {
			msg.Method = "Function " + strconv.Itoa(int(f))
		}
		msg.Subject = "unit " + strconv.Itoa(int(b[6]))
		if len(b) >= head+5 && f < 7 {
			msg.Subject += ", " + strconv.Itoa(int(be.Uint16(b[head+1:])))
		}
		return msg, true
	}
	msg.Reply, msg.Status, msg.Outcome = true, "OK", dissect.Succeeded
	if f&failed != 0 && len(b) > head+1 {
		code := uint64(b[head+1])
		if msg.Status = exceptionNames[code]; msg.Status == "" {
			msg.Status = strconv.FormatUint(code, 10)
		}
		if msg.Outcome = dissect.Refused; code > 3 {
			msg.Outcome = dissect.Failed
		}
	}
	return msg, true
}
