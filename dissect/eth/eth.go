// Package eth describes Ethernet (IEEE 802.3), its VLAN tags (IEEE 802.1Q) and
// logical link control (IEEE 802.2): the rows of frames whose payload nobody
// recognised and the fields of all of them.
package eth

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Ethernet is Ethernet II and IEEE 802.3.
var Ethernet = dissect.Protocol{
	Name:      "eth",
	Title:     "Ethernet",
	Column:    "Ethernet",
	Headers:   []capture.Proto{capture.ProtoEthernet},
	NewHeader: func() dissect.HeaderDissector { return new(dissector) },
	Fields:    fields,
	Outline:   &outline,
}

// VLAN is a tag of IEEE 802.1Q.
var VLAN = dissect.Protocol{
	Name:      "vlan",
	Title:     "802.1Q Virtual LAN",
	Column:    "VLAN",
	Headers:   []capture.Proto{capture.ProtoVLAN},
	NewHeader: func() dissect.HeaderDissector { return new(vlanDissector) },
	Fields:    vlanFields,
	Outline:   &vlanOutline,
}

const (
	headLen     = 14
	vlanHeadLen = 4

	lengthLimit = 1500 // a field up to here is a length (IEEE 802.3 §3.2.6)
	typeStart   = 1536 // and from here on a type
)

type dissector struct {
	row    row
	column dissect.TypeColumn
}

// Header emits the row of a frame whose EtherType nobody decodes.
func (d *dissector) Header(f *dissect.Frame, h capture.Header) {
	r := &d.row
	*r = row{f: f, b: f.Headers.Bytes(h)}
	column := ""
	if len(r.b) >= headLen {
		if t := binary.BigEndian.Uint16(r.b[12:]); t >= typeStart || t == 0 {
			column = d.column.Of(t)
		}
	}
	f.Emit(dissect.Layer{Message: r, Column: column})
}

// row is the Info text of a frame.
type row struct {
	f *dissect.Frame
	b []byte
}

// AppendInfo appends the name of the EtherType, if it has one.
func (r *row) AppendInfo(dst []byte) []byte {
	if len(r.b) < headLen {
		return text.AppendCut(dst, r.f.State)
	}
	switch t := binary.BigEndian.Uint16(r.b[12:]); {
	case t >= typeStart || t == 0:
		return append(dst, typeText(t)...)
	case t > lengthLimit:
		dst = text.AppendHex(append(dst, "Ethernet Unknown: Invalid length/type: 0x"...), uint64(t), 4)
		dst = strconv.AppendUint(append(dst, " ("...), uint64(t), 10)
		return append(dst, ')')
	}
	return dst
}

// typeText returns what the row says about an EtherType.
func typeText(t uint16) string {
	switch t {
	case 0x0805:
		return "X.25 Layer 3"
	case 0x0842:
		return "Wake on LAN"
	case 0x88e5:
		return "802.1AE (MACsec)"
	case 0x86dd:
		return "IPv6" // of a version that it has not
	}
	return "Ethernet II"
}

type vlanDissector struct {
	row    vlanRow
	column dissect.TypeColumn
}

// Header emits the row of a tagged frame whose EtherType nobody decodes.
func (d *vlanDissector) Header(f *dissect.Frame, h capture.Header) {
	r := &d.row
	*r = vlanRow{f: f, b: f.Headers.Bytes(h), service: serviceTag(f, h)}
	column := ""
	if len(r.b) >= vlanHeadLen {
		column = d.column.Of(binary.BigEndian.Uint16(r.b[2:]))
	}
	f.Emit(dissect.Layer{Message: r, Column: column})
}

// serviceTag reports whether h is a service tag of IEEE 802.1ad: what is in
// front of a tag tells.
func serviceTag(f *dissect.Frame, h capture.Header) bool {
	if h.Off < 2 {
		return false
	}
	whole := h
	whole.Off -= 2
	return binary.BigEndian.Uint16(f.Headers.Bytes(whole)) == 0x88a8
}

// vlanRow is the Info text of a VLAN tag.
type vlanRow struct {
	f       *dissect.Frame
	b       []byte
	service bool
}

// AppendInfo appends the tag's three parts.
func (r *vlanRow) AppendInfo(dst []byte) []byte {
	if len(r.b) < vlanHeadLen {
		return text.AppendCut(dst, r.f.State)
	}
	tci := binary.BigEndian.Uint16(r.b)
	dst = strconv.AppendUint(append(dst, "PRI: "...), uint64(tci>>13), 10)
	eligible := uint64(tci >> 12 & 1)
	if r.service {
		dst = strconv.AppendUint(append(dst, "  DROP: "...), eligible, 10)
		dst = append(dst, " ID: "...)
	} else {
		dst = strconv.AppendUint(append(dst, "  DEI: "...), eligible, 10)
		dst = append(dst, "  ID: "...)
	}
	return strconv.AppendUint(dst, uint64(tci&0xfff), 10)
}
