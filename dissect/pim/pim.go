// Package pim dissects Protocol Independent Multicast
// (https://www.rfc-editor.org/rfc/rfc7761).
package pim

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/tlv"
)

// Protocol is PIM.
var Protocol = dissect.Protocol{
	Name: "pim", Title: "Protocol Independent Multicast", Column: "PIM",
	Kinds:     []dissect.Kind{{Space: dissect.IPProtocol, Number: 103}},
	NewPacket: dissect.PacketRows(column, appendInfo),
	Fields: []dissect.Field{
		{Name: "pim.version", Title: "Version", Type: dissect.Uint, Get: dissect.Bits(0, 1, 4, 4)},
		{Name: "pim.type", Title: "Type", Type: dissect.Uint, Names: func(u uint64) string { return Type(u).String() },
			Get: dissect.Bits(0, 1, 0, 4)},
		{Name: "pim.res_bytes", Title: "Reserved byte(s)", Type: dissect.Octets, Get: dissect.Part(1, 1)},
		{Name: "pim.cksum", Title: "Checksum", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(2, 2)},
		{Name: "pim.optiontype", Title: "Type", Type: dissect.Uint,
			Get: options(func(e tlv.Element, v *dissect.Values) { v.Uint(e.Type).At(e.Off, 2) })},
		{Name: "pim.optionlength", Title: "Length", Type: dissect.Uint,
			Get: options(func(e tlv.Element, v *dissect.Values) { v.Uint(uint64(e.Size)).At(e.Off+2, 2) })},
		{Name: "pim.holdtime", Title: "Holdtime", Type: dissect.Uint,
			Get: dissect.Both(option(holdTime, 2), joining(groupsAt+2, 2))},
		{Name: "pim.dr_priority", Title: "DR Priority", Type: dissect.Uint, Get: option(drPriority, 4)},
		{Name: "pim.generation_id", Title: "Generation ID", Type: dissect.Uint, Get: option(generationID, 4)},
		{Name: "pim.upstream_neighbor", Title: "Upstream-neighbor", Type: dissect.IPv4, Get: getUpstream},
		{Name: "pim.numgroups", Title: "Num Groups", Type: dissect.Uint, Get: joining(groupsAt+1, 1)},
		{Name: "pim.group", Title: "Group", Type: dissect.IPv4,
			Get: groups(func(x groupRecord, v *dissect.Values) { v.Bytes(x.address).At(x.at+4, 4) })},
		{Name: "pim.numjoins", Title: "Num Joins", Type: dissect.Uint,
			Get: groups(func(x groupRecord, v *dissect.Values) { v.Uint(uint64(x.joins)).At(x.at+groupLen, 2) })},
		{Name: "pim.numprunes", Title: "Num Prunes", Type: dissect.Uint,
			Get: groups(func(x groupRecord, v *dissect.Values) { v.Uint(uint64(x.prunes)).At(x.at+groupLen+2, 2) })},
		{Name: "pim.source", Title: "Source", Type: dissect.IPv4, Get: groups(addSources)},
	},
	Outline: &dissect.Outline{Headings: addHeadings},
}

var be = binary.BigEndian

// Type is the type of a message.
type Type uint8

// Types that are read beyond their header.
const (
	Hello     Type = 0
	JoinPrune Type = 3
	Graft     Type = 6
	GraftAck  Type = 7
)

var typeNames = [...]string{
	"Hello", "Register", "Register-stop", "Join/Prune", "Bootstrap", "Assert", "Graft", "Graft-Ack",
	"Candidate-RP-Advertisement",
	"State-Refresh", "DF election", "ECMP redirect", "PFM source discovery",
}

// String returns the name of the type, "" if it has none.
func (t Type) String() string {
	if int(t) < len(typeNames) {
		return typeNames[t]
	}
	return ""
}

// Options of a hello.
const (
	holdTime     = 1
	drPriority   = 19
	generationID = 20
)

const (
	headLen = 4
	// Encoded addresses of IPv4 (RFC 7761 §4.9.1): of a unicast address, and of a
	// group or a source with their flags and mask.
	unicastLen = 6
	groupLen   = 8
	groupsAt   = headLen + unicastLen // a reserved byte, then how many groups follow
	firstGroup = groupsAt + 4
	familyIPv4 = 1
)

