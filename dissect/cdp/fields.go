package cdp

import (
	"bytes"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/tlv"
)

var fields = []dissect.Field{
	{Name: "cdp.version", Title: "Version", Type: dissect.Uint, Get: dissect.Number(0, 1)},
	{Name: "cdp.ttl", Title: "TTL", Type: dissect.Uint, Get: dissect.Number(1, 1)},
	{Name: "cdp.checksum", Title: "Checksum", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(2, 2)},
	{Name: "cdp.tlv.type", Title: "Type", Type: dissect.Uint, Base: dissect.Hex4,
		Names: func(u uint64) string { return Type(u).String() }, Get: head(0)},
	{Name: "cdp.tlv.len", Title: "Length", Type: dissect.Uint, Get: head(2)},
	{Name: "cdp.deviceid", Title: "Device ID", Type: dissect.String, Get: whole(DeviceID)},
	{Name: "cdp.number_of_addresses", Title: "Number of addresses", Type: dissect.Uint,
		Get: dissect.Both(number(Addresses, 0, 4), number(Management, 0, 4))},
	{Name: "cdp.protocol_type", Title: "Protocol type", Type: dissect.Uint, Base: dissect.Hex2, Names: protocolName,
		Get: addresses(addProtocolType)},
	{Name: "cdp.protocol_length", Title: "Protocol length", Type: dissect.Uint, Get: addresses(addProtocolLength)},
	{Name: "cdp.address_length", Title: "Address length", Type: dissect.Uint, Get: addresses(addAddressLength)},
	{Name: "cdp.nrgyz.ip_address", Title: "IP Address", Type: dissect.IPv4, Get: addresses(addAddress)},
	{Name: "cdp.portid", Title: "Sent through Interface", Type: dissect.String, Get: whole(PortID)},
	{Name: "cdp.capabilities", Title: "Capabilities", Type: dissect.Uint, Base: dissect.Hex8,
		Get: number(Capabilities, 0, 4)},
	{Name: "cdp.capabilities.router", Title: "Router", Type: dissect.Bool, Names: yesNo, Get: able(0)},
	{Name: "cdp.capabilities.trans_bridge", Title: "Transparent Bridge", Type: dissect.Bool, Names: yesNo, Get: able(1)},
	{Name: "cdp.capabilities.src_bridge", Title: "Source Route Bridge", Type: dissect.Bool, Names: yesNo, Get: able(2)},
	{Name: "cdp.capabilities.switch", Title: "Switch", Type: dissect.Bool, Names: yesNo, Get: able(3)},
	{Name: "cdp.capabilities.host", Title: "Host", Type: dissect.Bool, Names: yesNo, Get: able(4)},
	{Name: "cdp.capabilities.igmp_capable", Title: "IGMP capable", Type: dissect.Bool, Names: yesNo, Get: able(5)},
	{Name: "cdp.capabilities.repeater", Title: "Repeater", Type: dissect.Bool, Names: yesNo, Get: able(6)},
	{Name: "cdp.capabilities.voip_phone", Title: "VoIP Phone", Type: dissect.Bool, Names: yesNo, Get: able(7)},
	{Name: "cdp.capabilities.remote", Title: "Remotely Managed Device", Type: dissect.Bool, Names: yesNo, Get: able(8)},
	{Name: "cdp.capabilities.cvta", Title: "CVTA/STP Dispute Resolution/Cisco VT Camera", Type: dissect.Bool,
		Names: yesNo, Get: able(9)},
	{Name: "cdp.capabilities.mac_relay", Title: "Two Port Mac Relay", Type: dissect.Bool, Names: yesNo, Get: able(10)},
	{Name: "cdp.software_version", Title: "Software version", Type: dissect.String,
		Get: elements(SoftwareVersion, addLines)},
	{Name: "cdp.platform", Title: "Platform", Type: dissect.String, Get: whole(Platform)},
	{Name: "cdp.vtp_management_domain", Title: "VTP Management Domain", Type: dissect.String, Get: whole(Domain)},
	{Name: "cdp.native_vlan", Title: "Native VLAN", Type: dissect.Uint, Get: number(NativeVLAN, 0, 2)},
	{Name: "cdp.duplex", Title: "Duplex", Type: dissect.Bool, Names: duplexName, Get: number(Duplex, 0, 1)},
	{Name: "cdp.voice_vlan", Title: "Voice VLAN", Type: dissect.Uint, Get: number(VoiceReply, 1, 2)},
	{Name: "cdp.power_consumption", Title: "Power Consumption", Type: dissect.Uint, Get: number(Consumption, 0, 2)},
	{Name: "cdp.trust_bitmap", Title: "Trust Bitmap", Type: dissect.Uint, Base: dissect.Hex2, Get: number(Trust, 0, 1)},
	{Name: "cdp.untrusted_port_cos", Title: "Untrusted port CoS", Type: dissect.Uint, Base: dissect.Hex2,
		Get: number(Untrusted, 0, 1)},
	{Name: "cdp.system_name", Title: "System Name", Type: dissect.String, Get: whole(SystemName)},
}

func yesNo(u uint64) string      { return [...]string{"No", "Yes"}[u&1] }
func duplexName(u uint64) string { return [...]string{"Half", "Full"}[u&1] }

func protocolName(u uint64) string {
	switch u {
	case 1:
		return "NLPID"
	case 2:
		return "802.2"
	}
	return "Unknown"
}

