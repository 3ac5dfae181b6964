package icmpv6

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/icmp/echo"
)

var fields = []dissect.Field{
	{Name: "icmpv6.type", Title: "Type", Type: dissect.Uint, Names: typeName, Get: dissect.Number(0, 1)},
	{Name: "icmpv6.code", Title: "Code", Type: dissect.Uint, Get: dissect.Number(1, 1)},
	{Name: "icmpv6.checksum", Title: "Checksum", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(2, 2)},
	{Name: "icmpv6.checksum.status", Title: "Checksum Status", Type: dissect.Uint, Base: dissect.Named,
		Names: dissect.ChecksumName, Get: dissect.Verified(protocolNumber)},
	{Name: "icmpv6.reserved", Title: "Reserved", Type: dissect.Octets, Get: getReserved},
	{Name: "icmpv6.mtu", Title: "MTU", Type: dissect.Uint, Get: only(dissect.Number(4, 4), PacketTooBig)},
	{Name: "icmpv6.pointer", Title: "Pointer", Type: dissect.Uint, Get: only(dissect.Number(4, 4), ParameterProblem)},
	{Name: "icmpv6.echo.identifier", Title: "Identifier", Type: dissect.Uint, Base: dissect.Hex4,
		Get: only(dissect.Number(4, 2), EchoRequest, EchoReply)},
	{Name: "icmpv6.echo.sequence_number", Title: "Sequence", Type: dissect.Uint,
		Get: only(dissect.Number(6, 2), EchoRequest, EchoReply)},
	{Name: "icmpv6.data", Title: "Data", Type: dissect.Octets, Get: only(getData, EchoRequest, EchoReply)},
	// Known only after the reply, or when none came: empty in one pass.
	{Name: "icmpv6.resp_in", Title: "Response In", Type: dissect.FrameNum,
		Get: func(*dissect.Frame, *dissect.Layer, *dissect.Values) {}},
	{Name: "icmpv6.no_resp", Title: "No response seen", Type: dissect.Label,
		Get: func(*dissect.Frame, *dissect.Layer, *dissect.Values) {}},
	{Name: "icmpv6.resp_not_found", Title: "Response not found", Type: dissect.Label,
		Get: func(*dissect.Frame, *dissect.Layer, *dissect.Values) {}},
	{Name: "icmpv6.resp_to", Title: "Response To", Type: dissect.FrameNum, Get: echo.RequestFrame[*row]},
	{Name: "icmpv6.resptime", Title: "Response Time", Type: dissect.Double, Get: echo.ResponseTime[*row]},

	{Name: "icmpv6.nd.ra.cur_hop_limit", Title: "Cur hop limit", Type: dissect.Uint,
		Get: only(dissect.Number(4, 1), RouterAdvertisement)},
	{Name: "icmpv6.nd.ra.flag", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex2,
		Get: only(dissect.Number(5, 1), RouterAdvertisement)},
	{Name: "icmpv6.nd.ra.flag.m", Title: "Managed address configuration", Type: dissect.Bool,
		Get: only(dissect.Bits(5, 1, 7, 1), RouterAdvertisement)},
	{Name: "icmpv6.nd.ra.flag.o", Title: "Other configuration", Type: dissect.Bool,
		Get: only(dissect.Bits(5, 1, 6, 1), RouterAdvertisement)},
	{Name: "icmpv6.nd.ra.flag.h", Title: "Home Agent", Type: dissect.Bool,
		Get: only(dissect.Bits(5, 1, 5, 1), RouterAdvertisement)},
	{Name: "icmpv6.nd.ra.flag.prf", Title: "Prf (Default Router Preference)", Type: dissect.Uint, Names: preference,
		Get: only(dissect.Bits(5, 1, 3, 2), RouterAdvertisement)},
	{Name: "icmpv6.nd.ra.flag.p", Title: "Proxy", Type: dissect.Bool,
		Get: only(dissect.Bits(5, 1, 2, 1), RouterAdvertisement)},
	{Name: "icmpv6.nd.ra.flag.rsv", Title: "Reserved", Type: dissect.Uint,
		Get: only(dissect.Bits(5, 1, 0, 2), RouterAdvertisement)},
	{Name: "icmpv6.nd.ra.router_lifetime", Title: "Router lifetime (s)", Type: dissect.Uint,
		Get: only(dissect.Number(6, 2), RouterAdvertisement)},
	{Name: "icmpv6.nd.ra.reachable_time", Title: "Reachable time (ms)", Type: dissect.Uint,
		Get: only(dissect.Number(8, 4), RouterAdvertisement)},
	{Name: "icmpv6.nd.ra.retrans_timer", Title: "Retrans timer (ms)", Type: dissect.Uint,
		Get: only(dissect.Number(12, 4), RouterAdvertisement)},
	{Name: "icmpv6.nd.ns.target_address", Title: "Target Address", Type: dissect.IPv6,
		Get: only(dissect.Part(8, 16), NeighborSolicitation)},
	{Name: "icmpv6.nd.na.flag", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex8,
		Get: only(dissect.Number(4, 4), NeighborAdvertisement)},
	{Name: "icmpv6.nd.na.flag.r", Title: "Router", Type: dissect.Bool,
		Get: only(dissect.Bits(4, 4, 31, 1), NeighborAdvertisement)},
	{Name: "icmpv6.nd.na.flag.s", Title: "Solicited", Type: dissect.Bool,
		Get: only(dissect.Bits(4, 4, 30, 1), NeighborAdvertisement)},
	{Name: "icmpv6.nd.na.flag.o", Title: "Override", Type: dissect.Bool,
		Get: only(dissect.Bits(4, 4, 29, 1), NeighborAdvertisement)},
	{Name: "icmpv6.nd.na.flag.rsv", Title: "Reserved", Type: dissect.Uint,
		Get: only(dissect.Bits(4, 4, 0, 29), NeighborAdvertisement)},
	{Name: "icmpv6.nd.na.target_address", Title: "Target Address", Type: dissect.IPv6,
		Get: only(dissect.Part(8, 16), NeighborAdvertisement)},
	{Name: "icmpv6.nd.rd.target_address", Title: "Target Address", Type: dissect.IPv6,
		Get: only(dissect.Part(8, 16), Redirect)},
	{Name: "icmpv6.rd.na.destination_address", Title: "Destination Address", Type: dissect.IPv6,
		Get: only(dissect.Part(24, 16), Redirect)},

	{Name: "icmpv6.opt", Title: "ICMPv6 Option", Type: dissect.Label,
		Get: each(func(x option, at int, v *dissect.Values) { v.Mark().At(at-2, len(x.Body)+2) })},
	{Name: "icmpv6.opt.type", Title: "Type", Type: dissect.Uint, Names: optionTypeName,
		Get: each(func(x option, at int, v *dissect.Values) { v.Uint(uint64(x.Type)).At(at-2, 1) })},
	{Name: "icmpv6.opt.length", Title: "Length", Type: dissect.Uint,
		Get: each(func(x option, at int, v *dissect.Values) { v.Uint(uint64(len(x.Body)+2)/8).At(at-1, 1) })},
	{Name: "icmpv6.opt.linkaddr", Title: "Link-layer address", Type: dissect.Ether,
		Get: linkAddress(SourceLinkAddress, TargetLinkAddress)},
	{Name: "icmpv6.opt.src_linkaddr", Title: "Source Link-layer address", Type: dissect.Ether,
		Get: linkAddress(SourceLinkAddress)},
	{Name: "icmpv6.opt.target_linkaddr", Title: "Target Link-layer address", Type: dissect.Ether,
		Get: linkAddress(TargetLinkAddress)},
	{Name: "icmpv6.opt.mtu", Title: "MTU", Type: dissect.Uint, Get: optionNumber(MTU, 2, 4)},
	{Name: "icmpv6.opt.prefix.length", Title: "Prefix Length", Type: dissect.Uint,
		Get: optionNumber(PrefixInformation, 0, 1)},
	{Name: "icmpv6.opt.prefix.flag", Title: "Flag", Type: dissect.Uint, Base: dissect.Hex2,
		Get: optionNumber(PrefixInformation, 1, 1)},
	{Name: "icmpv6.opt.prefix.flag.l", Title: "On-link flag(L)", Type: dissect.Bool,
		Get: optionBits(PrefixInformation, 1, 7, 1)},
	{Name: "icmpv6.opt.prefix.flag.a", Title: "Autonomous address-configuration flag(A)", Type: dissect.Bool,
		Get: optionBits(PrefixInformation, 1, 6, 1)},
	{Name: "icmpv6.opt.prefix.flag.r", Title: "Router address flag(R)", Type: dissect.Bool,
		Get: optionBits(PrefixInformation, 1, 5, 1)},
	{Name: "icmpv6.opt.prefix.flag.reserved", Title: "Reserved", Type: dissect.Uint,
		Get: optionBits(PrefixInformation, 1, 0, 5)},
	{Name: "icmpv6.opt.prefix.valid_lifetime", Title: "Valid Lifetime", Type: dissect.Uint,
		Get: optionNumber(PrefixInformation, 2, 4)},
	{Name: "icmpv6.opt.prefix.preferred_lifetime", Title: "Preferred Lifetime", Type: dissect.Uint,
		Get: optionNumber(PrefixInformation, 6, 4)},
	{Name: "icmpv6.opt.prefix", Title: "Prefix", Type: dissect.IPv6, Get: optionAddresses(PrefixInformation, 14)},
	{Name: "icmpv6.opt.rdnss.lifetime", Title: "Lifetime", Type: dissect.Uint, Get: optionNumber(DNSServers, 2, 4)},
	{Name: "icmpv6.opt.rdnss", Title: "Recursive DNS Servers", Type: dissect.IPv6, Get: optionAddresses(DNSServers, 6)},

	{Name: "icmpv6.mld.maximum_response_delay", Title: "Maximum Response Delay [ms]", Type: dissect.Uint,
		Get: only(dissect.Number(4, 2), ListenerQuery, ListenerReport, ListenerDone)},
	{Name: "icmpv6.mld.multicast_address", Title: "Multicast Address", Type: dissect.IPv6,
		Get: only(dissect.Part(8, 16), ListenerQuery, ListenerReport, ListenerDone)},
	{Name: "icmpv6.mldr.nb_mcast_records", Title: "Number of Multicast Address Records", Type: dissect.Uint,
		Get: only(dissect.Number(6, 2), ListenerReport2)},
	{Name: "icmpv6.mldr.mar", Title: "Multicast Address Record", Type: dissect.Label,
		Get: record(func(b []byte, at int, v *dissect.Values) { v.Mark().At(at, len(b)) })},
	{Name: "icmpv6.mldr.mar.record_type", Title: "Record Type", Type: dissect.Uint, Names: recordType,
		Get: record(func(b []byte, at int, v *dissect.Values) { v.Uint(uint64(b[0])).At(at, 1) })},
	{Name: "icmpv6.mldr.mar.aux_data_len", Title: "Aux Data Len", Type: dissect.Uint,
		Get: record(func(b []byte, at int, v *dissect.Values) { v.Uint(uint64(b[1])).At(at+1, 1) })},
	{Name: "icmpv6.mldr.mar.nb_sources", Title: "Number of Sources", Type: dissect.Uint,
		Get: record(func(b []byte, at int, v *dissect.Values) {
			v.Uint(uint64(binary.BigEndian.Uint16(b[2:]))).At(at+2, 2)
		})},
	{Name: "icmpv6.mldr.mar.multicast_address", Title: "Multicast Address", Type: dissect.IPv6,
		Get: record(func(b []byte, at int, v *dissect.Values) { v.Bytes(b[4:20]).At(at+4, 16) })},
}

