package smtp_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/smtp"
)

const letter = "From: Alice <alice@example.com>\r\nSubject: greetings\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello Bob\r\n"

// The expected rows are what Wireshark 4.0.17 prints for the same segments,
// unless a comment says why not.
var conversations = []struct {
	name  string
	turns []turn
	rows  []string
}{
	{"a whole session", []turn{
		{'S', "220 mail.example.com ESMTP\r\n"},
		{'C', "EHLO client.example.com\r\n"},
		{'S', "250-mail.example.com\r\n250-SIZE 1000\r\n250 HELP\r\n"},
		{'C', "MAIL FROM:<alice@example.com>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n"},
		{'S', "250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go\r\n"},
		{'C', letter},
		{'C', ".\r\n"},
		{'S', "250 2.0.0 queued\r\n"},
		{'C', "QUIT\r\n"},
		{'S', "221 2.0.0 bye\r\n"},
	}, []string{
		"SMTP S: 220 mail.example.com ESMTP",
		"SMTP C: EHLO client.example.com",
		"SMTP S: 250-mail.example.com | SIZE 1000 | HELP",
		"SMTP C: MAIL FROM:<alice@example.com> | RCPT TO:<bob@example.com> | DATA",
		"SMTP S: 250 2.1.0 ok | 250 2.1.5 ok | 354 go",
		"SMTP C: DATA fragment, 107 bytes",
		"SMTP/IMF from: Alice <alice@example.com>, subject: greetings,  (text/plain)",
		"SMTP S: 250 2.0.0 queued",
		"SMTP C: QUIT",
		"SMTP S: 221 2.0.0 bye",
	}},
	{"AUTH LOGIN", []turn{
		{'C', "AUTH LOGIN\r\n"}, {'S', "334 VXNlcm5hbWU6\r\n"}, {'C', "YWxpY2U=\r\n"}, {'S', "334 UGFzc3dvcmQ6\r\n"},
		{'C', "c2VjcmV0\r\n"}, {'S', "235 2.7.0 ok\r\n"}, {'C', "auth login YWxpY2U=\r\n"},
	}, []string{
		"SMTP C: AUTH LOGIN", "SMTP S: 334 VXNlcm5hbWU6", "SMTP C: User: YWxpY2U=", "SMTP S: 334 UGFzc3dvcmQ6",
		"SMTP C: Pass: c2VjcmV0", "SMTP S: 235 2.7.0 ok", "SMTP C: auth login User: YWxpY2U=",
	}},
	{"AUTH refused", []turn{
		{'C', "AUTH LOGIN\r\n"}, {'S', "504 no\r\n"}, {'C', "MAIL FROM:<a>\r\n"},
		{'C', "AUTH LOGIN\r\n"}, {'S', "334 x\r\n"}, {'C', "*\r\n"}, {'S', "501 cancelled\r\n"}, {'C', "MAIL FROM:<a>\r\n"},
	}, []string{
		"SMTP C: AUTH LOGIN", "SMTP S: 504 no", "SMTP C: MAIL FROM:<a>",
		"SMTP C: AUTH LOGIN", "SMTP S: 334 x", "SMTP C: User: *", "SMTP S: 501 cancelled", "SMTP C: MAIL FROM:<a>",
	}},
	{"AUTH PLAIN and CRAM-MD5", []turn{
		{'C', "AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n"}, {'S', "535 no\r\n"}, {'C', "AUTH PLAIN\r\n"}, {'S', "334 \r\n"},
		{'C', "AGFsaWNlAHNlY3JldA==\r\n"}, {'S', "235 ok\r\n"}, {'C', "AUTH CRAM-MD5\r\n"}, {'S', "334 PDE4OTYu\r\n"},
		{'C', "dGltIGI5MTNhNjAy\r\n"},
	}, []string{
		"SMTP C: AUTH PLAIN AGFsaWNlAHNlY3JldA==", "SMTP S: 535 no", "SMTP C: AUTH PLAIN", "SMTP S: 334 ",
		"SMTP C: AGFsaWNlAHNlY3JldA==", "SMTP S: 235 ok", "SMTP C: AUTH CRAM-MD5", "SMTP S: 334 PDE4OTYu",
		"SMTP C: DATA fragment, 18 bytes",
	}},
	{"the last line of a segment decides", []turn{
		{'C', "abcdefghij klm\r\nNOOP\r\n"}, {'C', "NOOP\r\nabcdefghij klm\r\n"}, {'C', "rset\r\nstarttls x\r\n"}, {'C', "1234 x\r\n"},
	}, []string{
		"SMTP C: abcdefghij klm | NOOP", "SMTP C: DATA fragment, 22 bytes", "SMTP C: rset | starttls x", "SMTP C: DATA fragment, 8 bytes",
	}},
	{"lines wait for their end", []turn{
		{'C', "EHLO"}, {'C', " x\r\n"}, {'C', "NOOP\r"}, {'C', "\n"}, {'S', "250 a"}, {'S', "b\r\n"},
	}, []string{
		"-", "SMTP C: EHLO x", "-", "SMTP C: NOOP", "-", "SMTP S: 250 ab",
	}},
	{"odd replies", []turn{
		{'S', "250-a\r\n251 b\r\n"}, {'S', "250\r\n"}, {'S', "250-\r\n250 \r\n"}, {'S', "hello\r\n"},
		{'S', "250x x\r\n250-a\r\n250"}, {'S', "250-a\r\n250-b\r\n\r\nxx\r\n250 c\r\n"}, {'S', "220 \xe4\xbd\xa0\xff\ttab\x01\r\n"},
	}, []string{
		"SMTP S: 250-a | b", "SMTP S: 250", "SMTP S: 250- | ", "SMTP S: ",
		"SMTP S: 250x x | 250-a | 250", "SMTP S: 250-a | b |  |  | c", "SMTP S: 220 你\uFFFD\\ttab\\001",
	}},
	{"where a mail ends", []turn{
		{'C', "DATA\r\n"}, {'C', ".\r\n"},
		{'C', "DATA\r\n"}, {'C', "\r\n.\r\n"},
		{'C', "DATA\r\n"}, {'C', "a\r"}, {'C', "\n.\r\n"},
		{'C', "DATA\r\n"}, {'C', "a\r\nb"}, {'C', "\r\n.\r\nQUIT\r\n"},
		{'C', "DATA\r\na\r\n.\r\n"}, {'C', "NOOP\r\n"},
		{'C', "DATA\r\n"}, {'C', "a\n"}, {'C', ".\n"},
	}, []string{
		"SMTP C: DATA", "SMTP C: .",
		"SMTP C: DATA", "SMTP C: .",
		"SMTP C: DATA", "-", "SMTP/IMF a  ",
		"SMTP C: DATA", "SMTP C: DATA fragment, 4 bytes", "SMTP/IMF a  , b",
		"SMTP/IMF DATA  , a  ", "SMTP C: NOOP",
		"SMTP C: DATA", "SMTP C: DATA fragment, 2 bytes", "SMTP C: DATA fragment, 2 bytes",
	}},
	{"a final dot in two segments", []turn{
		// Wireshark misses this end and takes the rest of the connection for mail.
		{'C', "DATA\r\n"}, {'C', "a\r\n."}, {'C', "\r\n"}, {'C', "DATA\r\n"}, {'C', "a\r\n.\r"}, {'C', "\n"},
		{'C', "DATA\r\n"}, {'C', "a\r\n."}, {'C', "b\r\n.\r\n"},
	}, []string{
		"SMTP C: DATA", "SMTP C: DATA fragment, 4 bytes", "SMTP/IMF a  ", "SMTP C: DATA", "SMTP C: DATA fragment, 5 bytes", "SMTP/IMF a  ",
		"SMTP C: DATA", "SMTP C: DATA fragment, 4 bytes", "SMTP/IMF a  , .b  ",
	}},
	{"BDAT", []turn{
		{'C', "BDAT 14\r\nSubject: s\r\n\r\n"}, {'S', "250 ok\r\n"}, {'C', "BDAT 7\r\n"}, {'C', "bo"}, {'C', "dy.\r\n"},
		{'C', "BDAT 0 LAST\r\n"}, {'C', "DATA\r\n"}, {'C', "x\r\n.\r\n"},
	}, []string{
		"SMTP C: DATA fragment, 23 bytes", "SMTP S: 250 ok", "SMTP C: BDAT 7", "-", "SMTP C: DATA fragment, 7 bytes",
		"SMTP/IMF body.  ", "SMTP C: DATA", "SMTP/IMF x  ",
	}},
	{"BDAT with bad sizes", []turn{
		{'C', "BDAT x\r\n"}, {'C', "NOOP\r\n"}, {'C', "BDAT 0 LAST\r\n"}, {'C', "BDAT -5\r\n"}, {'C', "NOOP\r\n"},
	}, []string{
		"SMTP C: BDAT x", "SMTP C: NOOP", "SMTP C: BDAT 0 LAST", "SMTP C: BDAT -5", "SMTP C: DATA fragment, 6 bytes",
	}},
	{"STARTTLS", []turn{
		{'C', "STARTTLS\r\n"}, {'S', "454 not now\r\n"}, {'C', "RSET\r\nSTARTTLS\r\n"}, {'S', "250 ok\r\n"}, {'S', "220 go\r\n"},
		{'C', "\x16\x03\x01\x00\x05hello"}, {'S', "\x16\x03\x01\x00\x05hello"},
	}, []string{
		"SMTP C: STARTTLS", "SMTP S: 454 not now", "SMTP C: RSET | STARTTLS", "SMTP S: 250 ok", "SMTP S: 220 go", "-", "-",
	}},
	{"in the middle of a mail", []turn{
		{'C', "First line\r\nsecond line\r\n"}, {'C', ".\r\n"}, {'S', "250 ok\r\n"},
	}, []string{
		"SMTP C: DATA fragment, 25 bytes", "SMTP C: DATA fragment, 3 bytes", "SMTP S: 250 ok",
	}},
}

