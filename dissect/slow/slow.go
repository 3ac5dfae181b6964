// Package slow dissects the slow protocols of IEEE 802.3 annex 57A: the Link
// Aggregation Control Protocol and its markers (IEEE 802.1AX §6.4, §6.5), and
// operation, administration and maintenance (IEEE 802.3 clause 57).
package slow

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Subtype is the slow protocol that a packet is of.
type Subtype uint8

// Subtypes.
const (
	Aggregation Subtype = 1
	Markers     Subtype = 2
	Maintenance Subtype = 3
	Vendors     Subtype = 10
)

// String returns the name of the protocol.
func (s Subtype) String() string {
	switch s {
	case Aggregation:
		return "LACP"
	case Markers:
		return "Marker Protocol"
	case Maintenance:
		return "OAM"
	case Vendors:
		return "Organization Specific Slow Protocol"
	}
	return "Unknown"
}

// Protocol tells the slow protocol that a packet is of.
var Protocol = dissect.Protocol{
	Name: "slow", Title: "Slow Protocols", Column: "Slow Protocols",
	Kinds:     []dissect.Kind{{Space: dissect.EtherType, Number: 0x8809}},
	NewPacket: func() dissect.PacketDissector { return new(dissector) },
	Fields: []dissect.Field{
		{Name: "slow.subtype", Title: "Slow Protocols subtype", Type: dissect.Uint, Base: dissect.Hex2,
			Names: func(u uint64) string { return Subtype(u).String() }, Get: dissect.Number(0, 1)},
	},
}

// LACP bundles links.
var LACP = dissect.Protocol{
	Name: "lacp", Title: "Link Aggregation Control Protocol", Column: "LACP",
	Fields:  fields,
	Outline: &outline,
}

// Marker tells where a flow may move to another link of a bundle.
var Marker = dissect.Protocol{
	Name: "marker", Title: "Link Aggregation Marker Protocol", Column: "Marker",
	Fields: []dissect.Field{
		{Name: "marker.version", Title: "Version Number", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Number(1, 1)},
		{Name: "marker.tlvType", Title: "TLV Type", Type: dissect.Uint, Base: dissect.Hex2, Names: markerName,
			Get: dissect.Number(2, 1)},
		{Name: "marker.tlvLen", Title: "TLV Length", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Number(3, 1)},
		{Name: "marker.requesterPort", Title: "Requester Port", Type: dissect.Uint, Get: dissect.Number(4, 2)},
		{Name: "marker.requesterSystem", Title: "Requester System", Type: dissect.Ether, Get: dissect.Part(6, 6)},
		{Name: "marker.requesterTransId", Title: "Requester Transaction ID", Type: dissect.Uint, Get: dissect.Number(12, 4)},
	},
}

