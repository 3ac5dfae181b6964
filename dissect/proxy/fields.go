package proxy

import (
	"netsniff/capture"
	"netsniff/dissect"
)

var fields = []dissect.Field{
	{Name: "proxy.v1.magic", Title: "PROXY v1 magic", Type: dissect.Label, Get: of(1, func(h *Header, v *dissect.Values) {
		v.Mark().At(0, len(magic)-1)
	})},
	{Name: "proxy.v1.proto", Title: "Protocol", Type: dissect.String, Get: of(1, func(h *Header, v *dissect.Values) {
		put(v, h, h.line[1])
	})},
	{Name: "proxy.v1.unknown", Title: "Unknown data", Type: dissect.String, Get: of(1, func(h *Header, v *dissect.Values) {
		if p := h.line[2]; h.family == UNSPEC && p.n > 0 {
			put(v, h, place{p.off, len(h.Bytes) - 2 - p.off})
		}
	})},
	{Name: "proxy.v2.magic", Title: "Magic", Type: dissect.Octets, Get: of(2, func(h *Header, v *dissect.Values) {
		put(v, h, place{0, len(signature)})
	})},
	{Name: "proxy.v2.version", Title: "Version", Type: dissect.Uint, Get: bits(12, 4)},
	{Name: "proxy.v2.cmd", Title: "Command", Type: dissect.Uint, Names: commands, Get: bits(12, 0)},
	{Name: "proxy.version", Title: "Version", Type: dissect.Uint, Get: dissect.Of(func(h *Header, v *dissect.Values) {
		v.Uint(uint64(h.Version)).At(0, min(len(h.Bytes), len(signature)))
	})},
	{Name: "proxy.v2.addr_family_protocol", Title: "Address Family Protocol", Type: dissect.Uint, Base: dissect.Hex2,
		Names: transports, Get: of(2, func(h *Header, v *dissect.Values) { v.Uint(uint64(h.Bytes[13])).At(13, 1) })},
	{Name: "proxy.v2.addr_family", Title: "Address Family", Type: dissect.Uint, Base: dissect.Hex2, Names: families,
		Get: bits(13, 4)},
	{Name: "proxy.v2.protocol", Title: "Protocol", Type: dissect.Uint, Base: dissect.Hex2, Get: bits(13, 0)},
	{Name: "proxy.v2.length", Title: "Length", Type: dissect.Uint, Get: of(2, func(h *Header, v *dissect.Values) {
		v.Uint(uint64(len(h.Bytes)-fixedLength)).At(14, 2)
	})},
	{Name: "proxy.src.ipv4", Title: "Source Address", Type: dissect.IPv4, Get: address(0, capture.AddrIPv4)},
	{Name: "proxy.dst.ipv4", Title: "Destination Address", Type: dissect.IPv4, Get: address(1, capture.AddrIPv4)},
	{Name: "proxy.src.ipv6", Title: "Source Address", Type: dissect.IPv6, Get: address(0, capture.AddrIPv6)},
	{Name: "proxy.dst.ipv6", Title: "Destination Address", Type: dissect.IPv6, Get: address(1, capture.AddrIPv6)},
	{Name: "proxy.srcport", Title: "Source Port", Type: dissect.Uint, Get: port(0)},
	{Name: "proxy.dstport", Title: "Destination Port", Type: dissect.Uint, Get: port(1)},
	{Name: "proxy.v2.src.unix", Title: "Source Address", Type: dissect.Octets, Get: socket(0)},
	{Name: "proxy.v2.dst.unix", Title: "Destination Address", Type: dissect.Octets, Get: socket(1)},
	{Name: "proxy.v2.unknown", Title: "Unknown data", Type: dissect.Octets, Get: of(2, func(h *Header, v *dissect.Values) {
		if n := len(h.Bytes) - fixedLength; n > 0 && (h.family == UNSPEC || h.family > UNIX) {
			put(v, h, place{fixedLength, n})
		}
	})},
	{Name: "proxy.v2.tlv", Title: "TLV", Type: dissect.Label, Get: tlvs(func(x tlv, v *dissect.Values) {
		n := len(x.value)
		if x.kind == SSL {
			n = min(n, sslHead) // those in it have lines of their own
		}
		v.Mark().At(x.off, tlvHead+n)
	})},
	{Name: "proxy.v2.tlv.type", Title: "Type", Type: dissect.Uint, Base: dissect.Hex2,
		Names: func(n uint64) string { return Kind(n).String() }, Get: tlvs(func(x tlv, v *dissect.Values) {
			v.Uint(uint64(x.kind)).At(x.off, 1)
		})},
	{Name: "proxy.v2.tlv.length", Title: "Length", Type: dissect.Uint, Get: tlvs(func(x tlv, v *dissect.Values) {
		v.Uint(uint64(len(x.value))).At(x.off+1, 2)
	})},
	{Name: "proxy.v2.tlv.value", Title: "Value", Type: dissect.Octets, Get: tlvs(func(x tlv, v *dissect.Values) {
		v.Bytes(x.value).At(x.off+tlvHead, len(x.value))
	})},
	{Name: "proxy.v2.tlv.ssl.client", Title: "Client", Type: dissect.Uint, Base: dissect.Hex2, Get: ssl(0, 1)},
	{Name: "proxy.v2.tlv.ssl.verify", Title: "Verify", Type: dissect.Uint, Base: dissect.Hex8, Get: ssl(1, 4)},
	{Name: "proxy.v2.tlv.ssl.version", Title: "Version", Type: dissect.String, Get: value(SSLVersion)},
	{Name: "proxy.v2.tlv.ssl.cn", Title: "CN", Type: dissect.String, Get: value(SSLCN)},
	{Name: "proxy.v2.tlv.ssl.cipher", Title: "Cipher", Type: dissect.String, Get: value(SSLCipher)},
	{Name: "proxy.v2.tlv.ssl.sig_alg", Title: "SIG ALG", Type: dissect.String, Get: value(SSLSigAlg)},
	{Name: "proxy.v2.tlv.ssl.keu_alg", Title: "Key ALG", Type: dissect.String,
		Get: value(SSLKeyAlg)}, // Wireshark's spelling
	{Name: "proxy.header.length_too_small", Title: "Header length is too small", Type: dissect.Label, Get: of(2, bad)},
	{Name: "proxy.bad_format", Title: "Badly formatted PROXY header line", Type: dissect.Label, Get: of(1, bad)},
}

