package capture

// LinkType is a LINKTYPE_ value (https://www.tcpdump.org/linktypes.html).
type LinkType uint16

// Link types whose frames are decoded.
const (
	LinkNull     LinkType = 0   // BSD loopback, address family in host byte order
	LinkEthernet LinkType = 1   // IEEE 802.3
	LinkPPP      LinkType = 9   // PPP, perhaps in HDLC-like framing
	LinkRawBSD   LinkType = 12  // raw IP, as DLT_RAW of most systems
	LinkRawOBSD  LinkType = 14  // raw IP, as DLT_RAW of OpenBSD
	LinkPPPHDLC  LinkType = 50  // PPP in HDLC-like framing (RFC 1662)
	LinkPPPoE    LinkType = 51  // PPPoE session packets (RFC 2516)
	LinkRaw      LinkType = 101 // raw IPv4 or IPv6
	LinkCHDLC    LinkType = 104 // Cisco HDLC
	LinkLoop     LinkType = 108 // OpenBSD loopback, address family in network byte order
	LinkWLAN     LinkType = 105 // IEEE 802.11
	LinkPrism    LinkType = 119 // IEEE 802.11 behind a Prism header
	LinkRadiotap LinkType = 127 // IEEE 802.11 behind a radiotap header
	LinkAVS      LinkType = 163 // IEEE 802.11 behind an AVS header
	LinkPPI      LinkType = 192 // per-packet information
	LinkSLL      LinkType = 113 // Linux "cooked" capture v1
	LinkIPNET    LinkType = 226 // Solaris' IP observability
	LinkIPv4     LinkType = 228 // raw IPv4
	LinkIPv6     LinkType = 229 // raw IPv6
	LinkARCnet   LinkType = 129 // ARCNET as Linux captures it
	LinkUser2    LinkType = 149 // private use; Apple's packet tap had it first
	LinkNFLOG    LinkType = 239 // Linux netfilter log
	LinkIPoIB    LinkType = 242 // IP over InfiniBand
	LinkPKTAP    LinkType = 258 // Apple's packet tap
	LinkSLL2     LinkType = 276 // Linux "cooked" capture v2
)

// linkNames names the link types that captures are found with, as
// https://www.tcpdump.org/linktypes.html does.
var linkNames = map[LinkType]string{
	LinkNull: "NULL", LinkEthernet: "ETHERNET", 2: "EXP_ETHERNET", 3: "AX25", 4: "PRONET", 5: "CHAOS", 6: "IEEE802_5",
	7: "ARCNET_BSD", 8: "SLIP",
	LinkPPP: "PPP", 10: "FDDI", LinkRawBSD: "RAW", LinkRawOBSD: "RAW", LinkPPPHDLC: "PPP_HDLC", LinkPPPoE: "PPP_ETHER",
	99:  "SYMANTEC_FIREWALL",
	100: "ATM_RFC1483", LinkRaw: "RAW", LinkCHDLC: "C_HDLC", LinkWLAN: "IEEE802_11", 107: "FRELAY", LinkLoop: "LOOP",
	LinkSLL: "LINUX_SLL",
	114:     "LTALK", 117: "PFLOG", LinkPrism: "IEEE802_11_PRISM", 122: "IP_OVER_FC", 123: "SUNATM",
	LinkRadiotap: "IEEE802_11_RADIOTAP",
	LinkARCnet:   "ARCNET_LINUX", 138: "APPLE_IP_OVER_IEEE1394", 139: "MTP2_WITH_PHDR", 140: "MTP2", 141: "MTP3",
	142: "SCCP", 143: "DOCSIS",
	144: "LINUX_IRDA", 147: "USER0", 148: "USER1", LinkUser2: "USER2", 150: "USER3", 151: "USER4", 152: "USER5",
	153: "USER6", 154: "USER7",
	155: "USER8", 156: "USER9", 157: "USER10", 158: "USER11", 159: "USER12", 160: "USER13", 161: "USER14", 162: "USER15",
	LinkAVS: "IEEE802_11_AVS", 165: "BACNET_MS_TP", 166: "PPP_PPPD", 169: "GPRS_LLC", 177: "LINUX_LAPD",
	187: "BLUETOOTH_HCI_H4",
	189: "USB_LINUX", LinkPPI: "PPI", 195: "IEEE802_15_4_WITHFCS", 196: "SITA", 197: "ERF",
	201: "BLUETOOTH_HCI_H4_WITH_PHDR", 202: "AX25_KISS",
	203: "LAPD", 204: "PPP_WITH_DIR", 205: "C_HDLC_WITH_DIR", 206: "FRELAY_WITH_DIR", 209: "IPMB_LINUX",
	215: "IEEE802_15_4_NONASK_PHY",
	220: "USB_LINUX_MMAPPED", 224: "FC_2", 225: "FC_2_WITH_FRAME_DELIMS", LinkIPNET: "IPNET", 227: "CAN_SOCKETCAN",
	LinkIPv4: "IPV4",
	LinkIPv6: "IPV6", 230: "IEEE802_15_4_NOFCS", 231: "DBUS", 235: "DVB_CI", 236: "MUX27010", 237: "STANAG_5066_D_PDU",
	LinkNFLOG: "NFLOG",
	240:       "NETANALYZER", 241: "NETANALYZER_TRANSPARENT", LinkIPoIB: "IPOIB", 243: "MPEG_2_TS", 244: "NG40",
	245: "NFC_LLCP", 247: "INFINIBAND",
	248: "SCTP", 249: "USBPCAP", 250: "RTAC_SERIAL", 251: "BLUETOOTH_LE_LL", 253: "NETLINK", 254: "BLUETOOTH_LINUX_MONITOR",
	255: "BLUETOOTH_BREDR_BB", 256: "BLUETOOTH_LE_LL_WITH_PHDR", 257: "PROFIBUS_DL", LinkPKTAP: "PKTAP", 259: "EPON",
	260: "IPMI_HPM_2",
	261: "ZWAVE_R1_R2", 262: "ZWAVE_R3", 263: "WATTSTOPPER_DLM", 264: "ISO_14443", 265: "RDS", 266: "USB_DARWIN",
	268: "SDLC", 270: "LORATAP",
	271: "VSOCK", 272: "NORDIC_BLE", 273: "DOCSIS31_XRA31", 274: "ETHERNET_MPACKET", 275: "DISPLAYPORT_AUX",
	LinkSLL2: "LINUX_SLL2",
	278:      "OPENVIZSLA", 279: "EBHSCR", 280: "VPP_DISPATCH", 281: "DSA_TAG_BRCM", 282: "DSA_TAG_BRCM_PREPEND",
	283: "IEEE802_15_4_TAP",
	284: "DSA_TAG_DSA", 285: "DSA_TAG_EDSA", 286: "ELEE", 287: "Z_WAVE_SERIAL", 288: "USB_2_0", 289: "ATSC_ALP", 290: "ETW",
}

// String returns the name of a link type without LINKTYPE_, "unassigned" if it
// has none.
func (t LinkType) String() string {
	if name := linkNames[t]; name != "" {
		return name
	}
	return "unassigned"
}

// Decoded reports whether Decode finds headers in frames of the link type.
func (t LinkType) Decoded() bool { return int(t) < len(linkProtos) && linkProtos[t] != ProtoNone }
