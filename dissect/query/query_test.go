package query_test

import (
	"slices"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/query"
)

var (
	client, server = dissecttest.Client, dissecttest.Server
	closes         = dissecttest.Turn{Dir: dissect.ToClient, Close: true}
)

func TestRows(t *testing.T) {
	for _, x := range []struct {
		port  uint16
		turns []dissecttest.Turn
		want  []string
	}{
		{79, []dissecttest.Turn{client("alice"), client("\r\n"), server("Login: alice\r\n"), closes},
			[]string{"-", "FINGER Query", "-", "FINGER Response"}},
		{43, []dissecttest.Turn{client("example.com\r\n"), server("Domain Name: EXAMPLE.COM\r\n"),
			server("Registrar: none\r\n"), closes},
			[]string{"WHOIS Query: example.com", "-", "-", "WHOIS Answer: example.com"}},
	} {
		c := dissecttest.NewConnection(x.port, engine.ByArrival, &query.Finger, &query.WHOIS)
		if got := c.Rows(x.turns); !slices.Equal(got, x.want) {
			t.Errorf("%q, want %q", got, x.want)
		}
	}
}

// TestExchange: what was asked, and whether the answer came to its end.
func TestExchange(t *testing.T) {
	turns := []dissecttest.Turn{client("/W al"), client("ice\r\n"), server("Login: alice\r\n")}
	for want, turns := range map[string][]dissecttest.Turn{
		"QUERY /W alice -> complete succeeded": append(slices.Clone(turns), closes),
		"QUERY /W alice -> cut off failed":     turns,
		"QUERY /W alice -> unanswered":         turns[:2],
	} {
		var heard dissecttest.Heard
		dissecttest.Tell(turns, 79, &heard, &query.Finger)
		if len(heard.Exchanges) != 1 || heard.Exchanges[0].Line != want {
			t.Errorf("%+v, want %q", heard.Exchanges, want)
		}
	}
}

// FuzzQuery takes any bytes for a connection.
func FuzzQuery(f *testing.F) {
	f.Add([]byte("alice\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		dissecttest.AnyConnection(t, &query.WHOIS, 43, b)
		dissecttest.AnyDialogue(t, &query.Finger, 79, b)
	})
}