var outline = dissect.Outline{
	Branches: []dissect.Branch{
		{Above: "proxy.v2.addr_family_protocol", Below: []string{"proxy.v2.addr_family", "proxy.v2.protocol"}},
		{Above: "proxy.v2.tlv", Below: []string{"proxy.v2.tlv.*"}},
	},
	Computed: []string{"proxy.version"},
}

// of returns the getter of a field that headers of one version have.
func of(version Version, get func(*Header, *dissect.Values)) dissect.Getter {
	return dissect.Of(func(h *Header, v *dissect.Values) {
		if h.Version == version {
			get(h, v)
		}
	})
}

func put(v *dissect.Values, h *Header, p place) { v.Bytes(h.at(p)).At(p.off, p.n) }

// bits gets a half of a byte of version 2.
func bits(off, shift int) dissect.Getter {
	return of(2, func(h *Header, v *dissect.Values) {
		v.Uint(uint64(h.Bytes[off])>>shift&0xf).Masked(0xf<<shift).At(off, 1)
	})
}

func address(i int, kind capture.AddrKind) dissect.Getter {
	return dissect.Of(func(h *Header, v *dissect.Values) {
		x, size := [...]*capture.Addr{&h.src, &h.dst}[i], 4
		if kind == capture.AddrIPv6 {
			size = 16
		}
		if p := h.addrs[i]; x.Kind == kind && p.n > 0 {
			v.Bytes(x.B[:size]).At(p.off, p.n)
		}
	})
}

func port(i int) dissect.Getter {
	return dissect.Of(func(h *Header, v *dissect.Values) {
		if p := h.addrs[2+i]; p.n > 0 {
			v.Uint(uint64(h.ports[i])).At(p.off, p.n)
		}
	})
}

func socket(i int) dissect.Getter {
	return of(2, func(h *Header, v *dissect.Values) {
		if p := h.addrs[i]; h.family == UNIX && p.n > 0 {
			put(v, h, p)
		}
	})
}

func tlvs(get func(tlv, *dissect.Values)) dissect.Getter {
	return of(2, func(h *Header, v *dissect.Values) { h.tlvs(func(x tlv) { get(x, v) }) })
}

// ssl gets the number of n bytes at off of an SSL's value.
func ssl(off, n int) dissect.Getter {
	return tlvs(func(x tlv, v *dissect.Values) {
		if x.kind != SSL || len(x.value) < sslHead {
			return
		}
		u := uint64(0)
		for _, c := range x.value[off : off+n] {
			u = u<<8 | uint64(c)
		}
		v.Uint(u).At(x.off+tlvHead+off, n)
	})
}

// value gets the text of TLVs of a kind.
func value(k Kind) dissect.Getter {
	return tlvs(func(x tlv, v *dissect.Values) {
		if x.kind == k {
			v.Bytes(x.value).At(x.off+tlvHead, len(x.value))
		}
	})
}

func bad(h *Header, v *dissect.Values) {
	if h.Bad {
		v.Mark().At(0, len(h.Bytes))
	}
}

// findings tells what is wrong with a header.
func findings(_ *dissect.Frame, l *dissect.Layer, x *dissect.Findings) {
	h, ok := l.Message.(*Header)
	switch {
	case !ok:
	case h.Bad && h.Version == 1:
		x.Say(dissect.Warning, dissect.AboutMalformed, "Badly formatted PROXY header line")
	case h.Bad:
		x.Say(dissect.Warning, dissect.AboutMalformed, "Header length is too small")
	case !h.tlvs(func(tlv) {}):
		x.Say(dissect.Warning, dissect.AboutMalformed, "A TLV is longer than what holds it")
	case !h.verify():
		x.Say(dissect.Warning, dissect.AboutProtocol, "The CRC32C of the header is wrong")
	}
}

// name returns the names of a field's values.
func name(list map[uint64]string) func(uint64) string {
	return func(n uint64) string { return list[n] }
}

var (
	commands   = name(map[uint64]string{0: "LOCAL", 1: "PROXY"})
	families   = name(map[uint64]string{0: "UNSPEC", 1: "IPv4", 2: "IPv6", 3: "UNIX"})
	transports = name(map[uint64]string{0x00: "UNSPEC", 0x11: "TCP over IPv4", 0x12: "UDP over IPv4", 0x21: "TCP over IPv6",
		0x22: "UDP over IPv6", 0x31: "UNIX stream", 0x32: "UNIX datagram"})
)
