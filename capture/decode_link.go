package capture

// EtherTypes that Decode follows
// (https://www.iana.org/assignments/ieee-802-numbers).
const (
	etherIPv4     = 0x0800
	etherARP      = 0x0806
	etherBridge   = 0x6558 // transparent Ethernet bridging, in GRE
	etherRARP     = 0x8035
	etherVLAN     = 0x8100
	etherIPv6     = 0x86dd
	etherPPP      = 0x880b // in GRE
	etherMPLS     = 0x8847
	etherMPLSUp   = 0x8848
	etherPPPoED   = 0x8863
	etherPPPoES   = 0x8864
	etherQinQ     = 0x88a8
	etherQinQOld  = 0x9100
	etherPBB      = 0x88e7 // provider backbone bridges, IEEE 802.1ah
	etherFabric   = 0x8903 // Cisco's FabricPath
	etherMACsec   = 0x88e5 // IEEE 802.1AE
	etherCMD      = 0x8909 // Cisco's metadata
	etherVNTag    = 0x8926 // Cisco's VN-Tag
	etherETag     = 0x893f // IEEE 802.1BR
	etherNSH      = 0x894f // network service header
	etherTTag     = 0x8988 // Cisco's time stamp tag
	etherMaxLen   = 1500   // up to here the field is an IEEE 802.3 length
	etherAddrLen  = 6
	etherHeadLen  = 14
	vlanHeadLen   = 4
	sllHeadLen    = 16
	sll2HeadLen   = 20
	sllProtoLLC   = 0x0004 // "protocol" of frames that start with LLC
	snapSAP       = 0xaa
	llcUnnumbered = 0x03
)

// etherProto returns the header that an EtherType announces.
func etherProto(t uint16) Proto {
	switch t {
	case etherIPv4:
		return ProtoIPv4
	case etherIPv6:
		return ProtoIPv6
	case etherARP, etherRARP:
		return ProtoARP
	case etherVLAN, etherQinQ, etherQinQOld:
		return ProtoVLAN
	case etherMPLS, etherMPLSUp:
		return ProtoMPLS
	case etherPPPoED, etherPPPoES:
		return ProtoPPPoE
	case etherBridge:
		return ProtoEthernet
	case etherPBB:
		return ProtoPBB
	case etherFabric:
		return ProtoFabricPath
	case etherVNTag:
		return ProtoVNTag
	case etherETag:
		return ProtoETag
	case etherCMD:
		return ProtoCMD
	case etherTTag:
		return ProtoTTag
	case etherMACsec:
		return ProtoMACsec
	case etherNSH:
		return ProtoNSH
	default:
		return ProtoNone
	}
}

// decodeEthernet reads an Ethernet II or IEEE 802.3 header.
func decodeEthernet(h *Headers, c *cursor) Proto {
	b := c.rest()
	if len(b) >= etherAddrLen {
		h.Dst.setEther(b)
	}
	if len(b) >= 2*etherAddrLen {
		h.Src.setEther(b[etherAddrLen:])
	}
	if !h.push(c, ProtoEthernet, etherHeadLen) {
		return ProtoNone
	}
	return typeOrLength(c, be16(b[12:]))
}

// typeOrLength says what follows an Ethernet or VLAN header: the field is an
// EtherType or the length of an LLC frame (IEEE 802.3 §3.2.6).
func typeOrLength(c *cursor, t uint16) Proto {
	if t > etherMaxLen || t == 0 {
		return etherProto(t) // 1501 to 1535 is neither
	}
	c.clip(int(t))
	if b := c.rest(); len(b) >= 2 && b[0] == 0xff && b[1] == 0xff {
		return ProtoNone // Novell's raw 802.3, IPX without LLC
	}
	return ProtoLLC
}

// decodeVLAN reads what follows the tag protocol identifier of IEEE 802.1Q.
func decodeVLAN(h *Headers, c *cursor) Proto {
	b := c.rest()
	if !h.push(c, ProtoVLAN, vlanHeadLen) {
		return ProtoNone
	}
	return typeOrLength(c, be16(b[2:]))
}

