package ip

import (
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
)

var (
	src6 = in(capture.ProtoIPv6, dissect.Part(8, 16))
	dst6 = in(capture.ProtoIPv6, dissect.Part(24, 16))
)

var fields6 = slices.Concat(headerFields6, optionFields6, fragmentFields6)

var headerFields6 = []dissect.Field{
	{Name: "ipv6.version", Title: "Version", Type: dissect.Uint, Get: in(capture.ProtoIPv6, dissect.Bits(0, 1, 4, 4))},
	{Name: "ip.version", Title: "Version", Type: dissect.Uint, Get: in(capture.ProtoIPv6, dissect.Bits(0, 1, 4, 4))},
	{Name: "ipv6.tclass", Title: "Traffic Class", Type: dissect.Uint, Base: dissect.Hex8,
		Get: in(capture.ProtoIPv6, dissect.Bits(0, 4, 20, 8))},
	{Name: "ipv6.tclass.dscp", Title: "Differentiated Services Codepoint", Type: dissect.Uint, Names: codepointName,
		Get: in(capture.ProtoIPv6, dissect.Bits(0, 4, 22, 6))},
	{Name: "ipv6.tclass.ecn", Title: "Explicit Congestion Notification", Type: dissect.Uint, Names: congestionName,
		Get: in(capture.ProtoIPv6, dissect.Bits(0, 4, 20, 2))},
	{Name: "ipv6.flow", Title: "Flow Label", Type: dissect.Uint, Base: dissect.Hex6,
		Get: in(capture.ProtoIPv6, dissect.Bits(1, 3, 0, 20))},
	{Name: "ipv6.plen", Title: "Payload Length", Type: dissect.Uint, Get: in(capture.ProtoIPv6, dissect.Number(4, 2))},
	{Name: "ipv6.nxt", Title: "Next Header", Type: dissect.Uint, Names: numberName,
		Get: in(capture.ProtoIPv6, dissect.Number(6, 1))},
	{Name: "ipv6.hlim", Title: "Hop Limit", Type: dissect.Uint, Get: in(capture.ProtoIPv6, dissect.Number(7, 1))},
	{Name: "ipv6.src", Title: "Source Address", Type: dissect.IPv6, Get: src6},
	{Name: "ipv6.dst", Title: "Destination Address", Type: dissect.IPv6, Get: dst6},
	{Name: "ipv6.addr", Title: "Source or Destination Address", Type: dissect.IPv6, Get: dissect.Both(src6, dst6)},
	{Name: "ipv6.src_host", Title: "Source Host", Type: dissect.IPv6, Get: src6},
	{Name: "ipv6.dst_host", Title: "Destination Host", Type: dissect.IPv6, Get: dst6},
	{Name: "ipv6.host", Title: "Source or Destination Host", Type: dissect.IPv6, Get: dissect.Both(src6, dst6)},
	{Name: "ipv6.src_slaac_mac", Title: "Source SLAAC MAC", Type: dissect.Ether, Get: madeOf(8)},
	{Name: "ipv6.dst_slaac_mac", Title: "Destination SLAAC MAC", Type: dissect.Ether, Get: madeOf(24)},
	{Name: "ipv6.slaac_mac", Title: "SLAAC MAC", Type: dissect.Ether, Get: dissect.Both(madeOf(8), madeOf(24))},

	extension("ipv6.hopopts", "IPv6 Hop-by-Hop Option", capture.ProtoIPv6HopByHop),
	{Name: "ipv6.hopopts.nxt", Title: "Next Header", Type: dissect.Uint, Names: numberName,
		Get: in(capture.ProtoIPv6HopByHop, dissect.Number(0, 1))},
	{Name: "ipv6.hopopts.len", Title: "Length", Type: dissect.Uint,
		Get: in(capture.ProtoIPv6HopByHop, dissect.Number(1, 1))},
	{Name: "ipv6.hopopts.len_oct", Title: "Length", Type: dissect.Uint, Get: octets(capture.ProtoIPv6HopByHop)},
	extension("ipv6.dstopts", "Destination Options for IPv6", capture.ProtoIPv6DestOpts),
	{Name: "ipv6.dstopts.nxt", Title: "Next Header", Type: dissect.Uint, Names: numberName,
		Get: in(capture.ProtoIPv6DestOpts, dissect.Number(0, 1))},
	{Name: "ipv6.dstopts.len", Title: "Length", Type: dissect.Uint,
		Get: in(capture.ProtoIPv6DestOpts, dissect.Number(1, 1))},
	{Name: "ipv6.dstopts.len_oct", Title: "Length", Type: dissect.Uint, Get: octets(capture.ProtoIPv6DestOpts)},
	extension("ipv6.routing", "Routing Header for IPv6", capture.ProtoIPv6Routing),
	{Name: "ipv6.routing.nxt", Title: "Next Header", Type: dissect.Uint, Names: numberName,
		Get: in(capture.ProtoIPv6Routing, dissect.Number(0, 1))},
	{Name: "ipv6.routing.len", Title: "Length", Type: dissect.Uint, Get: in(capture.ProtoIPv6Routing, dissect.Number(1, 1))},
	{Name: "ipv6.routing.type", Title: "Type", Type: dissect.Uint, Get: in(capture.ProtoIPv6Routing, dissect.Number(2, 1))},
	{Name: "ipv6.routing.segleft", Title: "Segments Left", Type: dissect.Uint,
		Get: in(capture.ProtoIPv6Routing, dissect.Number(3, 1))},
	extension("ipv6.fraghdr", "Fragment Header for IPv6", capture.ProtoIPv6Fragment),
	{Name: "ipv6.fraghdr.nxt", Title: "Next header", Type: dissect.Uint, Names: numberName,
		Get: in(capture.ProtoIPv6Fragment, dissect.Number(0, 1))},
	{Name: "ipv6.fraghdr.offset", Title: "Offset", Type: dissect.Uint,
		Get: in(capture.ProtoIPv6Fragment, dissect.Bits(2, 2, 3, 13))}, // in units of eight bytes
	{Name: "ipv6.fraghdr.more", Title: "More Fragments", Type: dissect.Bool,
		Get: in(capture.ProtoIPv6Fragment, dissect.Bits(2, 2, 0, 1))},
	{Name: "ipv6.fraghdr.ident", Title: "Identification", Type: dissect.Uint, Base: dissect.Hex8,
		Get: in(capture.ProtoIPv6Fragment, dissect.Number(4, 4))},
}

