package telnet_test

import (
	"slices"
	"testing"

	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/telnet"
)

func TestRows(t *testing.T) {
	for _, x := range []struct{ text, want string }{
		{"login: ", "TELNET Telnet Data ..."},
		{"\xff\xfd\x18\xff\xfa\x18\x01\xff\xf0", "TELNET Telnet Data ..."},
		{"a\xff", "TELNET Telnet Data ...[Malformed Packet]"},
	} {
		c := dissecttest.NewConnection(23, engine.ByArrival, &telnet.Protocol)
		if got := c.Rows([]dissecttest.Turn{dissecttest.Server(x.text)}); !slices.Equal(got, []string{x.want}) {
			t.Errorf("%q, want %q", got, x.want)
		}
	}
}

func TestFields(t *testing.T) {
	c := dissecttest.NewConnection(23, engine.ByArrival, &telnet.Protocol)
	f := c.Last([]dissecttest.Turn{dissecttest.Client("one\r\ntw\xff\xffo\xff\xfd\x1f\xff\xfa\x1f\x00\x50\x00\x18\xff\xf0\xff\xfa\x18\x00vt100\xff\xf0\xff\xf9\xff\xfa\x27\x01\xff\xf0")})
	for name, want := range map[string]string{
		"telnet.cmd": "253|250|240|250|240|249|250|240", "telnet.subcmd": "31|31|24|0|39",
		"telnet.option_data": "00500018|007674313030|01",
		"telnet.data":        "one\r\n|tw\ufffd\ufffdo",
	} {
		if got := dissecttest.FieldText(f, &telnet.Protocol, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// FuzzTelnet takes any bytes for a connection.
func FuzzTelnet(f *testing.F) {
	f.Add([]byte("\x86\xff\xfd\x18\xff\xfb\x1f\x07login: "))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyConnection(t, &telnet.Protocol, 23, b) })
}
