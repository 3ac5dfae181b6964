// Package eigrp dissects Cisco's Enhanced Interior Gateway Routing Protocol
// (https://www.rfc-editor.org/rfc/rfc7868).
package eigrp

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/text"
	"netsniff/dissect/tlv"
)

// Protocol is EIGRP.
var Protocol = dissect.Protocol{
	Name: "eigrp", Title: "Cisco EIGRP", Column: "EIGRP",
	Kinds:     []dissect.Kind{{Space: dissect.IPProtocol, Number: 88}},
	NewPacket: dissect.PacketRows(nil, appendInfo),
	Fields: []dissect.Field{
		{Name: "eigrp.version", Title: "Version", Type: dissect.Uint, Get: dissect.Number(0, 1)},
		{Name: "eigrp.opcode", Title: "Opcode", Type: dissect.Uint, Names: opcodeName, Get: dissect.Number(1, 1)},
		{Name: "eigrp.checksum", Title: "Checksum", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(2, 2)},
		{Name: "eigrp.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex8, Get: dissect.Number(4, 4)},
		{Name: "eigrp.flags.init", Title: "Init", Type: dissect.Bool, Get: dissect.Bits(4, 4, 0, 1)},
		{Name: "eigrp.flags.condrecv", Title: "Conditional Receive", Type: dissect.Bool, Get: dissect.Bits(4, 4, 1, 1)},
		{Name: "eigrp.flags.restart", Title: "Restart", Type: dissect.Bool, Get: dissect.Bits(4, 4, 2, 1)},
		{Name: "eigrp.flags.eot", Title: "End Of Table", Type: dissect.Bool, Get: dissect.Bits(4, 4, 3, 1)},
		{Name: "eigrp.seq", Title: "Sequence", Type: dissect.Uint, Get: dissect.Number(8, 4)},
		{Name: "eigrp.ack", Title: "Acknowledge", Type: dissect.Uint, Get: dissect.Number(ackAt, 4)},
		{Name: "eigrp.vrid", Title: "Virtual Router ID", Type: dissect.Uint, Get: dissect.Number(16, 2)},
		{Name: "eigrp.as", Title: "Autonomous System", Type: dissect.Uint, Get: dissect.Number(18, 2)},
		{Name: "eigrp.tlv_type", Title: "Type", Type: dissect.Uint, Base: dissect.Hex4, Names: typeName,
			Get: layout.Each(addType)},
		{Name: "eigrp.tlv.len", Title: "Length", Type: dissect.Uint, Get: layout.Each(addLength)},
		{Name: "eigrp.par.k1", Title: "K1", Type: dissect.Uint, Get: parameter(0, 1)},
		{Name: "eigrp.par.k2", Title: "K2", Type: dissect.Uint, Get: parameter(1, 1)},
		{Name: "eigrp.par.k3", Title: "K3", Type: dissect.Uint, Get: parameter(2, 1)},
		{Name: "eigrp.par.k4", Title: "K4", Type: dissect.Uint, Get: parameter(3, 1)},
		{Name: "eigrp.par.k5", Title: "K5", Type: dissect.Uint, Get: parameter(4, 1)},
		{Name: "eigrp.par.k6", Title: "K6", Type: dissect.Uint, Get: parameter(5, 1)},
		{Name: "eigrp.par.holdtime", Title: "Hold Time", Type: dissect.Uint, Get: parameter(6, 2)},
	},
	Outline: &dissect.Outline{
		Branches: []dissect.Branch{{Above: "eigrp.flags", Below: []string{"eigrp.flags.*"}}},
		Headings: func(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
			for e := range layout.All(l.Bytes, headLen) {
				h.Add(0, "", append(h.Begin(), typeName(e.Type)...), e.Off, e.Head+e.Size)
			}
		},
	},
}

const (
	headLen    = 20
	ackAt      = 12
	hello      = 5
	parameters = 0x0001
)

var layout = tlv.Layout{Type: 2, Length: 2, Whole: true, Start: func([]byte) int { return headLen }}

var opcodeNames = [...]string{
	1: "Update", 2: "Request", 3: "Query", 4: "Reply", 5: "Hello", 6: "IPX/SAP Update", 7: "Route Probe",
	8: "Hello (Ack)", 9: "Stub-Info",
	10: "SIA-Query", 11: "SIA-Reply",
}

func opcodeName(u uint64) string {
	if u < uint64(len(opcodeNames)) {
		return opcodeNames[u]
	}
	return ""
}

func typeName(u uint64) string {
	switch u {
	case parameters:
		return "Parameters"
	case 0x0002:
		return "Authentication"
	case 0x0003:
		return "Sequence"
	case 0x0004:
		return "Software Version"
	case 0x0005:
		return "Next multicast sequence"
	case 0x0006:
		return "Peer Stub Information"
	case 0x0007:
		return "Peer Termination"
	case 0x0102:
		return "Internal Route"
	case 0x0103:
		return "External Route"
	}
	return "Unknown"
}

func addType(e tlv.Element, v *dissect.Values) { v.Uint(e.Type).At(e.Off, 2) }
func addLength(e tlv.Element, v *dissect.Values) {
	v.Uint(uint64(e.Head+e.Size)).At(e.Off+2, 2)
}

func parameter(off, n int) dissect.Getter {
	return layout.Each(func(e tlv.Element, v *dissect.Values) {
		if e.Type != parameters || len(e.Value) < off+n {
			return
		}
		u := uint64(0)
		for _, c := range e.Value[off : off+n] {
			u = u<<8 | uint64(c)
		}
		v.Uint(u).At(e.Off+e.Head+off, n)
	})
}

// appendInfo appends the opcode. A hello that acknowledges says nothing else.
func appendInfo(dst []byte, r *dissect.PacketRow) []byte {
	b := r.Bytes
	if len(b) < headLen {
		return r.AppendFitting(dst, headLen)
	}
	switch name := opcodeName(uint64(b[1])); {
	case b[1] == hello && binary.BigEndian.Uint32(b[ackAt:]) != 0:
		dst = append(dst, "Hello (Ack)"...)
	case name != "":
		dst = append(dst, name...)
	default:
		dst = append(text.AppendHex(append(dst, "Unknown OpCode (0x"...), uint64(b[1]), 4), ')')
	}
	end := headLen
	for end < r.Wire {
		if len(b) < end+4 {
			return r.AppendFitting(dst, end+4)
		}
		n := int(binary.BigEndian.Uint16(b[end+2:]))
		if n < 4 {
			return append(dst, "[Malformed Packet]"...)
		}
		end += n
	}
	return r.AppendFitting(dst, end)
}
