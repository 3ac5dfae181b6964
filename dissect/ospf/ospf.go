// Package ospf dissects Open Shortest Path First, versions 2
// (https://www.rfc-editor.org/rfc/rfc2328) and 3
// (https://www.rfc-editor.org/rfc/rfc5340).
package ospf

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect"
)

// Protocol is OSPF.
var Protocol = dissect.Protocol{
	Name: "ospf", Title: "Open Shortest Path First", Column: "OSPF",
	Kinds:     []dissect.Kind{{Space: dissect.IPProtocol, Number: 89}},
	NewPacket: dissect.PacketRows(nil, appendInfo), PacketSecrets: tellPassword,
	Fields:  fields,
	Outline: &outline,
}

var be = binary.BigEndian

// Type is the type of a packet (RFC 2328 §A.3.1).
type Type uint8

// Types.
const (
	Hello Type = iota + 1
	Description
	Request
	Update
	Acknowledge
)

var typeNames = [...]string{
	Hello: "Hello Packet", Description: "DB Description", Request: "LS Request", Update: "LS Update",
	Acknowledge: "LS Acknowledge",
}

// String returns the name of the type, "" if it has none.
func (t Type) String() string {
	if int(t) < len(typeNames) {
		return typeNames[t]
	}
	return ""
}

// Lengths of headers.
const (
	headLen2 = 24
	headLen3 = 16
	lsaLen   = 20
	linkLen  = 12
	// What follows the header at least, in versions 2 and 3.
	hello2, hello3 = 20, 20
	dbd2, dbd3     = 8, 12
)

// headLen returns how long the header of a packet is; 0 if nobody knows.
func headLen(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	switch b[0] {
	case 2:
		return headLen2
	case 3:
		return headLen3
	}
	return 0
}

// typeOf returns the version and type of a packet that has its header, 0 if it
// is cut.
func typeOf(b []byte) (version byte, t Type) {
	n := headLen(b)
	if n == 0 || len(b) < n {
		return 0, 0
	}
	return b[0], Type(b[1])
}

// appendInfo appends the type.
func appendInfo(dst []byte, r *dissect.PacketRow) []byte {
	b := r.Bytes
	if len(b) < 2 {
		return r.AppendFitting(dst, 2)
	}
	if name := Type(b[1]).String(); name != "" {
		dst = append(dst, name...)
	} else {
		dst = append(strconv.AppendUint(append(dst, "Unknown ("...), uint64(b[1]), 10), ')')
	}
	n := headLen(b)
	if n == 0 {
		return dst
	}
	if len(b) >= 4 {
		n = max(n, int(be.Uint16(b[2:])))
	}
	if n > len(b) {
		return r.AppendFitting(dst, n)
	}
	least := 0
	switch Type(b[1]) {
	case Hello:
		least = headLen(b) + hello2
	case Description:
		least = headLen(b) + dbd2
		if b[0] == 3 {
			least = headLen3 + dbd3
		}
	}
	return r.AppendFitting(dst, least)
}

// lsa is the header of a link state advertisement, and what follows it in an
// update.
type lsa struct {
	at   int
	head []byte
	body []byte
}

// eachLSA calls yield with the advertisements of a packet that are there to
// their end.
func eachLSA(b []byte, yield func(x lsa)) {
	version, t := typeOf(b)
	if version == 0 {
		return
	}
	at, end := headLen(b), min(len(b), int(be.Uint16(b[2:])))
	switch t {
	case Description:
		at += map[byte]int{2: dbd2, 3: dbd3}[version]
	case Update:
		at += 4
	case Acknowledge:
	default:
		return
	}
	for at+lsaLen <= end {
		x, n := lsa{at: at, head: b[at : at+lsaLen]}, lsaLen
		if t == Update {
			n = max(lsaLen, int(be.Uint16(b[at+18:])))
			if at+n > end {
				return
			}
			x.body = b[at+lsaLen : at+n]
		}
		yield(x)
		at += n
	}
}

// Types of advertisements (RFC 2328 §A.4.1; https://www.iana.org/assignments/ospfv2-parameters).
const routerLSA = 1

var lsaNames = [...]string{
	1: "Router-LSA", 2: "Network-LSA", 3: "Summary-LSA (IP network)", 4: "Summary-LSA (ASBR)", 5: "AS-External-LSA (ASBR)",
	6: "Group Membership LSA", 7: "NSSA AS-External-LSA", 8: "External Attributes LSA", 9: "Opaque LSA, Link-local scope",
	10: "Opaque LSA, Area-local scope", 11: "Opaque LSA, AS-local scope",
}

func lsaName(u uint64) string {
	if u < uint64(len(lsaNames)) && lsaNames[u] != "" {
		return lsaNames[u]
	}
	return "Unknown"
}

// eachLink calls yield with the links that a router advertises (RFC 2328
// §A.4.2).
func eachLink(x lsa, yield func(link []byte, at int)) {
	if len(x.body) < 4 || x.head[3] != routerLSA {
		return
	}
	at := 4
	for range be.Uint16(x.body[2:]) {
		if at+linkLen > len(x.body) {
			return
		}
		yield(x.body[at:at+linkLen], x.at+lsaLen+at)
		at += linkLen + 4*int(x.body[at+9])
	}
}
