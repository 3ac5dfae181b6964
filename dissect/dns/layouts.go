package dns

import "netsniff/dissect"

// Makers of parts. Their field names and titles are Wireshark's.

func u8(name, title string, names ...func(uint64) string) part {
	return unsigned(1, dissect.Dec, name, title, names)
}

func u16(name, title string, names ...func(uint64) string) part {
	return unsigned(2, dissect.Dec, name, title, names)
}

func u32(name, title string, names ...func(uint64) string) part {
	return unsigned(4, dissect.Dec, name, title, names)
}

func x8(name, title string) part { return unsigned(1, dissect.Hex2, name, title, nil) }

func x16(name, title string) part { return unsigned(2, dissect.Hex4, name, title, nil) }

func unsigned(width int, base dissect.Base, name, title string, names []func(uint64) string) part {
	s := &spec{name: name, title: title, typ: dissect.Uint, base: base}
	if len(names) > 0 {
		s.names = names[0]
	}
	return part{kind: number, width: width, spec: s}
}

// stamp is a number of seconds since 1970.
func stamp(width int, name, title string) part {
	return part{kind: number, width: width, spec: &spec{name: name, title: title, typ: dissect.AbsTime}}
}

// flag is one bit of the number before it, bitRange several.
func flag(width int, mask uint64, name, title string) part {
	return part{kind: masked, width: width, mask: mask, spec: &spec{name: name, title: title, typ: dissect.Bool}}
}

func bitRange(width int, mask uint64, base dissect.Base, name, title string) part {
	return part{kind: masked, width: width, mask: mask, spec: &spec{name: name, title: title, typ: dissect.Uint, base: base}}
}

func fixed(width int, t dissect.Type, name, title string) part {
	return part{kind: address, width: width, spec: &spec{name: name, title: title, typ: t}}
}

func host(name, title string) part {
	return part{kind: domain, spec: &spec{name: name, title: title, typ: dissect.String}}
}

func sized(t dissect.Type, name, title string) part {
	return part{kind: counted, spec: &spec{name: name, title: title, typ: t}}
}

func remaining(name, title string) part {
	return part{kind: rest, spec: &spec{name: name, title: title, typ: dissect.Octets}}
}

// ifAny is p without empty values.
func ifAny(p part) part {
	p.optional = true
	return p
}

func reads(f func(*walk)) part { return part{kind: custom, read: f} }

func says(f func([]byte, *walk) []byte) part { return part{kind: speak, say: f} }

// again repeats all parts before it while data is left.
var again = part{kind: repeat}

// layoutOf returns how the data of a type is laid out; nil if it is opaque.
func layoutOf(t Type) []part {
	if int(t) < len(layouts) {
		return layouts[t]
	}
	switch t {
	case 32769:
		return layouts[43]
	case 65281:
		return winsLayout
	case 65282:
		return winsReverseLayout
	case 65422:
		return xpfLayout
	}
	return nil
}

