package pop3_test

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/pop3"
)

const letter = "From: a@example.com\r\nSubject: s\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nbody\r\n"

// The expected rows are what Wireshark 4.0.17 prints for the same segments.
var conversations = []struct {
	name  string
	turns []turn
	rows  []string
}{
	{"a session", []turn{
		{'S', "+OK POP3 ready <1@example.com>\r\n"}, {'C', "USER alice\r\n"}, {'S', "+OK\r\n"}, {'C', "PASS secret\r\n"}, {'S', "-ERR no\r\n"},
		{'C', "APOP alice c4c9334bac560ecc979e58001b3e22fb\r\n"}, {'S', "+OK in\r\n"},
		{'C', "LIST\r\n"}, {'S', "+OK 2 messages\r\n1 120\r\n2 200\r\n.\r\n"}, {'C', "UIDL\r\n"}, {'S', "+OK\r\n"}, {'S', "1 a\r\n2 b\r\n.\r\n"},
		{'C', "QUIT\r\n"}, {'S', "+OK bye\r\n"},
	}, []string{
		"POP S: +OK POP3 ready <1@example.com>", "POP C: USER alice", "POP S: +OK", "POP C: PASS secret", "POP S: -ERR no",
		"POP C: APOP alice c4c9334bac560ecc979e58001b3e22fb", "POP S: +OK in",
		"POP C: LIST", "POP S: +OK 2 messages", "POP C: UIDL", "POP S: +OK", "POP/IMF 1 a  , 2 b  , .  ",
		"POP C: QUIT", "POP S: +OK bye",
	}},
	{"RETR with a size", []turn{
		{'C', "RETR 1\r\n"}, {'S', fmt.Sprintf("+OK %d octets\r\n", len(letter))}, {'S', letter[:30]}, {'S', letter[30:] + ".\r\n"},
		{'C', "retr 2\r\n"}, {'S', fmt.Sprintf("+OK %d octets\r\n", len(letter))}, {'S', letter}, {'S', ".\r\n"},
	}, []string{
		"POP C: RETR 1", "POP S: +OK 85 octets", "POP S: DATA fragment, 30 bytes", "POP/IMF from: a@example.com, subject: s,  (text/plain)",
		"POP C: retr 2", "POP S: +OK 85 octets", "POP/IMF from: a@example.com, subject: s,  (text/plain)", "POP/IMF .  ",
	}},
	{"RETR without a size", []turn{
		{'C', "RETR 1\r\n"}, {'S', "+OK\r\n"}, {'S', letter[:30]}, {'S', letter[30:] + ".\r\n"}, {'C', "TOP 1 0\r\n"}, {'S', "+OK\r\n" + letter}, {'S', "more\r\n.\r\n"},
	}, []string{
		"POP C: RETR 1", "POP S: +OK", "POP/IMF from: a@example.com, , From: a@example.com  , Subject: ", "POP/IMF body  , .  ",
		"POP C: TOP 1 0", "POP S: +OK", "POP/IMF more  , .  ",
	}},
	{"a size that is wrong", []turn{
		{'C', "RETR 1\r\n"}, {'S', "+OK 185 octets\r\n"}, {'S', letter}, {'S', ".\r\n"}, {'C', "RETR 2\r\n"}, {'S', "+OK 85\r\n"}, {'S', letter},
		{'C', "RETR 3\r\n"}, {'S', "+OK -1 octets\r\n"}, {'S', letter},
	}, []string{
		"POP C: RETR 1", "POP S: +OK 185 octets", "POP S: DATA fragment, 85 bytes", "POP S: DATA fragment, 3 bytes",
		"POP C: RETR 2", "POP S: +OK 85", "POP/IMF from: a@example.com, subject: s,  (text/plain)",
		"POP C: RETR 3", "POP S: +OK -1 octets", "POP S: DATA fragment, 85 bytes",
	}},
	{"AUTH", []turn{
		{'C', "AUTH PLAIN\r\n"}, {'S', "+ \r\n"}, {'C', "AGFsaWNlAHNlY3JldA==\r\n"}, {'S', "+OK\r\n"}, {'C', "NOOP\r\n"}, {'S', "+OK\r\n"},
	}, []string{
		"POP C: AUTH PLAIN", "POP/IMF +   ", "POP C: AGFsaWNlAHNlY3JldA==", "POP S: +OK", "POP C: NOOP", "POP S: +OK",
	}},
	{"pipelined", []turn{
		{'C', "USER alice\r\nPASS secret\r\nSTAT\r\n"}, {'S', "+OK\r\n+OK in\r\n+OK 2 320\r\n"},
	}, []string{
		"POP C: USER alice", "POP S: +OK",
	}},
	{"STLS", []turn{
		{'C', "STLS\r\n"}, {'S', "-ERR no\r\n"}, {'C', "STLS\r\n"}, {'S', "+OK go\r\n"}, {'C', "\x16\x03\x01\x00\x05hello"},
	}, []string{
		"POP C: STLS", "POP S: -ERR no", "POP C: STLS", "POP S: +OK go", "-",
	}},
	{"odd bytes", []turn{
		{'S', "+OK \xc4\xe3\xba\xc3 \xe4\xbd\xa0\xe2\x80\x8b\\\"\x7f\x00\r\n"}, {'C', "PASS a\x01\tb\r\n"}, {'C', "US"}, {'S', "+O"}, {'S', "\n"}, {'C', "\r\n"},
	}, []string{
		"POP S: +OK \uFFFD\uFFFD\uFFFD 你\\u200B\\\"\\177\\000", "POP C: PASS a\\001\\tb", "POP C: US", "POP/IMF +O", "POP/IMF  ", "POP C: ",
	}},
}

