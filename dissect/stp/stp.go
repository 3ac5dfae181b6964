// Package stp dissects the spanning tree protocols of bridges: STP and RSTP
// (IEEE 802.1D-2004 §9), MSTP and SPT (IEEE 802.1Q §14), and Cisco's, which say
// for which VLAN they speak.
package stp

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

const (
	bridgeSAP   = 0x42
	ciscoPVST   = 0x00000c<<16 | 0x010b
	ciscoBridge = 0x00000c<<16 | 0x010c
)

// Protocol is the family of spanning tree protocols.
var Protocol = dissect.Protocol{
	Name: "stp", Title: "Spanning Tree Protocol", Column: "STP",
	Kinds: []dissect.Kind{{Space: dissect.SAP, Number: bridgeSAP}, {Space: dissect.SNAP, Number: ciscoPVST},
		{Space: dissect.SNAP, Number: ciscoBridge}},
	NewPacket: dissect.PacketRows(nil, appendInfo),
	Fields:    fields,
	Outline:   &outline,
}

var be = binary.BigEndian

// Type is the type of a bridge protocol data unit.
type Type uint8

// BPDU types.
const (
	Configuration  Type = 0x00
	Rapid          Type = 0x02
	TopologyChange Type = 0x80
)

// String returns the name of the type.
func (t Type) String() string {
	switch t {
	case Configuration:
		return "Configuration"
	case Rapid:
		return "Rapid/Multiple Spanning Tree"
	case TopologyChange:
		return "Topology Change Notification"
	}
	return "Unknown"
}

// Version is the version of the protocol.
type Version uint8

// Versions.
const (
	SpanningTree Version = 0
	RapidTree    Version = 2
	MultipleTree Version = 3
	ShortestPath Version = 4
)

// String returns the name of the version.
func (v Version) String() string {
	switch v {
	case SpanningTree:
		return "Spanning Tree"
	case RapidTree:
		return "Rapid Spanning Tree"
	case MultipleTree:
		return "Multiple Spanning Tree"
	case ShortestPath:
		return "Shortest Path Tree"
	}
	return "Unknown"
}

// Offsets in a BPDU that tells the root.
const (
	versionAt  = 2
	typeAt     = 3
	flagsAt    = 4
	rootAt     = 5
	costAt     = 13
	bridgeAt   = 17
	portAt     = 25
	agesAt     = 27
	confLen    = 35
	rapidLen   = 36 // with the length of what version 1 adds, nothing
	length3At  = 36
	extAt      = 38 // MST extension
	instanceAt = 102
	instance   = 16
	headLen    = 4
)

// Flags of a BPDU.
const (
	flagChange    = 0x01
	flagProposal  = 0x02
	roleShift     = 2
	flagLearning  = 0x10
	flagForward   = 0x20
	flagAgreement = 0x40
	flagAck       = 0x80
)

// tellsRoot reports whether b is a BPDU that tells the root.
func tellsRoot(b []byte) bool {
	return len(b) > typeAt && (Type(b[typeAt]) == Configuration || Type(b[typeAt]) == Rapid)
}

// multiple reports whether b has the extension of MSTP.
func multiple(b []byte) bool {
	return tellsRoot(b) && Type(b[typeAt]) == Rapid && Version(b[versionAt]) >= MultipleTree
}

// appendInfo appends what a bridge believes: root, cost of the way there, and
// its port.
func appendInfo(dst []byte, r *dissect.PacketRow) []byte {
	b := r.Bytes
	switch {
	case len(b) < headLen:
		return r.AppendFitting(dst, headLen)
	case Type(b[typeAt]) == TopologyChange:
		return append(dst, TopologyChange.String()...)
	case !tellsRoot(b):
		dst = strconv.AppendUint(append(dst, "Unknown BPDU type ("...), uint64(b[typeAt]), 10)
		return append(dst, ')')
	case len(b) < agesAt:
		return r.AppendFitting(dst, agesAt)
	}
	dst = append(dst, shortName(b)...)
	if b[flagsAt]&flagChange != 0 {
		dst = append(dst, "TC + "...)
	}
	dst = appendIdentifier(append(dst, "Root = "...), b[rootAt:], "/")
	dst = strconv.AppendUint(append(dst, "  Cost = "...), uint64(be.Uint32(b[costAt:])), 10)
	dst = text.AppendHex(append(dst, "  Port = 0x"...), uint64(be.Uint16(b[portAt:])), 4)
	return r.AppendFitting(dst, wholeLen(b))
}

func shortName(b []byte) string {
	switch {
	case Type(b[typeAt]) == Configuration:
		return "Conf. "
	case Version(b[versionAt]) < MultipleTree:
		return "RST. "
	case Version(b[versionAt]) == MultipleTree:
		return "MST. "
	}
	return "SPT. "
}

// wholeLen returns how long a BPDU is that tells the root: as far as b says, and
// at least as long as its version has it.
func wholeLen(b []byte) int {
	switch {
	case Type(b[typeAt]) == Configuration:
		return confLen
	case !multiple(b):
		return rapidLen
	case len(b) < extAt:
		return extAt
	}
	return max(instanceAt, extAt+int(be.Uint16(b[length3At:])))
}

// appendIdentifier appends a bridge's identifier: priority, system ID extension
// and address.
func appendIdentifier(dst, b []byte, between string) []byte {
	n := uint64(be.Uint16(b))
	dst = append(strconv.AppendUint(dst, n&^0xfff, 10), between...)
	dst = append(strconv.AppendUint(dst, n&0xfff, 10), between...)
	return capture.AppendEther(dst, b[2:8])
}

// eachInstance calls yield with every MST instance that is there to its end and
// where it begins.
func eachInstance(b []byte, yield func(x []byte, at int)) {
	if !multiple(b) || len(b) < instanceAt {
		return
	}
	end := min(len(b), extAt+int(be.Uint16(b[length3At:])))
	for at := instanceAt; at+instance <= end; at += instance {
		yield(b[at:at+instance], at)
	}
}

// vlanAt returns where a BPDU of Cisco's tells its VLAN, 0 if it does not: one
// element behind what the type has.
func vlanAt(b []byte) int {
	if !tellsRoot(b) {
		return 0
	}
	at := confLen
	if Type(b[typeAt]) == Rapid {
		at = rapidLen
	}
	if at+6 > len(b) || be.Uint16(b[at:]) != 0 || be.Uint16(b[at+2:]) != 2 {
		return 0
	}
	return at
}
