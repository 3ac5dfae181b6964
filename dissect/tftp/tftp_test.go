package tftp_test

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/tftp"
)

var protocols = []*dissect.Protocol{&tftp.Protocol}

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
		{"0001612e747874006f6374657400", "TFTP Read Request, File: a.txt, Transfer type: octet"},
		{"0002612e747874006e6574617363696900626c6b73697a6500353132007473697a65003000", "TFTP Write Request, File: a.txt, Transfer type: netascii, blksize=512, tsize=0"},
		{"0002612e747874006f63746574", "TFTP Write Request, File: a.txt[Malformed Packet]"},
		{"000300014142", "TFTP Data Packet, Block: 1 (last)"},
		{"00040001", "TFTP Acknowledgement, Block: 1"},
		{"0005000146696c65206e6f7420666f756e6400", "TFTP Error Code, Code: File not found, Message: File not found"},
		{"0006626c6b73697a650035313200", "TFTP Option Acknowledgement, blksize=512"},
		{"00050009", "TFTP Error Code, Code: Unknown (9)[Malformed Packet]"},
		{"0007", "TFTP Unknown (0x0007)[Malformed Packet]"},
		{"000300", "TFTP Data Packet[Malformed Packet]"},
	} {
		got := dissecttest.NewDatagrams(69, protocols...).Rows([]dissecttest.Turn{datagram(dissect.ToServer, x.message)})
		if !slices.Equal(got, []string{x.want}) {
			t.Errorf("%s: %q, want %q", x.message, got, x.want)
		}
	}
}

const example = "0002612e747874006e6574617363696900626c6b73697a6500353132007473697a65003000"

func TestFields(t *testing.T) {
	f := dissecttest.NewDatagrams(69, protocols...).Last([]dissecttest.Turn{datagram(dissect.ToServer, example)})
	for name, want := range map[string]string{
		"tftp.opcode":           "2",
		"tftp.destination_file": "a.txt",
		"tftp.source_file":      "",
		"tftp.type":             "netascii",
		"tftp.option.name":      "blksize|tsize",
		"tftp.option.value":     "512|0",
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
		datagram(dissect.ToServer, "0001612e747874006f6374657400"), datagram(dissect.ToServer, "0001612e747874006f6374657400"), datagram(dissect.ToClient, "000300014142"),
	}, 69, heard, protocols...)
	if len(heard.Exchanges) != 1 {
		t.Fatalf("heard %+v", heard.Exchanges)
	}
	for _, word := range strings.Split("RRQ a.txt|complete|succeeded", "|") {
		if !strings.Contains(heard.Exchanges[0].Line, word) {
			t.Errorf("%q does not say %q", heard.Exchanges[0].Line, word)
		}
	}
}

func TestAllocatesNothing(t *testing.T) {
	c := dissecttest.NewDatagrams(69, protocols...)
	m := datagram(dissect.ToServer, "000300014142")
	if n := testing.AllocsPerRun(100, func() { c.Send(&m) }); n != 0 {
		t.Errorf("a message allocates %v times", n)
	}
}

// FuzzTFTP takes any bytes for a conversation.
func FuzzTFTP(f *testing.F) {
	b := datagram(dissect.ToServer, example).Data
	f.Add(append([]byte{0x80 | byte(min(len(b), 127))}, b...))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDatagrams(t, protocols, b) })
}
