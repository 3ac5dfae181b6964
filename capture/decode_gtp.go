package capture

// Ports of the GPRS tunnelling protocol, version 1.
const (
	gtpControlPort = 2123 // 3GPP TS 29.060 §10.1
	gtpUserPort    = 2152 // 3GPP TS 29.281 §4.4.2
)

// Lengths and flags of its header (3GPP TS 29.281 §5.1).
const (
	gtpVersion    = 1
	gtpHeadLen    = 8
	gtpOptionsLen = 4    // sequence number, N-PDU number, type of the first extension: all there if one is
	gtpNotPrime   = 0x10 // GTP' of charging leaves it out
	gtpOptions    = 0x07
	gtpExtended   = 0x04
	gtpGPDU       = 255
)

// gtpMessages are the ranges of message types that are in use (3GPP TS 29.060
// §7.1, TS 29.281 §6.1).
var gtpMessages = [...][2]byte{{1, 7}, {16, 37}, {48, 62}, {70, 70}, {96, 105}, {112, 121}, {128, 129}, {240, 241},
	{254, gtpGPDU}}

// decodeGTP reads a message of GTP version 1. A G-PDU carries a packet; any
// other message is all header, and stays a datagram of its conversation.
// Without a version and a type in use it is no GTP.
func decodeGTP(h *Headers, c *cursor) Proto {
	b := c.rest()
	if len(b) < 2 || b[0]>>5 != gtpVersion || !gtpMessage(b[1]) {
		return ProtoNone
	}
	if len(b) >= 4 {
		c.clip(gtpHeadLen + int(be16(b[2:])))
		b = c.rest()
	}
	n := gtpLen(b)
	if b[1] != gtpGPDU || b[0]&gtpNotPrime == 0 {
		h.push(c, ProtoGTP, max(n, min(c.wire, 1<<16-1)))
		return ProtoNone
	}
	if !h.enter(c, ProtoGTP, n) {
		return ProtoNone
	}
	return gtpPacket(c.rest())
}

func gtpMessage(t byte) bool {
	for _, r := range gtpMessages {
		if t >= r[0] && t <= r[1] {
			return true
		}
	}
	return false
}

// gtpLen returns the length of the header with its options and extensions
// (§5.2): at least as much as b lacks of it, if it does.
func gtpLen(b []byte) int {
	if b[0]&gtpOptions == 0 {
		return gtpHeadLen
	}
	n := gtpHeadLen + gtpOptionsLen
	if b[0]&gtpExtended == 0 || len(b) < n {
		return n
	}
	next := b[n-1]
	for next != 0 {
		if n >= len(b) {
			return n + 1
		}
		size := int(b[n]) * 4
		if size == 0 || n+size > len(b) {
			return n + size // a length of nothing leads nowhere
		}
		n += size
		next = b[n-1]
	}
	return n
}

// gtpPacket tells what a G-PDU carries, which nothing in it says: IP by its
// version, Ethernet (3GPP TS 29.281 §6.1 since 5G) by its type.
func gtpPacket(b []byte) Proto {
	if len(b) == 0 {
		return ProtoNone
	}
	if p := ipVersion(b[0]); p != ProtoNone {
		return p
	}
	if len(b) >= etherHeadLen {
		switch etherProto(be16(b[etherHeadLen-2:])) {
		case ProtoIPv4, ProtoIPv6, ProtoARP:
			return ProtoEthernet
		}
	}
	return ProtoNone
}
