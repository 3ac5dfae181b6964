package iec104

import (
	"strconv"

	"netsniff/dissect/parts"
)

// Unit is an application service data unit (IEC 60870-5-101 §7.1). Borrowed until the frame has been reported.
type Unit struct{ reader parts.Reader }

// Parts implements parts.Message.
func (m *Unit) Parts() *parts.Reader { return &m.reader }

// AppendInfo appends nothing: the row of the control information says it.
func (m *Unit) AppendInfo(dst []byte) []byte { return dst }

// Lengths: of what says what a unit is, and of the address of an object.
const (
	unitHead  = 6
	objectLen = 3
)

// Bits of a unit: a sequence of objects with one address, a negative answer, a test.
const (
	sequence = 0x80
	negative = 0x40
	test     = 0x80
)

// appendUnit appends "ASDU=37133 M_SP_NA_1 Inrogen IOA[9]=10010-10018".
func appendUnit(dst, b []byte) []byte {
	if len(b) < unitHead {
		return append(dst, "[Malformed Packet]"...)
	}
	dst = append(strconv.AppendUint(append(dst, "ASDU="...), uint64(le.Uint16(b[4:])), 10), ' ')
	if name := typeNames[uint64(b[0])]; name != "" {
		dst = append(append(dst, name...), ' ')
	} else {
		dst = append(strconv.AppendUint(append(dst, "<TypeId="...), uint64(b[0]), 10), "> "...)
	}
	const width = 7
	from := len(dst)
	if name := causeNames[uint64(b[2]&0x3f)]; name != "" {
		dst = append(dst, name...)
	} else {
		dst = append(strconv.AppendUint(append(dst, " <CauseTx="...), uint64(b[2]&0x3f), 10), '>')
	}
	if b[2]&negative != 0 {
		dst = append(dst, "_NEGA"...)
	}
	if b[2]&test != 0 {
		dst = append(dst, "_TEST"...)
	}
	for len(dst) < from+width {
		dst = append(dst, ' ')
	}
	return appendObjects(append(dst, ' '), b)
}

// appendObjects appends the addresses of a unit's objects.
func appendObjects(dst, b []byte) []byte {
	count := uint64(b[1] &^ sequence)
	if len(b) < unitHead+objectLen {
		return dst
	}
	first := uint64(b[6]) | uint64(b[7])<<8 | uint64(b[8])<<16
	dst = append(dst, "IOA"...)
	if count > 1 {
		dst = append(strconv.AppendUint(append(dst, '['), count, 10), ']')
	}
	dst = strconv.AppendUint(append(dst, '='), first, 10)
	switch {
	case count <= 1:
	case b[1]&sequence != 0:
		dst = strconv.AppendUint(append(dst, '-'), first+count-1, 10)
	default:
		dst = append(dst, ",..."...)
	}
	return dst
}

// ReadAll implements parts.Message.
func (m *Unit) ReadAll(r *parts.Reader) {
	r.Little = true
	r.Uint("iec60870_asdu.typeid", 1)
	off := r.Off
	u := r.Uint("", 1)
	r.NoteBits("iec60870_asdu.sq", off, 1, u, sequence)
	r.NoteBits("iec60870_asdu.numix", off, 1, u, 0x7f)
	off = r.Off
	u = r.Uint("", 1)
	r.NoteBits("iec60870_asdu.causetx", off, 1, u, 0x3f)
	r.NoteBits("iec60870_asdu.nega", off, 1, u, negative)
	r.NoteBits("iec60870_asdu.test", off, 1, u, test)
	r.Uint("iec60870_asdu.oa", 1)
	r.Uint("iec60870_asdu.addr", 2)
	if r.Left() >= objectLen {
		r.Uint("iec60870_asdu.ioa", objectLen)
	}
}
