package icmp

import "netsniff/dissect"

var outline = dissect.Outline{
	Computed: []string{"icmp.checksum.status", "icmp.resp_to", "icmp.resptime", "icmp.data_time_relative"},
	Units:    []dissect.Unit{{Field: "icmp.resptime", Name: "ms"}},
}
