package eth

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/oui"
)

var (
	dst = dissect.Part(0, 6)
	src = dissect.Part(6, 6)
)

var fields = []dissect.Field{
	{Name: "eth.dst", Title: "Destination", Type: dissect.Ether, Get: dst},
	{Name: "eth.dst_resolved", Title: "Destination (resolved)", Type: dissect.Ether, Get: dst},
	{Name: "eth.dst.oui", Title: "Destination OUI", Type: dissect.Uint, Get: dissect.Number(0, 3)},
	{Name: "eth.dst.oui_resolved", Title: "Destination OUI (resolved)", Type: dissect.String, Get: maker(0)},
	{Name: "eth.src", Title: "Source", Type: dissect.Ether, Get: src},
	{Name: "eth.src_not_group", Title: "Source MAC must not be a group address: IEEE 802.3-2002, Section 3.2.3(b)",
		Type: dissect.Label, Get: getGroupSource},
	{Name: "eth.src_resolved", Title: "Source (resolved)", Type: dissect.Ether, Get: src},
	{Name: "eth.src.oui", Title: "Source OUI", Type: dissect.Uint, Get: dissect.Number(6, 3)},
	{Name: "eth.src.oui_resolved", Title: "Source OUI (resolved)", Type: dissect.String, Get: maker(6)},
	{Name: "eth.addr", Title: "Address", Type: dissect.Ether, Get: dissect.Both(dst, src)},
	{Name: "eth.addr_resolved", Title: "Address (resolved)", Type: dissect.Ether, Get: dissect.Both(dst, src)},
	{Name: "eth.addr.oui", Title: "Address OUI", Type: dissect.Uint,
		Get: dissect.Both(dissect.Number(0, 3), dissect.Number(6, 3))},
	{Name: "eth.addr.oui_resolved", Title: "Address OUI (resolved)", Type: dissect.String,
		Get: dissect.Both(maker(0), maker(6))},
	{Name: "eth.dst.lg", Title: "LG bit", Type: dissect.Bool, Names: administered, Get: dissect.Bits(0, 3, 17, 1)},
	{Name: "eth.src.lg", Title: "LG bit", Type: dissect.Bool, Names: administered, Get: dissect.Bits(6, 3, 17, 1)},
	{Name: "eth.lg", Title: "LG bit", Type: dissect.Bool,
		Get: dissect.Both(dissect.Bits(0, 3, 17, 1), dissect.Bits(6, 3, 17, 1))},
	{Name: "eth.dst.ig", Title: "IG bit", Type: dissect.Bool, Names: addressed, Get: dissect.Bits(0, 3, 16, 1)},
	{Name: "eth.src.ig", Title: "IG bit", Type: dissect.Bool, Names: addressed, Get: dissect.Bits(6, 3, 16, 1)},
	{Name: "eth.ig", Title: "IG bit", Type: dissect.Bool,
		Get: dissect.Both(dissect.Bits(0, 3, 16, 1), dissect.Bits(6, 3, 16, 1))},
	{Name: "eth.type", Title: "Type", Type: dissect.Uint, Base: dissect.Hex4, Names: dissect.EtherTypeName,
		Get: typeOrLength(12, typeStart, 1<<16-1)},
	{Name: "eth.len", Title: "Length", Type: dissect.Uint, Get: typeOrLength(12, 0, lengthLimit)},
	{Name: "eth.invalid_lentype", Title: "Invalid length/type", Type: dissect.Uint, Base: dissect.Hex4,
		Get: typeOrLength(12, lengthLimit+1, typeStart-1)},
	{Name: "eth.padding", Title: "Padding", Type: dissect.Octets,
		Get: atEnd(func(e *ending, v *dissect.Values) { e.bytes(v, e.padding, e.trailer) })},
	{Name: "eth.trailer", Title: "Trailer", Type: dissect.Octets,
		Get: atEnd(func(e *ending, v *dissect.Values) { e.bytes(v, e.trailer, e.fcs) })},
	{Name: "eth.padding_bad",
		Title: "Didn't find padding of zeros, and an undecoded trailer exists. There may be padding of non-zeros.",
		Type:  dissect.Label, Get: atEnd(func(e *ending, v *dissect.Values) {
			if e.doubtful() {
				v.Mark()
			}
		})},
	{Name: "eth.fcs", Title: "Frame check sequence", Type: dissect.Uint, Base: dissect.Hex8,
		Get: atEnd(func(e *ending, v *dissect.Values) {
			if e.fcs < len(e.rest) {
				v.Uint(uint64(binary.BigEndian.Uint32(e.rest[e.fcs:]))).At(e.at+e.fcs, checkLen)
			}
		})},
	{Name: "eth.fcs.status", Title: "FCS Status", Type: dissect.Uint, Base: dissect.Named, Names: dissect.ChecksumName,
		Get: atEnd(func(e *ending, v *dissect.Values) {
			if e.fcs < len(e.rest) {
				v.Uint(unverified)
			}
		})},
}

var vlanFields = []dissect.Field{
	{Name: "vlan.priority", Title: "Priority", Type: dissect.Uint, Names: priorityName, Get: dissect.Bits(0, 2, 13, 3)},
	{Name: "vlan.dei", Title: "DEI", Type: dissect.Bool, Names: eligible, Get: dissect.Bits(0, 2, 12, 1)},
	{Name: "vlan.id", Title: "ID", Type: dissect.Uint, Get: dissect.Bits(0, 2, 0, 12)},
	{Name: "vlan.etype", Title: "Type", Type: dissect.Uint, Base: dissect.Hex4, Names: dissect.EtherTypeName,
		Get: typeOrLength(2, lengthLimit+1, 1<<16-1)},
	{Name: "vlan.len", Title: "Length", Type: dissect.Uint, Get: typeOrLength(2, 0, lengthLimit)},
}

// maker returns the getter of who made the card with the address at off.
func maker(off int) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := f.Headers.Bytes(l.Header)
		if len(b) < off+6 {
			return
		}
		if name := oui.Maker(b[off : off+6]); name != nil {
			v.Bytes(name).At(int(l.Header.Off)+off, 6)
		}
	}
}

// getGroupSource marks frames that say to come from a group.
func getGroupSource(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if b := f.Headers.Bytes(l.Header); len(b) >= 12 && b[6]&1 != 0 {
		v.Mark()
	}
}

// typeOrLength returns the getter of the number at off if it lies between
// first and last: the same place holds a type or a length.
func typeOrLength(off int, first, last uint16) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := f.Headers.Bytes(l.Header)
		if len(b) < off+2 {
			return
		}
		if t := binary.BigEndian.Uint16(b[off:]); t >= first && t <= last {
			v.Uint(uint64(t)).At(int(l.Header.Off)+off, 2)
		}
	}
}