var fragmentFields6 = []dissect.Field{
	{Name: "ipv6.fragments", Title: "IPv6 Fragments", Type: dissect.Label, Get: marked(capture.ProtoIPv6Fragment)},
	{Name: "ipv6.fragment", Title: "IPv6 Fragment", Type: dissect.FrameNum,
		Get: parts(capture.ProtoIPv6Fragment, partFrame)},
	{Name: "ipv6.fragment.overlap", Title: "Fragment overlap", Type: dissect.Bool,
		Get: parts(capture.ProtoIPv6Fragment, partFlag(capture.PartOverlap))},
	{Name: "ipv6.fragment.overlap.conflict", Title: "Conflicting data in fragment overlap", Type: dissect.Bool,
		Get: parts(capture.ProtoIPv6Fragment, partFlag(capture.PartConflict))},
	{Name: "ipv6.fragment.count", Title: "Fragment count", Type: dissect.Uint, Get: getPartCount(capture.ProtoIPv6Fragment)},
	{Name: "ipv6.reassembled.length", Title: "Reassembled IPv6 length", Type: dissect.Uint,
		Get: getDatagramLen(capture.ProtoIPv6Fragment)},
	{Name: "ipv6.reassembled.data", Title: "Reassembled IPv6 data", Type: dissect.Octets,
		Get: getDatagram(capture.ProtoIPv6Fragment)},
	// Known only after the last fragment: empty in one pass.
	{Name: "ipv6.reassembled.in", Title: "Reassembled IPv6 in frame", Type: dissect.FrameNum,
		Get: func(*dissect.Frame, *dissect.Layer, *dissect.Values) {}},
}

// in returns a getter that reads headers of one kind: the extension headers
// are layers of the same protocol.
func in(p capture.Proto, get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if l.Header.Proto == p {
			get(f, l, v)
		}
	}
}

// madeOf returns the getter of the hardware address that the interface
// identifier of the address at off was made of (RFC 4291 appendix A).
func madeOf(off int) dissect.Getter {
	return in(capture.ProtoIPv6, func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := f.Headers.Bytes(l.Header)
		if len(b) < headLen6 {
			return
		}
		id := b[off+8 : off+16]
		if id[3] == 0xff && id[4] == 0xfe {
			v.Copy([]byte{id[0] ^ 2, id[1], id[2], id[5], id[6], id[7]})
		}
	})
}
