package icmp

import "netsniff/dissect"

var outline = dissect.Outline{
	Computed: []string{"icmp.checksum.status", "icmp.resp_to", "icmp.resptime", "icmp.data_time_relative"},
	Wordings: []dissect.Wording{
		{Field: "icmp.type", Say: dissect.SayNumberFirst(typeName)},
		{Field: "icmp.checksum", Say: dissect.SayVerified(0)},
		{Field: "icmp.ident*", Say: dissect.SayBoth},
		{Field: "icmp.seq*", Say: dissect.SayBoth},
	},
	Units: []dissect.Unit{{Field: "icmp.resptime", Name: "ms"}},
}
