package dhcpv6_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dhcpv6"
	"netsniff/dissect/dissecttest"
)

var messages = dissecttest.Messages{
	Protocols: []*dissect.Protocol{&dhcpv6.Protocol},
	Port:      547,
}

func TestRows(t *testing.T) {
	messages.Rows(t, [][2]string{
		{"0c0020010db8000000000000000000000001fe800000000000000000000000000002 0009 0014 01123456 0001000a 00030001020000000001 0017 0000",
			"DHCPv6 Relay-forw L: 2001:db8::1 Solicit XID: 0x123456 CID: 00030001020000000001 "},
		{"07123456 0003 0028 00000001 00000e10 00001518 0005 0018 20010db8000000000000000000000099 00000e10 00001c20",
			"DHCPv6 Reply XID: 0x123456 IAA: 2001:db8::99 "},
		{"07123456", "DHCPv6 Reply XID: 0x123456 "},
		{"070034", "DHCPv6 Reply [Malformed Packet]"},
		{"63123456", "DHCPv6 Message Type 99 XID: 0x123456 "},
		{"0c0020010db8", "DHCPv6 Relay-forw [Malformed Packet]"},
		{"0c0020010db8000000000000000000000001fe800000000000000000000000000002 0009 0002 0112",
			"DHCPv6 Relay-forw L: 2001:db8::1 Solicit [Malformed Packet]"},
	})
}

const example = "0c0020010db8000000000000000000000001fe800000000000000000000000000002 0009 0053 07123456 0001000e 000100012a79bae1020000000001 0003 0028 00000001 00000e10 00001518 0005 0018 20010db8000000000000000000000099 00000e10 00001c20 0018 000d 076578616d706c6503636f6d00"

func TestFields(t *testing.T) {
	messages.Fields(t, example, map[string]string{
		"dhcpv6.msgtype":                 "12|7",
		"dhcpv6.xid":                     "1193046",
		"dhcpv6.hopcount":                "0",
		"dhcpv6.peeraddr":                "fe80::2",
		"dhcpv6.option.type":             "9|1|3|5|24",
		"dhcpv6.duidllt.link_layer_addr": "02:00:00:00:00:01",
		"dhcpv6.iaid":                    "00000001",
		"dhcpv6.iaaddr.ip":               "2001:db8::99",
		"dhcpv6.iaid.t1":                 "3600",
		"dhcpv6.search_list_entry":       "example.com",
	})
}

func TestExchange(t *testing.T) {
	messages.Retried(t,
		"05123456 0001000a 00030001020000000001",
		"07123456 000d 0006 0003 6e6f6e65",
		"Renew", "NoBinding", "refused")
}

func TestAllocatesNothing(t *testing.T) { messages.AllocateNothing(t, example) }

// FuzzDHCPv6 takes any bytes for a conversation.
func FuzzDHCPv6(f *testing.F) { messages.Fuzz(f, example) }
