package imap

import "netsniff/dissect"

var outline = dissect.Outline{
	Branches: []dissect.Branch{
		{Above: "imap.line", Below: []string{"imap.request", "imap.request_tag", "imap.request.*", "imap.response",
			"imap.response_tag", "imap.response.*", "imap.response_to", "imap.time"}},
	},
	Hidden:   []string{"imap.isrequest", "imap.tag", "imap.command"},
	Computed: []string{"imap.response_in", "imap.response_to", "imap.time"},
}
