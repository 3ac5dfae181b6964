package quic

// Clear is what everybody on the way can read of the packet with which a datagram begins.
type Clear struct {
	Type PacketType
	Spin bool // the spin bit of a short header (RFC 9000 §17.4)
}

// ReadClear reads it, and returns false if b begins with no packet of a version that is
// known. Any byte may begin one with a short header: that it is one must be known.
func ReadClear(b []byte) (c Clear, ok bool) {
	switch {
	case len(b) < 2 || b[0]&fixedBit == 0:
		return c, false
	case b[0]&longForm == 0:
		return Clear{Type: OneRTT, Spin: b[0]&spinBit != 0}, true
	}
	h, ok := readLong(b)
	return Clear{Type: h.Type}, ok
}