// head returns the getter of a number in the heads of elements.
func head(off int) dissect.Getter {
	return layout.Each(func(e tlv.Element, v *dissect.Values) {
		u := e.Type
		if off > 0 {
			u = uint64(e.Head + e.Size)
		}
		v.Uint(u).At(e.Off+off, 2)
	})
}

func elements(t Type, get tlv.Get) dissect.Getter {
	return layout.Each(func(e tlv.Element, v *dissect.Values) {
		if Type(e.Type) == t && !e.Cut() {
			get(e, v)
		}
	})
}

func whole(t Type) dissect.Getter {
	return elements(t, func(e tlv.Element, v *dissect.Values) { v.Bytes(e.Value).At(e.Bytes()) })
}

func number(t Type, off, n int) dissect.Getter {
	return elements(t, func(e tlv.Element, v *dissect.Values) {
		if len(e.Value) < off+n {
			return
		}
		u := uint64(0)
		for _, c := range e.Value[off : off+n] {
			u = u<<8 | uint64(c)
		}
		v.Uint(u).At(e.Off+e.Head+off, n)
	})
}

// able returns the getter of one of the capabilities.
func able(shift int) dissect.Getter {
	return elements(Capabilities, func(e tlv.Element, v *dissect.Values) {
		if len(e.Value) >= 4 {
			v.Uint(uint64(be.Uint32(e.Value)>>shift&1)).Masked(1<<shift).At(e.Off+e.Head, 4)
		}
	})
}

// addLines adds a text line by line.
func addLines(e tlv.Element, v *dissect.Values) {
	at := e.Off + e.Head
	for rest := e.Value; len(rest) > 0; {
		line, behind, _ := bytes.Cut(rest, []byte("\n"))
		v.Bytes(line).At(at, len(line))
		at += len(rest) - len(behind)
		rest = behind
	}
}

// place is an address in an element: where it and its protocol begin, and how
// long they are.
type place struct{ protocol, protocolLen, address, addressLen int }

// maxAddresses is how many addresses of an element are read.
const maxAddresses = 64

// addresses returns the getter that has get look at all addresses.
func addresses(get func(b []byte, p place, v *dissect.Values)) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		for e := range layout.All(l.Bytes, headLen) {
			if t := Type(e.Type); t == Addresses || t == Management {
				eachAddress(e, func(p place) { get(l.Bytes, p, v) })
			}
		}
	}
}

// eachAddress calls yield with the addresses of an element, as long as they are
// there.
func eachAddress(e tlv.Element, yield func(p place)) {
	at := 4
	for range maxAddresses {
		if len(e.Value) < at+2 {
			return
		}
		p := place{protocol: at, protocolLen: int(e.Value[at+1])}
		p.address = at + 4 + p.protocolLen
		if len(e.Value) < p.address {
			return
		}
		p.addressLen = int(be.Uint16(e.Value[p.address-2:]))
		if len(e.Value) < p.address+p.addressLen {
			return
		}
		at = p.address + p.addressLen
		p.protocol += e.Off + e.Head
		p.address += e.Off + e.Head
		yield(p)
	}
}

func addProtocolType(b []byte, p place, v *dissect.Values) {
	v.Uint(uint64(b[p.protocol])).At(p.protocol, 1)
}

func addProtocolLength(_ []byte, p place, v *dissect.Values) {
	v.Uint(uint64(p.protocolLen)).At(p.protocol+1, 1)
}

func addAddressLength(_ []byte, p place, v *dissect.Values) {
	v.Uint(uint64(p.addressLen)).At(p.address-2, 2)
}

func addAddress(b []byte, p place, v *dissect.Values) {
	if isIP(b, p) {
		v.Bytes(b[p.address:p.address+4]).At(p.address, 4)
	}
}

// isIP reports whether an address is one of IPv4, by its network layer protocol
// identifier.
func isIP(b []byte, p place) bool {
	return p.protocolLen == 1 && p.addressLen == 4 && b[p.protocol] == 1 && b[p.protocol+2] == 0xcc
}

var outline = dissect.Outline{
	Headings: addHeadings,
	Branches: []dissect.Branch{{Above: "cdp.capabilities", Below: []string{"cdp.capabilities.*"}}},
	Units:    []dissect.Unit{{Field: "cdp.ttl", Name: "seconds"}},
}

// addHeadings adds a line for each element, and for each address.
func addHeadings(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	for e := range layout.All(l.Bytes, headLen) {
		h.Add(0, "", appendHeading(h.Begin(), e), e.Off, e.Head+e.Size)
		if t := Type(e.Type); t != Addresses && t != Management {
			continue
		}
		eachAddress(e, func(p place) {
			if isIP(l.Bytes, p) {
				text := capture.AppendIPv4(append(h.Begin(), "IP address: "...), l.Bytes[p.address:])
				h.Add(1, "", text, p.protocol, p.address+p.addressLen-p.protocol)
			}
		})
	}
}

func appendHeading(dst []byte, e tlv.Element) []byte {
	switch t := Type(e.Type); t {
	case DeviceID, PortID, Platform, Domain, SystemName:
		return append(append(append(dst, t.String()...), ": "...), e.Value...)
	case NativeVLAN:
		if len(e.Value) == 2 {
			return strconv.AppendUint(append(dst, "Native VLAN: "...), uint64(be.Uint16(e.Value)), 10)
		}
	case Duplex:
		if len(e.Value) == 1 {
			return append(append(dst, "Duplex: "...), duplexName(uint64(e.Value[0]))...)
		}
	case SoftwareVersion:
		return append(dst, "Software Version"...)
	case Management:
		return append(dst, "Management Addresses"...)
	}
	return append(dst, Type(e.Type).String()...)
}
