package tunnel

import (
	"netsniff/capture"
	"netsniff/dissect"
)

// Flags that say which optional fields a GRE header has.
const (
	flagChecksum = 0x80
	flagKey      = 0x20
	flagSequence = 0x10

	flagAcknowledgment = 0x80 // in the second byte
)

var greFields = []dissect.Field{
	{Name: "gre.flags_and_version", Title: "Flags and Version", Type: dissect.Uint, Base: dissect.Hex4,
		Get: dissect.Number(0, 2)},
	{Name: "gre.flags.checksum", Title: "Checksum Bit", Type: dissect.Bool, Get: dissect.Bits(0, 2, 15, 1)},
	{Name: "gre.flags.routing", Title: "Routing Bit", Type: dissect.Bool, Get: dissect.Bits(0, 2, 14, 1)},
	{Name: "gre.flags.key", Title: "Key Bit", Type: dissect.Bool, Get: dissect.Bits(0, 2, 13, 1)},
	{Name: "gre.flags.sequence_number", Title: "Sequence Number Bit", Type: dissect.Bool, Get: dissect.Bits(0, 2, 12, 1)},
	{Name: "gre.flags.strict_source_route", Title: "Strict Source Route Bit", Type: dissect.Bool,
		Get: dissect.Bits(0, 2, 11, 1)},
	{Name: "gre.flags.recursion_control", Title: "Recursion control", Type: dissect.Uint, Get: dissect.Bits(0, 2, 8, 3)},
	{Name: "gre.flags.ack", Title: "Acknowledgment", Type: dissect.Bool, Get: enhanced(dissect.Bits(0, 2, 7, 1))},
	{Name: "gre.flags.reserved", Title: "Flags (Reserved)", Type: dissect.Uint,
		Get: dissect.Both(enhanced(dissect.Bits(0, 2, 3, 4)), standard(dissect.Bits(0, 2, 3, 5)))},
	{Name: "gre.flags.version", Title: "Version", Type: dissect.Uint, Get: dissect.Bits(0, 2, 0, 3)},
	{Name: "gre.proto", Title: "Protocol Type", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(2, 2)},
	{Name: "gre.checksum", Title: "Checksum", Type: dissect.Uint, Base: dissect.Hex4, Get: optional(flagChecksum, 0, 0, 2)},
	{Name: "gre.key", Title: "Key", Type: dissect.Uint, Base: dissect.Hex8,
		Get: standard(optional(flagKey, flagChecksum, 0, 4))},
	{Name: "gre.key.payload_length", Title: "Payload Length", Type: dissect.Uint,
		Get: enhanced(optional(flagKey, flagChecksum, 0, 2))},
	{Name: "gre.key.call_id", Title: "Call ID", Type: dissect.Uint, Get: enhanced(optional(flagKey, flagChecksum, 2, 2))},
	{Name: "gre.sequence_number", Title: "Sequence Number", Type: dissect.Uint,
		Get: optional(flagSequence, flagChecksum|flagKey, 0, 4)},
	{Name: "gre.ack_number", Title: "Acknowledgment Number", Type: dissect.Uint, Get: enhanced(getAcknowledgment)},
}

// enhanced returns the getter of what headers of PPTP have (RFC 2637 §4.1), standard of what others have.
func enhanced(get dissect.Getter) dissect.Getter { return carrying(true, get) }
func standard(get dissect.Getter) dissect.Getter { return carrying(false, get) }

func carrying(ppp bool, get dissect.Getter) dissect.Getter {
	const typePPP = 0x880b
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := f.Headers.Bytes(l.Header)
		if len(b) >= 4 && (uint16(b[2])<<8|uint16(b[3]) == typePPP) == ppp {
			get(f, l, v)
		}
	}
}

// getAcknowledgment gets the number behind that of the packet.
func getAcknowledgment(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	b := f.Headers.Bytes(l.Header)
	if b[1]&flagAcknowledgment == 0 {
		return
	}
	dissect.Number(optionalAt(b, flagChecksum|flagKey|flagSequence), 4)(f, l, v)
}

// optionalAt returns where what stands behind the words of some flags begins.
func optionalAt(b []byte, before byte) int {
	off := 4
	for _, x := range [...]byte{flagChecksum, flagKey, flagSequence} {
		if b[0]&x&before != 0 {
			off += 4
		}
	}
	return off
}

// optional returns the getter of n bytes, skip bytes into the word that is there if a flag is set,
// behind the words of those of the flags before that are set.
func optional(flag, before byte, skip, n int) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if b := f.Headers.Bytes(l.Header); len(b) >= 4 && b[0]&flag != 0 {
			dissect.Number(optionalAt(b, before)+skip, n)(f, l, v)
		}
	}
}

var vxlanFields = []dissect.Field{
	{Name: "vxlan.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex4,
		Get: vxlan(dissect.Number(0, 2), dissect.Number(0, 1))},
	{Name: "vxlan.flag_i", Title: "VXLAN Network ID (VNI)", Type: dissect.Bool, Get: vxlan(dissect.Bits(0, 2, 11, 1), nil)},
	{Name: "vxlan.i_bit", Title: "Instance", Type: dissect.Uint, Get: vxlan(nil, dissect.Bits(0, 1, 3, 1))},
	{Name: "vxlan.p_bit", Title: "Next Protocol Bit", Type: dissect.Uint, Get: vxlan(nil, dissect.Bits(0, 1, 2, 1))},
	{Name: "vxlan.o_bit", Title: "OAM bit", Type: dissect.Uint, Get: vxlan(nil, dissect.Bits(0, 1, 0, 1))},
	{Name: "vxlan.gbp", Title: "Group Policy ID", Type: dissect.Uint, Get: vxlan(dissect.Number(2, 2), nil)},
	{Name: "vxlan.next_proto", Title: "Next Protocol", Type: dissect.Uint, Get: vxlan(nil, dissect.Number(3, 1))},
	{Name: "vxlan.vni", Title: "VXLAN Network Identifier (VNI)", Type: dissect.Uint, Get: dissect.Number(4, 3)},
}

// vxlan returns the getter of a field of the header as it was first and of one
// in the generic protocol extension; nil has none.
func vxlan(first, generic dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		get := first
		if l.Header.Proto == capture.ProtoVXLANGPE {
			get = generic
		}
		if get != nil {
			get(f, l, v)
		}
	}
}

var mplsFields = []dissect.Field{
	{Name: "mpls.label", Title: "MPLS Label", Type: dissect.Uint, Get: labels(12, 20)},
	{Name: "mpls.exp", Title: "MPLS Experimental Bits", Type: dissect.Uint, Get: labels(9, 3)},
	{Name: "mpls.bottom", Title: "MPLS Bottom Of Label Stack", Type: dissect.Uint, Get: labels(8, 1)},
	{Name: "mpls.ttl", Title: "MPLS TTL", Type: dissect.Uint, Get: labels(0, 8)},
}

// labels returns the getter of bits of every label in the stack.
func labels(shift, width int) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		for off := 0; off+4 <= int(l.Header.Len); off += 4 {
			dissect.Bits(off, 4, shift, width)(f, l, v)
		}
	}
}
