package tunnel

import "netsniff/dissect"

var (
	greOutline = dissect.Outline{
		Branches: []dissect.Branch{{Above: "gre.flags_and_version", Below: []string{"gre.flags.*"}}},
	}
	vxlanOutline = dissect.Outline{
		Branches: []dissect.Branch{{Above: "vxlan.flags", Below: []string{"vxlan.flag_*"}}},
	}
)