var layout = tlv.Layout{Type: 2, Length: 2}

var columns = [...]string{0: "PIMv0", 1: "PIMv1", 2: "PIMv2"}

func column(b []byte) string {
	if len(b) > 0 && int(b[0]>>4) < len(columns) {
		return columns[b[0]>>4]
	}
	return ""
}

// appendInfo appends the type.
func appendInfo(dst []byte, r *dissect.PacketRow) []byte {
	b := r.Bytes
	if len(b) == 0 {
		return r.AppendFitting(dst, 1)
	}
	t := Type(b[0] & 15)
	switch name := t.String(); {
	case b[0]>>4 != 2:
		dst = append(dst, "Unknown"...)
	case name != "":
		dst = append(dst, name...)
	default:
		dst = append(strconv.AppendUint(append(dst, "Unknown ("...), uint64(t), 10), ')')
	}
	if t == JoinPrune || t == Graft || t == GraftAck {
		return r.AppendFitting(dst, firstGroup)
	}
	return r.AppendFitting(dst, headLen)
}

func isHello(b []byte) bool { return len(b) > headLen && b[0] == 2<<4|byte(Hello) }

// options returns the getter that has get look at the options of a hello.
func options(get tlv.Get) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if !isHello(l.Bytes) {
			return
		}
		for e := range layout.All(l.Bytes, headLen) {
			get(e, v)
		}
	}
}

func option(t uint64, n int) dissect.Getter {
	return options(func(e tlv.Element, v *dissect.Values) {
		if e.Type != t || len(e.Value) < n {
			return
		}
		u := uint64(0)
		for _, c := range e.Value[:n] {
			u = u<<8 | uint64(c)
		}
		v.Uint(u).At(e.Off+e.Head, n)
	})
}

// joins reports whether b is a message about joining groups of IPv4.
func joins(b []byte) bool {
	if len(b) < firstGroup || b[0]>>4 != 2 || b[headLen] != familyIPv4 {
		return false
	}
	t := Type(b[0] & 15)
	return t == JoinPrune || t == Graft || t == GraftAck
}

func joining(off, n int) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if joins(l.Bytes) {
			dissect.Number(off, n)(f, l, v)
		}
	}
}

func getUpstream(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if joins(l.Bytes) {
		v.Bytes(l.Bytes[headLen+2:headLen+unicastLen]).At(headLen+2, 4)
	}
}

// groupRecord is what a message says about one group.
type groupRecord struct {
	at            int
	address       []byte
	joins, prunes int
	sources       []byte // groupLen bytes each, joins first
}

// eachGroup calls yield with the groups of a message that are there to their
// end.
func eachGroup(b []byte, yield func(x groupRecord)) {
	if !joins(b) {
		return
	}
	at := firstGroup
	for range b[groupsAt+1] {
		if len(b) < at+groupLen+4 || b[at] != familyIPv4 {
			return
		}
		x := groupRecord{at: at, address: b[at+4 : at+8], joins: int(be.Uint16(b[at+groupLen:])),
			prunes: int(be.Uint16(b[at+groupLen+2:]))}
		from := at + groupLen + 4
		at = from + groupLen*(x.joins+x.prunes)
		if len(b) < at {
			return
		}
		x.sources = b[from:at]
		yield(x)
	}
}

func groups(get func(x groupRecord, v *dissect.Values)) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		eachGroup(l.Bytes, func(x groupRecord) { get(x, v) })
	}
}

func addSources(x groupRecord, v *dissect.Values) {
	for i := 0; i < len(x.sources); i += groupLen {
		v.Bytes(x.sources[i+4:i+8]).At(x.at+groupLen+4+i+4, 4)
	}
}

// addHeadings adds a line for each option and each group.
func addHeadings(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	if isHello(l.Bytes) {
		for e := range layout.All(l.Bytes, headLen) {
			h.Add(0, "", strconv.AppendUint(append(h.Begin(), "Option "...), e.Type, 10), e.Off, e.Head+e.Size)
		}
	}
	i := uint64(0)
	eachGroup(l.Bytes, func(x groupRecord) {
		h.Add(0, "", strconv.AppendUint(append(h.Begin(), "Group "...), i, 10), x.at, groupLen+4+len(x.sources))
		i++
	})
}
