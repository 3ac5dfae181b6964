package capture

// Quoted returns the headers of the packet that an ICMP or ICMPv6 error message
// quotes, outermost first; their bytes are found with Bytes like those of
// others. They are decoded when they are first asked for and change nothing
// else in h. Owned by h until the next Decode.
func (h *Headers) Quoted() []Header {
	if h.Transport != ProtoICMP && h.Transport != ProtoICMPv6 || h.n == 0 {
		return nil
	}
	x := h.list[h.n-1]
	b := h.Bytes(x)
	first := quotedProto(x.Proto, b)
	if first == ProtoNone {
		return nil
	}
	kept := *h
	h.at = cursor{data: h.bufs[x.Buffer], buf: x.Buffer, off: int(x.Off) + quotedAt, end: int(x.End), wire: int(x.Wire) - quotedAt}
	h.run(first)
	quoted := h.list[kept.n:h.n]
	list := h.list
	*h = kept
	h.list = list
	return quoted
}

// quotedAt is where an error message quotes a packet.
const quotedAt = 8

// quotedProto returns what the error message b quotes: nothing, unless it is
// of a type that does (RFC 792, RFC 4443 §2.1).
func quotedProto(p Proto, b []byte) Proto {
	if len(b) <= quotedAt {
		return ProtoNone
	}
	if p == ProtoICMPv6 {
		if t := b[0]; t >= 1 && t <= 4 {
			return ProtoIPv6
		}
		return ProtoNone
	}
	switch b[0] {
	case 3, 4, 5, 11, 12:
		return ProtoIPv4
	}
	return ProtoNone
}