func TestConversations(t *testing.T) {
	for _, c := range conversations {
		t.Run(c.name, func(t *testing.T) {
			got := rows(25, c.turns)
			for i := range c.turns {
				if got[i] != c.rows[i] {
					t.Errorf("segment %d %q\n got %q\nwant %q", i, c.turns[i].bytes, got[i], c.rows[i])
				}
			}
		})
	}
}

// A mail split anywhere is the same mail, and what follows it is read as
// commands again.
func TestMailSplitEverywhere(t *testing.T) {
	body := letter + ".\r\n"
	want := "SMTP/IMF from: Alice <alice@example.com>, subject: greetings,  (text/plain)"
	for i := 1; i < len(body); i++ {
		for _, j := range []int{i + 1, i + 2, i + 3, len(body)} {
			turns := []turn{{'C', "DATA\r\n"}, {'C', body[:i]}, {'C', body[i:min(j, len(body))]}}
			if j < len(body) {
				turns = append(turns, turn{'C', body[j:]})
			}
			turns = append(turns, turn{'C', "QUIT\r\n"})
			got := rows(25, turns)
			if n := len(got); got[n-2] != want || got[n-1] != "SMTP C: QUIT" {
				t.Fatalf("split at %d and %d:\n%s", i, j, strings.Join(got, "\n"))
			}
		}
	}
}

