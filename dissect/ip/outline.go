package ip

import (
	"netsniff/capture"
	"netsniff/dissect"
)

var outline4 = dissect.Outline{
	Summary: appendAddresses,
	Sorted:  true,
	Branches: []dissect.Branch{
		{Above: "ip.dsfield", Below: []string{"ip.dsfield.*"}},
		{Above: "ip.ttl", Below: []string{"ip.ttl.*"}},
		{Above: "ip.opt.type", Below: []string{"ip.opt.type.*"}},
		{Above: "ip.flags", Below: []string{"ip.flags.*"}},
		{Above: "ip.fragments", Title: "IPv4 Fragments", Below: []string{"ip.fragment", "ip.fragment.*", "ip.reassembled.*"}},
	},
	Hidden:   []string{"ip.addr", "ip.host", "ip.src_host", "ip.dst_host"},
	Computed: []string{"ip.checksum.status", "ip.fragment.count", "ip.reassembled.*"},
	Units:    []dissect.Unit{{Field: "ip.hdr_len", Name: "bytes"}},
	Wordings: wordings4,
	Experts:  []dissect.Expert{{Field: "ip.ttl.too_small", Severity: dissect.Notable, Group: dissect.AboutSequence}},
	Conditions: []dissect.Condition{
		{Holds: hasOptions4, Fields: []string{"ip.opt.*"}},
		{Holds: ends, Fields: []string{"ip.fragment", "ip.fragment.*", "ip.reassembled.*"}},
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
		{Above: "ipv6.hopopts", Title: "IPv6 Hop-by-Hop Option", Below: []string{"ipv6.hopopts.*"}},
		{Above: "ipv6.dstopts", Title: "Destination Options for IPv6", Below: []string{"ipv6.dstopts.*"}},
		{Above: "ipv6.routing", Title: "Routing Header for IPv6", Below: []string{"ipv6.routing.*"}},
		{Above: "ipv6.fraghdr", Title: "Fragment Header for IPv6", Below: []string{"ipv6.fraghdr.*"}},
		{Above: "ipv6.fragments", Title: "IPv6 Fragments", Below: []string{"ipv6.fragment", "ipv6.fragment.*", "ipv6.reassembled.*"}},
	},
	Hidden:   []string{"ip.version", "ipv6.addr", "ipv6.host", "ipv6.src_host", "ipv6.dst_host"},
	Computed: []string{"ipv6.fragment.count", "ipv6.reassembled.*"},
	Wordings: wordings6,
	Conditions: []dissect.Condition{
		{Holds: isExtension, Fields: []string{"ipv6.hopopts.*", "ipv6.dstopts.*", "ipv6.opt.*", "ipv6.routing.*", "ipv6.fraghdr.*"}},
		{Holds: ends, Fields: []string{"ipv6.fragment", "ipv6.fragment.*", "ipv6.reassembled.*"}},
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
