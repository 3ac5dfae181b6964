package smtp_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/smtp"
)

var client, server = dissecttest.Client, dissecttest.Server

func newConnection(port uint16) *dissecttest.Connection {
	return dissecttest.NewConnection(port, engine.ByArrival, &smtp.Protocol)
}

const letter = "From: Alice <alice@example.com>\r\nSubject: greetings\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello Bob\r\n"

// The expected rows are what Wireshark 4.0.17 prints for the same segments,
// unless a comment says why not.
var conversations = []struct {
	name  string
	turns []dissecttest.Turn
	rows  []string
}{
	{"a whole session", []dissecttest.Turn{
		server("220 mail.example.com ESMTP\r\n"),
		client("EHLO client.example.com\r\n"),
		server("250-mail.example.com\r\n250-SIZE 1000\r\n250 HELP\r\n"),
		client("MAIL FROM:<alice@example.com>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n"),
		server("250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go\r\n"),
		client(letter),
		client(".\r\n"),
		server("250 2.0.0 queued\r\n"),
		client("QUIT\r\n"),
		server("221 2.0.0 bye\r\n"),
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
	{"AUTH LOGIN asks for the password first", []dissecttest.Turn{
		client("AUTH LOGIN\r\n"), server("334 UGFzc3dvcmQ6\r\n"), client("c2VjcmV0\r\n"), server("235 ok\r\n"),
	}, []string{"SMTP C: AUTH LOGIN", "SMTP S: 334 UGFzc3dvcmQ6", "SMTP C: Pass: c2VjcmV0", "SMTP S: 235 ok"}},
	{"AUTH LOGIN", []dissecttest.Turn{
		client("AUTH LOGIN\r\n"), server("334 VXNlcm5hbWU6\r\n"), client("YWxpY2U=\r\n"), server("334 UGFzc3dvcmQ6\r\n"),
		client("c2VjcmV0\r\n"), server("235 2.7.0 ok\r\n"), client("auth login YWxpY2U=\r\n"),
	}, []string{
		"SMTP C: AUTH LOGIN", "SMTP S: 334 VXNlcm5hbWU6", "SMTP C: User: YWxpY2U=", "SMTP S: 334 UGFzc3dvcmQ6",
		"SMTP C: Pass: c2VjcmV0", "SMTP S: 235 2.7.0 ok", "SMTP C: auth login User: YWxpY2U=",
	}},
	{"AUTH refused", []dissecttest.Turn{
		client("AUTH LOGIN\r\n"), server("504 no\r\n"), client("MAIL FROM:<a>\r\n"),
		client("AUTH LOGIN\r\n"), server("334 x\r\n"), client("*\r\n"), server("501 cancelled\r\n"),
		client("MAIL FROM:<a>\r\n"),
	}, []string{
		"SMTP C: AUTH LOGIN", "SMTP S: 504 no", "SMTP C: MAIL FROM:<a>",
		"SMTP C: AUTH LOGIN", "SMTP S: 334 x", "SMTP C: User: *", "SMTP S: 501 cancelled", "SMTP C: MAIL FROM:<a>",
	}},
	{"AUTH PLAIN and CRAM-MD5", []dissecttest.Turn{
		client("AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n"), server("535 no\r\n"), client("AUTH PLAIN\r\n"), server("334 \r\n"),
		client("AGFsaWNlAHNlY3JldA==\r\n"), server("235 ok\r\n"), client("AUTH CRAM-MD5\r\n"), server("334 PDE4OTYu\r\n"),
		client("dGltIGI5MTNhNjAy\r\n"),
	}, []string{
		"SMTP C: AUTH PLAIN AGFsaWNlAHNlY3JldA==", "SMTP S: 535 no", "SMTP C: AUTH PLAIN", "SMTP S: 334 ",
		"SMTP C: AGFsaWNlAHNlY3JldA==", "SMTP S: 235 ok", "SMTP C: AUTH CRAM-MD5", "SMTP S: 334 PDE4OTYu",
		"SMTP C: DATA fragment, 18 bytes",
	}},
	{"the last line of a segment decides", []dissecttest.Turn{
		client("abcdefghij klm\r\nNOOP\r\n"), client("NOOP\r\nabcdefghij klm\r\n"), client("rset\r\nstarttls x\r\n"),
		client("1234 x\r\n"),
	}, []string{
		"SMTP C: abcdefghij klm | NOOP", "SMTP C: DATA fragment, 22 bytes", "SMTP C: rset | starttls x",
		"SMTP C: DATA fragment, 8 bytes",
	}},
	{"lines wait for their end", []dissecttest.Turn{
		client("EHLO"), client(" x\r\n"), client("NOOP\r"), client("\n"), server("250 a"), server("b\r\n"),
	}, []string{
		"-", "SMTP C: EHLO x", "-", "SMTP C: NOOP", "-", "SMTP S: 250 ab",
	}},
	{"odd replies", []dissecttest.Turn{
		server("250-a\r\n251 b\r\n"), server("250\r\n"), server("250-\r\n250 \r\n"), server("hello\r\n"),
		server("250x x\r\n250-a\r\n250"), server("250-a\r\n250-b\r\n\r\nxx\r\n250 c\r\n"),
		server("220 \xe4\xbd\xa0\xff\ttab\x01\r\n"),
	}, []string{
		"SMTP S: 250-a | b", "SMTP S: 250", "SMTP S: 250- | ", "SMTP S: ",
		"SMTP S: 250x x | 250-a | 250", "SMTP S: 250-a | b |  |  | c", "SMTP S: 220 你\uFFFD\\ttab\\001",
	}},
	{"where a mail ends", []dissecttest.Turn{
		client("DATA\r\n"), client(".\r\n"),
		client("DATA\r\n"), client("\r\n.\r\n"),
		client("DATA\r\n"), client("a\r"), client("\n.\r\n"),
		client("DATA\r\n"), client("a\r\nb"), client("\r\n.\r\nQUIT\r\n"),
		client("DATA\r\na\r\n.\r\n"), client("NOOP\r\n"),
		client("DATA\r\n"), client("a\n"), client(".\n"),
	}, []string{
		"SMTP C: DATA", "SMTP C: .",
		"SMTP C: DATA", "SMTP C: .",
		"SMTP C: DATA", "-", "SMTP/IMF a  ",
		"SMTP C: DATA", "SMTP C: DATA fragment, 4 bytes", "SMTP/IMF a  , b",
		"SMTP/IMF DATA  , a  ", "SMTP C: NOOP",
		"SMTP C: DATA", "SMTP C: DATA fragment, 2 bytes", "SMTP C: DATA fragment, 2 bytes",
	}},
	{"a final dot in two segments", []dissecttest.Turn{
		// Wireshark misses this end and takes the rest of the connection for mail.
		client("DATA\r\n"), client("a\r\n."), client("\r\n"), client("DATA\r\n"), client("a\r\n.\r"), client("\n"),
		client("DATA\r\n"), client("a\r\n."), client("b\r\n.\r\n"),
	}, []string{
		"SMTP C: DATA", "SMTP C: DATA fragment, 4 bytes", "SMTP/IMF a  ", "SMTP C: DATA",
		"SMTP C: DATA fragment, 5 bytes", "SMTP/IMF a  ",
		"SMTP C: DATA", "SMTP C: DATA fragment, 4 bytes", "SMTP/IMF a  , .b  ",
	}},
	{"BDAT", []dissecttest.Turn{
		client("BDAT 14\r\nSubject: s\r\n\r\n"), server("250 ok\r\n"), client("BDAT 7\r\n"), client("bo"), client("dy.\r\n"),
		client("BDAT 0 LAST\r\n"), client("DATA\r\n"), client("x\r\n.\r\n"),
	}, []string{
		"SMTP C: DATA fragment, 23 bytes", "SMTP S: 250 ok", "SMTP C: BDAT 7", "-", "SMTP C: DATA fragment, 7 bytes",
		"SMTP/IMF body.  ", "SMTP C: DATA", "SMTP/IMF x  ",
	}},
	{"BDAT with bad sizes", []dissecttest.Turn{
		client("BDAT x\r\n"), client("NOOP\r\n"), client("BDAT 0 LAST\r\n"), client("BDAT -5\r\n"), client("NOOP\r\n"),
	}, []string{
		"SMTP C: BDAT x", "SMTP C: NOOP", "SMTP C: BDAT 0 LAST", "SMTP C: BDAT -5", "SMTP C: DATA fragment, 6 bytes",
	}},
	{"TLS where the reply to STARTTLS was lost", []dissecttest.Turn{
		client("STARTTLS\r\n"), client("\x16\x03\x01\x00\x05hello"), server("\x16\x03\x03\x00\x05world"),
		client("\x17\x03\x03\x00\x05\nmore"),
	}, []string{"SMTP C: STARTTLS", "-", "-", "-"}},
	{"STARTTLS", []dissecttest.Turn{
		client("STARTTLS\r\n"), server("454 not now\r\n"), client("RSET\r\nSTARTTLS\r\n"), server("250 ok\r\n"),
		server("220 go\r\n"),
		client("\x16\x03\x01\x00\x05hello"), server("\x16\x03\x01\x00\x05hello"),
	}, []string{
		"SMTP C: STARTTLS", "SMTP S: 454 not now", "SMTP C: RSET | STARTTLS", "SMTP S: 250 ok", "SMTP S: 220 go", "-", "-",
	}},
	{"in the middle of a mail", []dissecttest.Turn{
		client("First line\r\nsecond line\r\n"), client(".\r\n"), server("250 ok\r\n"),
	}, []string{
		"SMTP C: DATA fragment, 25 bytes", "SMTP C: DATA fragment, 3 bytes", "SMTP S: 250 ok",
	}},
}

func TestConversations(t *testing.T) {
	for _, c := range conversations {
		t.Run(c.name, func(t *testing.T) {
			newConnection(25).CheckRows(t, c.turns, c.rows)
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
			turns := []dissecttest.Turn{client("DATA\r\n"), client(body[:i]), client(body[i:min(j, len(body))])}
			if j < len(body) {
				turns = append(turns, client(body[j:]))
			}
			turns = append(turns, client("QUIT\r\n"))
			got := newConnection(25).Rows(turns)
			if n := len(got); got[n-2] != want || got[n-1] != "SMTP C: QUIT" {
				t.Fatalf("split at %d and %d:\n%s", i, j, strings.Join(got, "\n"))
			}
		}
	}
}

// Byte by byte every line is a row of its own.
func TestByteByByte(t *testing.T) {
	var lines, bytes []dissecttest.Turn
	dialogue := []dissecttest.Turn{
		server("220 mail.example.com ESMTP\r\n"), client("EHLO x\r\nMAIL FROM:<a@example.com>\r\nDATA\r\n"),
		server("250 ok\r\n250 ok\r\n354 go\r\n"), client(letter + ".\r\nQUIT\r\n"),
	}
	for _, x := range dialogue {
		for _, l := range strings.SplitAfter(string(x.Data), "\n") {
			if l != "" {
				lines = append(lines, dissecttest.Turn{Dir: x.Dir, Data: []byte(l)})
			}
		}
		for i := range x.Data {
			bytes = append(bytes, dissecttest.Turn{Dir: x.Dir, Data: x.Data[i : i+1]})
		}
	}
	want := newConnection(25).Rows(lines)
	got := slices.DeleteFunc(newConnection(25).Rows(bytes), func(s string) bool { return s == "-" })
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFoundOnAnyPort(t *testing.T) {
	for _, c := range []struct {
		name string
		turn dissecttest.Turn
		want string
	}{
		{"greeting", server("220 mail.example.com ESMTP ready\r\n"), "SMTP S: 220 mail.example.com ESMTP ready"},
		{"greeting of many lines", server("220-mail.example.com esmtp\r\n220 welcome\r\n"),
			"SMTP S: 220-mail.example.com esmtp | welcome"},
		{"EHLO", client("ehlo client.example.com\r\n"), "SMTP C: ehlo client.example.com"},
		{"FTP", server("220 ProFTPD at smtp.example.com\r\n"), "-"},
		{"bare 220", server("220 ready\r\n"), "-"},
		{"HTTP", client("GET / HTTP/1.1\r\n"), "-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			newConnection(2525).CheckRows(t, []dissecttest.Turn{c.turn}, []string{c.want})
		})
	}
}

func TestFields(t *testing.T) {
	login := []dissecttest.Turn{client("AUTH LOGIN\r\n"), server("334 VXNlcm5hbWU6\r\n"), client("YWxpY2U=\r\n"),
		server("334 UGFzc3dvcmQ6\r\n"), client("c2VjcmV0\r\n")}
	for _, c := range []struct {
		name  string
		turns []dissecttest.Turn
		want  map[string]string
	}{
		{"commands", []dissecttest.Turn{client("MAIL FROM:<a> SIZE=1\r\nSTARTTLS\r\nDATA\r\n")}, map[string]string{
			"smtp.req": "1|1|1", "smtp.rsp": "", "smtp.req.command": "MAIL|STAR|DATA",
			"smtp.req.parameter": "FROM:<a> SIZE=1|TLS",
			"smtp.command_line":  "MAIL FROM:<a> SIZE=1\r\n|STARTTLS\r\n|DATA\r\n",
		}},
		{"replies", []dissecttest.Turn{server("250-a\r\n251 b\r\n099 c\r\n")}, map[string]string{
			"smtp.rsp": "1", "smtp.response.code": "250|99", "smtp.rsp.parameter": "a|b|c",
			"smtp.response":                 "250-a\r\n|099 c\r\n",
			"smtp.response.code.unexpected": "1",
		}},
		{"initial response", []dissecttest.Turn{client("AUTH PLAIN AGEAYg==\r\n")}, map[string]string{
			"smtp.req.command": "AUTH", "smtp.req.parameter": "PLAIN AGEAYg==", "smtp.auth.username_password": "AGEAYg==",
		}},
		{"user name", login[:3], map[string]string{"smtp.req": "1", "smtp.req.command": "",
			"smtp.auth.username": "YWxpY2U="}},
		{"password", login, map[string]string{"smtp.auth.username": "", "smtp.auth.password": "c2VjcmV0"}},
		{"end of mail", []dissecttest.Turn{client("DATA\r\n"), client(letter), client("x\r\n.\r\n")}, map[string]string{
			"smtp.eom": "1", "smtp.data.fragments": "1", "smtp.data.fragment": "5|6", "smtp.data.fragment.count": "2",
			"smtp.data.reassembled.length": fmt.Sprint(len(letter) + 3), "smtp.req": "",
		}},
		{"end of chunks", []dissecttest.Turn{client("BDAT 3\r\n"), client("a\r\n"), client("BDAT 0 LAST\r\n")},
			map[string]string{
				"smtp.eom": "", "smtp.data.fragment": "5", "smtp.req.command": "BDAT", "smtp.req.parameter": "0 LAST",
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newConnection(25).Last(c.turns)
			for name, want := range c.want {
				if got := dissecttest.FieldText(f, &smtp.Protocol, name); got != want {
					t.Errorf("%s = %q, want %q", name, got, want)
				}
			}
		})
	}
}

func TestVerbs(t *testing.T) {
	for v := smtp.HELO; v <= smtp.STARTTLS; v++ {
		f := newConnection(25).Last([]dissecttest.Turn{client(strings.ToLower(v.String()) + " x\r\n")})
		c, ok := f.Messages()[0].Message.(*smtp.Command)
		if !ok || c.Verb != v || string(c.Arg) != "x" {
			t.Errorf("%v: got %+v", v, f.Messages()[0].Message)
		}
	}
}