// getReserved gets what stands between the checksum and the rest and means
// nothing (RFC 4443 §3, RFC 4861 §4, RFC 3810 §5.2).
func getReserved(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	b := f.Headers.Bytes(l.Header)
	if len(b) < fixedLen {
		return
	}
	n := 0
	switch Type(b[0]) {
	case Unreachable, TimeExceeded, RouterSolicitation, NeighborSolicitation, Redirect:
		n = 4
	case ListenerReport2:
		n = 2
	default:
		return
	}
	v.Bytes(b[4:4+n]).At(int(l.Header.Off)+4, n)
}

func typeName(u uint64) string { return Type(u).String() }

// only returns a getter that reads messages of the given types.
func only(get dissect.Getter, types ...Type) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := f.Headers.Bytes(l.Header)
		for _, t := range types {
			if len(b) > 0 && Type(b[0]) == t {
				get(f, l, v)
				return
			}
		}
	}
}

// each returns the getter of a field that every option has. do gets the
// option and where its body stands in the frame.
func each(do func(x option, at int, v *dissect.Values)) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := f.Headers.Bytes(l.Header)
		if len(b) == 0 || Type(b[0]).options() == 0 || len(b) < Type(b[0]).least() {
			return
		}
		o := options{b: b, off: Type(b[0]).options()}
		for x, ok := o.Next(); ok; x, ok = o.Next() {
			do(x, int(l.Header.Off)+x.off, v)
		}
	}
}

