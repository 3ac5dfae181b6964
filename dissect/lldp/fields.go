package lldp

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

var fields = []dissect.Field{
	{Name: "lldp.tlv.type", Title: "TLV Type", Type: dissect.Uint,
		Names: func(u uint64) string { return Type(u).String() }, Get: head(0xfe00)},
	{Name: "lldp.tlv.len", Title: "TLV Length", Type: dissect.Uint, Get: head(0x01ff)},
	{Name: "lldp.chassis.subtype", Title: "Chassis Id Subtype", Type: dissect.Uint, Names: subtypeName(ChassisID),
		Get: number(ChassisID, 0, 1)},
	{Name: "lldp.chassis.id", Title: "Chassis Id", Type: dissect.Octets, Get: identifier(ChassisID, anyForm)},
	{Name: "lldp.chassis.id.mac", Title: "Chassis Id", Type: dissect.Ether, Get: identifier(ChassisID, macAddress)},
	{Name: "lldp.chassis.id.ip4", Title: "Chassis Id", Type: dissect.IPv4, Get: address(ChassisID, familyIPv4, 4)},
	{Name: "lldp.chassis.id.ip6", Title: "Chassis Id", Type: dissect.IPv6, Get: address(ChassisID, familyIPv6, 16)},
	{Name: "lldp.port.subtype", Title: "Port Id Subtype", Type: dissect.Uint, Names: subtypeName(PortID),
		Get: number(PortID, 0, 1)},
	{Name: "lldp.port.id", Title: "Port Id", Type: dissect.String, Get: identifier(PortID, anyForm)},
	{Name: "lldp.port.id.mac", Title: "Port Id", Type: dissect.Ether, Get: identifier(PortID, macAddress)},
	{Name: "lldp.port.id.ip4", Title: "Port Id", Type: dissect.IPv4, Get: address(PortID, familyIPv4, 4)},
	{Name: "lldp.port.id.ip6", Title: "Port Id", Type: dissect.IPv6, Get: address(PortID, familyIPv6, 16)},
	{Name: "lldp.time_to_live", Title: "Seconds", Type: dissect.Uint, Get: number(TimeToLive, 0, 2)},
	{Name: "lldp.port.desc", Title: "Port Description", Type: dissect.String, Get: whole(PortDescription)},
	{Name: "lldp.tlv.system.name", Title: "System Name", Type: dissect.String, Get: whole(SystemName)},
	{Name: "lldp.tlv.system.desc", Title: "System Description", Type: dissect.String, Get: whole(SystemDescription)},
	{Name: "lldp.tlv.system_cap", Title: "Capabilities", Type: dissect.Uint, Base: dissect.Hex4,
		Get: number(SystemCapabilities, 0, 2)},
	{Name: "lldp.tlv.system_cap.other", Title: "Other", Type: dissect.Bool, Names: capable, Get: able(0, 0)},
	{Name: "lldp.tlv.system_cap.repeater", Title: "Repeater", Type: dissect.Bool, Names: capable, Get: able(0, 1)},
	{Name: "lldp.tlv.system_cap.bridge", Title: "Bridge", Type: dissect.Bool, Names: capable, Get: able(0, 2)},
	{Name: "lldp.tlv.system_cap.wlan_access_pt", Title: "WLAN access point", Type: dissect.Bool, Names: capable,
		Get: able(0, 3)},
	{Name: "lldp.tlv.system_cap.router", Title: "Router", Type: dissect.Bool, Names: capable, Get: able(0, 4)},
	{Name: "lldp.tlv.system_cap.telephone", Title: "Telephone", Type: dissect.Bool, Names: capable, Get: able(0, 5)},
	{Name: "lldp.tlv.system_cap.docsis_cable_device", Title: "DOCSIS cable device", Type: dissect.Bool, Names: capable,
		Get: able(0, 6)},
	{Name: "lldp.tlv.system_cap.station_only", Title: "Station only", Type: dissect.Bool, Names: capable, Get: able(0, 7)},
	{Name: "lldp.tlv.enable_system_cap", Title: "Enabled Capabilities", Type: dissect.Uint, Base: dissect.Hex4,
		Get: number(SystemCapabilities, 2, 2)},
	{Name: "lldp.tlv.enable_system_cap.other", Title: "Other", Type: dissect.Bool, Names: capable, Get: able(2, 0)},
	{Name: "lldp.tlv.enable_system_cap.repeater", Title: "Repeater", Type: dissect.Bool, Names: capable, Get: able(2, 1)},
	{Name: "lldp.tlv.enable_system_cap.bridge", Title: "Bridge", Type: dissect.Bool, Names: capable, Get: able(2, 2)},
	{Name: "lldp.tlv.enable_system_cap.wlan_access_pt", Title: "WLAN access point", Type: dissect.Bool, Names: capable,
		Get: able(2, 3)},
	{Name: "lldp.tlv.enable_system_cap.router", Title: "Router", Type: dissect.Bool, Names: capable, Get: able(2, 4)},
	{Name: "lldp.tlv.enable_system_cap.telephone", Title: "Telephone", Type: dissect.Bool, Names: capable, Get: able(2, 5)},
	{Name: "lldp.tlv.enable_system_cap.docsis_cable_device", Title: "DOCSIS cable device", Type: dissect.Bool,
		Names: capable, Get: able(2, 6)},
	{Name: "lldp.tlv.enable_system_cap.station_only", Title: "Station only", Type: dissect.Bool, Names: capable,
		Get: able(2, 7)},
	{Name: "lldp.mgn.address.len", Title: "Address String Length", Type: dissect.Uint, Get: number(ManagementAddress, 0, 1)},
	{Name: "lldp.mgn.address.subtype", Title: "Address Subtype", Type: dissect.Uint, Names: familyName,
		Get: number(ManagementAddress, 1, 1)},
	{Name: "lldp.mgn.addr.ip4", Title: "Management Address", Type: dissect.IPv4, Get: managed(familyIPv4, 4)},
	{Name: "lldp.mgn.addr.ip6", Title: "Management Address", Type: dissect.IPv6, Get: managed(familyIPv6, 16)},
	{Name: "lldp.mgn.addr.hex", Title: "Management Address", Type: dissect.Octets, Get: getOtherManaged},
	{Name: "lldp.mgn.interface.subtype", Title: "Interface Subtype", Type: dissect.Uint, Names: numberingName,
		Get: behindAddress(0, 1)},
	{Name: "lldp.mgn.interface.number", Title: "Interface Number", Type: dissect.Uint, Get: behindAddress(1, 4)},
	{Name: "lldp.mgn.obj.len", Title: "OID String Length", Type: dissect.Uint, Get: behindAddress(5, 1)},
	{Name: "lldp.orgtlv.oui", Title: "Organization Unique Code", Type: dissect.Uint, Get: number(Organization, 0, 3)},
	{Name: "lldp.ieee.802_1.subtype", Title: "IEEE 802.1 Subtype", Type: dissect.Uint, Base: dissect.Hex2,
		Names: ieee8021.name, Get: ieee8021.subtype},
	{Name: "lldp.ieee.802_1.port_vlan.id", Title: "Port VLAN Identifier", Type: dissect.Uint, Get: ieee8021.number(1, 0, 2)},
	{Name: "lldp.ieee.802_1.vlan.id", Title: "VLAN Identifier", Type: dissect.Uint, Get: ieee8021.number(3, 0, 2)},
	{Name: "lldp.ieee.802_1.vlan.name_len", Title: "VLAN Name Length", Type: dissect.Uint, Get: ieee8021.number(3, 2, 1)},
	{Name: "lldp.ieee.802_1.vlan.name", Title: "VLAN Name", Type: dissect.String, Get: ieee8021.rest(3, 3)},
	{Name: "lldp.ieee.802_3.subtype", Title: "IEEE 802.3 Subtype", Type: dissect.Uint, Base: dissect.Hex2,
		Names: ieee8023.name, Get: ieee8023.subtype},
	{Name: "lldp.ieee.802_3.mac_phy_auto_neg_status", Title: "Auto-Negotiation Support/Status", Type: dissect.Uint,
		Base: dissect.Hex2, Get: ieee8023.number(1, 0, 1)},
	{Name: "lldp.ieee.802_3.pmd_auto_neg_advertised_caps", Title: "PMD Auto-Negotiation Advertised Capability",
		Type: dissect.Uint, Base: dissect.Hex4, Get: ieee8023.number(1, 1, 2)},
	{Name: "lldp.ieee.802_3.pmd_mau_type", Title: "Operational MAU Type", Type: dissect.Uint, Base: dissect.Hex4,
		Get: ieee8023.number(1, 3, 2)},
	{Name: "lldp.ieee.802_3.aggregation_status", Title: "Aggregation Status", Type: dissect.Uint, Base: dissect.Hex2,
		Get: ieee8023.number(3, 0, 1)},
	{Name: "lldp.ieee.802_3.aggregated_port_id", Title: "Aggregated Port Id", Type: dissect.Uint,
		Get: ieee8023.number(3, 1, 4)},
	{Name: "lldp.ieee.802_3.max_frame_size", Title: "Maximum Frame Size", Type: dissect.Uint, Get: ieee8023.number(4, 0, 2)},
	{Name: "lldp.media.subtype", Title: "Media Subtype", Type: dissect.Uint, Base: dissect.Hex2, Names: media.name,
		Get: media.subtype},
	{Name: "lldp.media.subtype.caps", Title: "Capabilities", Type: dissect.Uint, Base: dissect.Hex4,
		Get: media.number(1, 0, 2)},
	{Name: "lldp.media.subtype.class", Title: "Class Type", Type: dissect.Uint, Names: className,
		Get: media.number(1, 2, 1)},
}

