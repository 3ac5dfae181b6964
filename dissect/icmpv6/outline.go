package icmpv6

import "netsniff/dissect"

var outline = dissect.Outline{
	Branches: []dissect.Branch{
		{Above: "icmpv6.nd.ra.flag", Below: []string{"icmpv6.nd.ra.flag.*"}},
		{Above: "icmpv6.nd.na.flag", Below: []string{"icmpv6.nd.na.flag.*"}},
		{Above: "icmpv6.opt.prefix.flag", Below: []string{"icmpv6.opt.prefix.flag.*"}},
		{Above: "icmpv6.opt", Below: []string{"icmpv6.opt.*"}},
		{Above: "icmpv6.mldr.mar", Below: []string{"icmpv6.mldr.mar.*"}},
	},
	Computed: []string{"icmpv6.checksum.status", "icmpv6.resp_to", "icmpv6.resptime"},
	Hidden:   []string{"icmpv6.data", "icmpv6.opt.src_linkaddr", "icmpv6.opt.target_linkaddr"},
	Wordings: wordings,
}
