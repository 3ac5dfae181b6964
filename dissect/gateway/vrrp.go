// Package gateway dissects the protocols by which routers share an address that
// hosts have as their gateway: the Virtual Router Redundancy Protocol
// (https://www.rfc-editor.org/rfc/rfc3768, https://www.rfc-editor.org/rfc/rfc5798)
// and Cisco's Hot Standby Router Protocol (https://www.rfc-editor.org/rfc/rfc2281).
package gateway

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
)

var be = binary.BigEndian

// VRRP is the Virtual Router Redundancy Protocol.
var VRRP = dissect.Protocol{
	Name: "vrrp", Title: "Virtual Router Redundancy Protocol", Column: "VRRP",
	Kinds:     []dissect.Kind{{Space: dissect.IPProtocol, Number: 112}},
	NewPacket: dissect.PacketRows(nil, appendVRRP), PacketSecrets: tellVRRP,
	Fields: []dissect.Field{
		{Name: "vrrp.version", Title: "VRRP protocol version", Type: dissect.Uint, Get: dissect.Bits(0, 1, 4, 4)},
		{Name: "vrrp.type", Title: "VRRP packet type", Type: dissect.Uint, Names: vrrpTypeName,
			Get: dissect.Bits(0, 1, 0, 4)},
		{Name: "vrrp.virt_rtr_id", Title: "Virtual Rtr ID", Type: dissect.Uint, Get: dissect.Number(1, 1)},
		{Name: "vrrp.prio", Title: "Priority", Type: dissect.Uint, Names: priorityName, Get: dissect.Number(2, 1)},
		{Name: "vrrp.addr_count", Title: "Addr Count", Type: dissect.Uint, Get: dissect.Number(3, 1)},
		{Name: "vrrp.auth_type", Title: "Auth Type", Type: dissect.Uint, Names: authName,
			Get: versions(dissect.Number(4, 1), 0, 2)},
		{Name: "vrrp.adver_int", Title: "Adver Int", Type: dissect.Uint, Get: versions(dissect.Number(5, 1), 0, 2)},
		{Name: "vrrp.reserved_mbz", Title: "Reserved", Type: dissect.Uint, Get: versions(dissect.Bits(4, 1, 4, 4), 3, 15)},
		{Name: "vrrp.short_adver_int", Title: "Adver Int", Type: dissect.Uint,
			Get: versions(dissect.Bits(4, 2, 0, 12), 3, 15)},
		{Name: "vrrp.checksum", Title: "Checksum", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(6, 2)},
		{Name: "vrrp.ip_addr", Title: "IP Address", Type: dissect.IPv4, Get: owned(capture.AddrIPv4, 4)},
		{Name: "vrrp.ipv6_addr", Title: "IPv6 Address", Type: dissect.IPv6, Get: owned(capture.AddrIPv6, 16)},
		{Name: "vrrp.auth_string", Title: "Authentication String", Type: dissect.String, Get: getPassword},
	},
	Outline: &vrrpOutline,
}

const (
	vrrpLen     = 8
	passwordLen = 8 // behind the addresses, in version 2
)

func vrrpTypeName(u uint64) string {
	if u == 1 {
		return "Advertisement"
	}
	return "Unknown"
}

func priorityName(u uint64) string {
	switch u {
	case 0:
		return "Current Master has stopped participating in VRRP"
	case 100:
		return "Default priority for a backup VRRP router"
	case 255:
		return "This VRRP router owns the virtual router's IP address(es)"
	}
	return "Non-default backup priority"
}

func authName(u uint64) string {
	switch u {
	case 0:
		return "No Authentication"
	case 1:
		return "Simple Text Authentication [RFC 2338] / Reserved [RFC 3768]"
	case 2:
		return "IP Authentication Header [RFC 2338] / Reserved [RFC 3768]"
	case 254:
		return "Cisco VRRP MD5 authentication"
	}
	return "Unknown"
}

// versions returns a getter that reads messages of the versions from low to
// high.
func versions(get dissect.Getter, low, high byte) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if len(l.Bytes) > 0 && l.Bytes[0]>>4 >= low && l.Bytes[0]>>4 <= high {
			get(f, l, v)
		}
	}
}

// owned returns the getter of the addresses that the virtual router has, which
// are of n bytes like those of the packet.
func owned(kind capture.AddrKind, n int) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := l.Bytes
		if f.Src.Kind != kind || len(b) < vrrpLen {
			return
		}
		for i, at := 0, vrrpLen; i < int(b[3]) && at+n <= len(b); i, at = i+1, at+n {
			v.Bytes(b[at:at+n]).At(at, n)
		}
	}
}

func getPassword(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	b := l.Bytes
	if len(b) < vrrpLen || b[0]>>4 >= 3 || b[4] != 1 {
		return
	}
	if at := vrrpLen + 4*int(b[3]); len(b) >= at+passwordLen {
		v.Bytes(trimmed(b[at:at+passwordLen])).At(at, passwordLen)
	}
}

// trimmed returns b without the zeros at its end.
func trimmed(b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	return b
}

var vrrpOutline = dissect.Outline{
	Headings: func(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
		if len(l.Bytes) == 0 {
			return
		}
		text := strconv.AppendUint(append(h.Begin(), "Version "...), uint64(l.Bytes[0]>>4), 10)
		text = strconv.AppendUint(append(text, ", Packet type "...), uint64(l.Bytes[0]&15), 10)
		text = append(append(append(text, " ("...), vrrpTypeName(uint64(l.Bytes[0]&15))...), ')')
		h.Add(0, "", text, 0, 1)
	},
	Wordings: []dissect.Wording{{Field: "vrrp.prio", Say: dissect.SayNumberFirst(priorityName)}},
}

// appendVRRP appends what a message is: all of them announce.
func appendVRRP(dst []byte, r *dissect.PacketRow) []byte {
	b := r.Bytes
	if len(b) == 0 {
		return r.AppendFitting(dst, 1)
	}
	dst = strconv.AppendUint(append(dst, "Announcement (v"...), uint64(b[0]>>4), 10)
	dst = append(dst, ')')
	if len(b) < vrrpLen {
		return r.AppendFitting(dst, vrrpLen)
	}
	n := 4
	if r.Frame.Src.Kind == capture.AddrIPv6 {
		n = 16
	}
	if n *= int(b[3]); b[0]>>4 == 2 {
		n += passwordLen
	}
	return r.AppendFitting(dst, vrrpLen+n)
}