func TestConversations(t *testing.T) {
	for _, c := range conversations {
		t.Run(c.name, func(t *testing.T) {
			got := rows(110, c.turns)
			for i := range c.turns {
				if got[i] != c.rows[i] {
					t.Errorf("segment %d %q\n got %q\nwant %q", i, c.turns[i].bytes, got[i], c.rows[i])
				}
			}
		})
	}
}

// Replies find their commands however both sides are split and pipelined.
func TestRepliesFindTheirCommands(t *testing.T) {
	c := []string{"USER alice\r\n", "PASS x\r\n", "CAPA\r\n", "AUTH\r\n", "LIST 1\r\n", "LIST\r\n", "RETR 1\r\n", "DELE 1\r\n", "QUIT\r\n"}
	s := []string{
		"+OK\r\n", "+OK\r\n", "+OK\r\nTOP\r\nUSER\r\n.\r\n", "-ERR\r\n", "+OK 1 5\r\n", "+OK\r\n1 5\r\n.\r\n",
		"+OK\r\n..dot\r\n+OK no reply\r\n.\r\n", "+OK\r\n", "+OK bye\r\n",
	}
	want := []pop3.Verb{pop3.USER, pop3.PASS, pop3.CAPA, pop3.AUTH, pop3.LIST, pop3.LIST, pop3.RETR, pop3.DELE, pop3.QUIT}
	for from := range c {
		turns := []turn{{'C', strings.Join(c, "")}}
		if from > 0 {
			turns = append(turns, turn{'S', strings.Join(s[:from], "")})
		}
		turns = append(turns, turn{'S', s[from]})
		r, ok := lastFrame(turns).Messages()[0].Message.(*pop3.Response)
		if !ok || r.Answers != want[from] {
			t.Errorf("%q after %d replies: got %+v, want %v", s[from], from, r, want[from])
		}
	}
}

func TestStatusWithinAMessageAnswersNothing(t *testing.T) {
	r, ok := lastFrame([]turn{{'C', "RETR 1\r\nNOOP\r\n"}, {'S', "+OK\r\nline with "}, {'S', "+OK in it\r\n.\r\n"}, {'S', "+OK done\r\n"}}).Messages()[0].Message.(*pop3.Response)
	if !ok || r.Answers != pop3.NOOP {
		t.Errorf("got %+v, want an answer to NOOP", r)
	}
}

func TestFoundOnAnyPort(t *testing.T) {
	for _, c := range []struct {
		name string
		turn turn
		want string
	}{
		{"greeting", turn{'S', "+OK Dovecot ready.\r\n"}, "POP S: +OK Dovecot ready."},
		{"CAPA", turn{'C', "capa\r\n"}, "POP C: capa"},
		{"Redis", turn{'S', "+OK\r\n"}, "-"},
		{"FTP", turn{'C', "USER alice\r\n"}, "-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := rows(1100, []turn{c.turn}); got[0] != c.want {
				t.Errorf("got %q, want %q", got[0], c.want)
			}
		})
	}
}

// text returns the values of a field in f, joined as tshark joins them.
func text(f *dissect.Frame, name string) string {
	var v dissect.Values
	var list []string
	for _, field := range pop3.Protocol.Fields {
		if field.Name != name {
			continue
		}
		for i := range f.Messages() {
			if l := &f.Messages()[i]; l.Protocol == &pop3.Protocol {
				field.Get(f, l, &v)
			}
		}
		for _, x := range v.List {
			switch field.Type {
			case dissect.String:
				list = append(list, string(x.B))
			case dissect.Label:
				list = append(list, "1")
			default:
				list = append(list, fmt.Sprint(x.U))
			}
		}
	}
	return strings.Join(list, "|")
}

func TestFields(t *testing.T) {
	for _, c := range []struct {
		name  string
		turns []turn
		want  map[string]string
	}{
		{"request", []turn{{'C', "USER   x  y \r\nPASS z\r\n"}}, map[string]string{
			"pop.request": "USER   x  y ", "pop.request.command": "USER", "pop.request.parameter": "x  y ", "pop.request.data": "PASS z",
		}},
		{"response", []turn{{'S', "+OK 2 320\r\n1 120\r\n.\r\n"}}, map[string]string{
			"pop.response": "+OK 2 320", "pop.response.indicator": "+OK", "pop.response.description": "2 320", "pop.response.data": "1 120|.",
		}},
		{"message", []turn{{'C', "RETR 1\r\n"}, {'S', "+OK 85 octets\r\n"}, {'S', letter[:40]}, {'S', letter[40:] + ".\r\n"}}, map[string]string{
			"pop.data.fragments": "1", "pop.data.fragment": "3|4", "pop.data.fragment.count": "2", "pop.data.reassembled.length": "88",
		}},
		{"message in one segment", []turn{{'S', letter}}, map[string]string{"pop.data.fragments": "", "pop.data.fragment": ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := lastFrame(c.turns)
			for name, want := range c.want {
				if got := text(f, name); got != want {
					t.Errorf("%s = %q, want %q", name, got, want)
				}
			}
		})
	}
}
