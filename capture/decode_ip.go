package capture

// ipProtos gives the header of an IP protocol number
// (https://www.iana.org/assignments/protocol-numbers). The extension headers
// of IPv6 share the number space.
var ipProtos = [256]Proto{
	0:   ProtoIPv6HopByHop,
	1:   ProtoICMP,
	2:   ProtoIGMP,
	4:   ProtoRaw, // IPv4 by its name, but the version decides
	6:   ProtoTCP,
	17:  ProtoUDP,
	41:  ProtoIPv6,
	43:  ProtoIPv6Routing,
	44:  ProtoIPv6Fragment,
	47:  ProtoGRE,
	51:  ProtoAH,
	58:  ProtoICMPv6,
	60:  ProtoIPv6DestOpts,
	97:  ProtoEtherIP,
	132: ProtoSCTP,
	137: ProtoMPLS,
	143: ProtoEthernet,
}

const (
	ipv4HeadLen = 20
	ipv6HeadLen = 40

	ipMoreFragments = 0x2000
	ipOffsetMask    = 0x1fff
)

// decodeIPv4 reads an IPv4 header (RFC 791 §3.1). A total length of zero
// comes from segmentation offload and means all there is; one beyond the end
// of the frame counts as far as the frame goes.
func decodeIPv4(h *Headers, c *cursor) Proto {
	b := c.rest()
	if len(b) < ipv4HeadLen {
		if len(b) >= 16 {
			h.Src.setIPv4(b[12:])
		}
		h.push(c, ProtoIPv4, ipv4HeadLen)
		return ProtoNone
	}
	n, total := int(b[0]&15)*4, int(be16(b[2:]))
	if b[0]>>4 == 6 {
		return ProtoIPv6
	}
	if n < ipv4HeadLen || b[0]>>4 != 4 {
		h.push(c, ProtoIPv4, ipv4HeadLen)
		h.State = Malformed
		return ProtoNone
	}
	if total != 0 && total < n {
		h.push(c, ProtoIPv4, n)
		h.State = Malformed
		return ProtoNone
	}
	short := total > c.wire
	if total != 0 {
		c.clip(total)
	}
	h.Src.setIPv4(b[12:])
	h.Dst.setIPv4(b[16:])
	if n > ipv4HeadLen {
		h.sourceRoute(b[ipv4HeadLen:min(n, len(b))])
	}
	if !h.push(c, ProtoIPv4, n) || c.wire == 0 {
		return ProtoNone
	}
	if f := be16(b[6:]); f&(ipMoreFragments|ipOffsetMask) != 0 {
		if h.fragment(c, f&ipOffsetMask != 0, short) {
			return ProtoNone
		}
	}
	if c.off == c.end {
		h.State = Truncated
		return ProtoNone
	}
	return ipProtos[b[9]]
}

// sourceRoute takes the destination of a packet whose route is not done yet
// from its source route option: the last address there (RFC 791 §3.1).
func (h *Headers) sourceRoute(options []byte) {
	const end, noOperation, loose, strict = 0, 1, 131, 137
	for len(options) >= 2 && options[0] != end {
		if options[0] == noOperation {
			options = options[1:]
			continue
		}
		n := int(options[1])
		if n < 2 || n > len(options) {
			return
		}
		if (options[0] == loose || options[0] == strict) && n >= 7 && int(options[2]) <= n-3 {
			h.Dst.setIPv4(options[n-4:])
			return
		}
		options = options[n:]
	}
}

// fragment decides about an IPv4 fragment: if it is there whole it waits for its
// datagram. One that was cut, or that its frame is too short for, can never be
// put together, so the first of its datagram is decoded as far as it goes.
func (h *Headers) fragment(c *cursor, later, short bool) bool {
	whole := !short && c.end-c.off >= c.wire
	if whole || later {
		h.State = Fragment
		return true
	}
	h.FirstFragment = true
	return false
}

// decodeIPv6 reads an IPv6 header (RFC 8200 §3). Bytes with another version
// are no IPv6 and stay payload. A length of zero is taken at its word unless
// hop-by-hop options follow, which may tell a jumbogram's (RFC 2675).
func decodeIPv6(h *Headers, c *cursor) Proto {
	b := c.rest()
	if len(b) > 0 && b[0]>>4 != 6 {
		return ProtoNone
	}
	if len(b) >= ipv6HeadLen {
		if n := int(be16(b[4:])); n != 0 || b[6] != 0 {
			c.clip(ipv6HeadLen + n)
		}
	} else if len(b) >= 24 {
		h.Src.setIPv6(b[8:24])
	}
	if !h.push(c, ProtoIPv6, ipv6HeadLen) {
		return ProtoNone
	}
	h.Src.setIPv6(b[8:24])
	h.Dst.setIPv6(b[24:40])
	return ipProtos[b[6]]
}

func decodeHopByHop(h *Headers, c *cursor) Proto { return decodeOptions(h, c, ProtoIPv6HopByHop) }
func decodeDestOpts(h *Headers, c *cursor) Proto { return decodeOptions(h, c, ProtoIPv6DestOpts) }

// decodeRouting reads a routing header. As long as a source route of type 0 is
// not done its last address is the destination (RFC 2460 §4.4).
func decodeRouting(h *Headers, c *cursor) Proto {
	b := c.rest()
	if len(b) >= 24 && b[2] == 0 && b[3] != 0 && b[1] >= 2 && b[1]%2 == 0 && h.Src.Kind == AddrIPv6 {
		if last := 8 + int(b[1])*8 - 16; len(b) >= last+16 {
			h.Dst.setIPv6(b[last : last+16])
		}
	}
	return decodeOptions(h, c, ProtoIPv6Routing)
}

// decodeOptions reads an extension header of the usual form: next header,
// length in units of eight bytes without the first (RFC 8200 §4).
func decodeOptions(h *Headers, c *cursor, p Proto) Proto {
	b, n := c.rest(), 8
	if len(b) >= 2 {
		n += int(b[1]) * 8
	}
	if !h.push(c, p, n) {
		return ProtoNone
	}
	return ipProtos[b[0]]
}

// decodeIPv6Fragment reads a fragment header (RFC 8200 §4.5). A fragment that
// is its whole datagram needs nothing else (RFC 6946). Inside of IPv4 it means
// nothing.
func decodeIPv6Fragment(h *Headers, c *cursor) Proto {
	b := c.rest()
	if !h.push(c, ProtoIPv6Fragment, 8) {
		return ProtoNone
	}
	if f := be16(b[2:]); f&^6 != 0 && h.Src.Kind == AddrIPv6 {
		h.State = Fragment
		return ProtoNone
	}
	return ipProtos[b[0]]
}

// decodeAH reads an authentication header (RFC 4302 §2): its length counts
// units of four bytes, minus two.
func decodeAH(h *Headers, c *cursor) Proto {
	b, n := c.rest(), 8
	if len(b) >= 2 {
		n = int(b[1])*4 + 8
	}
	if !h.push(c, ProtoAH, n) {
		return ProtoNone
	}
	return ipProtos[b[0]]
}