// decodeLLC reads an IEEE 802.2 header, together with the SNAP header if there
// is one (RFC 1042).
func decodeLLC(h *Headers, c *cursor) Proto {
	b := c.rest()
	n := 4
	if len(b) < 3 || b[2]&3 == 3 {
		n = 3 // unnumbered formats have a control field of one byte
	}
	snap := len(b) >= 8 && b[0]&^1 == snapSAP && b[1]&^1 == snapSAP && b[2] == llcUnnumbered
	if snap {
		n = 8
	}
	if !h.push(c, ProtoLLC, n) {
		return ProtoNone
	}
	switch {
	case snap && b[3] == 0 && b[4] == 0 && (b[5] == 0 || b[5] == 0xf8): // RFC 1042 and 802.1H
		return etherProto(be16(b[6:]))
	case snap && b[3] == 0x00 && b[4] == 0x80 && b[5] == 0xc2 && be16(b[6:]) == 0x0007: // bridged Ethernet, RFC 2427
		return ProtoEthernet
	case !snap && n == 3 && b[0] == 0x06 && b[1]&^1 == 0x06:
		return ProtoIPv4
	}
	return ProtoNone
}

// decodeSLL reads a LINKTYPE_LINUX_SLL header.
func decodeSLL(h *Headers, c *cursor) Proto {
	b := c.rest()
	if !h.push(c, ProtoSLL, sllHeadLen) {
		return ProtoNone
	}
	cookedAddr(h, be16(b[4:]), b[6:14])
	return cookedProto(be16(b[2:]), be16(b[14:]))
}

// decodeSLL2 reads a LINKTYPE_LINUX_SLL2 header.
func decodeSLL2(h *Headers, c *cursor) Proto {
	b := c.rest()
	if !h.push(c, ProtoSLL2, sll2HeadLen) {
		return ProtoNone
	}
	cookedAddr(h, uint16(b[11]), b[12:20])
	return cookedProto(be16(b[8:]), be16(b))
}

// cookedAddr takes the sender's address of a cooked frame; there is no other.
func cookedAddr(h *Headers, n uint16, b []byte) {
	switch n {
	case 4:
		h.Src.setIPv4(b)
	case etherAddrLen:
		h.Src.setEther(b)
	}
}

// cookedProto says what follows a cooked header. The protocol field is only an
// EtherType for the hardware types that have EtherTypes.
func cookedProto(hardware, proto uint16) Proto {
	switch hardware {
	case 824: // ARPHRD_NETLINK: the field is a netlink family
		return ProtoNone
	}
	if proto == sllProtoLLC {
		return ProtoLLC
	}
	if proto == etherBridge {
		return ProtoNone
	}
	return etherProto(proto)
}

// decodeNull reads the address family of a BSD loopback frame, written in the
// byte order of the machine that captured or in network byte order.
func decodeNull(h *Headers, c *cursor) Proto {
	b := c.rest()
	if !h.push(c, ProtoNull, 4) {
		return ProtoNone
	}
	switch be16(b) {
	case 0xff03:
		c.back(4)
		return ProtoPPP // some systems deliver HDLC framing here
	case 0x0f00, 0x8f00:
		c.back(4)
		return ProtoCHDLC
	}
	family := be32(b)
	if family >= 1<<16 {
		family = uint32(b[3])<<24 | uint32(b[2])<<16 | uint32(b[1])<<8 | uint32(b[0])
	}
	switch family {
	case 2:
		return ProtoIPv4
	case 24, 28, 30: // AF_INET6 of NetBSD, FreeBSD, Darwin
		return ProtoIPv6
	}
	if family > etherMaxLen && family < 1<<16 {
		return etherProto(uint16(family))
	}
	return ProtoNone
}

// decodeRaw looks at the version of an IP packet that nothing in front of it
// tells.
func decodeRaw(h *Headers, c *cursor) Proto {
	next := ProtoNone
	if b := c.rest(); len(b) > 0 {
		next = ipVersion(b[0])
	}
	if next == ProtoNone || c.off == 0 {
		h.push(c, ProtoRaw, 0)
	}
	return next
}

func ipVersion(b byte) Proto {
	switch b >> 4 {
	case 4:
		return ProtoIPv4
	case 6:
		return ProtoIPv6
	}
	return ProtoNone
}
