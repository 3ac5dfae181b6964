package pop3

import (
	"netsniff/dissect"
	"netsniff/dissect/mail"
)

var outline = dissect.Outline{
	Branches: []dissect.Branch{
		{Above: "pop.request", Below: []string{"pop.request.command", "pop.request.parameter"}},
		{Above: "pop.response", Below: []string{"pop.response.indicator", "pop.response.description"}},
		{Above: "pop.data.fragments", Below: []string{"pop.data.*"}},
	},
	Whole:    []string{"pop.data.fragments", "pop.data.fragment"},
	Wordings: mail.FragmentWordings("pop", fragments),
	Computed: []string{"pop.data.fragments", "pop.data.*", "pop.time"},
}
