package pop3_test

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/pop3"
)

var client, server = dissecttest.Client, dissecttest.Server

func newConnection(port uint16) *dissecttest.Connection {
	return dissecttest.NewConnection(port, engine.ByArrival, &pop3.Protocol)
}

const letter = "From: a@example.com\r\nSubject: s\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nbody\r\n"

// The expected rows are what Wireshark 4.0.17 prints for the same segments.
var conversations = []struct {
	name  string
	turns []dissecttest.Turn
	rows  []string
}{
	{"a session", []dissecttest.Turn{
		server("+OK POP3 ready <1@example.com>\r\n"), client("USER alice\r\n"), server("+OK\r\n"),
		client("PASS secret\r\n"), server("-ERR no\r\n"),
		client("APOP alice c4c9334bac560ecc979e58001b3e22fb\r\n"), server("+OK in\r\n"),
		client("LIST\r\n"), server("+OK 2 messages\r\n1 120\r\n2 200\r\n.\r\n"), client("UIDL\r\n"), server("+OK\r\n"),
		server("1 a\r\n2 b\r\n.\r\n"),
		client("QUIT\r\n"), server("+OK bye\r\n"),
	}, []string{
		"POP S: +OK POP3 ready <1@example.com>", "POP C: USER alice", "POP S: +OK", "POP C: PASS secret", "POP S: -ERR no",
		"POP C: APOP alice c4c9334bac560ecc979e58001b3e22fb", "POP S: +OK in",
		"POP C: LIST", "POP S: +OK 2 messages", "POP C: UIDL", "POP S: +OK", "POP/IMF 1 a  , 2 b  , .  ",
		"POP C: QUIT", "POP S: +OK bye",
	}},
	{"RETR with a size", []dissecttest.Turn{
		client("RETR 1\r\n"), server(fmt.Sprintf("+OK %d octets\r\n", len(letter))), server(letter[:30]),
		server(letter[30:] + ".\r\n"),
		client("retr 2\r\n"), server(fmt.Sprintf("+OK %d octets\r\n", len(letter))), server(letter), server(".\r\n"),
	}, []string{
		"POP C: RETR 1", "POP S: +OK 85 octets", "POP S: DATA fragment, 30 bytes",
		"POP/IMF from: a@example.com, subject: s,  (text/plain)",
		"POP C: retr 2", "POP S: +OK 85 octets", "POP/IMF from: a@example.com, subject: s,  (text/plain)", "POP/IMF .  ",
	}},
	{"RETR without a size", []dissecttest.Turn{
		client("RETR 1\r\n"), server("+OK\r\n"), server(letter[:30]), server(letter[30:] + ".\r\n"),
		client("TOP 1 0\r\n"), server("+OK\r\n" + letter), server("more\r\n.\r\n"),
	}, []string{
		"POP C: RETR 1", "POP S: +OK", "POP/IMF from: a@example.com, , From: a@example.com  , Subject: ",
		"POP/IMF body  , .  ",
		"POP C: TOP 1 0", "POP S: +OK", "POP/IMF more  , .  ",
	}},
	{"a size that is wrong", []dissecttest.Turn{
		client("RETR 1\r\n"), server("+OK 185 octets\r\n"), server(letter), server(".\r\n"), client("RETR 2\r\n"),
		server("+OK 85\r\n"), server(letter),
		client("RETR 3\r\n"), server("+OK -1 octets\r\n"), server(letter),
	}, []string{
		"POP C: RETR 1", "POP S: +OK 185 octets", "POP S: DATA fragment, 85 bytes", "POP S: DATA fragment, 3 bytes",
		"POP C: RETR 2", "POP S: +OK 85", "POP/IMF from: a@example.com, subject: s,  (text/plain)",
		"POP C: RETR 3", "POP S: +OK -1 octets", "POP S: DATA fragment, 85 bytes",
	}},
	{"AUTH", []dissecttest.Turn{
		client("AUTH PLAIN\r\n"), server("+ \r\n"), client("AGFsaWNlAHNlY3JldA==\r\n"), server("+OK\r\n"),
		client("NOOP\r\n"), server("+OK\r\n"),
	}, []string{
		"POP C: AUTH PLAIN", "POP/IMF +   ", "POP C: AGFsaWNlAHNlY3JldA==", "POP S: +OK", "POP C: NOOP", "POP S: +OK",
	}},
	{"pipelined", []dissecttest.Turn{
		client("USER alice\r\nPASS secret\r\nSTAT\r\n"), server("+OK\r\n+OK in\r\n+OK 2 320\r\n"),
	}, []string{
		"POP C: USER alice", "POP S: +OK",
	}},
	{"STLS", []dissecttest.Turn{
		client("STLS\r\n"), server("-ERR no\r\n"), client("STLS\r\n"), server("+OK go\r\n"),
		client("\x16\x03\x01\x00\x05hello"),
	}, []string{
		"POP C: STLS", "POP S: -ERR no", "POP C: STLS", "POP S: +OK go", "-",
	}},
	{"TLS where the reply to STLS was lost", []dissecttest.Turn{
		client("STLS\r\n"), client("\x16\x03\x01\x00\x05hello"), server("\x16\x03\x03\x00\x05world"),
		client("\x17\x03\x03\x00\x05\nmore"),
	}, []string{"POP C: STLS", "-", "-", "-"}},
	{"TLS from the beginning",
		[]dissecttest.Turn{server("\x17\x03\x03\x00\x05\r\n+OK"), client("\x17\x03\x03\x00\x0cUSER alice\r\n")},
		[]string{"-", "-"}},
	{"odd bytes", []dissecttest.Turn{
		server("+OK \xc4\xe3\xba\xc3 \xe4\xbd\xa0\xe2\x80\x8b\\\"\x7f\x00\r\n"), client("PASS a\x01\tb\r\n"),
		client("US"), server("+O"), server("\n"), client("\r\n"),
	}, []string{
		"POP S: +OK \uFFFD\uFFFD\uFFFD 你\\u200B\\\"\\177\\000", "POP C: PASS a\\001\\tb", "POP C: US", "POP/IMF +O",
		"POP/IMF  ", "POP C: ",
	}},
}