func capable(u uint64) string { return [...]string{"Not capable", "Capable"}[u&1] }

func subtypeName(t Type) func(uint64) string {
	return func(u uint64) string { return formNames[formOf(t, byte(min(u, 255)))] }
}

func familyName(u uint64) string {
	switch u {
	case familyIPv4:
		return "IPv4"
	case familyIPv6:
		return "IPv6"
	case familyMAC:
		return "802 (includes all 802 media plus Ethernet \"canonical format\")"
	}
	return "Unknown"
}

func numberingName(u uint64) string {
	names := [...]string{1: "Unknown", 2: "ifIndex", 3: "System port number"}
	if u < uint64(len(names)) && names[u] != "" {
		return names[u]
	}
	return "Unknown"
}

func className(u uint64) string {
	names := [...]string{"Type Not Defined", "Endpoint Class I", "Endpoint Class II", "Endpoint Class III",
		"Network Connectivity"}
	if u < uint64(len(names)) {
		return names[u]
	}
	return "Unknown"
}

// elements returns the getter that has get look at all elements of a type.
func elements(t Type, get func(x element, v *dissect.Values)) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		each(l.Bytes, func(x element) {
			if x.Type == t {
				get(x, v)
			}
		})
	}
}

// head returns the getter of a part of the heads of elements.
func head(mask uint64) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		each(l.Bytes, func(x element) {
			v.Uint(uint64(be.Uint16(l.Bytes[x.at:]))&mask/(mask&-mask)).Masked(mask).At(x.at, headLen)
		})
	}
}

