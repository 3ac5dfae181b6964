package ntp_test

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/ntp"
)

var protocols = []*dissect.Protocol{&ntp.Protocol}

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
		{"230006e9 00000000 00000000 00000000 0000000000000000 0000000000000000 0000000000000000 e8f0a00080000000", "NTP NTP Version 4, client"},
		{"240306e9 00000800 00001000 7f7f0101 e8f09f0000000000 e8f0a00080000000 e8f0a00090000000 e8f0a000a0000000", "NTP NTP Version 4, server"},
		{"16010001 00000000 00000000", "NTP NTP Version 2, control"},
		{"1700032a00000000", "NTP NTP Version 2, private, Request, MON_GETLIST_1"},
		{"23", "NTP NTP Version 4, client[Malformed Packet]"},
		{"f8", "NTP reserved, reserved[Malformed Packet]"},
	} {
		got := dissecttest.NewDatagrams(123, protocols...).Rows([]dissecttest.Turn{datagram(dissect.ToServer, x.message)})
		if !slices.Equal(got, []string{x.want}) {
			t.Errorf("%s: %q, want %q", x.message, got, x.want)
		}
	}
}

const example = "240306e9 00000800 00001000 7f7f0101 e8f09f0000000000 e8f0a00080000000 e8f0a00090000000 e8f0a000a0000000"

func TestFields(t *testing.T) {
	f := dissecttest.NewDatagrams(123, protocols...).Last([]dissecttest.Turn{datagram(dissect.ToServer, example)})
	for name, want := range map[string]string{
		"ntp.flags.vn":   "4",
		"ntp.flags.mode": "4",
		"ntp.stratum":    "3",
		"ntp.refid":      "7f7f0101",
		"ntp.rootdelay":  "2048",
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
		datagram(dissect.ToServer, "230006e9 00000000 00000000 00000000 0000000000000000 0000000000000000 0000000000000000 e8f0a00080000000"), datagram(dissect.ToServer, "230006e9 00000000 00000000 00000000 0000000000000000 0000000000000000 0000000000000000 e8f0a00080000000"), datagram(dissect.ToClient, "240306e9 00000800 00001000 7f7f0101 e8f09f0000000000 e8f0a00080000000 e8f0a00090000000 e8f0a000a0000000"),
	}, 123, heard, protocols...)
	if len(heard.Exchanges) != 1 {
		t.Fatalf("heard %+v", heard.Exchanges)
	}
	for _, word := range strings.Split("client|stratum 3|succeeded", "|") {
		if !strings.Contains(heard.Exchanges[0].Line, word) {
			t.Errorf("%q does not say %q", heard.Exchanges[0].Line, word)
		}
	}
}

func TestAllocatesNothing(t *testing.T) {
	c := dissecttest.NewDatagrams(123, protocols...)
	m := datagram(dissect.ToServer, example)
	if n := testing.AllocsPerRun(100, func() { c.Send(&m) }); n != 0 {
		t.Errorf("a message allocates %v times", n)
	}
}

// FuzzNTP takes any bytes for a conversation.
func FuzzNTP(f *testing.F) {
	b := datagram(dissect.ToServer, example).Data
	f.Add(append([]byte{0x80 | byte(min(len(b), 127))}, b...))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDatagrams(t, protocols, b) })
}

// TestClock: the server's clock is 100 ms ahead, and the way takes 30 ms.
func TestClock(t *testing.T) {
	const ms = capture.Stamp(1e6)
	c := ntp.Clock{Receive: 1115 * ms, Transmit: 1120 * ms}
	c.Timed(1000*ms, 1035*ms)
	if c.Offset != 100*ms || c.Delay != 30*ms {
		t.Errorf("offset %v, delay %v", c.Offset, c.Delay)
	}
}
