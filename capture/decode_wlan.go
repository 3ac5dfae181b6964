package capture

// Headers in front of IEEE 802.11 frames say how they were received
// (https://www.tcpdump.org/linktypes.html).
const (
	radiotapLen = 8
	ppiLen      = 8
	prismLen    = 144
	avsLen      = 64
	avsMagic    = 0x80211000 // and a version in the last three bits
	wlanFCSLen  = 4
)

// Fields of a radiotap header, by the bits that say they are there
// (https://www.radiotap.org/fields/defined).
const (
	radiotapTSFT  = 1 << 0
	radiotapFlags = 1 << 1
	radiotapMore  = 1 << 31 // another word of such bits follows

	radiotapHasFCS = 0x10 // of the flags
)

// PPI: the element with what is common to all of IEEE 802.11, and its flag
// (https://www.cacetech.com/documents/PPI%20Header%20format%201.0.7.pdf).
const (
	ppiCommon  = 2
	ppiHasFCS  = 1
	ppiFlagsAt = 4 + 8 // behind type, length and time
)

func le16(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 }
func le32(b []byte) uint32 { return uint32(le16(b)) | uint32(le16(b[2:]))<<16 }

// decodeRadiotap reads the header of LINKTYPE_IEEE802_11_RADIOTAP.
func decodeRadiotap(h *Headers, c *cursor) Proto {
	b, n := c.rest(), radiotapLen
	if len(b) >= 4 {
		n = max(n, int(le16(b[2:])))
	}
	if !h.push(c, ProtoRadiotap, n) {
		return ProtoNone
	}
	if radiotapChecked(b[:n]) {
		c.clip(max(0, c.wire-wlanFCSLen))
	}
	return ProtoWLAN
}

// radiotapChecked reports whether the frame behind header b ends with its
// checksum.
func radiotapChecked(b []byte) bool {
	present, at := le32(b[4:]), radiotapLen
	for word := present; word&radiotapMore != 0 && at+4 <= len(b); at += 4 {
		word = le32(b[at:])
	}
	if present&radiotapTSFT != 0 {
		at = (at+7)&^7 + 8
	}
	return present&radiotapFlags != 0 && at < len(b) && b[at]&radiotapHasFCS != 0
}

// decodePPI reads the header of LINKTYPE_PPI, which tells the link type of what
// follows.
func decodePPI(h *Headers, c *cursor) Proto {
	b, n := c.rest(), ppiLen
	if len(b) >= 4 {
		n = max(n, int(le16(b[2:])))
	}
	if !h.push(c, ProtoPPI, n) {
		return ProtoNone
	}
	link := le32(b[4:])
	if link >= uint32(len(linkProtos)) {
		return ProtoNone
	}
	for at := ppiLen; at+ppiFlagsAt+2 <= n; at += 4 + int(le16(b[at+2:])) {
		if le16(b[at:]) == ppiCommon && le16(b[at+ppiFlagsAt:])&ppiHasFCS != 0 {
			c.clip(max(0, c.wire-wlanFCSLen))
		}
	}
	return linkProtos[link]
}

// decodePrism reads the header of LINKTYPE_IEEE802_11_PRISM; some drivers have
// AVS' there.
func decodePrism(h *Headers, c *cursor) Proto {
	b := c.rest()
	if len(b) >= 4 && be32(b)&^7 == avsMagic {
		return decodeAVS(h, c)
	}
	n := prismLen
	if len(b) >= 8 {
		switch le, be := le32(b[4:]), be32(b[4:]); {
		case le >= 8 && le <= prismLen:
			n = int(le)
		case be >= 8 && be <= prismLen:
			n = int(be)
		}
	}
	if !h.push(c, ProtoPrism, n) {
		return ProtoNone
	}
	return ProtoWLAN
}

// decodeAVS reads the header of LINKTYPE_IEEE802_11_AVS.
func decodeAVS(h *Headers, c *cursor) Proto {
	b, n := c.rest(), avsLen
	if len(b) >= 8 {
		if told := be32(b[4:]); told >= 8 && told <= 1<<10 {
			n = int(told)
		}
	}
	if !h.push(c, ProtoAVS, n) {
		return ProtoNone
	}
	return ProtoWLAN
}

// IEEE 802.11-2020 §9.2.4.1: types, and bits of the frame control field.
const (
	wlanControl = 1
	wlanData    = 2

	wlanEmpty = 0x40 // of a data frame's first byte: it carries nothing
	wlanQoS   = 0x80

	wlanToDS      = 0x01
	wlanFromDS    = 0x02
	wlanMore      = 0x04
	wlanProtected = 0x40
	wlanOrder     = 0x80

	wlanAggregate = 0x80 // of the QoS control field: it carries an A-MSDU
	wlanHeadLen   = 24
	wlanAckLen    = 10
	wlanRTSLen    = 16
	htControlLen  = 4
	amsduLen      = 14
)

