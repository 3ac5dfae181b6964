package ip

import (
	"netsniff/capture"
	"netsniff/dissect"
)

var outline4 = dissect.Outline{
	Summary:  appendAddresses,
	Headings: addOptions,
	Sorted:   true,
	Branches: []dissect.Branch{
		{Above: "ip.dsfield", Below: []string{"ip.dsfield.*"}},
		{Above: "ip.ttl", Below: []string{"ip.ttl.*"}},
		{Above: "ip.opt.type", Below: []string{"ip.opt.type.*"}},
		{Above: "ip.flags", Below: []string{"ip.flags.*"}},
		{Above: "ip.fragments", Below: []string{"ip.fragment", "ip.fragment.*", "ip.reassembled.*"}},
	},
	Hidden:   []string{"ip.addr", "ip.host", "ip.src_host", "ip.dst_host"},
	Computed: []string{"ip.checksum.status", "ip.fragments", "ip.fragment", "ip.fragment.count", "ip.reassembled.*"},
	Whole:    []string{"ip.fragments", "ip.fragment"},
	Units:    []dissect.Unit{{Field: "ip.hdr_len", Name: "bytes"}},
	Told:     []dissect.Told{{Name: "ip.dsfield"}, {Name: "ip.flags"}},
	Wordings: wordings4,
	Experts:  []dissect.Expert{{Field: "ip.ttl.too_small", Severity: dissect.Notable, Group: dissect.AboutSequence}},
	Conditions: []dissect.Condition{
		{Holds: hasOptions4, Fields: []string{"ip.opt.*", "ip.rec_rt", "ip.src_rt", "ip.empty_rt"}},
		{Holds: ends, Fields: []string{"ip.fragments", "ip.fragment", "ip.fragment.*", "ip.reassembled.*"}},
	},
}

func hasOptions4(_ *dissect.Frame, l *dissect.Layer) bool { return l.Header.Len > headLen4 }

// ends reports whether a datagram that came in fragments ends with the frame.
func ends(f *dissect.Frame, l *dissect.Layer) bool { return f.Datagram(l.Header.Buffer+1) != nil }

var outline6 = dissect.Outline{
	Summary: appendAddresses,
	Sorted:  true,
	Branches: []dissect.Branch{
		{Above: "ipv6.tclass", Below: []string{"ipv6.tclass.*"}},
		{Above: "ipv6.opt.type", Below: []string{"ipv6.opt.type.*"}},
		{Above: "ipv6.opt", Below: []string{"ipv6.opt.type", "ipv6.opt.length", "ipv6.opt.p*", "ipv6.opt.router_alert",
			"ipv6.opt.tel", "ipv6.opt.jumbo"}},
		{Above: "ipv6.hopopts", Below: []string{"ipv6.hopopts.*", "ipv6.opt"}},
		{Above: "ipv6.dstopts", Below: []string{"ipv6.dstopts.*", "ipv6.opt"}},
		{Above: "ipv6.routing", Below: []string{"ipv6.routing.*"}},
		{Above: "ipv6.fraghdr", Below: []string{"ipv6.fraghdr.*"}},
		{Above: "ipv6.fragments", Below: []string{"ipv6.fragment", "ipv6.fragment.*", "ipv6.reassembled.*"}},
	},
	Hidden: []string{"ip.version", "ipv6.addr", "ipv6.host", "ipv6.src_host", "ipv6.dst_host", "ipv6.slaac_mac"},
	Computed: []string{"ipv6.src_slaac_mac", "ipv6.dst_slaac_mac", "ipv6.hopopts.len_oct", "ipv6.dstopts.len_oct",
		"ipv6.fragments", "ipv6.fragment", "ipv6.fragment.count", "ipv6.reassembled.*"},
	Whole:    []string{"ipv6.opt", "ipv6.fragments", "ipv6.fragment"},
	Units:    []dissect.Unit{{Field: "ipv6.hopopts.len_oct", Name: "bytes"}, {Field: "ipv6.dstopts.len_oct", Name: "bytes"}},
	Wordings: wordings6,
	Told:     []dissect.Told{{Name: "ipv6.tclass"}},
	Conditions: []dissect.Condition{
		{Holds: isExtension, Fields: []string{
			"ipv6.hopopts", "ipv6.hopopts.*", "ipv6.dstopts", "ipv6.dstopts.*", "ipv6.opt", "ipv6.opt.*",
			"ipv6.routing", "ipv6.routing.*",
			"ipv6.fraghdr", "ipv6.fraghdr.*",
		}},
		{Holds: ends, Fields: []string{"ipv6.fragments", "ipv6.fragment", "ipv6.fragment.*", "ipv6.reassembled.*"}},
	},
}

func isExtension(_ *dissect.Frame, l *dissect.Layer) bool { return dissect.Extends(l.Header.Proto) }

// appendAddresses appends both addresses of a header.
func appendAddresses(dst []byte, f *dissect.Frame, l *dissect.Layer) []byte {
	b := f.Headers.Bytes(l.Header)
	var src, to capture.Addr
	switch {
	case l.Header.Proto == capture.ProtoIPv4 && len(b) >= headLen4:
		src.Kind, to.Kind = capture.AddrIPv4, capture.AddrIPv4
		copy(src.B[:], b[12:16])
		copy(to.B[:], b[16:20])
	case l.Header.Proto == capture.ProtoIPv6 && len(b) >= headLen6:
		src.Kind, to.Kind = capture.AddrIPv6, capture.AddrIPv6
		copy(src.B[:], b[8:24])
		copy(to.B[:], b[24:40])
	default:
		return dst
	}
	dst = src.Append(append(dst, ", Src: "...))
	return to.Append(append(dst, ", Dst: "...))
}