// Byte by byte every line is a row of its own.
func TestByteByByte(t *testing.T) {
	var lines, bytes []turn
	dialogue := []turn{
		{'S', "220 mail.example.com ESMTP\r\n"}, {'C', "EHLO x\r\nMAIL FROM:<a@example.com>\r\nDATA\r\n"},
		{'S', "250 ok\r\n250 ok\r\n354 go\r\n"}, {'C', letter + ".\r\nQUIT\r\n"},
	}
	for _, x := range dialogue {
		for _, l := range strings.SplitAfter(x.bytes, "\n") {
			if l != "" {
				lines = append(lines, turn{x.from, l})
			}
		}
		for i := range x.bytes {
			bytes = append(bytes, turn{x.from, x.bytes[i : i+1]})
		}
	}
	want := rows(25, lines)
	got := slices.DeleteFunc(rows(25, bytes), func(s string) bool { return s == "-" })
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFoundOnAnyPort(t *testing.T) {
	for _, c := range []struct {
		name string
		turn turn
		want string
	}{
		{"greeting", turn{'S', "220 mail.example.com ESMTP ready\r\n"}, "SMTP S: 220 mail.example.com ESMTP ready"},
		{"greeting of many lines", turn{'S', "220-mail.example.com esmtp\r\n220 welcome\r\n"}, "SMTP S: 220-mail.example.com esmtp | welcome"},
		{"EHLO", turn{'C', "ehlo client.example.com\r\n"}, "SMTP C: ehlo client.example.com"},
		{"FTP", turn{'S', "220 ProFTPD at smtp.example.com\r\n"}, "-"},
		{"bare 220", turn{'S', "220 ready\r\n"}, "-"},
		{"HTTP", turn{'C', "GET / HTTP/1.1\r\n"}, "-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := rows(2525, []turn{c.turn}); got[0] != c.want {
				t.Errorf("got %q, want %q", got[0], c.want)
			}
		})
	}
}