func number(t Type, off, n int) dissect.Getter {
	return elements(t, func(x element, v *dissect.Values) { addNumber(x, off, n, v) })
}

func addNumber(x element, off, n int, v *dissect.Values) {
	if len(x.value) < off+n {
		return
	}
	u := uint64(0)
	for _, c := range x.value[off : off+n] {
		u = u<<8 | uint64(c)
	}
	v.Uint(u).At(x.at+headLen+off, n)
}

func whole(t Type) dissect.Getter {
	return elements(t, func(x element, v *dissect.Values) { v.Bytes(x.value).At(x.at+headLen, len(x.value)) })
}

// able returns the getter of a bit of the capabilities at off.
func able(off, shift int) dissect.Getter {
	return elements(SystemCapabilities, func(x element, v *dissect.Values) {
		if len(x.value) >= off+2 {
			v.Uint(uint64(be.Uint16(x.value[off:])>>shift&1)).Masked(1<<shift).At(x.at+headLen+off, 2)
		}
	})
}

// anyForm stands for all forms that have no field of their own.
const anyForm = reserved

// identifier returns the getter of identifiers of a form.
func identifier(t Type, want form) dissect.Getter {
	return elements(t, func(x element, v *dissect.Values) {
		if len(x.value) < 2 {
			return
		}
		f := formOf(t, x.value[0])
		if f == macAddress && len(x.value) != 7 || f == networkAddress && !known(x.value[1:]) {
			f = anyForm
		}
		if f == want || want == anyForm && f != macAddress && f != networkAddress {
			v.Bytes(x.value[1:]).At(x.at+headLen+1, len(x.value)-1)
		}
	})
}

