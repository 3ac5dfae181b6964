package stun

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/tlv"
)

var fields = []dissect.Field{
	{Name: "stun.channel", Title: "Channel Number", Type: dissect.Uint, Base: dissect.Hex4,
		Get: ofChannel(dissect.Number(0, 2))},
	{Name: "stun.type", Title: "Message Type", Type: dissect.Uint, Base: dissect.Hex4, Get: ofMessage(dissect.Number(0, 2))},
	{Name: "stun.type.class", Title: "Message Class", Type: dissect.Uint, Base: dissect.Hex4,
		Names: func(u uint64) string { return Class(u).String() }, Get: dissect.Of(getClass)},
	{Name: "stun.type.method", Title: "Message Method", Type: dissect.Uint, Base: dissect.Hex4,
		Names: func(u uint64) string { return methodNames[Method(u)] }, Get: dissect.Of(getMethod)},
	{Name: "stun.length", Title: "Message Length", Type: dissect.Uint, Get: dissect.Number(2, 2)},
	{Name: "stun.cookie", Title: "Message Cookie", Type: dissect.Octets, Get: ofMessage(dissect.Part(4, 4))},
	{Name: "stun.id", Title: "Message Transaction ID", Type: dissect.Octets, Get: ofMessage(dissect.Part(idAt, 12))},
	{Name: "stun.att.type", Title: "Attribute Type", Type: dissect.Uint, Base: dissect.Hex4, Names: attributeName,
		Get: each(getType)},
	{Name: "stun.att.length", Title: "Attribute Length", Type: dissect.Uint, Get: each(layout.Lengths)},
	{Name: "stun.att.family", Title: "Protocol Family", Type: dissect.Uint, Base: dissect.Hex2, Names: familyName,
		Get: addresses(getFamily)},
	{Name: "stun.att.port", Title: "Port", Type: dissect.Uint, Get: addresses(getPort)},
	{Name: "stun.att.ipv4", Title: "IP", Type: dissect.IPv4, Get: addresses(getAddress(capture.AddrIPv4, 4))},
	{Name: "stun.att.ipv6", Title: "IP", Type: dissect.IPv6, Get: addresses(getAddress(capture.AddrIPv6, 16))},
	{Name: "stun.att.username", Title: "Username", Type: dissect.String, Get: of(attrUsername, tlv.Value)},
	{Name: "stun.att.hmac", Title: "HMAC-SHA1", Type: dissect.Octets, Get: of(attrIntegrity, tlv.Value)},
	{Name: "stun.att.crc32", Title: "CRC-32", Type: dissect.Uint, Base: dissect.Hex8,
		Get: of(attrFingerprint, tlv.Number(0, 4))},
	{Name: "stun.att.error.class", Title: "Error Class", Type: dissect.Uint, Get: of(attrError, tlv.Bits(2, 1, 0, 3))},
	{Name: "stun.att.error", Title: "Error Code", Type: dissect.Uint, Get: of(attrError, tlv.Number(3, 1))},
	{Name: "stun.att.error.reason", Title: "Error Reason Phrase", Type: dissect.String, Get: of(attrError, tlv.Part(4, -1))},
	{Name: "stun.att.realm", Title: "Realm", Type: dissect.String, Get: of(attrRealm, tlv.Value)},
	{Name: "stun.att.nonce", Title: "Nonce", Type: dissect.String, Get: of(attrNonce, tlv.Value)},
	{Name: "stun.att.software", Title: "Software", Type: dissect.String, Get: of(attrSoftware, tlv.Value)},
	{Name: "stun.att.priority", Title: "Priority", Type: dissect.Uint, Get: of(attrPriority, tlv.Number(0, 4))},
	{Name: "stun.att.tie-breaker", Title: "Tie breaker", Type: dissect.Octets,
		Get: dissect.Both(of(attrControlled, tlv.Value), of(attrControlling, tlv.Value))},
	{Name: "stun.att.lifetime", Title: "Lifetime", Type: dissect.Uint, Get: of(attrLifetime, tlv.Number(0, 4))},
	{Name: "stun.att.change-ip", Title: "Change IP", Type: dissect.Bool, Get: of(attrChange, tlv.Bits(0, 4, 2, 1))},
	{Name: "stun.att.change-port", Title: "Change Port", Type: dissect.Bool, Get: of(attrChange, tlv.Bits(0, 4, 1, 1))},
	{Name: "stun.att.transp", Title: "Transport", Type: dissect.Uint, Base: dissect.Hex2,
		Get: of(attrTransport, tlv.Number(0, 1))},
	{Name: "stun.att.channelnum", Title: "Channel-Number", Type: dissect.Uint, Base: dissect.Hex4,
		Get: of(attrChannel, tlv.Number(0, 2))},
	{Name: "stun.port.bandwidth", Title: "Bandwidth", Type: dissect.Uint, Get: of(attrBandwidth, tlv.Number(0, 4))},
}

