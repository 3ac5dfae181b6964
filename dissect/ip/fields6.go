package ip

import (
	"netsniff/capture"
	"netsniff/dissect"
)

var (
	src6 = in(capture.ProtoIPv6, dissect.Part(8, 16))
	dst6 = in(capture.ProtoIPv6, dissect.Part(24, 16))
)

var fields6 = []dissect.Field{
	{Name: "ipv6.version", Title: "Version", Type: dissect.Uint, Get: in(capture.ProtoIPv6, dissect.Bits(0, 1, 4, 4))},
	{Name: "ip.version", Title: "Version", Type: dissect.Uint, Get: in(capture.ProtoIPv6, dissect.Bits(0, 1, 4, 4))},
	{Name: "ipv6.tclass", Title: "Traffic Class", Type: dissect.Uint, Base: dissect.Hex8, Get: in(capture.ProtoIPv6, dissect.Bits(0, 4, 20, 8))},
	{Name: "ipv6.tclass.dscp", Title: "Differentiated Services Codepoint", Type: dissect.Uint, Names: codepointName, Get: in(capture.ProtoIPv6, dissect.Bits(0, 4, 22, 6))},
	{Name: "ipv6.tclass.ecn", Title: "Explicit Congestion Notification", Type: dissect.Uint, Names: congestionName, Get: in(capture.ProtoIPv6, dissect.Bits(0, 4, 20, 2))},
	{Name: "ipv6.flow", Title: "Flow Label", Type: dissect.Uint, Base: dissect.Hex6, Get: in(capture.ProtoIPv6, dissect.Bits(1, 3, 0, 20))},
	{Name: "ipv6.plen", Title: "Payload Length", Type: dissect.Uint, Get: in(capture.ProtoIPv6, dissect.Number(4, 2))},
	{Name: "ipv6.nxt", Title: "Next Header", Type: dissect.Uint, Names: numberName, Get: in(capture.ProtoIPv6, dissect.Number(6, 1))},
	{Name: "ipv6.hlim", Title: "Hop Limit", Type: dissect.Uint, Get: in(capture.ProtoIPv6, dissect.Number(7, 1))},
	{Name: "ipv6.src", Title: "Source Address", Type: dissect.IPv6, Get: src6},
	{Name: "ipv6.dst", Title: "Destination Address", Type: dissect.IPv6, Get: dst6},
	{Name: "ipv6.addr", Title: "Source or Destination Address", Type: dissect.IPv6, Get: dissect.Both(src6, dst6)},
	{Name: "ipv6.src_host", Title: "Source Host", Type: dissect.IPv6, Get: src6},
	{Name: "ipv6.dst_host", Title: "Destination Host", Type: dissect.IPv6, Get: dst6},
	{Name: "ipv6.host", Title: "Source or Destination Host", Type: dissect.IPv6, Get: dissect.Both(src6, dst6)},

	{Name: "ipv6.hopopts.nxt", Title: "Next Header", Type: dissect.Uint, Names: numberName, Get: in(capture.ProtoIPv6HopByHop, dissect.Number(0, 1))},
	{Name: "ipv6.hopopts.len", Title: "Length", Type: dissect.Uint, Get: in(capture.ProtoIPv6HopByHop, dissect.Number(1, 1))},
	{Name: "ipv6.dstopts.nxt", Title: "Next Header", Type: dissect.Uint, Names: numberName, Get: in(capture.ProtoIPv6DestOpts, dissect.Number(0, 1))},
	{Name: "ipv6.dstopts.len", Title: "Length", Type: dissect.Uint, Get: in(capture.ProtoIPv6DestOpts, dissect.Number(1, 1))},
	{Name: "ipv6.opt.type", Title: "Type", Type: dissect.Uint, Base: dissect.Hex2, Get: getOptions6},
	{Name: "ipv6.routing.nxt", Title: "Next Header", Type: dissect.Uint, Names: numberName, Get: in(capture.ProtoIPv6Routing, dissect.Number(0, 1))},
	{Name: "ipv6.routing.len", Title: "Length", Type: dissect.Uint, Get: in(capture.ProtoIPv6Routing, dissect.Number(1, 1))},
	{Name: "ipv6.routing.type", Title: "Type", Type: dissect.Uint, Get: in(capture.ProtoIPv6Routing, dissect.Number(2, 1))},
	{Name: "ipv6.routing.segleft", Title: "Segments Left", Type: dissect.Uint, Get: in(capture.ProtoIPv6Routing, dissect.Number(3, 1))},
	{Name: "ipv6.fraghdr.nxt", Title: "Next header", Type: dissect.Uint, Names: numberName, Get: in(capture.ProtoIPv6Fragment, dissect.Number(0, 1))},
	{Name: "ipv6.fraghdr.offset", Title: "Offset", Type: dissect.Uint, Get: in(capture.ProtoIPv6Fragment, dissect.Bits(2, 2, 3, 13))}, // in units of eight bytes
	{Name: "ipv6.fraghdr.more", Title: "More Fragments", Type: dissect.Bool, Get: in(capture.ProtoIPv6Fragment, dissect.Bits(2, 2, 0, 1))},
	{Name: "ipv6.fraghdr.ident", Title: "Identification", Type: dissect.Uint, Base: dissect.Hex8, Get: in(capture.ProtoIPv6Fragment, dissect.Number(4, 4))},

	{Name: "ipv6.fragment", Title: "IPv6 Fragment", Type: dissect.FrameNum, Get: parts(capture.ProtoIPv6Fragment, partFrame)},
	{Name: "ipv6.fragment.overlap", Title: "Fragment overlap", Type: dissect.Bool, Get: parts(capture.ProtoIPv6Fragment, partFlag(capture.PartOverlap))},
	{Name: "ipv6.fragment.overlap.conflict", Title: "Conflicting data in fragment overlap", Type: dissect.Bool, Get: parts(capture.ProtoIPv6Fragment, partFlag(capture.PartConflict))},
	{Name: "ipv6.fragment.count", Title: "Fragment count", Type: dissect.Uint, Get: getPartCount(capture.ProtoIPv6Fragment)},
	{Name: "ipv6.reassembled.length", Title: "Reassembled IPv6 length", Type: dissect.Uint, Get: getDatagramLen(capture.ProtoIPv6Fragment)},
	{Name: "ipv6.reassembled.data", Title: "Reassembled IPv6 data", Type: dissect.Octets, Get: getDatagram(capture.ProtoIPv6Fragment)},
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

// getOptions6 appends the types of hop-by-hop and destination options
// (RFC 8200 §4.2).
func getOptions6(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if l.Header.Proto != capture.ProtoIPv6HopByHop && l.Header.Proto != capture.ProtoIPv6DestOpts {
		return
	}
	b := f.Headers.Bytes(l.Header)
	b = b[:min(len(b), int(l.Header.Len))]
	for off := 2; off < len(b); {
		v.Uint(uint64(b[off])).At(int(l.Header.Off)+off, 1)
		switch {
		case b[off] == 0: // Pad1 has no length
			off++
		case off+1 < len(b):
			off += 2 + int(b[off+1])
		default:
			return
		}
	}
}
