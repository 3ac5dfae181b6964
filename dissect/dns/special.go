package dns

import (
	"encoding/binary"

	"netsniff/dissect"
)

// Fields that come out of data whose layout depends on its content. They are
// listed in specialFields.
var (
	wksBits        = x8("dns.wks.bits", "Bits").spec
	isdnSubLength  = u8("dns.idsn.sa.length", "Length").spec
	isdnSubAddress = textSpec("dns.idsn.sa.address", "Sub Address")
	locSize        = u8("dns.loc.size", "Size").spec
	locHorizontal  = u8("dns.loc.horizontal_precision", "Horizontal Precision").spec
	locVertical    = u8("dns.loc.vertical_precision", "Vertical Precision").spec
	locLatitude    = u32("dns.loc.latitude", "Latitude").spec
	locLongitude   = u32("dns.loc.longitude", "Longitude").spec
	locAltitude    = u32("dns.loc.altitude", "Altitude").spec
	locUnknown     = octets("dns.loc.unknown_data", "Unknown data")
	naptrLength    = u8("dns.naptr.replacement_length", "Replacement Length").spec
	a6Suffix       = &spec{name: "dns.a6.address_suffix", title: "Address Suffix", typ: dissect.IPv6}
	a6Prefix       = textSpec("dns.a6.prefix_name", "Prefix name")
	gatewayAlgo    = u8("dns.ipseckey.gateway_algorithm", "Gateway Algorithm").spec
	gatewayIPv4    = fixed(4, dissect.IPv4, "dns.ipseckey.gateway_ipv4", "IPv4 Gateway").spec
	gatewayIPv6    = fixed(16, dissect.IPv6, "dns.ipseckey.gateway_ipv6", "IPv6 Gateway").spec
	gatewayName    = textSpec("dns.ipseckey.gateway_dns", "DNS Gateway")
	keyTag         = u16("dns.dnskey.key_id", "Key id").spec
	oldKeyTag      = u16("dns.key.key_id", "Key ID").spec
	nextHash       = textSpec("dns.nsec3.hash_value", "Next hashed owner")
	hipTag         = octets("dns.hip.hit", "Host Identity Tag")
	hipKey         = octets("dns.hip.pk", "HIP Public Key")
	hipServer      = textSpec("dns.hip.rendezvous_server", "Rendezvous Server")
	syncBitmap     = octets("dns.csync.type_bitmap", "Type Bitmap")
	winsServer     = fixed(4, dissect.IPv4, "dns.wins.wins_server", "WINS Server Address").spec
)

func textSpec(name, title string) *spec { return &spec{name: name, title: title, typ: dissect.String} }

func octets(name, title string) *spec { return &spec{name: name, title: title, typ: dissect.Octets} }

// number reads and delivers a number.
func (w *walk) number(s *spec, width int) uint64 {
	u := w.uint(width)
	w.emitUint(s, u, width)
	return u
}

// readServiceBits reads the port bitmap of WKS (RFC 1035 §3.4.2).
func readServiceBits(w *walk) {
	for w.off != w.end && w.fault == NoFault {
		if u := w.uint(1); u != 0 {
			w.emitUint(wksBits, u, 1)
		}
	}
}

// readSubAddress reads the optional second string of ISDN (RFC 1183 §3.2).
func readSubAddress(w *walk) {
	if w.left() > 1 {
		n := w.number(isdnSubLength, 1)
		w.emitBytes(isdnSubAddress, int(n))
	}
}

// readReplacementLength delivers how long the name that follows is.
func readReplacementLength(w *walk) {
	if w.out != nil && w.fault == NoFault {
		w.out.add(naptrLength, dissect.Value{U: uint64(w.names.at(w.off).Length)}, 0, 0)
	}
}

// readA6 reads the suffix and, behind a prefix, the name (RFC 2874 §3.1).
func readA6(w *walk) {
	length := int(w.num)
	n := 16 - length/8
	if !w.have(n) {
		return
	}
	if w.out != nil {
		mark := w.names.begin()
		w.names.text = append(w.names.text, make([]byte, 16-n)...)
		w.names.text = append(w.names.text, w.packet.Bytes[w.off:w.off+n]...)
		w.out.add(a6Suffix, dissect.Value{B: w.names.since(mark)}, w.off, n)
	}
	w.off += n
	if length > 0 {
		w.name(a6Prefix)
	}
}

// readGateway reads what the gateway type of IPSECKEY asks for (RFC 4025 §2).
func readGateway(w *walk) {
	kind := w.num
	w.number(gatewayAlgo, 1)
	switch kind {
	case 1:
		w.emitBytes(gatewayIPv4, 4)
	case 2:
		w.emitBytes(gatewayIPv6, 16)
	case 3:
		w.name(gatewayName)
	}
}

