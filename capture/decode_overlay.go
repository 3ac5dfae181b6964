package capture

// Ports of the tunnels that run over UDP.
const (
	teredoPort = 3544 // RFC 4380
	vxlanPort  = 4789 // RFC 7348 §5
	capwapPort = 5247 // RFC 5415, the data channel
	genevePort = 6081 // RFC 8926
	grePort    = 4754 // RFC 8086
)

// overlay returns the tunnel that a datagram belongs to by its ports. Like
// other protocols tunnels are looked for at the lower port first.
func overlay(src, dst uint16) Proto {
	if p := overlayPort(min(src, dst)); p != ProtoNone {
		return p
	}
	return overlayPort(max(src, dst))
}

func overlayPort(port uint16) Proto {
	switch port {
	case vxlanPort:
		return ProtoVXLAN
	case genevePort:
		return ProtoGeneve
	case teredoPort:
		return ProtoTeredo
	case capwapPort:
		return ProtoCAPWAP
	case grePort:
		return ProtoGRE
	case gtpUserPort, gtpControlPort:
		return ProtoGTP
	}
	return ProtoNone
}

// enter adds the header of a tunnel over UDP, whose payload is not UDP's any
// more.
func (h *Headers) enter(c *cursor, p Proto, n int) bool {
	h.Transport = ProtoNone
	return h.push(c, p, n)
}

// decodeVXLAN reads the header of RFC 7348 §5.
func decodeVXLAN(h *Headers, c *cursor) Proto {
	if !h.enter(c, ProtoVXLAN, 8) {
		return ProtoNone
	}
	return ProtoEthernet
}

// decodeGeneve reads the header of RFC 8926 §3.4 with its options.
func decodeGeneve(h *Headers, c *cursor) Proto {
	b, n := c.rest(), 8
	if len(b) > 0 {
		n += int(b[0]&0x3f) * 4
	}
	if !h.enter(c, ProtoGeneve, n) {
		return ProtoNone
	}
	return etherProto(be16(b[2:]))
}

// decodeTeredo reads the authentication and origin indications that may
// precede an IPv6 packet (RFC 4380 §5.1.1). Without an IPv6 packet it is no
// Teredo.
func decodeTeredo(h *Headers, c *cursor) Proto {
	b, n := c.rest(), 0
	if len(b) >= 4 && be16(b) == 1 {
		n = 4 + int(b[2]) + int(b[3]) + 9 // identifiers, then nonce and confirmation
	}
	if len(b) >= n+8 && be16(b[n:]) == 0 {
		n += 8
	}
	if len(b) < n+ipv6HeadLen || b[n]>>4 != 6 || !h.enter(c, ProtoTeredo, n) {
		return ProtoNone
	}
	return ProtoIPv6
}

// decodeCAPWAP reads the header of the data channel (RFC 5415 §4.3). Payloads
// are Ethernet or, in native format, IEEE 802.11 with its frame control bytes
// in the wrong order, as most access points send them.
func decodeCAPWAP(h *Headers, c *cursor) Proto {
	const native, fragment, keepAlive = 0x01, 0x80, 0x08
	b := c.rest()
	if len(b) < 8 || b[0] != 0 { // other preambles announce DTLS
		return ProtoNone
	}
	if !h.enter(c, ProtoCAPWAP, max(8, int(b[1]>>3)*4)) || b[3]&(fragment|keepAlive) != 0 {
		return ProtoNone
	}
	if b[2]&native == 0 {
		return ProtoEthernet
	}
	if wireless := b[2] >> 1 & 31; wireless != 1 {
		return ProtoNone
	}
	c.swapped = true
	return ProtoWLAN
}

// decodeWLAN reads an IEEE 802.11 MAC header; only data frames that are not
// encrypted carry something to decode (IEEE 802.11-2020 §9.3.2).
func decodeWLAN(h *Headers, c *cursor) Proto {
	b, n := c.rest(), 24
	if len(b) < n {
		h.push(c, ProtoWLAN, n)
		return ProtoNone
	}
	kind, flags := b[0], b[1]
	if c.swapped {
		kind, flags = flags, kind
		c.swapped = false
	}
	data, qos, empty := kind>>2&3 == 2, kind&0x80 != 0, kind&0x40 != 0
	toDS, fromDS, encrypted := flags&1 != 0, flags&2 != 0, flags&0x40 != 0
	h.Dst, h.Src = etherAddr(b[4:]), etherAddr(b[10:])
	if data {
		switch {
		case toDS && fromDS:
			n += etherAddrLen
			h.Dst = etherAddr(b[16:])
			if len(b) >= n {
				h.Src = etherAddr(b[24:])
			}
		case toDS:
			h.Dst = etherAddr(b[16:])
		case fromDS:
			h.Src = etherAddr(b[16:])
		}
		if qos {
			n += 2
		}
	}
	if !h.push(c, ProtoWLAN, n) || !data || empty || encrypted {
		return ProtoNone
	}
	return ProtoLLC
}

// decodePBB reads the service tag of IEEE 802.1ah; an Ethernet header follows.
func decodePBB(h *Headers, c *cursor) Proto {
	if !h.push(c, ProtoPBB, 4) {
		return ProtoNone
	}
	return ProtoEthernet
}

// decodeFabricPath reads the tag that follows Cisco's outer Ethernet header. The
// frame ends with a checksum of its own.
func decodeFabricPath(h *Headers, c *cursor) Proto {
	c.clip(max(0, c.wire-4))
	if !h.push(c, ProtoFabricPath, 2) {
		return ProtoNone
	}
	return ProtoEthernet
}
