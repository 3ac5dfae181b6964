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
	if h.quoted > 0 {
		return h.list[h.n : h.n+h.quoted-1]
	}
	kept := *h
	h.at = cursor{data: h.bufs[x.Buffer], buf: x.Buffer, off: int(x.Off) + quotedAt, end: int(x.End),
		wire: int(x.Wire) - quotedAt}
	h.run(first)
	quoted := h.list[kept.n:h.n]
	list := h.list
	*h = kept
	h.list, h.quoted = list, 1+uint8(len(quoted))
	return quoted
}

const (
	quotedAt     = 8 // where an error message quotes a packet
	quotedLen    = 8 // how much of its payload every quote has (RFC 792)
	icmpRedirect = 5
)

// quotedProto returns what the error message b quotes: nothing, unless it is
// of a type that does (RFC 792, RFC 4443 §2.1).
func quotedProto(p Proto, b []byte) Proto {
	if len(b) <= quotedAt {
		return ProtoNone
	}
	return quotedType(p, b[0])
}

// quotedType returns what error messages of a type quote.
func quotedType(p Proto, t byte) Proto {
	if p == ProtoICMPv6 {
		if t >= 1 && t <= 4 {
			return ProtoIPv6
		}
		return ProtoNone
	}
	switch t {
	case 3, 4, icmpRedirect, 11, 12:
		return ProtoIPv4
	}
	return ProtoNone
}

// QuotedCut reports whether the snap length left less of the packet that an
// error message quotes than its headers: of TCP all, which redirects do not
// need, of other transports eight bytes.
func (h *Headers) QuotedCut() bool {
	if h.Transport != ProtoICMP && h.Transport != ProtoICMPv6 || h.n == 0 {
		return false
	}
	x := h.list[h.n-1]
	b := h.Bytes(x)
	if len(b) >= int(x.Wire) || len(b) < quotedAt {
		return false
	}
	redirect := x.Proto == ProtoICMP && b[0] == icmpRedirect
	switch b = b[quotedAt:]; {
	case quotedType(x.Proto, h.Bytes(x)[0]) == ProtoNone:
		return false
	case x.Proto == ProtoICMPv6:
		return len(b) < ipv6HeadLen || cutTransport(b[ipv6HeadLen:], b[6], false)
	case len(b) < ipv4HeadLen || len(b) < int(b[0]&15)*4:
		return true
	case be16(b[6:])&ipOffsetMask != 0:
		return false // a fragment has no headers
	}
	return cutTransport(b[int(b[0]&15)*4:], b[9], redirect)
}

// cutTransport reports whether b has less than the header of an IP protocol.
func cutTransport(b []byte, proto byte, redirect bool) bool {
	switch ipProtos[proto] {
	case ProtoTCP:
		return len(b) < quotedLen || !redirect && len(b) < tcpHeadLen
	case ProtoUDP, ProtoICMP, ProtoICMPv6:
		return len(b) < quotedLen
	}
	return len(b) == 0
}
