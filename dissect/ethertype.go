package dissect

import (
	"encoding/binary"

	"netsniff/capture"
)

// etherProtocols are the EtherTypes of protocols that nobody here dissects, with
// Wireshark's names for them (https://www.iana.org/assignments/ieee-802-numbers).
var etherProtocols = map[uint16]string{
	0x0bad: "vines_ip", 0x22ea: "mrp-msrp", 0x22f0: "ieee1722", 0x22f3: "trill", 0x6003: "dec_dna", 0x6004: "lat",
	0x809b: "llap", 0x80f3: "aarp",
	0x80ff: "wcp", 0x8137: "ipx", 0x887b: "homeplug", 0x8892: "pn_rt", 0x8899: "realtek",
	0x88a2: "aoe", 0x88a4: "ecatf", 0x88b8: "goose", 0x88ba: "sv", 0x88d9: "lltd", 0x88e1: "homeplug-av", 0x88f5: "mrp-mvrp",
	0x88f7: "ptp", 0x8902: "cfm", 0x8906: "fcoe", 0x890d: "wlan", 0x8914: "fip", 0x8915: "infiniband",
}

// etherTypes are the words that details have for EtherTypes
// (https://www.iana.org/assignments/ieee-802-numbers).
var etherTypes = map[uint64]string{
	0x0800: "IPv4", 0x0806: "ARP", 0x86dd: "IPv6", 0x8100: "802.1Q Virtual LAN", 0x88a8: "802.1ad Provider Bridge (Q-in-Q)",
	0x9100: "QinQ: old non-standard 802.1ad", 0x8847: "MPLS label switched packet",
	0x8848: "MPLS multicast label switched packet",
	0x8863: "PPPoE Discovery", 0x8864: "PPPoE Session", 0x8926: "VN-Tag", 0x88e5: "802.1AE (MACsec)",
	0x893f: "802.1br E-Tag",
	0x8035: "RARP", 0x809b: "AppleTalk LLAP bridging", 0x80f3: "AARP", 0x8137: "Netware IPX/SPX", 0x880b: "PPP",
	0x8808: "MAC Control", 0x8809: "Slow Protocols", 0x888e: "802.1X Authentication", 0x88a2: "ATA over Ethernet",
	0x88cc: "802.1 Link Layer Discovery Protocol (LLDP)", 0x88be: "ERSPAN", 0x22eb: "ERSPAN Type III",
	0x6558: "Transparent Ethernet bridging",
	0x894f: "Network Service Header", 0x8909: "CiscoMetaData", 0x88f7: "PTPv2 over Ethernet (IEEE1588)", 0x9000: "Loopback",
	0x88b8: "IEC 61850/GOOSE", 0x8892: "PROFINET", 0x88e1: "HomePlug AV",
	0x8902: "IEEE 802.1Q Connectivity Fault Management (CFM) protocol",
	0x8906: "Fibre Channel over Ethernet", 0x8914: "FCoE Initialization Protocol", 0x0bad: "VINES IP",
	0x6003: "DEC DNA Routing",
	0x6004: "DEC LAT Protocol", 0x886d: "Intel ANS probe", 0x8899: "Realtek Layer 2 Protocols", 0x22f3: "TRILL",
}

// EtherTypeName returns the word for an EtherType.
func EtherTypeName(u uint64) string {
	if name := etherTypes[u]; name != "" {
		return name
	}
	return "Unknown"
}

// EtherProtocol returns the name of what an Ethernet frame carries if nobody
// here dissects it, "" if that is not known.
func (f *Frame) EtherProtocol() string {
	h := f.Last()
	if h.Proto != capture.ProtoEthernet && h.Proto != capture.ProtoVLAN {
		return ""
	}
	b := f.Headers.Bytes(h)
	if h.Len < 2 || len(b) < int(h.Len) {
		return ""
	}
	return etherProtocols[binary.BigEndian.Uint16(b[h.Len-2:])]
}
