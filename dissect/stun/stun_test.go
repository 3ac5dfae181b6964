package stun_test

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/stun"
)

var protocols = []*dissect.Protocol{&stun.Protocol, &stun.Classic}

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
		{"0001 0000 2112a442 000102030405060708090a0b", "STUN Binding Request"},
		{"0101 000c 2112a442 000102030405060708090a0b 0020 0008 0001 a147 e112a643", "STUN Binding Success Response XOR-MAPPED-ADDRESS: 192.0.2.1:32853"},
		{"0101 0018 2112a442 000102030405060708090a0b 0020 0014 0002 a147 2113a9fa000102030405060708090a0b", "STUN Binding Success Response XOR-MAPPED-ADDRESS: 1:db8:::32853"},
		{"0111 0010 2112a442 000102030405060708090a0b 0009 000c 00000414 756e6b6e6f776e21", "STUN Binding Error Response error-code: 420 (Unknown Attribute) unknown!"},
		{"0003 0008 2112a442 000102030405060708090a0b 0019 0004 11000000", "STUN Allocate Request UDP"},
		{"0004 0008 2112a442 000102030405060708090a0b 000d 0004 00000258", "STUN Refresh Request lifetime: 600"},
		{"0001 0008 2112a442 000102030405060708090a0b 8022 0004", "-"},
		{"4000 0004 01020304", "STUN ChannelData TURN Message"},
		{"0801 0000 2112a442 000102030405060708090a0b", "-"},
		{"0001 0000 000102030405060708090a0b 01020304", "CLASSIC-STUN Message: Binding Request"},
		{"0001 0007 2112a442 000102030405060708090a0b 0006 0003 616c69", "STUN Binding Request user: ali"},
	} {
		got := dissecttest.NewDatagrams(3478, protocols...).Rows([]dissecttest.Turn{datagram(dissect.ToServer, x.message)})
		if !slices.Equal(got, []string{x.want}) {
			t.Errorf("%s: %q, want %q", x.message, got, x.want)
		}
	}
}

const example = "0101 0018 2112a442 000102030405060708090a0b 0020 0008 0001 a147 e112a643 8022 0005 7465737431 000000"

func TestFields(t *testing.T) {
	f := dissecttest.NewDatagrams(3478, protocols...).Last([]dissecttest.Turn{datagram(dissect.ToServer, example)})
	for name, want := range map[string]string{
		"stun.type":         "257",
		"stun.type.class":   "2",
		"stun.type.method":  "1",
		"stun.id":           "000102030405060708090a0b",
		"stun.att.type":     "32|32802",
		"stun.att.ipv4":     "192.0.2.1",
		"stun.att.port":     "32853",
		"stun.att.software": "test1",
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
		datagram(dissect.ToServer, "0003 0008 2112a442 000102030405060708090a0b 0019 0004 11000000"), datagram(dissect.ToServer, "0003 0008 2112a442 000102030405060708090a0b 0019 0004 11000000"), datagram(dissect.ToClient, "0113 0008 2112a442 000102030405060708090a0b 0009 0004 00000401"),
	}, 3478, heard, protocols...)
	if len(heard.Exchanges) != 1 {
		t.Fatalf("heard %+v", heard.Exchanges)
	}
	for _, word := range strings.Split("Allocate|401|refused", "|") {
		if !strings.Contains(heard.Exchanges[0].Line, word) {
			t.Errorf("%q does not say %q", heard.Exchanges[0].Line, word)
		}
	}
}

func TestAllocatesNothing(t *testing.T) {
	c := dissecttest.NewDatagrams(3478, protocols...)
	m := datagram(dissect.ToServer, example)
	if n := testing.AllocsPerRun(100, func() { c.Send(&m) }); n != 0 {
		t.Errorf("a message allocates %v times", n)
	}
}

// FuzzSTUN takes any bytes for a conversation.
func FuzzSTUN(f *testing.F) {
	b := datagram(dissect.ToServer, example).Data
	f.Add(append([]byte{0x80 | byte(min(len(b), 127))}, b...))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDatagrams(t, protocols, b) })
}
