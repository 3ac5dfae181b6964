package ftp_test

import (
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/ftp"
)

var client, server = dissecttest.Client, dissecttest.Server

func newConnection(port uint16) *dissecttest.Connection {
	return dissecttest.NewConnection(port, engine.ByArrival, &ftp.Protocol, &ftp.Data)
}

// The expected rows are what Wireshark 4.0.17 prints for the same segments.
var conversations = []struct {
	name  string
	turns []dissecttest.Turn
	rows  []string
}{
	{"a session", []dissecttest.Turn{
		server("220 FTP ready\r\n"), client("USER alice\r\n"), server("331 go on\r\n"), client("PASS secret\r\n"),
		server("230 in\r\n"),
		client("PWD\r\n"), server("257 \"/home/a\"\"b\" is it\r\n"), client("QUIT\r\n"), server("221 bye\r\n"),
	}, []string{
		"FTP Response: 220 FTP ready", "FTP Request: USER alice", "FTP Response: 331 go on", "FTP Request: PASS secret",
		"FTP Response: 230 in",
		"FTP Request: PWD", "FTP Response: 257 \"/home/a\"\"b\" is it", "FTP Request: QUIT", "FTP Response: 221 bye",
	}},
	{"a reply of several lines, and of several segments", []dissecttest.Turn{
		client("FEAT\r\n"), server("211-Features:\r\n EPRT\r\n"), server(" MDTM\r\n211 End\r\n"),
	}, []string{"FTP Request: FEAT", "FTP Response: 211-Features:", "FTP Response:  MDTM"}},
	{"a command over segments", []dissecttest.Turn{client("NO"), client("OP\r\n"), server("20"), server("0 ok\r\n")},
		[]string{"FTP Request: NO", "FTP Request: OP", "FTP Response: 20", "FTP Response: 0 ok"}},
	{"AUTH TLS", []dissecttest.Turn{
		client("AUTH TLS\r\n"), server("234 go\r\n"), client("\x16\x03\x01\x00\x05hello"),
		server("\x16\x03\x03\x00\x05world"),
	}, []string{"FTP Request: AUTH TLS", "FTP Response: 234 go", "-", "-"}},
	{"AUTH TLS is refused", []dissecttest.Turn{client("AUTH TLS\r\n"), server("504 no\r\n"), client("USER a\r\n")},
		[]string{"FTP Request: AUTH TLS", "FTP Response: 504 no", "FTP Request: USER a"}},
	{"odd bytes", []dissecttest.Turn{client("\xffSER \x01\r\n"), server("no code\r\n"), server("\r\n")},
		[]string{"FTP Request: \uFFFDSER \\001", "FTP Response: no code", "FTP Response: "}},
}

func TestConversations(t *testing.T) {
	for _, c := range conversations {
		t.Run(c.name, func(t *testing.T) { newConnection(21).CheckRows(t, c.turns, c.rows) })
	}
}

func TestSniff(t *testing.T) {
	const no, maybe, yes = dissect.No, dissect.Maybe, dissect.Yes
	for _, c := range []struct {
		from dissect.Origin
		b    string
		want dissect.Match
	}{
		{dissect.FromServer, "220 ProFTPD ready\r\n", yes},
		{dissect.FromServer, "220-Welcome\r\n220 vsFTPd\r\n", yes},
		{dissect.FromServer, "220 mail.example.com ESMTP\r\n", maybe},
		{dissect.FromServer, "220 ProFTPD at smtp.example.com\r\n", maybe},
		{dissect.FromServer, "220 ready\r\n", maybe},
		{dissect.FromServer, "227 Entering Passive Mode (192,0,2,1,4,5)\r\n", yes},
		{dissect.FromServer, "229 Extended Passive Mode (|||6446|)\r\n", yes},
		{dissect.FromServer, "229 Extended Passive Mode (|||66446|)\r\n", maybe},
		{dissect.FromClient, "USER alice\r\n", maybe}, // POP3 has it, too
		{dissect.FromClient, "user anonymous\r\n", yes},
		{dissect.FromClient, "PORT 192,0,2,1,4,5\r\n", yes},
		{dissect.FromClient, "PORT 192,0,2,1,4\r\n", maybe},
		{dissect.FromClient, "EPRT |2|2001:db8::1|5282|\r\n", yes},
		{dissect.FromClient, "PASV\r\n", yes},
		{dissect.FromClient, "\x16\x03\x01\x00\x05hello", no},
		{dissect.FromDatagram, "PASV\r\n", no},
	} {
		if got := ftp.Protocol.Sniff(c.from, []byte(c.b)); got != c.want {
			t.Errorf("%q: %v, want %v", c.b, got, c.want)
		}
	}
}

// What a control connection announces, one line for each announcement.
func TestSetups(t *testing.T) {
	for _, c := range []struct{ client, server, want string }{
		{"PORT 10,0,0,1,4,5\r\n", "", "PORT 10.0.0.1:1029 | PORT 10.0.0.9:1029"},
		{"EPRT |1|10.0.0.9|5282|\r\n", "", "EPRT 10.0.0.9:5282"},
		{"EPRT |2|2001:db8::1|5282|\r\n", "", "EPRT [2001:db8::1]:5282 | EPRT 10.0.0.9:5282"},
		{"EPRT |2|10.0.0.9|5282|\r\n", "", ""},
		{"EPRT |1|10.0.0.9|65536|\r\n", "", ""},
		{"PORT 10,0,0,256,4,5\r\n", "", ""},
		{"", "227 Entering Passive Mode (10,0,0,21,1,0).\r\n", "PASV 10.0.0.21:256"},
		{"", "227 =10,0,0,21,1,0\r\n", "PASV 10.0.0.21:256"},
		{"", "227 ok (10,0,0,21,1)\r\n", ""},
		{"", "229 ok (|||6446|)\r\n", "EPASV 10.0.0.21:6446"},
		{"", "229 ok (|||6446)\r\n", ""},
		{"", "229 ok (||6446|)\r\n", ""},
	} {
		if got := strings.Join(announced(t, c.client, c.server), " | "); got != c.want {
			t.Errorf("%q %q: %q, want %q", c.client, c.server, got, c.want)
		}
	}
}

// FuzzFTP replays any bytes as a conversation.
func FuzzFTP(f *testing.F) {
	f.Add([]byte("\x0f220 FTP ready\r\n\x86PASV\r\n\x20227 ok (127,0,0,1,4,5)\r\n"))
	f.Add([]byte("\x9bEPRT |2|2001:db8::1|5282|\r\n\x87CWD /\r\n\x08250 ok\r\n"))
	f.Add([]byte("\x8aAUTH TLS\r\n\x08234 ok\r\n\x84\x16\x03\x01\x00"))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyConnection(t, &ftp.Protocol, 21, b) })
}

func TestSegmentsCostNoAllocations(t *testing.T) {
	c := newConnection(21)
	if n := c.Allocs([]dissecttest.Turn{client("NOOP\r\n"), server("200 ok\r\n"), client("RETR a\r\n"),
		server("150-\r\n150 go\r\n")}); n > 0 {
		t.Errorf("a segment of a control connection costs %v allocations", n)
	}
	if n := newConnection(20).Allocs([]dissecttest.Turn{server("some bytes"), server("and more")}); n > 0 {
		t.Errorf("a segment of data costs %v allocations", n)
	}
}
