package capture

const (
	tcpHeadLen = 20
	udpHeadLen = 8
	portsLen   = 4
	sctpLen    = 12 // of what all packets have
)

// decodeTCP reads a TCP header (RFC 9293 §3.1). Without its ports it is not
// known to be there.
func decodeTCP(h *Headers, c *cursor) Proto {
	b := c.rest()
	if len(b) < tcpHeadLen {
		if len(b) < portsLen {
			h.cut(c, portsLen)
			return ProtoNone
		}
		h.SrcPort, h.DstPort = be16(b), be16(b[2:])
		h.push(c, ProtoTCP, tcpHeadLen)
		return ProtoNone
	}
	h.Transport = ProtoTCP
	h.SrcPort, h.DstPort = be16(b), be16(b[2:])
	t := &h.TCP
	t.Seq, t.Ack = be32(b[4:]), be32(b[8:])
	t.Flags = TCPFlags(be16(b[12:]) & 0x0fff)
	t.Window, t.Urgent = be16(b[14:]), be16(b[18:])
	n := int(b[12]>>4) * 4
	if n < tcpHeadLen {
		t.Options = nil
		h.push(c, ProtoTCP, tcpHeadLen)
		h.State = Malformed
		return ProtoNone
	}
	t.Options = b[tcpHeadLen:max(tcpHeadLen, min(n, len(b)))]
	if !h.push(c, ProtoTCP, n) {
		c.wire = max(0, c.wire-(n-len(b))) // the options were cut, the payload was there
	}
	return ProtoNone
}

// decodeUDP reads a UDP header (RFC 768). A length that contradicts IP is
// noted; the payload ends where both agree. Over IPv6 a length of zero stands
// for all there is (RFC 2675).
func decodeUDP(h *Headers, c *cursor) Proto {
	b := c.rest()
	if len(b) < udpHeadLen {
		if len(b) < portsLen {
			h.cut(c, portsLen)
			return ProtoNone
		}
		h.SrcPort, h.DstPort = be16(b), be16(b[2:])
		h.push(c, ProtoUDP, udpHeadLen)
		return ProtoNone
	}
	h.Transport = ProtoUDP
	h.SrcPort, h.DstPort = be16(b), be16(b[2:])
	n := int(be16(b[4:]))
	switch {
	case n == 0 && h.Src.Kind == AddrIPv6:
	case n < udpHeadLen:
		c.clip(udpHeadLen)
		h.State, h.Transport = Malformed, ProtoNone // of no conversation
		h.push(c, ProtoUDP, udpHeadLen)
		return ProtoNone
	case n > c.wire && h.FirstFragment: // the rest is in other fragments
	case n > c.wire:
		h.State = Malformed
	default:
		c.clip(n)
	}
	h.push(c, ProtoUDP, udpHeadLen)
	if c.off == c.end {
		return ProtoNone
	}
	return overlay(h.SrcPort, h.DstPort)
}

// decodeARP reads an ARP packet (RFC 826): eight bytes and two pairs of
// addresses whose lengths are in them.
func decodeARP(h *Headers, c *cursor) Proto {
	b, n := c.rest(), 8
	if len(b) >= n {
		n += 2*int(b[4]) + 2*int(b[5])
		h.Transport = ProtoARP
	}
	h.push(c, ProtoARP, n)
	return ProtoNone
}

func decodeICMP(h *Headers, c *cursor) Proto   { return decodeControl(h, c, ProtoICMP) }
func decodeICMPv6(h *Headers, c *cursor) Proto { return decodeControl(h, c, ProtoICMPv6) }
func decodeIGMP(h *Headers, c *cursor) Proto   { return decodeControl(h, c, ProtoIGMP) }

// decodeControl takes type, code and checksum (RFC 792, 4443, 9776); the rest
// depends on the type and is left to those who dissect it.
func decodeControl(h *Headers, c *cursor, p Proto) Proto {
	if c.end-c.off >= 4 {
		h.Transport = p
	}
	h.push(c, p, 4)
	return ProtoNone
}

// decodeSCTP reads the ports of a packet of SCTP (RFC 9260 §3.1), all of which is payload.
func decodeSCTP(h *Headers, c *cursor) Proto {
	if b := c.rest(); len(b) >= sctpLen {
		h.Transport, h.SrcPort, h.DstPort = ProtoSCTP, be16(b), be16(b[2:])
	}
	return ProtoNone
}
