package netbios_test

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/netbios"
)

var protocols = []*dissect.Protocol{&netbios.Names, &netbios.Datagrams, &netbios.Mailslot, &netbios.Browser}

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
		{"12342910 0001 0000 0000 0001 20464845504643454c45484643455046464641434143414341434143414341424e00 0020 0001 c00c 0020 0001 000493e0 0006 e000 c0000201", "NBNS Registration NB WORKGROUP<1d>"},
		{"12348583 0000 0001 0000 0000 20464845504643454c45484643455046464641434143414341434143414341424e00 000a 0001 00000000 0000", "NBNS Name query response, Requested name does not exist Unknown"},
		{"12348580 0000 0001 0000 0000 20464845504643454c45484643455046464641434143414341434143414341424e00 0020 0001 000493e0 000c 6000 c0000201 6000 c0000202", "NBNS Name query response NB 192.0.2.1"},
		{"1234", "NBNS [Malformed Packet]"},
		{"12340110 0001 0000 0000 0000 20464845504643454c45484643455046464641434143414341434143414341424e076578616d706c6503636f6d00 0020 0001", "NBNS Name query NB WORKGROUP<1d>.example.com"},
		{"12340110 0001 0000 0000 0000 c00c 0020 0001", "NBNS Name query[Malformed Packet]"},
		{"12340110 0001 0000 0000 0000 02454200 0020 0001", "NBNS Name query NB Illegal NetBIOS name (1 bytes long)"},
	} {
		got := dissecttest.NewDatagrams(137, protocols...).Rows([]dissecttest.Turn{datagram(dissect.ToServer, x.message)})
		if !slices.Equal(got, []string{x.want}) {
			t.Errorf("%s: %q, want %q", x.message, got, x.want)
		}
	}
}

const example = "12342910 0001 0000 0000 0001 20464845504643454c45484643455046464641434143414341434143414341424e00 0020 0001 c00c 0020 0001 000493e0 0006 e000 c0000201"

func TestFields(t *testing.T) {
	f := dissecttest.NewDatagrams(137, protocols...).Last([]dissecttest.Turn{datagram(dissect.ToServer, example)})
	for name, want := range map[string]string{
		"nbns.id":             "4660",
		"nbns.flags.response": "0",
		"nbns.flags.opcode":   "5",
		"nbns.name":           "WORKGROUP<1d>|WORKGROUP<1d> (Local Master Browser)",
		"nbns.type":           "32|32",
		"nbns.addr":           "192.0.2.1",
		"nbns.ttl":            "300000",
		"nbns.nb_flags.group": "1",
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
		datagram(dissect.ToServer, "12340110 0001 0000 0000 0000 20464845504643454c45484643455046464641434143414341434143414341424e00 0020 0001"), datagram(dissect.ToServer, "12340110 0001 0000 0000 0000 20464845504643454c45484643455046464641434143414341434143414341424e00 0020 0001"), datagram(dissect.ToClient, "12348580 0000 0001 0000 0000 20464845504643454c45484643455046464641434143414341434143414341424e00 0020 0001 000493e0 0006 6000 c0000201"),
	}, 137, heard, protocols...)
	if len(heard.Exchanges) != 1 {
		t.Fatalf("heard %+v", heard.Exchanges)
	}
	for _, word := range strings.Split("NB WORKGROUP<1d>|No error", "|") {
		if !strings.Contains(heard.Exchanges[0].Line, word) {
			t.Errorf("%q does not say %q", heard.Exchanges[0].Line, word)
		}
	}
}

func TestAllocatesNothing(t *testing.T) {
	c := dissecttest.NewDatagrams(137, protocols...)
	m := datagram(dissect.ToServer, example)
	if n := testing.AllocsPerRun(100, func() { c.Send(&m) }); n != 0 {
		t.Errorf("a message allocates %v times", n)
	}
}

// FuzzNetBIOS takes any bytes for a conversation.
func FuzzNetBIOS(f *testing.F) {
	b := datagram(dissect.ToServer, example).Data
	f.Add(append([]byte{0x80 | byte(min(len(b), 127))}, b...))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDatagrams(t, protocols, b) })
}
