package capture

// ERSPAN's versions (draft-foschiano-erspan §4). Type I has no header at all:
// its GRE header has no sequence number.
const (
	erspanLen       = 8
	erspan3Len      = 12
	erspanTypeII    = 1
	erspanTypeIII   = 2
	erspanSubheader = 0x01 // eight bytes more, of the platform
	erspanEthernet  = 0
	erspanIP        = 2
)

// decodeERSPAN reads the header of a mirrored frame in GRE.
func decodeERSPAN(h *Headers, c *cursor) Proto {
	gre := h.Bytes(h.list[h.n-1])
	if be16(gre[2:]) == greERSPAN && be16(gre)&greSequence == 0 {
		h.push(c, ProtoERSPAN, 0)
		return ProtoEthernet
	}
	b := c.rest()
	if len(b) == 0 {
		h.push(c, ProtoERSPAN, erspanLen)
		return ProtoNone
	}
	switch b[0] >> 4 {
	case erspanTypeII:
		if h.push(c, ProtoERSPAN, erspanLen) {
			return ProtoEthernet
		}
	case erspanTypeIII:
		return decodeERSPAN3(h, c, b)
	default:
		h.push(c, ProtoERSPAN, erspanLen)
	}
	return ProtoNone
}

// decodeERSPAN3 reads the header of type III, which tells what was mirrored.
func decodeERSPAN3(h *Headers, c *cursor, b []byte) Proto {
	n := erspan3Len
	if len(b) >= n && b[n-1]&erspanSubheader != 0 {
		n += 8
	}
	if !h.push(c, ProtoERSPAN, n) {
		return ProtoNone
	}
	switch be16(b[10:]) >> 10 & 31 {
	case erspanEthernet:
		return ProtoEthernet
	case erspanIP:
		return ProtoRaw
	}
	return ProtoNone
}

// TZSP: version, type of packet, what it carries, and tagged fields.
const (
	tzspHeadLen      = 4
	tzspVersion      = 1
	tzspReceived     = 0
	tzspTransmit     = 1
	tzspPortOpener   = 5 // the highest type
	tzspEthernet     = 1
	tzspWLAN         = 18
	tzspPad, tzspEnd = 0, 1 // tags of one byte
)

// decodeTZSP reads the header of a frame mirrored with the TaZmen Sniffer
// Protocol (https://web.archive.org/web/2/http://www.networkchemistry.com/support/appnotes/an001_tzsp.html).
// Its port is one that clients may have by chance, so version and type have to
// be right.
func decodeTZSP(h *Headers, c *cursor) Proto {
	b := c.rest()
	if b[0] != tzspVersion || len(b) > 1 && b[1] > tzspPortOpener {
		return ProtoNone
	}
	n := tzspLen(b)
	if !h.enter(c, ProtoTZSP, n) || c.wire == 0 || b[1] != tzspReceived && b[1] != tzspTransmit {
		return ProtoNone
	}
	switch be16(b[2:]) {
	case tzspEthernet:
		return ProtoEthernet
	case tzspWLAN:
		return ProtoWLAN
	}
	return ProtoNone
}

// tzspLen returns the length of the header with its tagged fields: more than b
// has if it lacks their end.
func tzspLen(b []byte) int {
	n := tzspHeadLen
	for n < len(b) {
		switch {
		case b[n] == tzspEnd:
			return n + 1
		case b[n] == tzspPad:
			n++
		case n+1 < len(b):
			n += 2 + int(b[n+1])
		default:
			n++
		}
	}
	return n + 1
}