var classicFields = []dissect.Field{
	{Name: "classicstun.type", Title: "Message Type", Type: dissect.Uint, Base: dissect.Hex4,
		Names: func(u uint64) string { return classicNames[uint16(u)] }, Get: dissect.Number(0, 2)},
	{Name: "classicstun.length", Title: "Message Length", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(2, 2)},
	{Name: "classicstun.id", Title: "Message Transaction ID", Type: dissect.Octets, Get: dissect.Part(classic, 16)},
	{Name: "classicstun.att.type", Title: "Attribute Type", Type: dissect.Uint, Base: dissect.Hex4,
		Names: attributeName, Get: layout.Each(layout.Types)},
	{Name: "classicstun.att.length", Title: "Attribute Length", Type: dissect.Uint, Get: layout.Each(layout.Lengths)},
	{Name: "classicstun.att.port", Title: "Port", Type: dissect.Uint, Get: layout.Each(ofPlain(tlv.Number(2, 2)))},
	{Name: "classicstun.att.ipv4", Title: "IP", Type: dissect.IPv4, Get: layout.Each(ofPlain(tlv.Part(4, 4)))},
}

// ofPlain has get look at the addresses of RFC 3489.
func ofPlain(get tlv.Get) tlv.Get {
	return func(e tlv.Element, v *dissect.Values) {
		switch e.Type {
		case attrMapped, 0x0002, 0x0004, 0x0005, 0x000b:
			get(e, v)
		}
	}
}

func familyName(u uint64) string { return map[uint64]string{familyIPv4: "IPv4", familyIPv6: "IPv6"}[u] }

func ofMessage(get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if _, ok := l.Message.(*Message); ok {
			get(f, l, v)
		}
	}
}

func ofChannel(get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if _, ok := l.Message.(*ChannelData); ok {
			get(f, l, v)
		}
	}
}

func each(get tlv.Get) dissect.Getter         { return ofMessage(layout.Each(get)) }
func of(t uint64, get tlv.Get) dissect.Getter { return ofMessage(layout.Of(t, get)) }
func getClass(m *Message, v *dissect.Values) {
	t := be.Uint16(m.Bytes)
	v.Uint(uint64(classOf(t))).Masked(0x0110).At(0, 2)
}
func getMethod(m *Message, v *dissect.Values) {
	t := be.Uint16(m.Bytes)
	v.Uint(uint64(methodOf(t))).Masked(0x3eef).At(0, 2)
}

// getType gets the type of an attribute that has a name, as Wireshark has it.
func getType(e tlv.Element, v *dissect.Values) {
	if attributeName(e.Type) != "" {
		layout.Types(e, v)
	}
}

// addresses returns the getter that has get look at each attribute that tells an
// address.
func addresses(get func(m *Message, e tlv.Element, v *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		for e := range layout.All(m.Bytes, headLen) {
			switch e.Type {
			case attrMapped, 0x0002, 0x0004, 0x0005, 0x000b, attrXORPeer, attrXORRelayed, attrXORMapped,
				attrOldXORMapped, attrAlternate, attrResponseOrigin, attrOther:
				get(m, e, v)
			}
		}
	})
}

func getFamily(_ *Message, e tlv.Element, v *dissect.Values) { tlv.Number(1, 1)(e, v) }

func getPort(m *Message, e tlv.Element, v *dissect.Values) {
	if _, port, ok := m.address(&e); ok {
		at, _ := e.Bytes()
		v.Uint(uint64(port)).At(at+2, 2)
	}
}

func getAddress(kind capture.AddrKind, n int) func(*Message, tlv.Element, *dissect.Values) {
	return func(m *Message, e tlv.Element, v *dissect.Values) {
		if a, _, ok := m.address(&e); ok && a.Kind == kind {
			at, _ := e.Bytes()
			v.Copy(a.B[:n]).At(at+4, n)
		}
	}
}

var outline = dissect.Outline{
	Branches: []dissect.Branch{{Above: "stun.type", Below: []string{"stun.type.*"}}},
	Headings: addAttributes,
}

// addAttributes adds a heading for each attribute, with its values below.
func addAttributes(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	if _, ok := l.Message.(*Message); !ok {
		return
	}
	for e := range layout.All(l.Bytes, headLen) {
		name := attributeName(e.Type)
		if name == "" {
			name = "Unknown"
		}
		h.Add(0, "", append(h.Begin(), name...), e.Off, e.Head+len(e.Value))
	}
}
