package ip

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
)

// Types of hop-by-hop and destination options (RFC 8200 §4.2; RFC 2473 §4.1.1,
// RFC 2675 §2, RFC 2711 §2.1).
const (
	pad1           = 0x00
	padN           = 0x01
	tunnelLimit    = 0x04
	routerAlert6   = 0x05
	jumboPayload   = 0xc2
	optionHeadLen6 = 2
)

var optionNames6 = map[byte]string{
	pad1: "Pad1", padN: "PadN", tunnelLimit: "Tunnel Encapsulation Limit", routerAlert6: "Router Alert", 0x07: "Calipso",
	0x08: "SMF_DPD", 0x26: "Quick Start", 0x63: "RPL Option", 0x8a: "Endpoint Identification", jumboPayload: "Jumbo Payload",
	0xc9: "Home Address", 0xee: "IP_DFF",
}

func optionName6(u uint64) string { return optionNames6[byte(u)] }

// optionActions are what a node does with options that it does not know.
var optionActions = [4]string{
	"Skip and continue", "Discard", "Discard and send ICMP Parameter Problem to source address",
	"Discard and send ICMP Parameter Problem to source address if destination address is not multicast",
}

func optionAction(u uint64) string { return optionActions[u&3] }

func yes(u uint64) string { return [2]string{"No", "Yes"}[u&1] }

func alerted6(u uint64) string {
	names := [...]string{"MLD", "RSVP", "Active Network"}
	if u < uint64(len(names)) {
		return names[u]
	}
	return ""
}

// optionFields6 are the fields of options.
var optionFields6 = []dissect.Field{
	{Name: "ipv6.opt", Title: "IPv6 Option", Type: dissect.Label,
		Get: eachOption6(func(b []byte, at int, v *dissect.Values) { v.Mark().At(at, len(b)) })},
	{Name: "ipv6.opt.type", Title: "Type", Type: dissect.Uint, Base: dissect.Hex2, Names: optionName6,
		Get: eachOption6(func(b []byte, at int, v *dissect.Values) {
			v.Uint(uint64(b[0])).At(at, 1)
		})},
	{Name: "ipv6.opt.type.action", Title: "Action", Type: dissect.Uint, Names: optionAction, Get: optionBits6(0xc0)},
	{Name: "ipv6.opt.type.change", Title: "May Change", Type: dissect.Bool, Names: yes, Get: optionBits6(0x20)},
	{Name: "ipv6.opt.type.rest", Title: "Low-Order Bits", Type: dissect.Uint, Base: dissect.Hex2, Get: optionBits6(0x1f)},
	{Name: "ipv6.opt.length", Title: "Length", Type: dissect.Uint,
		Get: eachOption6(func(b []byte, at int, v *dissect.Values) {
			if len(b) >= optionHeadLen6 {
				v.Uint(uint64(b[1])).At(at+1, 1)
			}
		})},
	{Name: "ipv6.opt.pad1", Title: "Pad1", Type: dissect.Label, Get: eachOption6(func(b []byte, at int, v *dissect.Values) {
		if b[0] == pad1 {
			v.Mark().At(at, 1)
		}
	})},
	{Name: "ipv6.opt.padn", Title: "PadN", Type: dissect.Octets,
		Get: optionBody6(padN, 0, func(b []byte, v *dissect.Values) *dissect.Value { return v.Bytes(b) })},
	{Name: "ipv6.opt.router_alert", Title: "Router Alert", Type: dissect.Uint, Names: alerted6,
		Get: optionBody6(routerAlert6, 2, number6)},
	{Name: "ipv6.opt.tel", Title: "Tunnel Encapsulation Limit", Type: dissect.Uint,
		Get: optionBody6(tunnelLimit, 1, number6)},
	{Name: "ipv6.opt.jumbo", Title: "Payload Length", Type: dissect.Uint, Get: optionBody6(jumboPayload, 4, number6)},
}

// eachOption6 returns a getter that looks at every option of a header. do gets
// the option as far as it is there, and where it stands.
func eachOption6(do func(b []byte, at int, v *dissect.Values)) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if l.Header.Proto != capture.ProtoIPv6HopByHop && l.Header.Proto != capture.ProtoIPv6DestOpts {
			return
		}
		b := f.Headers.Bytes(l.Header)
		b = b[:min(len(b), int(l.Header.Len))]
		for off := 2; off < len(b); {
			n := 1 // Pad1 has no length
			if b[off] != pad1 {
				if n = optionHeadLen6; off+1 < len(b) {
					n += int(b[off+1])
				}
			}
			do(b[off:min(off+n, len(b))], int(l.Header.Off)+off, v)
			off += n
		}
	}
}

// optionBits6 returns the getter of some bits of the type.
func optionBits6(mask byte) dissect.Getter {
	shift := 0
	for mask>>shift&1 == 0 {
		shift++
	}
	return eachOption6(func(b []byte, at int, v *dissect.Values) {
		v.Uint(uint64(b[0]&mask>>shift)).Masked(uint64(mask)).At(at, 1)
	})
}

// optionBody6 returns the getter of the body of options of one type, of at least
// n bytes.
func optionBody6(t byte, n int, add func(b []byte, v *dissect.Values) *dissect.Value) dissect.Getter {
	return eachOption6(func(b []byte, at int, v *dissect.Values) {
		if b[0] == t && len(b) >= optionHeadLen6+n {
			add(b[optionHeadLen6:], v).At(at+optionHeadLen6, len(b)-optionHeadLen6)
		}
	})
}

func number6(b []byte, v *dissect.Values) *dissect.Value {
	switch {
	case len(b) >= 4:
		return v.Uint(uint64(binary.BigEndian.Uint32(b)))
	case len(b) >= 2:
		return v.Uint(uint64(binary.BigEndian.Uint16(b)))
	}
	return v.Uint(uint64(b[0]))
}

// sayOption6 says the type of an option.
func sayOption6(dst []byte, f *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	b := f.Headers.Bytes(l.Header)
	off := int(v.Off) - int(l.Header.Off)
	if off < 0 || off >= len(b) {
		return dst
	}
	if name := optionNames6[b[off]]; name != "" {
		return append(dst, name...)
	}
	return append(strconv.AppendUint(append(dst, "Unknown IPv6 Option ("...), uint64(b[off]), 10), ')')
}

// sayPadding says the zeros of PadN.
func sayPadding(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	if len(v.B) == 0 {
		return append(dst, ": <none>"...)
	}
	dst = append(dst, ": "...)
	for _, c := range v.B {
		dst = append(dst, "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
	}
	return dst
}

// extension returns the field of a whole extension header.
func extension(name, title string, p capture.Proto) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Label,
		Get: in(p, func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
			v.Mark().At(int(l.Header.Off), int(l.Header.Len))
		})}
}

// octets returns the getter of the length in bytes of an extension header of
// options.
func octets(p capture.Proto) dissect.Getter {
	return in(p, func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if b := f.Headers.Bytes(l.Header); len(b) > 1 {
			v.Uint(8 * (1 + uint64(b[1])))
		}
	})
}
