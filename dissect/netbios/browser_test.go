package netbios_test

import (
	"slices"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/netbios"
)

// announcement is what the host WINDOWS7-3 says to WORKGROUP<1d>, without its address.
const announcement = "1102f613c0000201008a00bb0000204648454a454f45454550464846444448434e44444341434143414341434143410020464845504643454c454846" +
	"43455046464641434143414341434143414341424e00ff534d4225000000000000000000000000000000000000000000000000000000110000210000" +
	"00000000000000e803000000000000000021005600030001000000020032005c4d41494c534c4f545c42524f57534500"

func TestBrowser(t *testing.T) {
	for _, x := range []struct{ message, want string }{
		{announcement + "01000053070057494e444f5753372d330000000000000601031001000f0155aa00",
			"BROWSER Host Announcement WINDOWS7-3, Workstation, Server, NT Workstation, Potential Browser"},
		{announcement + "01000053070057494e444f5753372d330000000000000601004000800f0155aa00",
			"BROWSER Host Announcement WINDOWS7-3, Unknown server type:14, Domain Enum"},
		{announcement + "020050433300" + "000000000000000000000000000000000000000000000000000000",
			"BROWSER Request Announcement PC3"},
		{announcement + "01000053070057494e",
			"BROWSER Host Announcement[Malformed Packet: length of contained item exceeds length of containing item]"},
		{announcement[:60], "NBDS Direct_group datagram[Malformed Packet]"},
		{"1302f613c0000201008a" + "82", "NBDS Datagram error"},
		{"1702", "NBDS Unknown message type (0x17)"},
	} {
		c := dissecttest.NewDatagrams(138, messages.Protocols...)
		if got := c.Rows([]dissecttest.Turn{dissecttest.Datagram(dissect.ToServer, x.message)}); !slices.Equal(got,
			[]string{x.want}) {
			t.Errorf("%q, want %q", got, x.want)
		}
	}
	f := dissecttest.NewDatagrams(138, messages.Protocols...).
		Last([]dissecttest.Turn{dissecttest.Datagram(dissect.ToServer,
			announcement+"01000053070057494e444f5753372d330000000000000601031001000f0155aa00")})
	if got := dissecttest.FieldText(f, &netbios.Browser, "browser.server"); got != "WINDOWS7-3" {
		t.Errorf("browser.server is %q", got)
	}
	if got := dissecttest.FieldText(f, &netbios.Datagrams, "nbdgm.destination_name"); got != "WORKGROUP<1d>" {
		t.Errorf("nbdgm.destination_name is %q", got)
	}
}