func TestConversations(t *testing.T) {
	for _, c := range conversations {
		t.Run(c.name, func(t *testing.T) {
			newConnection(110).CheckRows(t, c.turns, c.rows)
		})
	}
}

// Replies find their commands however both sides are split and pipelined.
func TestRepliesFindTheirCommands(t *testing.T) {
	c := []string{"USER alice\r\n", "PASS x\r\n", "CAPA\r\n", "AUTH\r\n", "LIST 1\r\n", "LIST\r\n", "RETR 1\r\n",
		"DELE 1\r\n", "QUIT\r\n"}
	s := []string{
		"+OK\r\n", "+OK\r\n", "+OK\r\nTOP\r\nUSER\r\n.\r\n", "-ERR\r\n", "+OK 1 5\r\n", "+OK\r\n1 5\r\n.\r\n",
		"+OK\r\n..dot\r\n+OK no reply\r\n.\r\n", "+OK\r\n", "+OK bye\r\n",
	}
	want := []pop3.Verb{pop3.USER, pop3.PASS, pop3.CAPA, pop3.AUTH, pop3.LIST, pop3.LIST, pop3.RETR, pop3.DELE, pop3.QUIT}
	for from := range c {
		turns := []dissecttest.Turn{client(strings.Join(c, ""))}
		if from > 0 {
			turns = append(turns, server(strings.Join(s[:from], "")))
		}
		turns = append(turns, server(s[from]))
		r, ok := newConnection(110).Last(turns).Messages()[0].Message.(*pop3.Response)
		if !ok || r.Answers != want[from] {
			t.Errorf("%q after %d replies: got %+v, want %v", s[from], from, r, want[from])
		}
	}
}

func TestStatusWithinAMessageAnswersNothing(t *testing.T) {
	r, ok := newConnection(110).
		Last([]dissecttest.Turn{client("RETR 1\r\nNOOP\r\n"), server("+OK\r\nline with "), server("+OK in it\r\n.\r\n"),
			server("+OK done\r\n")}).Messages()[0].Message.(*pop3.Response)
	if !ok || r.Answers != pop3.NOOP {
		t.Errorf("got %+v, want an answer to NOOP", r)
	}
}

func TestFoundOnAnyPort(t *testing.T) {
	for _, c := range []struct {
		name string
		turn dissecttest.Turn
		want string
	}{
		{"greeting", server("+OK Dovecot ready.\r\n"), "POP S: +OK Dovecot ready."},
		{"CAPA", client("capa\r\n"), "POP C: capa"},
		{"Redis", server("+OK\r\n"), "-"},
		{"FTP", client("USER alice\r\n"), "-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			newConnection(1100).CheckRows(t, []dissecttest.Turn{c.turn}, []string{c.want})
		})
	}
}

func TestFields(t *testing.T) {
	for _, c := range []struct {
		name  string
		turns []dissecttest.Turn
		want  map[string]string
	}{
		{"request", []dissecttest.Turn{client("USER   x  y \r\nPASS z\r\n")}, map[string]string{
			"pop.request": "USER   x  y ", "pop.request.command": "USER", "pop.request.parameter": "x  y ",
			"pop.request.data": "PASS z",
		}},
		{"response", []dissecttest.Turn{server("+OK 2 320\r\n1 120\r\n.\r\n")}, map[string]string{
			"pop.response": "+OK 2 320", "pop.response.indicator": "+OK", "pop.response.description": "2 320",
			"pop.response.data": "1 120|.",
		}},
		{"message", []dissecttest.Turn{client("RETR 1\r\n"), server("+OK 85 octets\r\n"), server(letter[:40]),
			server(letter[40:] + ".\r\n")}, map[string]string{
			"pop.data.fragments": "1", "pop.data.fragment": "6|7", "pop.data.fragment.count": "2",
			"pop.data.reassembled.length": "88",
		}},
		{"message in one segment", []dissecttest.Turn{server(letter)},
			map[string]string{"pop.data.fragments": "", "pop.data.fragment": ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newConnection(110).Last(c.turns)
			for name, want := range c.want {
				if got := dissecttest.FieldText(f, &pop3.Protocol, name); got != want {
					t.Errorf("%s = %q, want %q", name, got, want)
				}
			}
		})
	}
}
