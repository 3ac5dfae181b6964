package capture

// Lengths of the tags between an Ethernet header and its payload, each with the
// EtherType at its end.
const (
	vnTagLen = 6
	eTagLen  = 8
	ttagLen  = 8
	cmdLen   = 8
)

// decodeVNTag reads Cisco's VN-Tag: direction, destination and source of a
// virtual interface.
func decodeVNTag(h *Headers, c *cursor) Proto {
	b := c.rest()
	if !h.push(c, ProtoVNTag, vnTagLen) {
		return ProtoNone
	}
	return typeOrLength(c, be16(b[vnTagLen-2:]))
}

// decodeETag reads the tag of IEEE 802.1BR.
func decodeETag(h *Headers, c *cursor) Proto { return decodeTag(h, c, ProtoETag, eTagLen) }

// decodeTTag reads Cisco's time stamp tag.
func decodeTTag(h *Headers, c *cursor) Proto { return decodeTag(h, c, ProtoTTag, ttagLen) }

// decodeCMD reads Cisco's metadata: version, length, options and the number of
// a security group.
func decodeCMD(h *Headers, c *cursor) Proto { return decodeTag(h, c, ProtoCMD, cmdLen) }

// decodeTag reads a tag of n bytes with an EtherType at its end.
func decodeTag(h *Headers, c *cursor, p Proto, n int) Proto {
	b := c.rest()
	if !h.push(c, p, n) {
		return ProtoNone
	}
	return etherProto(be16(b[n-2:]))
}

// The security tag of IEEE 802.1AE §9.
const (
	macsecVersion   = 0x80
	macsecChannel   = 0x20 // a secure channel identifier follows
	macsecEncrypted = 0x08
	macsecChanged   = 0x04
	macsecLen       = 6
	macsecSCILen    = 8
	macsecICVLen    = 16 // of the integrity check value at the end
)

// decodeMACsec reads the security tag. What it protects can be read if it is
// neither encrypted nor changed; then the EtherType counts as part of the tag.
func decodeMACsec(h *Headers, c *cursor) Proto {
	b, n := c.rest(), macsecLen
	if len(b) == 0 || b[0]&macsecVersion != 0 {
		return ProtoNone
	}
	if b[0]&macsecChannel != 0 {
		n += macsecSCILen
	}
	if c.wire < n+macsecICVLen {
		return ProtoNone
	}
	c.clip(c.wire - macsecICVLen)
	if b[0]&(macsecEncrypted|macsecChanged) != 0 {
		h.push(c, ProtoMACsec, n)
		return ProtoNone
	}
	return decodeTag(h, c, ProtoMACsec, n+2)
}

// nshProtos gives what the next protocols of a network service header are
// (RFC 8300 §2.2). IPv4 goes by the version.
var nshProtos = [...]Proto{1: ProtoRaw, 2: ProtoIPv6, 3: ProtoEthernet, 4: ProtoNSH, 5: ProtoMPLS}

// decodeNSH reads a network service header; its length counts units of four
// bytes.
func decodeNSH(h *Headers, c *cursor) Proto {
	b, n := c.rest(), 8
	if len(b) >= 2 {
		n = max(n, int(b[1]&0x3f)*4)
	}
	if !h.push(c, ProtoNSH, n) || c.wire == 0 {
		return ProtoNone
	}
	if next := int(b[3]); next < len(nshProtos) {
		return nshProtos[next]
	}
	return ProtoNone
}