// OAM watches a link.
var OAM = dissect.Protocol{
	Name: "oampdu", Title: "OAM Protocol", Column: "OAM",
	Fields: []dissect.Field{
		{Name: "oampdu.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(1, 2)},
		{Name: "oampdu.code", Title: "OAMPDU code", Type: dissect.Uint, Base: dissect.Hex2, Names: codeName,
			Get: dissect.Number(3, 1)},
	},
}

var be = binary.BigEndian

// dissector tells a packet by its first byte.
type dissector struct{ row, inner dissect.PacketRow }

// Packet emits the packet and the protocol that it is of.
func (d *dissector) Packet(f *dissect.Frame, b []byte) bool {
	if len(b) == 0 {
		return false
	}
	d.row = dissect.NewPacketRow(f, b, appendSubtype)
	var inner *dissect.Protocol
	var info dissect.PacketInfo
	switch Subtype(b[0]) {
	case Aggregation:
		inner, info = &LACP, appendLACP
	case Markers:
		inner, info = &Marker, appendMarker
	case Maintenance:
		inner, info = &OAM, appendOAM
	default:
		f.Emit(dissect.Layer{Message: &d.row})
		return true
	}
	d.inner = dissect.NewPacketRow(f, b, info)
	f.Emit(dissect.Layer{Message: &d.row, Quiet: true})
	f.Emit(dissect.Layer{Message: &d.inner, Protocol: inner})
	return true
}

func appendSubtype(dst []byte, r *dissect.PacketRow) []byte {
	return strconv.AppendUint(append(dst, "Subtype = "...), uint64(r.Bytes[0]), 10)
}

// Offsets in a LACP packet.
const (
	actorAt   = 2
	partnerAt = 22
	endLen    = 20 // of actor and partner, from their type on
	lacpLen   = 110

	systemAt = 4
	keyAt    = 10
	portAt   = 14
	stateAt  = 16
)

// appendLACP appends what both ends say of themselves.
func appendLACP(dst []byte, r *dissect.PacketRow) []byte {
	b := r.Bytes
	if len(b) <= actorAt+2 {
		return r.AppendFitting(append(dst, "Link Aggregation Control Protocol"...), lacpLen)
	}
	dst = strconv.AppendUint(append(dst, 'v'), uint64(b[1]), 10)
	for i, at := range [...]int{actorAt, partnerAt} {
		if len(b) < at+endLen {
			return r.AppendFitting(dst, lacpLen)
		}
		dst = append(dst, [...]string{" ACTOR ", " PARTNER "}[i]...)
		dst = capture.AppendEther(dst, b[at+systemAt:at+systemAt+6])
		dst = strconv.AppendUint(append(dst, " P: "...), uint64(be.Uint16(b[at+portAt:])), 10)
		dst = strconv.AppendUint(append(dst, " K: "...), uint64(be.Uint16(b[at+keyAt:])), 10)
		dst = appendState(append(dst, ' '), b[at+stateAt])
	}
	return r.AppendFitting(dst, lacpLen)
}

// appendState appends a letter for each flag that is set, and a star for each
// that is not, the highest first.
func appendState(dst []byte, state byte) []byte {
	for i, letter := range []byte("EFDCSGSA") {
		if state&(0x80>>i) == 0 {
			letter = '*'
		}
		dst = append(dst, letter)
	}
	return dst
}

func markerName(u uint64) string {
	switch u {
	case 1:
		return "Marker Information"
	case 2:
		return "Marker Response Information"
	}
	return "Unknown"
}

// appendMarker appends whose marker it is.
func appendMarker(dst []byte, r *dissect.PacketRow) []byte {
	b := r.Bytes
	if len(b) < 16 {
		return r.AppendFitting(append(dst, "Marker Protocol"...), 16)
	}
	word := "Marker Protocol"
	switch b[2] {
	case 1:
		word = "Information"
	case 2:
		word = "Response"
	}
	dst = capture.AppendEther(append(append(dst, word...), " SysId="...), b[6:12])
	dst = strconv.AppendUint(append(dst, ", P="...), uint64(be.Uint16(b[4:])), 10)
	return strconv.AppendUint(append(dst, ", TId="...), uint64(be.Uint32(b[12:])), 10)
}

// codeNames are the kinds of packets of OAM (IEEE 802.3 §57.4.2).
var codeNames = map[uint64]string{
	0x00: "Information", 0x01: "Event Notification", 0x02: "Variable Request", 0x03: "Variable Response",
	0x04: "Loopback Control",
	0xfe: "Organization Specific",
}

func codeName(u uint64) string {
	if name := codeNames[u]; name != "" {
		return name
	}
	return "Unknown"
}

func appendOAM(dst []byte, r *dissect.PacketRow) []byte {
	if len(r.Bytes) < 4 {
		return r.AppendFitting(dst, 4)
	}
	return append(append(dst, "OAMPDU: "...), codeName(uint64(r.Bytes[3]))...)
}

// sayState says the flags of an end that are set.
func sayState(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	dst = text.AppendHex(append(dst, ": 0x"...), v.U, 2)
	for i, x := range stateFlags {
		if v.U&(1<<i) != 0 {
			dst = append(append(dst, ", "...), x.title...)
		}
	}
	return dst
}
