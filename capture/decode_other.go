package capture

// decodeCHDLC reads Cisco's HDLC header: address, control and EtherType.
func decodeCHDLC(h *Headers, c *cursor) Proto {
	b := c.rest()
	if !h.push(c, ProtoCHDLC, 4) {
		return ProtoNone
	}
	if t := be16(b[2:]); t != etherRARP { // the number is SLARP's here
		return etherProto(t)
	}
	return ProtoNone
}

// nflogPayload is the attribute that holds the packet (NFULA_PAYLOAD).
const nflogPayload = 9

// decodeNFLOG reads the netfilter log header and its attributes up to the
// packet (https://www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html). Attribute
// lengths are in the byte order of the machine that captured; the one that
// makes sense is taken.
func decodeNFLOG(h *Headers, c *cursor) Proto {
	b := c.rest()
	n := 4
	for n+4 <= len(b) {
		length := int(b[n]) | int(b[n+1])<<8
		kind := int(b[n+2]) | int(b[n+3])<<8
		if length < 4 || n+length > len(b) && kind != nflogPayload {
			break
		}
		if kind == nflogPayload {
			if !h.push(c, ProtoNFLOG, n+4) {
				return ProtoNone
			}
			c.clip(length - 4)
			return ProtoRaw
		}
		n += (length + 3) &^ 3
	}
	h.push(c, ProtoNFLOG, 4)
	return ProtoNone
}

// decodeIPoIB reads the InfiniBand address and the encapsulation header of
// RFC 4391.
func decodeIPoIB(h *Headers, c *cursor) Proto {
	b := c.rest()
	if !h.push(c, ProtoIPoIB, 44) {
		return ProtoNone
	}
	return etherProto(be16(b[40:]))
}

// decodePKTAP reads Apple's packet tap header: its length and the link type of
// what follows are 32-bit numbers in the byte order of the Mac.
func decodePKTAP(h *Headers, c *cursor) Proto {
	b := c.rest()
	if len(b) < 12 {
		h.push(c, ProtoPKTAP, 12)
		return ProtoNone
	}
	n, link := int(b[0])|int(b[1])<<8, int(b[8])|int(b[9])<<8
	if n < 12 || !h.push(c, ProtoPKTAP, n) || link >= len(innerLinks) {
		return ProtoNone
	}
	return innerLinks[link]
}

// decodeIPNET reads the header of Solaris' IP observability
// (https://www.tcpdump.org/linktypes/LINKTYPE_IPNET.html): it tells zones and
// interface of an IP packet.
func decodeIPNET(h *Headers, c *cursor) Proto {
	if !h.push(c, ProtoIPNET, 24) {
		return ProtoNone
	}
	return ProtoRaw
}

// innerLinks gives the first header of the link types that PKTAP carries.
var innerLinks = [...]Proto{
	LinkNull:     ProtoNull,
	LinkEthernet: ProtoEthernet,
	LinkPPP:      ProtoPPP,
	LinkRawBSD:   ProtoRaw,
	LinkRaw:      ProtoRaw,
	LinkLoop:     ProtoNull,
}

// ARCNET protocol numbers of RFC 1051 and RFC 1201.
const (
	arcnetOldIP  = 0xf0
	arcnetOldARP = 0xf1
	arcnetIP     = 0xd4
	arcnetARP    = 0xd5
)

// decodeARCnet reads the header of LINKTYPE_ARCNET_LINUX. The frames of
// RFC 1201 have a split flag and a sequence number, which are always those of
// a whole packet here: the kernel puts the parts together.
func decodeARCnet(h *Headers, c *cursor) Proto {
	b := c.rest()
	if len(b) < 5 {
		h.push(c, ProtoARCnet, 5)
		return ProtoNone
	}
	h.Src = Addr{Kind: AddrARCnet, B: [16]byte{b[0]}}
	h.Dst = Addr{Kind: AddrARCnet, B: [16]byte{b[1]}}
	n, next := 5, ProtoNone
	switch b[4] {
	case arcnetOldIP:
		next = ProtoIPv4
	case arcnetOldARP:
		next = ProtoARP
	case arcnetIP:
		n, next = 8, ProtoIPv4
	case arcnetARP:
		n, next = 8, ProtoARP
	}
	if !h.push(c, ProtoARCnet, n) {
		return ProtoNone
	}
	return next
}