// decodeWLAN reads an IEEE 802.11 MAC header; only data frames that are whole and
// not encrypted carry something to decode (IEEE 802.11-2020 §9.3.2).
func decodeWLAN(h *Headers, c *cursor) Proto {
	b := c.rest()
	if len(b) < 2 {
		h.push(c, ProtoWLAN, 2)
		return ProtoNone
	}
	kind, flags := b[0], b[1]
	if c.swapped {
		kind, flags = flags, kind
		c.swapped = false
	}
	switch kind >> 2 & 3 {
	case wlanControl:
		return decodeWLANControl(h, c, b, kind>>4)
	case wlanData:
		return decodeWLANData(h, c, b, kind, flags)
	}
	if len(b) >= wlanRTSLen {
		h.Dst.setEther(b[4:])
		h.Src.setEther(b[10:])
	}
	n := wlanHeadLen
	if flags&wlanOrder != 0 {
		n += htControlLen
	}
	h.push(c, ProtoWLAN, n)
	return ProtoNone
}

// decodeWLANControl reads a control frame: whom it is for, and who sent it if
// that is told (IEEE 802.11-2020 §9.3.1).
func decodeWLANControl(h *Headers, c *cursor, b []byte, subtype byte) Proto {
	const psPoll, cts, ack, wrapper, end = 10, 12, 13, 7, 14
	if len(b) >= 10 {
		h.Dst.setEther(b[4:])
		h.Dst.Kind = AddrReceiver
		if subtype == psPoll {
			h.Dst.Kind = AddrBSSID
		}
	}
	switch subtype {
	case cts, ack, wrapper, 6:
		h.push(c, ProtoWLAN, wlanAckLen)
		return ProtoNone
	}
	if len(b) >= 16 {
		h.Src.setEther(b[10:])
		h.Src.Kind = AddrTransmitter
		if subtype == end {
			h.Src.Kind = AddrBSSID
		}
	}
	h.push(c, ProtoWLAN, wlanRTSLen)
	return ProtoNone
}

// decodeWLANData reads the header of a data frame with its addresses, two to
// four of them (IEEE 802.11-2020 table 9-30).
func decodeWLANData(h *Headers, c *cursor, b []byte, kind, flags byte) Proto {
	n := wlanHeadLen
	if flags&(wlanToDS|wlanFromDS) == wlanToDS|wlanFromDS {
		n += etherAddrLen
	}
	qos := n
	if kind&wlanQoS != 0 {
		n += 2
		if flags&wlanOrder != 0 {
			n += htControlLen
		}
	}
	if len(b) < n {
		h.push(c, ProtoWLAN, n)
		return ProtoNone
	}
	h.Dst.setEther(b[4:])
	h.Src.setEther(b[10:])
	switch flags & (wlanToDS | wlanFromDS) {
	case wlanToDS:
		h.Dst.setEther(b[16:])
	case wlanFromDS:
		h.Src.setEther(b[16:])
	case wlanToDS | wlanFromDS:
		h.Dst.setEther(b[16:])
		h.Src.setEther(b[24:])
	}
	h.push(c, ProtoWLAN, n)
	part := flags&wlanMore != 0 || b[22]&15 != 0 && !snapBegins(c.rest())
	if kind&wlanEmpty != 0 || flags&wlanProtected != 0 || part || c.wire == 0 {
		return ProtoNone
	}
	if kind&wlanQoS != 0 && b[qos]&wlanAggregate != 0 && qos+2 <= len(b) {
		return decodeAMSDU(h, c)
	}
	return ProtoLLC
}

// snapBegins reports whether b begins with LLC and SNAP: then it is a packet and
// not the last part of one, whatever its number says. Some access points tunnel
// frames with numbers that are none.
func snapBegins(b []byte) bool {
	return len(b) >= 3 && b[0] == snapSAP && b[1] == snapSAP && b[2] == llcUnnumbered
}

// decodeAMSDU passes over the header of the first of several packets in a frame,
// which has addresses and a length like Ethernet's (IEEE 802.11-2020 §9.3.2.2).
// The others are not decoded: a frame has one packet here.
func decodeAMSDU(h *Headers, c *cursor) Proto {
	b := c.rest()
	if len(b) < amsduLen {
		return ProtoNone
	}
	h.Dst.setEther(b)
	h.Src.setEther(b[etherAddrLen:])
	n := int(be16(b[2*etherAddrLen:]))
	c.skip(amsduLen)
	c.clip(n)
	return ProtoLLC
}
