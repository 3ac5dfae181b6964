package ip

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect"
)

var (
	src4 = sound(dissect.Part(12, 4))
	dst4 = sound(dissect.Part(16, 4))
)

var fields4 = []dissect.Field{
	{Name: "ip.version", Title: "Version", Type: dissect.Uint, Get: dissect.Bits(0, 1, 4, 4)},
	{Name: "ip.hdr_len", Title: "Header Length", Type: dissect.Uint, Get: getHeadLen},
	{Name: "ip.dsfield", Title: "Differentiated Services Field", Type: dissect.Uint, Base: dissect.Hex2,
		Get: dissect.Number(1, 1)},
	{Name: "ip.dsfield.dscp", Title: "Differentiated Services Codepoint", Type: dissect.Uint, Names: codepointName,
		Get: dissect.Bits(1, 1, 2, 6)},
	{Name: "ip.dsfield.ecn", Title: "Explicit Congestion Notification", Type: dissect.Uint, Names: congestionName,
		Get: dissect.Bits(1, 1, 0, 2)},
	{Name: "ip.len", Title: "Total Length", Type: dissect.Uint, Get: dissect.Number(2, 2)},
	{Name: "ip.id", Title: "Identification", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(4, 2)},
	{Name: "ip.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Bits(6, 1, 5, 3)},
	{Name: "ip.flags.rb", Title: "Reserved bit", Type: dissect.Bool, Get: dissect.Bits(6, 1, 7, 1)},
	{Name: "ip.flags.df", Title: "Don't fragment", Type: dissect.Bool, Get: dissect.Bits(6, 1, 6, 1)},
	{Name: "ip.flags.mf", Title: "More fragments", Type: dissect.Bool, Get: dissect.Bits(6, 1, 5, 1)},
	{Name: "ip.frag_offset", Title: "Fragment Offset", Type: dissect.Uint,
		Get: dissect.Bits(6, 2, 0, 13)}, // in units of eight bytes
	{Name: "ip.ttl", Title: "Time to Live", Type: dissect.Uint, Get: dissect.Number(8, 1)},
	{Name: "ip.ttl.too_small", Title: "Time To Live", Type: dissect.Label, Get: getShortLife},
	{Name: "ip.proto", Title: "Protocol", Type: dissect.Uint, Names: numberName, Get: dissect.Number(9, 1)},
	{Name: "ip.checksum", Title: "Header Checksum", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(10, 2)},
	{Name: "ip.checksum.status", Title: "Header checksum status", Type: dissect.Uint, Base: dissect.Named,
		Names: dissect.ChecksumName, Get: dissect.Unverified(10)},
	{Name: "ip.src", Title: "Source Address", Type: dissect.IPv4, Get: src4},
	{Name: "ip.dst", Title: "Destination Address", Type: dissect.IPv4, Get: dst4},
	{Name: "ip.addr", Title: "Source or Destination Address", Type: dissect.IPv4, Get: dissect.Both(src4, dst4)},
	{Name: "ip.src_host", Title: "Source Host", Type: dissect.IPv4, Get: src4},
	{Name: "ip.dst_host", Title: "Destination Host", Type: dissect.IPv4, Get: dst4},
	{Name: "ip.host", Title: "Source or Destination Host", Type: dissect.IPv4, Get: dissect.Both(src4, dst4)},
	{Name: "ip.opt.type", Title: "Type", Type: dissect.Uint, Get: eachOption(optionType(0, 8))},
	{Name: "ip.opt.type.copy", Title: "Copy on fragmentation", Type: dissect.Bool, Names: copied,
		Get: eachOption(optionType(7, 1))},
	{Name: "ip.opt.type.class", Title: "Class", Type: dissect.Uint, Names: optionClass, Get: eachOption(optionType(5, 2))},
	{Name: "ip.opt.type.number", Title: "Number", Type: dissect.Uint, Names: optionNumber,
		Get: eachOption(optionType(0, 5))},
	{Name: "ip.opt.len", Title: "Length", Type: dissect.Uint, Get: eachOption(func(b []byte, at int, v *dissect.Values) {
		if len(b) > 1 {
			v.Uint(uint64(b[1])).At(at+1, 1)
		}
	})},
	{Name: "ip.opt.ptr", Title: "Pointer", Type: dissect.Uint,
		Get: optionPart(2, 1, optionRecordRoute, optionTimestamp, optionLooseRoute, optionStrictRoute)},
	{Name: "ip.rec_rt", Title: "Recorded Route", Type: dissect.IPv4, Get: hops(passed)},
	{Name: "ip.src_rt", Title: "Source Route", Type: dissect.IPv4, Get: hops(ahead)},
	{Name: "ip.empty_rt", Title: "Empty Route", Type: dissect.IPv4, Get: hops(empty)},
	{Name: "ip.opt.sid", Title: "Stream Identifier", Type: dissect.Uint, Get: optionPart(2, 2, optionStream)},
	{Name: "ip.opt.mtu", Title: "MTU", Type: dissect.Uint, Get: optionPart(2, 2, optionMTUProbe, optionMTUReply)},
	{Name: "ip.opt.ra", Title: "Router Alert", Type: dissect.Uint, Names: alerted, Get: optionPart(2, 2, optionRouterAlert)},
	{Name: "ip.fragments", Title: "IPv4 Fragments", Type: dissect.Label, Get: marked(capture.ProtoIPv4)},
	{Name: "ip.fragment", Title: "IPv4 Fragment", Type: dissect.FrameNum, Get: parts(capture.ProtoIPv4, partFrame)},
	{Name: "ip.fragment.overlap", Title: "Fragment overlap", Type: dissect.Bool,
		Get: parts(capture.ProtoIPv4, partFlag(capture.PartOverlap))},
	{Name: "ip.fragment.overlap.conflict", Title: "Conflicting data in fragment overlap", Type: dissect.Bool,
		Get: parts(capture.ProtoIPv4, partFlag(capture.PartConflict))},
	{Name: "ip.fragment.multipletails", Title: "Multiple tail fragments found", Type: dissect.Bool,
		Get: parts(capture.ProtoIPv4, partFlag(capture.PartTail))},
	{Name: "ip.fragment.toolongfragment", Title: "Fragment too long", Type: dissect.Bool,
		Get: parts(capture.ProtoIPv4, partFlag(capture.PartTooLong))},
	{Name: "ip.fragment.count", Title: "Fragment count", Type: dissect.Uint, Get: getPartCount(capture.ProtoIPv4)},
	{Name: "ip.reassembled.length", Title: "Reassembled IPv4 length", Type: dissect.Uint,
		Get: getDatagramLen(capture.ProtoIPv4)},
	{Name: "ip.reassembled.data", Title: "Reassembled IPv4 data", Type: dissect.Octets, Get: getDatagram(capture.ProtoIPv4)},
	// Known only after the last fragment: empty in one pass.
	{Name: "ip.reassembled_in", Title: "Reassembled IPv4 in frame", Type: dissect.FrameNum,
		Get: func(*dissect.Frame, *dissect.Layer, *dissect.Values) {}},
}

var fieldsAH = []dissect.Field{
	{Name: "ah.next_header", Title: "Next header", Type: dissect.Uint, Names: numberName, Get: dissect.Number(0, 1)},
	{Name: "ah.length", Title: "Length", Type: dissect.Uint, Get: dissect.Number(1, 1)},
	{Name: "ah.spi", Title: "AH SPI", Type: dissect.Uint, Base: dissect.Hex8, Get: dissect.Number(4, 4)},
	{Name: "ah.sequence", Title: "AH Sequence", Type: dissect.Uint, Get: dissect.Number(8, 4)},
}

func numberName(u uint64) string { return protocolName(uint8(u)) }

// sound returns a getter that reads headers which make sense: what stands in
// the others are no addresses.
func sound(get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := f.Headers.Bytes(l.Header)
		if len(b) < headLen4 || b[0]>>4 != 4 || b[0]&15 < headLen4/4 {
			return
		}
		if total := binary.BigEndian.Uint16(b[2:]); total == 0 || total >= headLen4 {
			get(f, l, v)
		}
	}
}

// getHeadLen appends bytes, not the units of four that the header has.
func getHeadLen(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if b := f.Headers.Bytes(l.Header); len(b) > 0 {
		v.Uint(uint64(b[0]&15)*4).Masked(0x0f).At(int(l.Header.Off), 1)
	}
}
