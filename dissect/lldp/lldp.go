// Package lldp dissects the Link Layer Discovery Protocol (IEEE 802.1AB), with the
// elements of IEEE 802.1, IEEE 802.3 and of media endpoints (ANSI/TIA-1057) that
// switches and telephones send.
package lldp

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Protocol is LLDP.
var Protocol = dissect.Protocol{
	Name: "lldp", Title: "Link Layer Discovery Protocol", Column: "LLDP",
	Kinds:     []dissect.Kind{{Space: dissect.EtherType, Number: 0x88cc}},
	NewPacket: dissect.PacketRows(nil, appendInfo),
	Fields:    fields,
	Outline:   &outline,
}

var be = binary.BigEndian

// Type is the type of an element (IEEE 802.1AB §8.4).
type Type uint8

// Types.
const (
	End Type = iota
	ChassisID
	PortID
	TimeToLive
	PortDescription
	SystemName
	SystemDescription
	SystemCapabilities
	ManagementAddress
	Organization Type = 127
)

var typeNames = [...]string{
	"End of LLDPDU", "Chassis Id", "Port Id", "Time to Live", "Port Description", "System Name", "System Description",
	"System Capabilities",
	"Management Address",
}

// String returns the name of the type.
func (t Type) String() string {
	switch {
	case int(t) < len(typeNames):
		return typeNames[t]
	case t == Organization:
		return "Organization Specific"
	}
	return "Unknown TLV"
}

// form is how an identifier is written. Chassis and ports number them
// differently (IEEE 802.1AB §8.5.2.2, §8.5.3.2).
type form uint8

const (
	chassisComponent form = iota
	interfaceAlias
	portComponent
	macAddress
	networkAddress
	interfaceName
	circuit
	local
	reserved
)

var (
	chassisForms = [...]form{reserved, chassisComponent, interfaceAlias, portComponent, macAddress, networkAddress,
		interfaceName, local}
	portForms = [...]form{reserved, interfaceAlias, portComponent, macAddress, networkAddress, interfaceName,
		circuit, local}
	shortForms = [...]string{"CC", "IA", "PC", "MA", "NA", "IN", "AC", "LA"}
	formNames  = [...]string{
		"Chassis component", "Interface alias", "Port component", "MAC address", "Network address", "Interface name",
		"Agent circuit Id",
		"Locally assigned", "Reserved",
	}
)

func formOf(t Type, subtype byte) form {
	forms := chassisForms[:]
	if t == PortID {
		forms = portForms[:]
	}
	if int(subtype) < len(forms) {
		return forms[subtype]
	}
	return reserved
}

// Families of network addresses (https://www.iana.org/assignments/address-family-numbers).
const (
	familyIPv4 = 1
	familyIPv6 = 2
	familyMAC  = 6
)

// element is one of the elements that a message is made of; its value is
// borrowed, and shorter than size where the message was cut.
type element struct {
	Type  Type
	value []byte
	size  int
	at    int // of its head
}

const headLen = 2

// read returns the element at the start of b, false if its head is not there.
func read(b []byte, at int) (x element, ok bool) {
	if len(b) < at+headLen {
		return x, false
	}
	head := be.Uint16(b[at:])
	x = element{Type: Type(head >> 9), size: int(head & 0x1ff), at: at}
	x.value = b[at+headLen : min(len(b), at+headLen+x.size)]
	return x, true
}

// each calls yield with every element of b that is there to its end, the last
// included.
func each(b []byte, yield func(x element)) {
	for at := 0; ; {
		x, ok := read(b, at)
		if !ok || len(x.value) < x.size {
			return
		}
		yield(x)
		if x.Type == End {
			return
		}
		at += headLen + x.size
	}
}

// appendInfo appends the identifiers of chassis and port, how long they are
// valid, and what the system calls itself.
func appendInfo(dst []byte, r *dissect.PacketRow) []byte {
	b, at, start := r.Bytes, 0, len(dst)
	for i, want := range [...]Type{ChassisID, PortID, TimeToLive} {
		x, ok := read(b, at)
		switch {
		case !ok:
			return r.AppendFitting(dst, at+headLen)
		case x.Type != want && i < 2:
			return append(dst[:start], [...]string{"Invalid Chassis ID TLV", "Invalid Port ID TLV"}[i]...)
		case x.Type != want:
			return dst
		case len(x.value) < x.size || r.Wire < at+headLen+x.size:
			return appendCut(dst, r, x)
		}
		if want == TimeToLive {
			if len(x.value) < 2 {
				return text.AppendCut(dst, capture.Malformed)
			}
			dst = strconv.AppendUint(dst, uint64(be.Uint16(x.value)), 10)
		} else {
			dst = appendIdentifier(dst, x)
		}
		dst = append(dst, ' ')
		at += headLen + x.size
	}
	return appendSystem(dst, r, at)
}

// appendSystem appends name and description of the system among the elements
// from at on.
func appendSystem(dst []byte, r *dissect.PacketRow, at int) []byte {
	for at < r.Wire {
		x, ok := read(r.Bytes, at)
		switch {
		case !ok:
			return r.AppendFitting(dst, at+headLen)
		case len(x.value) < x.size:
			return appendCut(dst, r, x)
		case x.Type == End:
			return dst
		case x.Type == SystemName:
			dst = append(append(dst, "SysN="...), x.value...)
			dst = append(dst, ' ')
		case x.Type == SystemDescription:
			dst = append(append(dst, "SysD="...), x.value...)
			dst = append(dst, ' ')
		}
		at += headLen + x.size
	}
	return dst
}

// appendCut says why an element is not there to its end.
func appendCut(dst []byte, r *dissect.PacketRow, x element) []byte {
	if r.Wire >= x.at+headLen+x.size {
		return text.AppendCut(dst, capture.Truncated)
	}
	return append(dst, "[Malformed Packet: length of contained item exceeds length of containing item]"...)
}

// appendIdentifier appends the identifier of a chassis or a port as the row has
// it: two letters for its form, then itself.
func appendIdentifier(dst []byte, x element) []byte {
	if len(x.value) == 0 {
		return dst
	}
	f := formOf(x.Type, x.value[0])
	if f == reserved {
		return dst
	}
	dst = append(append(dst, shortForms[f]...), '/')
	return appendValue(dst, f, x)
}

// appendValue appends an identifier without its form.
func appendValue(dst []byte, f form, x element) []byte {
	id := x.value[1:]
	switch {
	case f == macAddress && len(id) == 6:
		return capture.AppendEther(dst, id)
	case f == networkAddress && len(id) == 5 && id[0] == familyIPv4:
		return capture.AppendIPv4(dst, id[1:])
	case f == networkAddress && len(id) == 17 && id[0] == familyIPv6:
		return capture.Addr{Kind: capture.AddrIPv6, B: [16]byte(id[1:])}.Append(dst)
	case f == macAddress, f == networkAddress, f == portComponent:
		for _, c := range id {
			dst = text.AppendHex(dst, uint64(c), 2)
		}
		return dst
	}
	return append(dst, id...)
}
