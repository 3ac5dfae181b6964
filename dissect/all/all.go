// Package all lists every protocol that netsniff knows.
package all

import (
	"netsniff/dissect"
	"netsniff/dissect/arp"
	"netsniff/dissect/dns"
	"netsniff/dissect/http"
	"netsniff/dissect/icmp"
	"netsniff/dissect/icmpv6"
	"netsniff/dissect/igmp"
	"netsniff/dissect/mail"
	"netsniff/dissect/smtp"
	"netsniff/dissect/tcp"
	"netsniff/dissect/udp"
)

// Protocols returns the protocols in order of priority: of two that claim a
// port or recognise the same bytes, the earlier one wins.
func Protocols() []*dissect.Protocol {
	return []*dissect.Protocol{
		&arp.Protocol,
		&icmp.Protocol,
		&icmpv6.Protocol,
		&igmp.Protocol,
		&udp.Protocol,
		&tcp.Protocol,
		&dns.DNS,
		&dns.MDNS,
		&dns.LLMNR,
		&http.Protocol,
		&smtp.Protocol,
		&mail.Protocol,
	}
}
