// Package tftp dissects the Trivial File Transfer Protocol
// (https://www.rfc-editor.org/rfc/rfc1350) and its options
// (https://www.rfc-editor.org/rfc/rfc2347, https://www.rfc-editor.org/rfc/rfc2348).
package tftp

import (
	"bytes"
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Protocol is TFTP. A server answers from a port of its own, which the request
// announces.
var Protocol = dissect.Protocol{
	Name: "tftp", Title: "Trivial File Transfer Protocol", Column: "TFTP",
	UDP:         []uint16{69},
	Announces:   true,
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return newDissector(c) },
	NewDialogue: newDialogue,
	Fields:      fields,
}

var be = binary.BigEndian

// Opcode is the type of a packet (RFC 1350 §5, RFC 2347).
type Opcode uint16

// Opcodes.
const (
	ReadRequest Opcode = iota + 1
	WriteRequest
	Data
	Acknowledgement
	Error
	OptionAcknowledgement
)

var opcodeNames = [...]string{
	"", "Read Request", "Write Request", "Data Packet", "Acknowledgement", "Error Code", "Option Acknowledgement",
}

// String returns the name of the opcode, "" of one that was not assigned.
func (o Opcode) String() string {
	if int(o) < len(opcodeNames) {
		return opcodeNames[o]
	}
	return ""
}

var errorNames = [...]string{
	"Not defined", "File not found", "Access violation", "Disk full or allocation exceeded", "Illegal TFTP Operation",
	"Unknown transfer ID", "File already exists", "No such user", "Option negotiation failed",
}

func errorName(e uint64) string {
	if e < uint64(len(errorNames)) {
		return errorNames[e]
	}
	return ""
}

const (
	dataHead     = 4 // bytes before those of a block
	defaultBlock = 512
	longestBlock = 65464 // RFC 2348
	maxOptions   = 64
)

// transfer is what the two ends agreed on, told to the connection that carries the
// data. Nothing changes it once it is told.
type transfer struct {
	op   Opcode
	file string
	text bool // lines end in CR LF while it is carried (netascii)
}

// newTransfer returns what request m asks for.
func newTransfer(m *Message) *transfer {
	return &transfer{m.Opcode, string(m.File), text.EqualFold(m.Mode, "netascii")}
}

// about returns what is carried; t may be nil.
func (t *transfer) about() *dissect.File {
	if t == nil {
		return &dissect.File{}
	}
	return &dissect.File{Method: t.method(), Name: t.file, Upload: t.op == WriteRequest, Text: t.text}
}

func (t *transfer) method() string {
	if t.op == WriteRequest {
		return "WRQ"
	}
	return "RRQ"
}

// dissector holds the state of one conversation.
type dissector struct {
	conn     *dissect.Conn
	block    int // bytes of a full block
	last     int // number of the last block, those counted that 16 bits do not tell
	transfer *transfer
	*store
}

// store has the message of a frame for all conversations of a worker.
type store struct{ message Message }

func newDissector(c *dissect.Conn) *dissector {
	d := &dissector{conn: c, block: defaultBlock, store: dissect.Shared[store](c)}
	if c.Announced != nil {
		d.transfer, _ = c.Announced.About.(*transfer)
	}
	return d
}

// patience is how long a server may take to answer.
const patience = capture.Stamp(60e9)

// Datagram reads a packet.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	if len(b) < 2 {
		return false
	}
	m := &d.message
	*m = Message{Bytes: b, Wire: max(len(b), f.PayloadLen), Opcode: Opcode(be.Uint16(b)), Transfer: d.transfer}
	m.read()
	switch m.Opcode {
	case ReadRequest, WriteRequest:
		m.Transfer = nil
		if len(m.File) > 0 {
			d.transfer = newTransfer(m)
			d.conn.Expect(d.transfer.expectation(d.conn))
		}
	case OptionAcknowledgement:
		if n := m.blockSize(); n > 0 {
			d.block = n
		}
	case Data, Acknowledgement:
		if m.short {
			break
		}
		m.Last = m.Opcode == Data && m.Wire-4 < d.block
		if m.Block = d.last + int(int16(m.block()-uint16(d.last))); m.Block < 0 {
			m.Block = int(m.block())
		}
		d.last = m.Block
	}
	l := dissect.Layer{Message: m, Bytes: b}
	if m.Opcode == Data { // its bytes are the file's
		l.Own = 4
		l.Data = int64(max(0, len(b)-l.Own))
	}
	f.Emit(l)
	return true
}

// expectation is the conversation that a request announces: from the server's host
// to where the request came from.
func (t *transfer) expectation(c *dissect.Conn) dissect.Expectation {
	return dissect.Expectation{
		Transport: capture.ProtoUDP, To: c.Client, From: c.Server.Addr, Protocol: &Protocol, About: t, For: patience,
	}
}

