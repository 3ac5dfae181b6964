package smtp

import "netsniff/dissect"

var outline = dissect.Outline{
	Branches: []dissect.Branch{
		{Above: "smtp.command_line", Below: []string{"smtp.req.command", "smtp.req.parameter"}},
		{Above: "smtp.response", Below: []string{"smtp.response.*", "smtp.rsp.parameter"}},
		{Above: "smtp.data.fragments", Below: []string{"smtp.data.*"}},
	},
	Hidden:   []string{"smtp.req", "smtp.rsp"},
	Computed: []string{"smtp.data.fragments", "smtp.data.*", "smtp.time"},
}
