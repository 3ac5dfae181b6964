package eth

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect"
)

// Loop is the configuration test protocol, by which switches of Cisco's test a
// cable (Ethernet 2.0 §8).
var Loop = dissect.Protocol{
	Name: "loop", Title: "Configuration Test Protocol (loopback)", Column: "LOOP",
	Kinds:     []dissect.Kind{{Space: dissect.EtherType, Number: 0x9000}},
	NewPacket: dissect.PacketRows(nil, appendLoop),
}

// MACControl pauses a sender (IEEE 802.3 annex 31).
var MACControl = dissect.Protocol{
	Name: "macc", Title: "MAC Control", Column: "MAC CTRL",
	Kinds:     []dissect.Kind{{Space: dissect.EtherType, Number: 0x8808}},
	NewPacket: dissect.PacketRows(nil, appendMACControl),
	Fields: []dissect.Field{
		{Name: "macc.opcode", Title: "Opcode", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(0, 2)},
		{Name: "macc.pause_time", Title: "pause_time", Type: dissect.Uint,
			Get: func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
				if b := l.Bytes; len(b) >= 4 && binary.BigEndian.Uint16(b) == opPause {
					dissect.Number(2, 2)(f, l, v)
				}
			}},
	},
}

// Opcodes of MAC control, and functions of the configuration test.
const (
	opPause      = 0x0001
	opClassPause = 0x0101

	loopReply   = 1
	loopForward = 2
)

func appendMACControl(dst []byte, r *dissect.PacketRow) []byte {
	b := r.Bytes
	if len(b) < 4 {
		return r.AppendFitting(dst, 4)
	}
	switch binary.BigEndian.Uint16(b) {
	case opPause:
		dst = strconv.AppendUint(append(dst, "Pause: pause_time: "...), uint64(binary.BigEndian.Uint16(b[2:])), 10)
		return append(dst, " quanta"...)
	case opClassPause:
		return append(dst, "Class Based Flow Control [CBFC] Pause"...)
	}
	return append(dst, "Unknown"...)
}

// appendLoop appends the function that is next: how many bytes were done comes
// first, little-endian.
func appendLoop(dst []byte, r *dissect.PacketRow) []byte {
	b := r.Bytes
	if len(b) < 2 {
		return r.AppendFitting(dst, 2)
	}
	at := 2 + int(binary.LittleEndian.Uint16(b))
	if len(b) < at+2 {
		return r.AppendFitting(dst, at+2)
	}
	switch n := binary.LittleEndian.Uint16(b[at:]); n {
	case loopReply:
		return append(dst, "Reply"...)
	case loopForward:
		return append(dst, "Forward Data"...)
	default:
		return append(strconv.AppendUint(append(dst, "Unknown function ("...), uint64(n), 10), ')')
	}
}
