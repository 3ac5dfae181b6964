package dhcpv6_test

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dhcpv6"
	"netsniff/dissect/dissecttest"
)

var protocols = []*dissect.Protocol{&dhcpv6.Protocol}

// datagram returns the turn with the bytes of text in hexadecimal.
func datagram(d dissect.Dir, text string) dissecttest.Turn {
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		panic(err)
	}
	return dissecttest.Turn{Dir: d, Data: b}
}

func TestRows(t *testing.T) {
	for _, x := range []struct{ message, want string }{
		{"0c0020010db8000000000000000000000001fe800000000000000000000000000002 0009 0014 01123456 0001000a 00030001020000000001 0017 0000", "DHCPv6 Relay-forw L: 2001:db8::1 Solicit XID: 0x123456 CID: 00030001020000000001 "},
		{"07123456 0003 0028 00000001 00000e10 00001518 0005 0018 20010db8000000000000000000000099 00000e10 00001c20", "DHCPv6 Reply XID: 0x123456 IAA: 2001:db8::99 "},
		{"07123456", "DHCPv6 Reply XID: 0x123456 "},
		{"070034", "DHCPv6 Reply [Malformed Packet]"},
		{"63123456", "DHCPv6 Message Type 99 XID: 0x123456 "},
		{"0c0020010db8", "DHCPv6 Relay-forw [Malformed Packet]"},
		{"0c0020010db8000000000000000000000001fe800000000000000000000000000002 0009 0002 0112", "DHCPv6 Relay-forw L: 2001:db8::1 Solicit [Malformed Packet]"},
	} {
		got := dissecttest.NewDatagrams(547, protocols...).Rows([]dissecttest.Turn{datagram(dissect.ToServer, x.message)})
		if !slices.Equal(got, []string{x.want}) {
			t.Errorf("%s: %q, want %q", x.message, got, x.want)
		}
	}
}

const example = "0c0020010db8000000000000000000000001fe800000000000000000000000000002 0009 0053 07123456 0001000e 000100012a79bae1020000000001 0003 0028 00000001 00000e10 00001518 0005 0018 20010db8000000000000000000000099 00000e10 00001c20 0018 000d 076578616d706c6503636f6d00"

func TestFields(t *testing.T) {
	f := dissecttest.NewDatagrams(547, protocols...).Last([]dissecttest.Turn{datagram(dissect.ToServer, example)})
	for name, want := range map[string]string{
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
	} {
		got := ""
		for _, p := range protocols {
			got += dissecttest.FieldText(f, p, name)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestExchange(t *testing.T) {
	heard := new(dissecttest.Heard)
	dissecttest.TellDatagrams([]dissecttest.Turn{
		datagram(dissect.ToServer, "05123456 0001000a 00030001020000000001"), datagram(dissect.ToServer, "05123456 0001000a 00030001020000000001"), datagram(dissect.ToClient, "07123456 000d 0006 0003 6e6f6e65"),
	}, 547, heard, protocols...)
	if len(heard.Exchanges) != 1 {
		t.Fatalf("heard %+v", heard.Exchanges)
	}
	for _, word := range strings.Split("Renew|NoBinding|refused", "|") {
		if !strings.Contains(heard.Exchanges[0].Line, word) {
			t.Errorf("%q does not say %q", heard.Exchanges[0].Line, word)
		}
	}
}

func TestAllocatesNothing(t *testing.T) {
	c := dissecttest.NewDatagrams(547, protocols...)
	m := datagram(dissect.ToServer, example)
	if n := testing.AllocsPerRun(100, func() { c.Send(&m) }); n != 0 {
		t.Errorf("a message allocates %v times", n)
	}
}

// FuzzDHCPv6 takes any bytes for a conversation.
func FuzzDHCPv6(f *testing.F) {
	b := datagram(dissect.ToServer, example).Data
	f.Add(append([]byte{0x80 | byte(min(len(b), 127))}, b...))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDatagrams(t, protocols, b) })
}