// text returns the values of a field in f, joined as tshark joins them.
func text(f *dissect.Frame, name string) string {
	var v dissect.Values
	var list []string
	for _, p := range []*dissect.Protocol{&smtp.Protocol} {
		for _, field := range p.Fields {
			if field.Name != name {
				continue
			}
			v.Reset()
			for i := range f.Messages() {
				l := &f.Messages()[i]
				if l.Protocol == p {
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
	}
	return strings.Join(list, "|")
}

func TestFields(t *testing.T) {
	login := []turn{{'C', "AUTH LOGIN\r\n"}, {'S', "334 VXNlcm5hbWU6\r\n"}, {'C', "YWxpY2U=\r\n"}, {'S', "334 UGFzc3dvcmQ6\r\n"}, {'C', "c2VjcmV0\r\n"}}
	for _, c := range []struct {
		name  string
		turns []turn
		want  map[string]string
	}{
		{"commands", []turn{{'C', "MAIL FROM:<a> SIZE=1\r\nSTARTTLS\r\nDATA\r\n"}}, map[string]string{
			"smtp.req": "1|1|1", "smtp.rsp": "", "smtp.req.command": "MAIL|STAR|DATA", "smtp.req.parameter": "FROM:<a> SIZE=1|TLS",
			"smtp.command_line": "MAIL FROM:<a> SIZE=1\r\n|STARTTLS\r\n|DATA\r\n",
		}},
		{"replies", []turn{{'S', "250-a\r\n251 b\r\n099 c\r\n"}}, map[string]string{
			"smtp.rsp": "1", "smtp.response.code": "250|99", "smtp.rsp.parameter": "a|b|c", "smtp.response": "250-a\r\n|099 c\r\n",
			"smtp.response.code.unexpected": "1",
		}},
		{"initial response", []turn{{'C', "AUTH PLAIN AGEAYg==\r\n"}}, map[string]string{
			"smtp.req.command": "AUTH", "smtp.req.parameter": "PLAIN AGEAYg==", "smtp.auth.username_password": "AGEAYg==",
		}},
		{"user name", login[:3], map[string]string{"smtp.req": "1", "smtp.req.command": "", "smtp.auth.username": "YWxpY2U="}},
		{"password", login, map[string]string{"smtp.auth.username": "", "smtp.auth.password": "c2VjcmV0"}},
		{"end of mail", []turn{{'C', "DATA\r\n"}, {'C', letter}, {'C', "x\r\n.\r\n"}}, map[string]string{
			"smtp.eom": "1", "smtp.data.fragments": "1", "smtp.data.fragment": "2|3", "smtp.data.fragment.count": "2",
			"smtp.data.reassembled.length": fmt.Sprint(len(letter) + 3), "smtp.req": "",
		}},
		{"end of chunks", []turn{{'C', "BDAT 3\r\n"}, {'C', "a\r\n"}, {'C', "BDAT 0 LAST\r\n"}}, map[string]string{
			"smtp.eom": "", "smtp.data.fragment": "2", "smtp.req.command": "BDAT", "smtp.req.parameter": "0 LAST",
		}},
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

func TestVerbs(t *testing.T) {
	for v := smtp.HELO; v <= smtp.STARTTLS; v++ {
		f := lastFrame([]turn{{'C', strings.ToLower(v.String()) + " x\r\n"}})
		c, ok := f.Messages()[0].Message.(*smtp.Command)
		if !ok || c.Verb != v || string(c.Arg) != "x" {
			t.Errorf("%v: got %+v", v, f.Messages()[0].Message)
		}
	}
}
