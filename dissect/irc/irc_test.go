package irc_test

import (
	"slices"
	"testing"

	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/irc"
)

func TestRows(t *testing.T) {
	for _, x := range []struct {
		turn dissecttest.Turn
		want string
	}{
		{dissecttest.Client("NICK alice\r\nUSER a b c :d\r\n"), "IRC Request (NICK) (USER)"},
		{dissecttest.Server(":irc.example.com 001 alice :hi\r\n:irc.example.com 0"), "IRC Response (001) (0)"},
		{dissecttest.Server("PING :x\n:a NOTICE b\nfoo"), "IRC Response (PING) (NOTICE) (foo)"},
		{dissecttest.Client("  JOIN #x\r\n"), "IRC Request (JOIN)"},
		{dissecttest.Client(":prefixonly"), "IRC Request "},
	} {
		c := dissecttest.NewConnection(6667, engine.ByArrival, &irc.Protocol)
		if got := c.Rows([]dissecttest.Turn{x.turn}); !slices.Equal(got, []string{x.want}) {
			t.Errorf("%q, want %q", got, x.want)
		}
	}
}

func TestFields(t *testing.T) {
	c := dissecttest.NewConnection(6667, engine.ByArrival, &irc.Protocol)
	f := c.Last([]dissecttest.Turn{dissecttest.Server(":irc.example.com 353 alice = #tea :alice bob\r\n:bob!b@example.com PRIVMSG #tea :Hello: you\r\n")})
	for name, want := range map[string]string{
		"irc.response.prefix": "irc.example.com|bob!b@example.com", "irc.response.num_command": "353",
		"irc.response.command":           "PRIVMSG",
		"irc.response.command_parameter": "alice|=|#tea|#tea", "irc.response.trailer": "alice bob|Hello: you",
		"irc.request": "",
	} {
		if got := dissecttest.FieldText(f, &irc.Protocol, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// FuzzIRC takes any bytes for a connection.
func FuzzIRC(f *testing.F) {
	f.Add([]byte("\x8dNICK alice\r\n \x10:a 001 b c :d e\n"))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyConnection(t, &irc.Protocol, 6667, b) })
}
