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
	LinkSLL      LinkType = 113 // Linux "cooked" capture v1
	LinkIPv4     LinkType = 228 // raw IPv4
	LinkIPv6     LinkType = 229 // raw IPv6
	LinkARCnet   LinkType = 129 // ARCNET as Linux captures it
	LinkUser2    LinkType = 149 // private use; Apple's packet tap had it first
	LinkNFLOG    LinkType = 239 // Linux netfilter log
	LinkIPoIB    LinkType = 242 // IP over InfiniBand
	LinkPKTAP    LinkType = 258 // Apple's packet tap
	LinkSLL2     LinkType = 276 // Linux "cooked" capture v2
)
