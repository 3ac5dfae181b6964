// Package dnp3 dissects the Distributed Network Protocol (IEEE 1815): frames of its data
// link, its transport, and what is asked for and answered in them.
package dnp3

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/parts"
)

// Protocol is DNP3.
var Protocol = dissect.Protocol{
	Name: "dnp3", Title: "Distributed Network Protocol 3.0", Column: "DNP 3.0", TCP: []uint16{20000}, UDP: []uint16{20000},
	Sniff:       sniff,
	NewStream:   func(c *dissect.Conn) dissect.StreamDissector { return newDissector(c) },
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return newDissector(c) },
	NewDialogue: newDialogue,
	Fields:      fields,
	Outline:     &outline,
}

var (
	be = binary.BigEndian
	le = binary.LittleEndian
)

// A frame has a head with a checksum, and data in blocks with one each (IEEE 1815 §9.2).
const (
	start    = 0x0564
	head     = 10
	block    = 16
	checksum = 2
	fixed    = 5 // octets of the head that its length counts
)

// sniff is sure of a frame whose addresses and length can be.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	switch {
	case len(b) >= head && be.Uint16(b) == start && b[2] >= fixed && sum(b[:8]) == le.Uint16(b[8:]):
		return dissect.Yes
	case from == dissect.FromDatagram, len(b) >= 2 && be.Uint16(b) != start:
		return dissect.No
	}
	return dissect.Maybe
}

// sum returns the checksum of b (IEEE 1815 §9.2.4.1.6: CRC-16/DNP).
func sum(b []byte) uint16 {
	c := uint16(0)
	for _, x := range b {
		c ^= uint16(x)
		for range 8 {
			if c&1 != 0 {
				c = c>>1 ^ 0xa6bc
			} else {
				c >>= 1
			}
		}
	}
	return ^c
}

// length is framed.Length.
func length(_ dissect.Dir, b []byte) int {
	switch {
	case len(b) > 0 && b[0] != start>>8, len(b) > 1 && b[1] != start&0xff:
		return -1
	case len(b) < 3:
		return 0
	case b[2] < fixed:
		return -1
	}
	n := int(b[2]) - fixed
	return head + n + (n+block-1)/block*checksum
}

// Function is what an application asks for or answers.
type Function uint8

// Functions that are told apart.
const (
	confirm     Function = 0
	readData    Function = 1
	writeData   Function = 2
	response    Function = 129
	unsolicited Function = 130
)

// String returns the name of the function, "" of one that has none.
func (f Function) String() string { return functionNames[uint64(f)] }

// Control octets.
const (
	primary     = 0x40 // of the data link: it asks
	userData    = 3    // functions of that: data, to be confirmed or not
	unconfirmed = 4
	final       = 0x80 // of the transport
	first       = 0x40
)

// application is what an end has said in frames so far: its first frame tells what it is.
type application struct {
	known    bool
	function Function
	objects  [2]byte // the group and the variation of the first
	classes  byte    // of events, and of static data, that a request is for; a bit each
}

type dissector struct {
	said [2]application
	row  framed.Row
	*store
}

// store has the messages of a frame for all connections of a worker.
type store struct {
	messages dissect.Recycled[Message]
	data     []byte
}

func newDissector(c *dissect.Conn) *dissector { return &dissector{store: dissect.Shared[store](c)} }

// Dissect implements dissect.StreamDissector.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b, v, ok := framed.Next(in, length)
	if ok {
		d.read(f, in.Dir, b, in.Again)
	}
	return v
}

// Datagram reads the frames of a datagram.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	whole := len(b)
	for n := length(f.Dir, b); n > 0 && n <= len(b); n = length(f.Dir, b) {
		d.read(f, f.Dir, b[:n], false)
		b = b[n:]
	}
	return len(b) < whole
}

func (d *dissector) read(f *dissect.Frame, dir dissect.Dir, b []byte, resumed bool) {
	m := d.messages.Next(f)
	*m = Message{reader: m.reader}
	m.reader.Begin(b)
	d.data = appendData(d.data[:0], b)
	m.Application = d.said[dir].take(b, d.data)
	d.row.Next(f, &Protocol, resumed)
	f.Emit(dissect.Layer{Message: m, Bytes: b})
}

