package tpkt_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/tpkt"
)

// says returns the turn of a side that says octets in hexadecimal. Behind each "|" a packet begins.
func says(d dissect.Dir, octets string) dissecttest.Turn {
	turn := dissecttest.Turn{Dir: d}
	for i, packet := range strings.Split(octets, "|") {
		b, err := hex.DecodeString(strings.ReplaceAll(packet, " ", ""))
		if err != nil {
			panic(err)
		}
		if i > 0 {
			turn.Data = append(turn.Data, 3, 0, 0, byte(4+len(b)))
		}
		turn.Data = append(turn.Data, b...)
	}
	return turn
}

func client(octets string) dissecttest.Turn { return says(dissect.ToServer, octets) }
func server(octets string) dissecttest.Turn { return says(dissect.ToClient, octets) }

func rows(t *testing.T, port uint16, turns []dissecttest.Turn, want ...string) {
	t.Helper()
	c := dissecttest.NewConnection(port, engine.ByArrival, &tpkt.Protocol)
	got := c.Rows(turns)
	if len(got) != len(want) {
		t.Fatalf("%d rows: %q", len(got), got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%d: %q, want %q", i, got[i], want[i])
		}
	}
}

const (
	initial   = "|02f080 7f65 82 0000 4475636181 10 01c0 0400 04c0 0c00 0d00000000000000"
	response  = "|02f080 7f66 82 0000 4d63446e81 1c 010c 0400 020c 0c00 02000000 03000000 030c 0800 eb030000 00000000"
	attach    = "|02f080 28"
	join      = "|02f080 38 0007 03eb"
	encrypted = "|02f080 64 0007 03eb 70 08 08000000 00000000"
)

func TestDesktop(t *testing.T) {
	rows(t, 3389, []dissecttest.Turn{
		client("|24 e0 0000 0000 00 436f6f6b69653a206d737473686173683d626f620d0a 0100 0800 00000000"),
		server("|0e d0 0000 1234 00 0300 0800 05000000"),
		client(initial), server(response), client("|02f080 04 01000100"), client(attach + join),
		server("|02f080 3e 00 0007 03eb 03eb"),
		client("|02f080 64 0007 03eb 70 05 01000000 00"), client("|02f080 64 0007 03eb 70 05 48000000 00"),
		server("|02f080 68 0007 03eb 70 05 80000000 03"), client(encrypted + encrypted),
		client("|02f080 64 0007 03ec 70 08 08000000 00000000"), client("04 04 00 1e"), server("80 04 00 1e"),
		server("|02f080 21"),
		client("ffff"),
	},
		"RDP Cookie: mstshash=bob, Negotiate Request",
		"RDP Negotiate Failure, failureCode Server requires Enhanced RDP Security with CredSSP",
		"RDP ClientData", "RDP ServerData Encryption: 128-bit RC4 (High)", "T.125 erectDomainRequest ",
		"T.125 channelJoinRequest 1003",
		"T.125 channelJoinConfirm 1003", "RDP SecurityExchange", "RDP ClientInfo, [Encrypted]", "RDP New License",
		"RDP [Encrypted], [Encrypted]",
		"RDP Virtual Channel PDU, [Encrypted]", "RDP Fast-Path PDU,Scancode", "RDP Fast-Path PDU",
		"T.125 disconnectProviderUltimatum ", "TPKT Continuation")
}

func TestController(t *testing.T) {
	rows(t, 102, []dissecttest.Turn{
		client("|11 e0 0000 0007 00 c1020100 c2020102 c0010a"), server("|06 d0 0007 0003 00"),
		client("|02f080 32 01 0000 0200 0008 0000 f0 00 0001 0001 01e0"), server("|02f000"),
		client("|02f080 32 07 0000 0301 0008 0008 00011204114401 00 ff090004 01320004"),
		server("|02f080 32 07 0000 0c00 000c 0004 000112081283 0300 0000d209 0a000000"),
		client("|02f080 32 01 0000 0100 0012 0000 1b 00 0000 0000 0000 09 5f3041303030303150"),
		client("|02f080 32 01 0000 0f00 001a 0000 28 000000000000fd 000a 01003041303030303150 05 5f494e5345"),
		client("|02f080 616263"), client("|02f000 616263"), client("|02f080 28"),
	},
		"COTP CR TPDU src-ref: 0x0007 dst-ref: 0x0000", "COTP CC TPDU src-ref: 0x0003 dst-ref: 0x0007",
		"S7COMM ROSCTR:[Job     ] Function:[Setup communication]", "COTP DT TPDU (0) [COTP fragment, 0 bytes]",
		"S7COMM ROSCTR:[Userdata] Function:[Request] -> [CPU functions] -> [Read SZL] ID=0x0132 Index=0x0004",
		"S7COMM ROSCTR:[Userdata] Function:[Response] -> [Block functions] -> [Get block info] -> Errorcode:[0xd209]",
		"S7COMM ROSCTR:[Job     ] Function:[Download block] -> Block:[DB1]",
		"S7COMM ROSCTR:[Job     ] Function:[PI-Service] -> _INSE(DB1)",
		"COTP DT TPDU (0) EOT", "COTP DT TPDU (0) [COTP fragment, 3 bytes]", "COTP DT TPDU (0) EOT")
}

func TestFields(t *testing.T) {
	f := dissecttest.NewConnection(3389, engine.ByArrival, &tpkt.Protocol).Last([]dissecttest.Turn{server(response)})
	for name, want := range map[string]string{
		"tpkt.length": "46", "cotp.eot": "1", "cotp.type": "15", "rdp.encryptionMethod": "2", "rdp.encryptionLevel": "3",
	} {
		for _, p := range []*dissect.Protocol{&tpkt.Protocol, &tpkt.Transport, &tpkt.Desktop} {
			if got := dissecttest.FieldText(f, p, name); strings.HasPrefix(name, p.Name+".") && got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}

func TestAllocatesNothing(t *testing.T) {
	c := dissecttest.NewConnection(3389, engine.ByArrival, &tpkt.Protocol)
	c.Rows([]dissecttest.Turn{client(initial), server(response)})
	turn := client(encrypted)
	c.Send(&turn)
	if n := testing.AllocsPerRun(100, func() { c.Send(&turn) }); n != 0 {
		t.Errorf("a message allocates %v times", n)
	}
}

// FuzzTPKT takes any bytes for a connection.
func FuzzTPKT(f *testing.F) {
	for _, seed := range []dissecttest.Turn{client(initial), server(response), client(encrypted),
		client("|02f080 32 01 0000 0f00 001a 0000 28 000000000000fd 000a 01003041303030303150 05 5f494e5345")} {
		f.Add(append([]byte{byte(len(seed.Data)) | 0x80}, seed.Data...))
	}
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyConnection(t, &tpkt.Protocol, 3389, b) })
}
