package capture

// PPP protocol numbers (https://www.iana.org/assignments/ppp-numbers).
const (
	pppIPv4   = 0x0021
	pppIPv6   = 0x0057
	pppMPLS   = 0x0281
	pppMPLSUp = 0x0283
)

// decodePPP reads a PPP frame (RFC 1661), with or without the address and
// control bytes of HDLC-like framing (RFC 1662). A protocol field whose first
// byte is odd has only that byte.
func decodePPP(h *Headers, c *cursor) Proto {
	b := c.rest()
	if len(b) >= 4 && (b[0] == 0x0f || b[0] == 0x8f) && b[1] == 0 {
		return ProtoCHDLC // Cisco's unicast and broadcast addresses
	}
	n := 0
	if len(b) >= 2 && b[0] == 0xff && b[1] == 0x03 {
		n = 2
	}
	if len(b) > n && b[n]&1 == 1 && (b[n] != 0xff || c.wire > 1) {
		if !h.push(c, ProtoPPP, n+1) {
			return ProtoNone
		}
		return pppProto(uint16(b[n]))
	}
	if !h.push(c, ProtoPPP, n+2) {
		return ProtoNone
	}
	return pppProto(be16(b[n:]))
}

func pppProto(t uint16) Proto {
	switch t {
	case pppIPv4:
		return ProtoIPv4
	case pppIPv6:
		return ProtoIPv6
	case pppMPLS, pppMPLSUp:
		return ProtoMPLS
	}
	return ProtoNone
}

// decodePPPoE reads a discovery or session packet (RFC 2516 §4).
func decodePPPoE(h *Headers, c *cursor) Proto {
	b := c.rest()
	if !h.push(c, ProtoPPPoE, 6) {
		return ProtoNone
	}
	c.clip(int(be16(b[4:])))
	if b[1] != 0 {
		return ProtoNone // discovery
	}
	return ProtoPPP
}

// mplsMaxLen bounds a label stack; real ones have a handful of labels.
const mplsMaxLen = 4 * 64

// decodeMPLS reads a whole label stack (RFC 3032). Nothing in it tells what
// follows; the first nibble does, as routers guess it (RFC 4928).
func decodeMPLS(h *Headers, c *cursor) Proto {
	b := c.rest()
	n := 4
	for n <= len(b) && n < mplsMaxLen && b[n-2]&1 == 0 {
		n += 4
	}
	if !h.enter(c, ProtoMPLS, n) {
		return ProtoNone
	}
	rest := c.rest()
	if len(rest) == 0 {
		return ProtoNone
	}
	if p := ipVersion(rest[0]); p != ProtoNone {
		return p
	}
	switch rest[0] >> 4 {
	case 1: // associated channel of a pseudowire (RFC 4385)
		return ProtoNone
	case 0:
		if len(rest) < 4+etherHeadLen {
			return ProtoNone
		}
		c.skip(4) // control word (RFC 4448)
		rest = rest[4:]
	}
	if len(rest) < etherHeadLen || rest[etherAddrLen]&1 != 0 {
		return ProtoNone // no Ethernet frame has a group address as its source
	}
	return ProtoEthernet
}

// GRE flags (RFC 2784, 2890, 2637).
const (
	greChecksum = 0x8000
	greRouting  = 0x4000
	greKey      = 0x2000
	greSequence = 0x1000
	greAck      = 0x0080
	greVersion  = 0x0007
)

// decodeGRE reads generic routing encapsulation, version 0 or PPTP's 1.
func decodeGRE(h *Headers, c *cursor) Proto {
	b := c.rest()
	if len(b) < 4 {
		h.enter(c, ProtoGRE, 4)
		return ProtoNone
	}
	flags, n := be16(b), 4
	for _, f := range [...]uint16{greChecksum | greRouting, greKey, greSequence} {
		if flags&f != 0 {
			n += 4
		}
	}
	if flags&greVersion == 1 && flags&greAck != 0 {
		n += 4
	}
	if !h.enter(c, ProtoGRE, n) || flags&greRouting != 0 {
		return ProtoNone
	}
	if flags&greVersion == 1 && be16(b[2:]) != greEoIP {
		if len(b) < 6 {
			return ProtoNone // a payload length is missing
		}
		c.clip(int(be16(b[4:])))
	}
	if c.wire == 0 {
		return ProtoNone // an acknowledgment alone, or a probe
	}
	return greProto(c, be16(b[2:]))
}

// GRE protocol types that are no EtherTypes.
const (
	greERSPAN  = 0x88be // types I and II
	greERSPAN3 = 0x22eb
	greEoIP    = 0x6400 // MikroTik's Ethernet over IP: its key is a length and the number of the tunnel
	greWCCP    = 0x883e
	greAruba   = 0x8200 // and up to greAruba+15: IEEE 802.11 of a tunneling access point
)

// greProto says what follows a GRE header.
func greProto(c *cursor, t uint16) Proto {
	switch t {
	case greERSPAN, greERSPAN3:
		return ProtoERSPAN
	case greEoIP:
		return ProtoEthernet
	case etherPPP:
		return ProtoPPP
	case greWCCP: // version 2 has a redirect header of four bytes
		if b := c.rest(); len(b) >= 4 && b[0]>>4 != 4 {
			c.skip(4)
		}
		return ProtoIPv4
	case etherVLAN, etherQinQ, etherQinQOld, etherPPPoED, etherPPPoES:
		return ProtoNone
	}
	if t&^15 == greAruba {
		return ProtoWLAN
	}
	return etherProto(t)
}