func linkAddress(types ...OptionType) dissect.Getter {
	return each(func(x option, at int, v *dissect.Values) {
		for _, t := range types {
			if x.Type == t && len(x.Body) == 6 {
				v.Bytes(x.Body).At(at, 6)
			}
		}
	})
}

// optionNumber returns the getter of the number of n bytes at off in the body
// of an option.
func optionNumber(t OptionType, off, n int) dissect.Getter {
	return each(func(x option, at int, v *dissect.Values) {
		if x.Type != t || len(x.Body) < off+n {
			return
		}
		u := uint64(0)
		for _, c := range x.Body[off : off+n] {
			u = u<<8 | uint64(c)
		}
		v.Uint(u).At(at+off, n)
	})
}

// optionBits returns the getter of width bits, shift from the lowest, of the
// byte at off in the body of an option.
func optionBits(t OptionType, off, shift, width int) dissect.Getter {
	mask := byte(1<<width - 1)
	return each(func(x option, at int, v *dissect.Values) {
		if x.Type == t && len(x.Body) > off {
			v.Uint(uint64(x.Body[off]>>shift&mask)).Masked(uint64(mask)<<shift).At(at+off, 1)
		}
	})
}

// optionAddresses returns the getter of the IPv6 addresses that fill an option
// from off in its body on.
func optionAddresses(t OptionType, off int) dissect.Getter {
	return each(func(x option, at int, v *dissect.Values) {
		for o := off; x.Type == t && o+16 <= len(x.Body); o += 16 {
			v.Bytes(x.Body[o:o+16]).At(at+o, 16)
		}
	})
}

// record returns the getter of a field of every address record in a version 2
// report.
func record(do func(b []byte, at int, v *dissect.Values)) dissect.Getter {
	return only(func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := f.Headers.Bytes(l.Header)
		if len(b) < fixedLen {
			return
		}
		for off, n := fixedLen, int(binary.BigEndian.Uint16(b[6:])); n > 0; n-- {
			size := recordLen(b, off)
			if size == 0 {
				return
			}
			do(b[off:off+size], int(l.Header.Off)+off, v)
			off += size
		}
	}, ListenerReport2)
}

func getData(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if b := f.Headers.Bytes(l.Header); len(b) > fixedLen {
		v.Bytes(b[fixedLen:]).At(int(l.Header.Off)+fixedLen, len(b)-fixedLen)
	}
}