// readKeyTag computes the key tag (RFC 4034 appendix B).
func readKeyTag(w *walk) { w.emitKeyTag(keyTag) }

func readOldKeyTag(w *walk) { w.emitKeyTag(oldKeyTag) }

func (w *walk) emitKeyTag(s *spec) {
	if w.out == nil || !w.record.Whole || w.record.Len < 4 {
		return
	}
	data := w.packet.Bytes[w.record.Data:w.end]
	const algorithmRSAMD5 = 1
	if data[3] == algorithmRSAMD5 {
		w.out.add(s, dissect.Value{U: uint64(binary.BigEndian.Uint16(data[len(data)-3:]))}, 0, 0)
		return
	}
	sum := uint32(0)
	for i, c := range data {
		sum += uint32(c) << (8 * (1 - i&1))
	}
	w.out.add(s, dissect.Value{U: uint64(uint16(sum + sum>>16))}, 0, 0)
}

// readNextHash reads the next owner of NSEC3, shown in base32 (RFC 5155 §3.3).
// A message that ends inside the last group counts as malformed.
func readNextHash(w *walk) {
	const group = 5 // bytes that base32 takes at a time
	n := int(w.num)
	if !w.have((n + group - 1) / group * group) {
		return
	}
	if w.out != nil {
		mark := w.names.begin()
		w.names.text = appendBase32(w.names.text, w.packet.Bytes[w.off:w.off+n])
		w.out.add(nextHash, dissect.Value{B: w.names.since(mark)}, w.off, n)
	}
	w.off += n
}

// appendBase32 appends b in the extended hex alphabet (RFC 4648 §7), lower
// case and without padding.
func appendBase32(dst, b []byte) []byte {
	const digits = "0123456789abcdefghijklmnopqrstuv"
	var acc, n uint
	for _, c := range b {
		acc, n = acc<<8|uint(c), n+8
		for n >= 5 {
			n -= 5
			dst = append(dst, digits[acc>>n&31])
		}
	}
	if n > 0 {
		dst = append(dst, digits[acc<<(5-n)&31])
	}
	return dst
}

// readTypeBitmap reads the windows of types of NSEC and NSEC3
// (RFC 4034 §4.1.2).
func readTypeBitmap(w *walk) {
	for w.off != w.end && w.fault == NoFault {
		window := w.uint(1)
		w.typeBits(window<<8, int(w.uint(1)))
	}
}

// readNextBits reads the one bitmap of NXT (RFC 2535 §5.2).
func readNextBits(w *walk) {
	if w.left() < 0 {
		w.fail()
		return
	}
	w.typeBits(0, w.left())
}

// typeBits reads a bitmap of n bytes whose first bit stands for type first.
func (w *walk) typeBits(first uint64, n int) {
	if !w.have(n) {
		return
	}
	if w.out != nil {
		for i, c := range w.packet.Bytes[w.off : w.off+n] {
			for bit := 0; c != 0; bit, c = bit+1, c<<1 {
				if c&0x80 != 0 {
					w.out.number(respType, first+uint64(8*i+bit), w.off+i, 1)
				}
			}
		}
	}
	w.off += n
}

// readHostIdentity reads the tag, the key and the rendezvous servers of HIP.
func readHostIdentity(w *walk) {
	tag := int(w.packet.Bytes[w.record.Data])
	w.emitBytes(hipTag, tag)
	w.emitBytes(hipKey, int(w.num))
	for w.left() > 1 && w.fault == NoFault {
		w.name(hipServer)
	}
}

// readSyncBitmap reads the windows of types of CSYNC (RFC 7477 §2.1.1).
func readSyncBitmap(w *walk) {
	start := w.off
	w.emitRest(syncBitmap)
	w.off = start
	readTypeBitmap(w)
}

// readLocation reads a position of version 0 (RFC 1876 §2).
func readLocation(w *walk) {
	if w.num != 0 {
		w.off = w.record.Data
		w.emitRest(locUnknown)
		return
	}
	w.number(locSize, 1)
	w.number(locHorizontal, 1)
	w.number(locVertical, 1)
	w.number(locLatitude, 4)
	w.number(locLongitude, 4)
	w.number(locAltitude, 4)
}

// readServers reads as many addresses as the number before announced.
func readServers(w *walk) {
	for n := w.num; n > 0 && w.left() != 0 && w.fault == NoFault; n-- {
		w.emitBytes(winsServer, 4)
	}
}
