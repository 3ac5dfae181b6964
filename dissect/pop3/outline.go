package pop3

import "netsniff/dissect"

var outline = dissect.Outline{
	Branches: []dissect.Branch{
		{Above: "pop.request", Below: []string{"pop.request.command", "pop.request.parameter"}},
		{Above: "pop.response", Below: []string{"pop.response.indicator", "pop.response.description"}},
		{Above: "pop.data.fragments", Below: []string{"pop.data.*"}},
	},
	Computed: []string{"pop.data.fragments", "pop.data.*", "pop.time"},
}