// Message is a packet. Borrowed until the frame has been reported.
type Message struct {
	Opcode   Opcode
	Bytes    []byte
	Wire     int
	File     []byte // of a request
	Mode     []byte
	Last     bool // the data ends the file
	Block    int  // number of a block, counted on beyond 16 bits
	Transfer *transfer

	options []pair
	storage [8]pair
	short   bool // it ends too early
}

// pair is an option: where name and value stand.
type pair struct{ off, name, value int }

// read reads what there is behind the opcode.
func (m *Message) read() {
	m.options = m.storage[:0]
	switch m.Opcode {
	case ReadRequest, WriteRequest:
		off := 2
		if m.File, off = m.str(off); off > 0 {
			if m.Mode, off = m.str(off); off > 0 {
				m.readOptions(off)
			}
		}
	case OptionAcknowledgement:
		m.readOptions(2)
	case Data, Acknowledgement:
		m.short = len(m.Bytes) < 4
	case Error:
		if m.short = len(m.Bytes) < 4; !m.short {
			m.File, _ = m.str(4) // its message
		}
	default:
		m.short = true
	}
}

// str returns the text at off that a NUL ends, and where the next begins; 0 if it
// does not end.
func (m *Message) str(off int) (s []byte, next int) {
	i := bytes.IndexByte(m.Bytes[off:], 0)
	if i < 0 {
		m.short = true
		return nil, 0
	}
	return m.Bytes[off : off+i], off + i + 1
}

func (m *Message) readOptions(off int) {
	for off > 0 && off < len(m.Bytes) && len(m.options) < maxOptions {
		o := pair{off: off}
		name, next := m.str(off)
		if next == 0 {
			return
		}
		value, end := m.str(next)
		if end == 0 {
			return
		}
		o.name, o.value = len(name), len(value)
		m.options = append(m.options, o)
		off = end
	}
}

func (m *Message) nameOf(o pair) []byte { return m.Bytes[o.off : o.off+o.name] }
func (m *Message) valueOf(o pair) []byte {
	at := o.off + o.name + 1
	return m.Bytes[at : at+o.value]
}

// option returns the value of an option, whose name may have any case; nil if it is
// not there.
func (m *Message) option(name string) []byte {
	for _, o := range m.options {
		if text.EqualFold(m.nameOf(o), name) {
			return m.valueOf(o)
		}
	}
	return nil
}

// blockSize returns the size of blocks that an option agrees on (RFC 2348), 0 if
// there is none.
func (m *Message) blockSize() int {
	if n, ok := text.Number(m.option("blksize")); ok && n > 0 && n <= longestBlock {
		return int(n)
	}
	return 0
}

// block returns the number of a block.
func (m *Message) block() uint16 {
	if len(m.Bytes) < 4 {
		return 0
	}
	return be.Uint16(m.Bytes[2:])
}

// AppendInfo appends "Read Request, File: a.txt, Transfer type: octet".
func (m *Message) AppendInfo(dst []byte) []byte {
	if m.Opcode.String() == "" {
		dst = append(text.AppendHex(append(dst, "Unknown (0x"...), uint64(m.Opcode), 4), ')')
	}
	dst = append(dst, m.Opcode.String()...)
	switch m.Opcode {
	case ReadRequest, WriteRequest:
		if m.File != nil {
			dst = text.AppendText(append(dst, ", File: "...), m.File)
		}
		if m.Mode != nil {
			dst = text.AppendText(append(dst, ", Transfer type: "...), m.Mode)
		}
	case Data, Acknowledgement:
		if !m.short {
			dst = strconv.AppendUint(append(dst, ", Block: "...), uint64(m.Block), 10)
		}
		if m.Last {
			dst = append(dst, " (last)"...)
		}
	case Error:
		dst = m.appendError(dst)
	}
	for _, o := range m.options {
		dst = text.AppendText(append(dst, ", "...), m.nameOf(o))
		dst = text.AppendText(append(dst, '='), m.valueOf(o))
	}
	if m.short {
		dst = text.AppendShort(dst, len(m.Bytes), m.Wire)
	}
	return dst
}

func (m *Message) appendError(dst []byte) []byte {
	if len(m.Bytes) < 4 {
		return dst
	}
	dst = append(dst, ", Code: "...)
	if name := errorName(uint64(m.block())); name != "" {
		dst = append(dst, name...)
	} else {
		dst = append(strconv.AppendUint(append(dst, "Unknown ("...), uint64(m.block()), 10), ')')
	}
	if m.File != nil {
		dst = text.AppendText(append(dst, ", Message: "...), m.File)
	}
	return dst
}
