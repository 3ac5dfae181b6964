package capture

// Flags of L2TP's first two bytes (RFC 2661 §3.1).
const (
	l2tpControl  = 0x8000
	l2tpLength   = 0x4000
	l2tpSequence = 0x0800
	l2tpOffset   = 0x0200
	l2tpVersion  = 0x000f
)

// decodeL2TP reads a message of version 2. A data message carries a PPP frame;
// a control message is all header.
func decodeL2TP(h *Headers, c *cursor) Proto {
	b := c.rest()
	if len(b) < 2 || be16(b)&l2tpVersion != 2 {
		return ProtoNone
	}
	flags, n := be16(b), 6
	if flags&l2tpLength != 0 {
		n += 2
		if len(b) >= 4 {
			c.clip(int(be16(b[2:])))
			b = c.rest()
		}
	}
	if flags&l2tpSequence != 0 {
		n += 4
	}
	if flags&l2tpOffset != 0 {
		n += 2
		if len(b) >= n {
			n += int(be16(b[n-2:]))
		}
	}
	if flags&l2tpControl != 0 {
		h.enter(c, ProtoL2TP, max(n, min(c.wire, 1<<16-1)))
		return ProtoNone
	}
	if !h.enter(c, ProtoL2TP, min(n, 1<<16-1)) || c.wire == 0 {
		return ProtoNone
	}
	return ProtoPPP
}
