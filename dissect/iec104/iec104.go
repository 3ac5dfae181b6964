// Package iec104 dissects IEC 60870-5-104, by which control centres and substations exchange application service data units
// (IEC 60870-5-101) over TCP.
package iec104

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/parts"
)

// Protocol is IEC 60870-5-104: control information, with units in those that have some.
var Protocol = dissect.Protocol{
	Name: "iec60870_104", Title: "IEC 60870-5-104", Column: "IEC 60870-5-104", TCP: []uint16{2404},
	Sniff:     sniff,
	NewStream: func(c *dissect.Conn) dissect.StreamDissector { return dissect.Shared[dissector](c) },
	Fields:    fields,
	Outline:   &outline,
}

// Units is what control information carries.
var Units = dissect.Protocol{
	Name: "iec60870_asdu", Title: "IEC 60870-5 ASDU", Column: "IEC 60870-5 ASDU", Fields: unitFields, Outline: &outline,
}

var le = binary.LittleEndian

// Of an APDU: its first octet, and the length of its control information with that and its own length.
const (
	start   = 0x68
	head    = 6
	ownHead = 2
	least   = head - ownHead
)

func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram {
		return dissect.No
	}
	return dissect.Maybe
}

// length is framed.Length of an APDU, or of what stands before one.
func length(_ dissect.Dir, b []byte) int {
	switch {
	case b[0] != start:
		return noise(b)
	case len(b) < ownHead:
		return 0
	}
	return max(int(b[1])+ownHead, head)
}

// noise returns how many octets of b stand before one that an APDU may begin with.
func noise(b []byte) int {
	for i, c := range b {
		if c == start {
			return i
		}
	}
	return len(b)
}

type dissector struct {
	messages dissect.Recycled[APDU]
	units    dissect.Recycled[Unit]
}

// Dissect implements dissect.StreamDissector.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b, v, ok := framed.Next(in, length)
	if !ok {
		return v
	}
	m := d.messages.Next(f)
	*m = APDU{reader: m.reader, Dir: in.Dir}
	m.reader.Begin(b)
	l := dissect.Layer{Message: m, Bytes: b}
	carries := m.Form() == Information && len(b) > head
	if carries {
		l.Own = head
		l.Column = Units.Column
	} else if hasUnit(f) {
		l.Column = Units.Column
	}
	f.Emit(l)
	if carries {
		u := d.units.Next(f)
		*u = Unit{reader: u.reader}
		u.reader.Begin(b[head:])
		f.Emit(dissect.Layer{Protocol: &Units, Message: u, Bytes: b[head:], Quiet: true})
	}
	return v
}

// hasUnit reports whether f has a unit already: its row is named for that.
func hasUnit(f *dissect.Frame) bool {
	list := f.Messages()
	for i := range list {
		if list[i].Protocol == &Units {
			return true
		}
	}
	return false
}

// Gap has nothing to forget: every APDU stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}

// Form is the form of control information (IEC 60870-5-104 §5.1).
type Form uint8

// Forms. Noise is what stands before an APDU and is none.
const (
	Information Form = iota
	Supervisory
	Unnumbered
	Noise
)

// APDU is a unit of the protocol. Borrowed until the frame has been reported.
type APDU struct {
	Dir    dissect.Dir
	reader parts.Reader
}

// Parts implements parts.Message.
func (m *APDU) Parts() *parts.Reader { return &m.reader }

// Form returns the form.
func (m *APDU) Form() Form {
	b := m.reader.Bytes
	switch {
	case b[0] != start:
		return Noise
	case b[2]&1 == 0:
		return Information
	case b[2]&3 == 1:
		return Supervisory
	}
	return Unnumbered
}

var unnumberedNames = parts.Names{0x04: "STARTDT act", 0x08: "STARTDT con", 0x10: "STOPDT act", 0x20: "STOPDT con",
	0x40: "TESTFR act", 0x80: "TESTFR con"}

// AppendNext implements dissect.Follower: units follow each other in a row, noise stands before one.
func (m *APDU) AppendNext(dst []byte, begin int) []byte {
	if n := len(dst); n > begin && m.Form() != Noise && dst[n-1] != '>' {
		dst = append(dst, " | "...)
	} else if n > begin {
		dst = append(dst, ' ')
	}
	return m.AppendInfo(dst)
}

// AppendInfo appends "<- I (0,1) ASDU=37133 C_IC_NA_1 Act     IOA=0".
func (m *APDU) AppendInfo(dst []byte) []byte {
	b := m.reader.Bytes
	if m.Form() == Noise {
		dst = strconv.AppendInt(append(dst, "<ERR prefix "...), int64(len(b)), 10)
		return append(dst, " bytes>"...)
	}
	arrow := "<- "
	if m.Dir == dissect.ToClient {
		arrow = "-> "
	}
	dst = append(dst, arrow...)
	switch m.Form() {
	case Unnumbered:
		name := unnumberedNames[uint64(b[2]&^3)]
		if name == "" {
			name = "<ERR>"
		}
		return append(append(append(dst, "U ("...), name...), ") "...)
	case Supervisory:
		return append(strconv.AppendUint(append(dst, "S ("...), uint64(le.Uint16(b[4:])>>1), 10), ") "...)
	}
	dst = strconv.AppendUint(append(dst, "I ("...), uint64(le.Uint16(b[2:])>>1), 10)
	dst = append(strconv.AppendUint(append(dst, ','), uint64(le.Uint16(b[4:])>>1), 10), ") "...)
	return appendUnit(dst, b[head:])
}

// ReadAll implements parts.Message.
func (m *APDU) ReadAll(r *parts.Reader) {
	if m.Form() == Noise {
		r.Octets("iec60870_104.data", r.Left())
		return
	}
	r.Little = true
	r.Skip(1)
	r.Uint("iec60870_104.apdulen", 1)
	off := r.Off
	u := r.Uint("", 4)
	switch m.Form() {
	case Unnumbered:
		r.NoteBits("iec60870_104.type", off, 4, u, 3)
		r.NoteBits("iec60870_104.utype", off, 4, u, 0xfc)
	case Supervisory:
		r.NoteBits("iec60870_104.type", off, 4, u, 3)
		r.NoteBits("iec60870_104.rx", off, 4, u, 0xfffe0000)
	default:
		r.NoteBits("iec60870_104.type", off, 4, u, 1)
		r.NoteBits("iec60870_104.tx", off, 4, u, 0xfffe)
		r.NoteBits("iec60870_104.rx", off, 4, u, 0xfffe0000)
	}
}
