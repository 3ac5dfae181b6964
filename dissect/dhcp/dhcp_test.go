package dhcp_test

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dhcp"
	"netsniff/dissect/dissecttest"
)

// message returns a message of the client 02:00:00:00:00:01 with options.
func message(op, options string) dissecttest.Turn {
	text := op + "010600deadbeef00000000" + strings.Repeat("00", 16) + "020000000001" +
		strings.Repeat("00", 10+64+128) + options
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		panic(err)
	}
	return dissecttest.Turn{Data: b}
}

const cookie = "63825363"

func TestRows(t *testing.T) {
	for _, x := range []struct {
		m    dissecttest.Turn
		want string
	}{
		{message("01", cookie+"350101 ff"), "DHCP DHCP Discover - Transaction ID 0xdeadbeef"},
		{message("02", cookie+"350102 ff"), "DHCP DHCP Offer    - Transaction ID 0xdeadbeef"},
		{message("02", cookie+"35010d ff"), "DHCP DHCP Lease Active - Transaction ID 0xdeadbeef"},
		{message("01", cookie+"350163 ff"), "DHCP DHCP Unknown Message Type (0x63) - Transaction ID 0xdeadbeef"},
		{message("01", cookie+"350103"), "DHCP DHCP Request  - Transaction ID 0xdeadbeef"},
		{message("01", cookie+"350103 3204c0"), "DHCP DHCP Request  - Transaction ID 0xdeadbeef[Malformed Packet]"},
		{message("01", cookie+"ff"), "BOOTP Boot Request from 02:00:00:00:00:01 (02:00:00:00:00:01)"},
		{message("02", ""), "BOOTP Boot Reply[Malformed Packet]"},
		{message("03", ""), "BOOTP Unknown BOOTP message type (3)[Malformed Packet]"},
		{dissecttest.Client("\x01\x01"), "BOOTP [Malformed Packet]"},
	} {
		if got := dissecttest.NewDatagrams(67, &dhcp.Protocol).
			Rows([]dissecttest.Turn{x.m}); !slices.Equal(got, []string{x.want}) {
			t.Errorf("%q, want %q", got, x.want)
		}
	}
}

func TestFields(t *testing.T) {
	m := message("01", cookie+
		"350103 3d0701020000000001 0c06636c69656e74 3204c0000201 3702010f 3304ffffffff 52080102aabb02027f01 ff00")
	f := dissecttest.NewDatagrams(67, &dhcp.Protocol).Last([]dissecttest.Turn{m})
	for name, want := range map[string]string{
		"dhcp.type": "1", "dhcp.id": "3735928559", "dhcp.hw.type": "1|1",
		"dhcp.hw.mac_addr": "02:00:00:00:00:01|02:00:00:00:00:01",
		"dhcp.option.type": "53|61|12|50|55|51|82|0", "dhcp.option.dhcp": "3", "dhcp.option.hostname": "client",
		"dhcp.option.requested_ip_address": "192.0.2.1", "dhcp.option.request_list_item": "1|15",
		"dhcp.option.ip_address_lease_time": "4294967295", "dhcp.option.agent_information_option.agent_circuit_id": "aabb",
		"dhcp.option.agent_information_option.agent_remote_id": "7f01", "dhcp.option.end": "255",
		"dhcp.option.padding": "00",
	} {
		if got := dissecttest.FieldText(f, &dhcp.Protocol, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestRenewal(t *testing.T) {
	reply := message("02", cookie+"350106 ff")
	reply.Dir = dissect.ToClient
	heard := new(dissecttest.Heard)
	dissecttest.TellDatagrams([]dissecttest.Turn{message("01", cookie+"350103 3204c0000209 ff"), reply}, 67, heard,
		&dhcp.Protocol)
	if len(heard.Exchanges) != 1 || !strings.Contains(heard.Exchanges[0].Line, "Request 192.0.2.9") ||
		!strings.Contains(heard.Exchanges[0].Line, "NAK") {
		t.Errorf("heard %+v", heard.Exchanges)
	}
}

func TestAllocates(t *testing.T) {
	c := dissecttest.NewDatagrams(67, &dhcp.Protocol)
	m := message("01", cookie+"350103 3204c0000209 ff")
	if n := testing.AllocsPerRun(100, func() { c.Send(&m) }); n != 0 {
		t.Errorf("a message allocates %v times", n)
	}
}

// FuzzDHCP takes any bytes for a conversation.
func FuzzDHCP(f *testing.F) {
	m := message("01", cookie+"350103 3204c0000209 ff").Data
	f.Add(append([]byte{0xff}, m...))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDatagrams(t, []*dissect.Protocol{&dhcp.Protocol}, b) })
}
