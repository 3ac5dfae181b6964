package main

import (
	"slices"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/filter"
	"netsniff/dissect/mail"
	"netsniff/report/collect"
)

// headerProtocols are those whose layers and fields are the same whether frames
// are dissected or not, but for dissectedFields. A test compares them in all
// captures.
var headerProtocols = []string{"frame", "eth", "vlan", "sll", "ip", "ipv6", "tcp", "udp"}

// dissectedFields are fields of headerProtocols, by their beginnings, that tell
// what dissectors found.
var dissectedFields = []string{"frame.protocols", "tcp.segment", "tcp.reassembled"}

// reads says what has to be done for a filter: frames are not dissected if it
// reads nothing that dissectors find, and mails are searched only if it may find
// one where its frame alone has none: it reads fields of mails, whether there is
// one, or whether bytes are nobody's.
func reads(needs filter.Needs) collect.Reads {
	dissected := slices.ContainsFunc(needs.Fields, func(f *dissect.Field) bool { return isDissected(f.Name) })
	switch {
	case dissected || slices.ContainsFunc(needs.Protocols,
		func(p *dissect.Protocol) bool { return p == &mail.Protocol || p.Name == "data" }):
		return collect.Mails
	case slices.ContainsFunc(needs.Protocols,
		func(p *dissect.Protocol) bool { return !slices.Contains(headerProtocols, p.Name) }):
		return collect.Messages
	}
	return collect.Headers
}

func isDissected(field string) bool {
	return slices.ContainsFunc(dissectedFields, func(begin string) bool { return strings.HasPrefix(field, begin) })
}