// known reports whether a network address has a field of its own.
func known(b []byte) bool {
	return len(b) == 5 && b[0] == familyIPv4 || len(b) == 17 && b[0] == familyIPv6
}

func address(t Type, family byte, n int) dissect.Getter {
	return elements(t, func(x element, v *dissect.Values) {
		if len(x.value) == 2+n && formOf(t, x.value[0]) == networkAddress && x.value[1] == family {
			v.Bytes(x.value[2:]).At(x.at+headLen+2, n)
		}
	})
}

// managed returns the getter of management addresses of a family.
func managed(family byte, n int) dissect.Getter {
	return elements(ManagementAddress, func(x element, v *dissect.Values) {
		if b := x.value; len(b) >= 2+n && int(b[0]) == 1+n && b[1] == family {
			v.Bytes(b[2:2+n]).At(x.at+headLen+2, n)
		}
	})
}

func getOtherManaged(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	elements(ManagementAddress, func(x element, v *dissect.Values) {
		b := x.value
		if len(b) < 2 || b[0] < 2 || len(b) < 1+int(b[0]) || known(b[1:1+int(b[0])]) {
			return
		}
		n := int(b[0]) - 1
		v.Bytes(b[2:2+n]).At(x.at+headLen+2, n)
	})(f, l, v)
}

// behindAddress returns the getter of a number that follows the management
// address.
func behindAddress(off, n int) dissect.Getter {
	return elements(ManagementAddress, func(x element, v *dissect.Values) {
		if len(x.value) > 0 {
			addNumber(x, 1+int(x.value[0])+off, n, v)
		}
	})
}

var outline = dissect.Outline{
	Headings: addHeadings,
	Branches: []dissect.Branch{
		{Above: "lldp.tlv.system_cap", Below: []string{"lldp.tlv.system_cap.*"}},
		{Above: "lldp.tlv.enable_system_cap", Below: []string{"lldp.tlv.enable_system_cap.*"}},
	},
	Wordings: []dissect.Wording{
		{Field: "lldp.orgtlv.oui", Say: sayOUI}, {Field: "lldp.ieee.802_1.port_vlan.id", Say: sayBoth},
		{Field: "lldp.ieee.802_1.vlan.id", Say: sayBoth},
	},
}

// sayBoth says a number in decimal and hexadecimal.
func sayBoth(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	dst = strconv.AppendUint(append(dst, ": "...), v.U, 10)
	return append(text.AppendHex(append(dst, " (0x"...), v.U, 4), ')')
}