// appendData appends the data of a frame without checksums.
func appendData(dst, b []byte) []byte {
	for b = b[head:]; len(b) > checksum; b = b[min(block+checksum, len(b)):] {
		dst = append(dst, b[:min(block, len(b)-checksum)]...)
	}
	return dst
}

// take takes the next frame of an end with its data, and returns what is known of what it
// carries.
func (x *application) take(b, data []byte) application {
	if !carries(b[3]) || len(data) < 1 {
		return application{}
	}
	if data[0]&first != 0 {
		*x = application{}
		if len(data) >= 3 {
			x.known, x.function = true, Function(data[2])
			x.read(data[3:])
		}
	}
	return *x
}

// read reads what objects a request is for: those of classes, or the first.
func (x *application) read(b []byte) {
	if x.function >= response {
		return
	}
	if len(b) >= 2 {
		x.objects = [2]byte(b)
	}
	for len(b) >= 3 && b[0] == groupClass && b[2] == allObjects {
		x.classes |= 1 << (b[1] - 1) & 0xf
		b = b[3:]
	}
}

const (
	groupClass = 60
	allObjects = 6 // the qualifier of a request for all: nothing follows
)

// carries reports whether a frame with a control octet has data of an application.
func carries(control byte) bool {
	return control&primary != 0 && (control&0xf == userData || control&0xf == unconfirmed)
}

// Gap takes it that frames are missing.
func (d *dissector) Gap(dir dissect.Dir, _ int64) { d.said[dir] = application{} }

// Message is a frame of the data link. Borrowed until the frame has been reported.
type Message struct {
	Application application

	reader parts.Reader
}

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

// AppendInfo appends "Read, Class 123", or "from 4 to 3, len=5, Request Link Status" of a frame that
// completes nothing.
func (m *Message) AppendInfo(dst []byte) []byte {
	b := m.reader.Bytes
	data := carries(b[3]) && len(b) > head
	if data && b[head]&final != 0 && m.Application.known {
		return m.Application.appendInfo(dst)
	}
	dst = strconv.AppendUint(append(dst, "from "...), uint64(le.Uint16(b[6:])), 10)
	dst = strconv.AppendUint(append(dst, " to "...), uint64(le.Uint16(b[4:])), 10)
	dst = append(strconv.AppendUint(append(dst, ", len="...), uint64(b[2]), 10), ", "...)
	names := secondaryNames
	if b[3]&primary != 0 {
		names = primaryNames
	}
	if name := names[uint64(b[3]&0xf)]; name != "" {
		dst = append(dst, name...)
	} else {
		dst = append(strconv.AppendUint(append(dst, "Unknown function ("...), uint64(b[3]&0xf), 10), ')')
	}
	if data {
		dst = strconv.AppendUint(append(dst, " (Application Layer Unreassembled fragment "...), uint64(b[head]&0x3f), 10)
		dst = append(dst, ')')
	}
	return dst
}

func (x *application) appendInfo(dst []byte) []byte {
	if name := x.function.String(); name != "" {
		dst = append(dst, name...)
	} else {
		dst = append(strconv.AppendUint(append(dst, "Unknown function ("...), uint64(x.function), 10), ')')
	}
	if x.function != readData && x.function != writeData || x.objects[0] == 0 && x.objects[1] == 0 {
		return dst
	}
	dst = append(dst, ", "...)
	if x.classes != 0 {
		dst = append(dst, "Class "...)
		for i := range byte(4) {
			if x.classes>>i&1 != 0 {
				dst = append(dst, '0'+i)
			}
		}
		return dst
	}
	if name := groupNames[uint64(x.objects[0])]; name != "" {
		return append(dst, name...)
	}
	return append(dst, "Unknown Object Type"...)
}

// groupNames are groups of objects (IEEE 1815 annex A).
var groupNames = parts.Names{
	1: "Binary Input", 2: "Binary Input Change", 10: "Binary Output", 12: "Binary Output", 20: "Counter",
	21: "Frozen Counter",
	22: "Counter Change Event", 30: "Analog Input", 32: "Analog Input Change", 40: "Analog Output", 41: "Analog Output",
	50: "Time and Date", 70: "File Control", 80: "Internal Indications",
}
