package capture

// overlayPorts are the ports of the tunnels that run over UDP.
var overlayPorts = [...]struct {
	port  uint16
	proto Proto
}{
	{1701, ProtoL2TP}, // RFC 2661 §8.1
	{gtpControlPort, ProtoGTP},
	{gtpUserPort, ProtoGTP},
	{3544, ProtoTeredo},   // RFC 4380
	{4341, ProtoLISP},     // RFC 9300 §5.3
	{4754, ProtoGRE},      // RFC 8086
	{4789, ProtoVXLAN},    // RFC 7348 §5
	{4790, ProtoVXLANGPE}, // draft-ietf-nvo3-vxlan-gpe
	{5072, ProtoAYIYA},    // draft-massar-v6ops-ayiya
	{5247, ProtoCAPWAP},   // RFC 5415, the data channel
	{6081, ProtoGeneve},   // RFC 8926
	{6635, ProtoMPLS},     // RFC 7510
	{37008, ProtoTZSP},
}

// domainPort is the port of name servers: whoever asks one from a tunnel's port
// has it by chance.
const domainPort = 53

// overlay returns the tunnel that a datagram belongs to by its ports. Like
// other protocols tunnels are looked for at the lower port first.
func overlay(src, dst uint16) Proto {
	low, high := min(src, dst), max(src, dst)
	if high < overlayPorts[0].port || low == domainPort {
		return ProtoNone
	}
	if p := overlayPort(low); p != ProtoNone {
		return p
	}
	return overlayPort(high)
}

func overlayPort(port uint16) Proto {
	for i := range overlayPorts {
		if x := &overlayPorts[i]; x.port >= port {
			if x.port == port {
				return x.proto
			}
			break
		}
	}
	return ProtoNone
}

// enter adds the header of a tunnel over UDP, whose payload is not UDP's any
// more.
func (h *Headers) enter(c *cursor, p Proto, n int) bool {
	h.enclosed = h.enclosed || h.Transport == ProtoUDP
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
	if len(b) <= n || b[n]>>4 != 6 || !h.enter(c, ProtoTeredo, n) {
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

// decodeEtherIP reads the version in front of a frame (RFC 3378 §3).
func decodeEtherIP(h *Headers, c *cursor) Proto {
	if !h.push(c, ProtoEtherIP, 2) {
		return ProtoNone
	}
	return ProtoEthernet
}

// vxlanNextProtocol says that a VXLAN header tells what it carries.
const vxlanNextProtocol = 0x04

// vxlanProtos gives what the next protocols of VXLAN-GPE are.
var vxlanProtos = [...]Proto{1: ProtoIPv4, 2: ProtoIPv6, 3: ProtoEthernet, 4: ProtoNSH, 5: ProtoMPLS}

// decodeVXLANGPE reads the header of VXLAN's generic protocol extension
// (draft-ietf-nvo3-vxlan-gpe §3).
func decodeVXLANGPE(h *Headers, c *cursor) Proto {
	b := c.rest()
	if !h.enter(c, ProtoVXLANGPE, 8) || c.wire == 0 {
		return ProtoNone
	}
	if b[0]&vxlanNextProtocol == 0 {
		return ProtoEthernet // as RFC 7348 has it
	}
	if next := int(b[3]); next < len(vxlanProtos) {
		return vxlanProtos[next]
	}
	return ProtoNone
}

// decodeLISP reads the header of the LISP data plane (RFC 9300 §5.3); the
// version of what follows tells its kind.
func decodeLISP(h *Headers, c *cursor) Proto {
	if c.wire < 8 || !h.enter(c, ProtoLISP, 8) {
		return ProtoNone
	}
	rest := c.rest()
	if len(rest) == 0 {
		return ProtoNone
	}
	return ipVersion(rest[0])
}

// decodeAYIYA reads the header of Anything in Anything
// (draft-massar-v6ops-ayiya §3): lengths of identity and signature, what to do
// with the packet, and its IP protocol number.
func decodeAYIYA(h *Headers, c *cursor) Proto {
	const forward = 1
	b, n := c.rest(), 8
	if len(b) >= 2 {
		n += 1<<(b[0]>>4) + int(b[1]>>4)*4
	}
	if !h.enter(c, ProtoAYIYA, n) || b[2]&15 != forward {
		return ProtoNone
	}
	return ipProtos[b[3]]
}
