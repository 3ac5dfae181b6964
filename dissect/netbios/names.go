package netbios

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect/text"
)

var be = binary.BigEndian

// headLen is the length of the header (RFC 1002 §4.2.1.1).
const headLen = 12

// Opcode is what a message of the name service does.
type Opcode uint8

var opcodeNames = map[Opcode]string{
	0: "Name query", 5: "Registration", 6: "Release", opWait: "Wait for acknowledgment", 8: "Refresh",
	9: "Refresh (alternate opcode)", 15: "Multi-homed registration",
}

// opWait asks for patience.
const opWait = 7

// String returns the name of the operation.
func (o Opcode) String() string {
	if s := opcodeNames[o]; s != "" {
		return s
	}
	return "Unknown operation (" + strconv.Itoa(int(o)) + ")"
}

// Types of records (RFC 1002 §4.2.1.3).
const (
	typeNB     = 0x20
	typeNBSTAT = 0x21
)

var rcodeNames = [...]string{
	"No error", "Request was invalidly formatted", "Server failure", "Requested name does not exist",
	"Request is not implemented", "Request was refused", "Name is owned by another node", "Name is in conflict",
}

func rcodeName(r uint64) string {
	if r < uint64(len(rcodeNames)) {
		return rcodeNames[r]
	}
	return ""
}

// Entry is a question or a record.
type Entry struct {
	Off, Len int // where it stands, as far as it was read
	Record   bool
	Section  uint8 // 0: question, 1: answer, 2: authority, 3: additional
	Type     uint16
	Class    uint16
	TTL      uint32
	Data     []byte // of a record, as far as captured

	nameLen, dataOff int
	from, to         int // of the name's text in NameMessage.text
	short            bool
}

func (e *Entry) typeName() string {
	switch e.Type {
	case typeNB:
		return "NB"
	case typeNBSTAT:
		return "NBSTAT"
	}
	return "Unknown"
}

// maxEntries bounds what is read of one message.
const maxEntries = 256

// NameMessage is a message of the name service. Borrowed until the frame has been
// reported.
type NameMessage struct {
	Bytes   []byte
	Wire    int
	Entries []Entry

	text  []byte
	short bool // it ends too early
}

func (m *NameMessage) word(off int) uint16 {
	if len(m.Bytes) < off+2 {
		return 0
	}
	return be.Uint16(m.Bytes[off:])
}

func (m *NameMessage) id() uint16     { return m.word(0) }
func (m *NameMessage) response() bool { return m.word(2)&0x8000 != 0 }
func (m *NameMessage) opcode() Opcode { return Opcode(m.word(2) >> 11 & 15) }
func (m *NameMessage) rcode() uint16  { return m.word(2) & 15 }

// name returns the text of an entry's name.
func (m *NameMessage) name(e *Entry) []byte { return m.text[e.from:e.to] }

// read reads the message b, of which the wire had so many bytes.
func (m *NameMessage) read(b []byte, wire int) {
	*m = NameMessage{Bytes: b, Wire: wire, Entries: m.Entries[:0], text: m.text[:0]}
	if len(b) < headLen {
		m.short = true
		return
	}
	off := headLen
	for section := range uint8(4) {
		for range int(m.word(4 + 2*int(section))) {
			if len(m.Entries) == maxEntries {
				return
			}
			e := Entry{Off: off, Section: section, Record: section > 0}
			ok := m.entry(&e)
			m.Entries = append(m.Entries, e)
			if !ok {
				m.short = true
				return
			}
			off += e.Len
		}
	}
}

// entry reads a question or a record and reports whether it is whole.
func (m *NameMessage) entry(e *Entry) bool {
	e.from = len(m.text)
	m.text, e.nameLen = readName(m.text, m.Bytes, e.Off)
	e.to = len(m.text)
	rest := m.Bytes[e.Off+e.nameLen:]
	if e.nameLen == 0 || len(rest) < 4 {
		e.short, e.nameLen = true, 0
		return false
	}
	e.Type, e.Class = be.Uint16(rest), be.Uint16(rest[2:])
	e.Len = e.nameLen + 4
	if !e.Record {
		return true
	}
	const fixed = 10 // type, class, TTL, length
	if len(rest) < fixed {
		e.short = true
		return false
	}
	e.TTL = be.Uint32(rest[4:])
	n := int(be.Uint16(rest[8:]))
	e.dataOff = e.Off + e.nameLen + fixed
	e.Data = rest[fixed:min(fixed+n, len(rest))]
	e.Len = e.nameLen + fixed + n
	e.short = len(e.Data) < n
	return !e.short
}

// AppendInfo appends "Name query NB WORKGROUP<1d>".
func (m *NameMessage) AppendInfo(dst []byte) []byte {
	if len(m.Bytes) >= headLen {
		dst = append(dst, m.opcode().String()...)
		if m.response() {
			dst = append(dst, " response"...)
			if r := rcodeName(uint64(m.rcode())); m.rcode() != 0 && r != "" {
				dst = append(append(dst, ", "...), r...)
			}
		}
		for i := range m.Entries {
			dst = m.appendEntry(dst, &m.Entries[i])
		}
	}
	if m.short {
		dst = text.AppendShort(dst, len(m.Bytes), m.Wire)
	}
	return dst
}

// appendEntry appends what the row says of a question, or of an answer.
func (m *NameMessage) appendEntry(dst []byte, e *Entry) []byte {
	switch {
	case e.nameLen == 0:
	case e.Section == 0:
		dst = append(append(append(dst, ' '), e.typeName()...), ' ')
		dst = append(dst, m.name(e)...)
	case e.Section == 1 && e.Type != typeNB:
		dst = append(append(dst, ' '), e.typeName()...)
	case e.Section == 1 && m.opcode() != opWait && len(e.Data) >= addressLen:
		dst = append(dst, " NB"...)
		for i, c := range e.Data[2:addressLen] {
			dst = strconv.AppendUint(append(dst, " ..."[min(i, 1)]), uint64(c), 10)
		}
	}
	return dst
}

// addressLen is an entry of a name's addresses: flags and address (RFC 1002
// §4.2.13).
const addressLen = 6