// layouts gives the data of the types below 258. Its order is the order of
// the RFCs: 1035 §3.3, 1183, 1706, 2535, 1712, 1876, 2782, 3403, and so on.
var layouts = [...][]part{
	1:  {fixed(4, dissect.IPv4, "dns.a", "Address"), says(sayIPv4)},
	2:  {host("dns.ns", "Name Server"), says(sayName)},
	3:  {says(sayOwner), host("dns.md", "Mail Destination")},
	4:  {says(sayOwner), host("dns.mf", "Mail Forwarder")},
	5:  {host("dns.cname", "CNAME"), says(sayName)},
	6:  soaLayout,
	7:  {says(sayOwner), host("dns.mb", "MailBox Domaine")},
	8:  {says(sayOwner), host("dns.mg", "Mail Group member")},
	9:  {says(sayOwner), host("dns.mr", "Mail Rename domaine")},
	10: {says(sayOwner), remaining("dns.null", "Null (data)")},
	11: {
		fixed(4, dissect.IPv4, "dns.wks.address", "Address"), says(sayIPv4),
		u8("dns.wks.protocol", "Protocol"), reads(readServiceBits),
	},
	12: {host("dns.ptr.domain_name", "Domain Name"), says(sayName)},
	13: {
		u8("dns.hinfo.cpu_length", "CPU Length"), sized(dissect.String, "dns.hinfo.cpu", "CPU"),
		u8("dns.hinfo.os_length", "OS Length"), sized(dissect.String, "dns.hinfo.os", "OS"), says(sayHostInfo),
	},
	14: {says(sayOwner), host("dns.minfo.r", "Responsible Mailbox"), host("dns.minfo.e", "Error Mailbox")},
	15: {u16("dns.mx.preference", "Preference"), host("dns.mx.mail_exchange", "Mail Exchange"), says(sayMX)},
	16: {u8("dns.txt.length", "TXT Length"), sized(dissect.String, "dns.txt", "TXT"), again},
	17: {says(sayOwner), host("dns.rp.mailbox", "Mailbox"), host("dns.rp.txt_rr", "TXT RR")},
	18: {says(sayOwner), u16("dns.afsdb.subtype", "Subtype"), host("dns.afsdb.hostname", "Hostname")},
	19: {says(sayOwner), u8("dns.x25.length", "Length"), sized(dissect.String, "dns.x25.psdn_address", "PSDN-Address")},
	20: {
		says(sayOwner), u8("dns.idsn.length", "Length"), sized(dissect.String, "dns.idsn.address", "ISDN Address"),
		reads(readSubAddress),
	},
	21: {says(sayOwner), u16("dns.rt.subtype", "Preference"), host("dns.rt.intermediate_host", "Intermediate Hostname")},
	22: {says(sayOwner), remaining("dns.nsap.rdata", "NSAP Data")},
	23: {says(sayOwner), host("dns.nsap_ptr.owner", "Owner")},
	24: signatureLayout,
	25: keyLayout,
	26: {
		says(sayOwner), u16("dns.px.preference", "Preference"),
		host("dns.px.map822", "MAP822"), host("dns.px.map400", "MAPX400"),
	},
	27: {
		says(sayOwner),
		u8("dns.gpos.longitude_length", "Longitude length"), sized(dissect.String, "dns.gpos.longitude", "Longitude"),
		u8("dns.gpos.latitude_length", "Latitude length"), sized(dissect.String, "dns.gpos.latitude", "Latitude"),
		u8("dns.gpos.altitude_length", "Altitude length"), sized(dissect.String, "dns.gpos.altitude", "Altitude"),
	},
	28: {fixed(16, dissect.IPv6, "dns.aaaa", "AAAA Address"), says(sayIPv6)},
	29: {u8("dns.loc.version", "Version"), reads(readLocation)},
	30: {host("dns.nxt.next_domain_name", "Next Domain Name"), says(sayName), reads(readNextBits)},
	33: {
		u16("dns.srv.priority", "Priority"), u16("dns.srv.weight", "Weight"), u16("dns.srv.port", "Port"),
		host("dns.srv.target", "Target"), says(saySRV),
	},
	35: {
		u16("dns.naptr.order", "Order"), u16("dns.naptr.preference", "Preference"),
		u8("dns.naptr.flags_length", "Flags Length"), sized(dissect.String, "dns.naptr.flags", "Flags"),
		u8("dns.naptr.service_length", "Service Length"), sized(dissect.String, "dns.naptr.service", "Service"),
		u8("dns.naptr.regex_length", "Regex Length"), sized(dissect.String, "dns.naptr.regex", "Regex"),
		reads(readReplacementLength), host("dns.naptr.replacement", "Replacement"), says(sayNAPTR),
	},
	36: {u16("dns.kx.preference", "Preference"), host("dns.kx.key_exchange", "Key Exchange"), says(sayMX)},
	37: {
		u16("dns.cert.type", "Type", certificateType), x16("dns.cert.key_tag", "Key Tag"),
		u8("dns.cert.algorithm", "Algorithm", algorithm), ifAny(remaining("dns.cert.certificate", "Certificate (or CRL)")),
	},
	38: {u8("dns.a6.prefix_len", "Prefix len"), reads(readA6), says(sayA6)},
	39: {host("dns.dname", "Dname"), says(sayName)},
	41: {reads(readOptions)},
	42: {says(sayOwner), reads(readPrefixes)},
	43: delegationLayout,
	44: {
		u8("dns.sshfp.algorithm", "Algorithm", fingerprintKey),
		u8("dns.sshfp.fingerprint.type", "Fingerprint type", fingerprintHash),
		ifAny(remaining("dns.sshfp.fingerprint", "Fingerprint")),
	},
	45: {
		u8("dns.ipseckey.gateway_precedence", "Gateway Precedence"),
		u8("dns.ipseckey.gateway_type", "Gateway Type", gatewayType),
		reads(readGateway), ifAny(remaining("dns.ipseckey.public_key", "Public Key")),
	},
	46: signatureLayout,
	47: {host("dns.nsec.next_domain_name", "Next Domain Name"), says(sayName), reads(readTypeBitmap)},
	48: dnskeyLayout,
	49: {says(sayOwner), remaining("dns.dhcid.rdata", "DHCID Data")},
	50: append(nsec3Hashing[:len(nsec3Hashing):len(nsec3Hashing)],
		u8("dns.nsec3.hash_length", "Hash length"), reads(readNextHash), reads(readTypeBitmap)),
	51: {
		says(sayOwner), nsec3Hashing[0], nsec3Hashing[1], nsec3Hashing[3], nsec3Hashing[4], nsec3Hashing[5],
	},
	52: {
		says(sayOwner), u8("dns.tlsa.certificate_usage", "Certificate Usage", certificateUsage),
		u8("dns.tlsa.selector", "Selector", selector),
		u8("dns.tlsa.matching_type", "Matching Type", matchingType),
		remaining("dns.tlsa.certificate_association_data", "Certificate Association Data"),
	},
	55:  hipLayout,
	59:  delegationLayout,
	60:  dnskeyLayout,
	61:  {{kind: rest, spec: textSpec("dns.openpgpkey", "OpenPGP Key")}},
	62:  csyncLayout,
	63:  zonemdLayout,
	64:  serviceLayout,
	65:  serviceLayout,
	99:  {u8("dns.spf.length", "SPF Length"), sized(dissect.String, "dns.spf", "SPF"), again},
	104: {u16("dns.ilnp.nid.preference", "Preference"), fixed(8, dissect.Octets, "dns.ilnp.nid", "NodeID")},
	105: {u16("dns.ilnp.l32.preference", "Preference"), fixed(4, dissect.IPv4, "dns.ilnp.l32", "Locator32")},
	106: {u16("dns.ilnp.l64.preference", "Preference"), fixed(8, dissect.Octets, "dns.ilnp.l64", "Locator64")},
	107: {u16("dns.ilnp.lp.preference", "Preference"), host("dns.ilnp.lp", "Locator FQDN")},
	108: {fixed(6, dissect.Ether, "dns.eui48", "EUI48 Address")},
	109: {fixed(8, dissect.Ether, "dns.eui64", "EUI64 Address")},
	249: tkeyLayout,
	250: tsigLayout,
	257: caaLayout,
}
