package imap_test

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/imap"
)

var client, server = dissecttest.Client, dissecttest.Server

func newConnection(port uint16) *dissecttest.Connection {
	return dissecttest.NewConnection(port, engine.ByArrival, &imap.Protocol)
}

const letter = "From: a@example.com\r\nSubject: s\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nbody\r\n"

// fetched is the response to a FETCH of letter.
var fetched = fmt.Sprintf("* 1 FETCH (UID 1 BODY[] {%d}\r\n%s)\r\n", len(letter), letter)

const mailRow = "from: a@example.com, subject: s,  (text/plain)"

// The expected rows are what Wireshark 4.0.17 prints for the same segments.
var conversations = []struct {
	name  string
	turns []dissecttest.Turn
	rows  []string
}{
	{"a session", []dissecttest.Turn{
		server("* OK [CAPABILITY IMAP4rev1] ready\r\n"), client("a1 LOGIN alice \"secret\"\r\n"),
		server("* CAPABILITY IMAP4rev1\r\na1 OK [READ-WRITE] in\r\n"),
		client("a2 SELECT INBOX\r\n"), server("* 1 EXISTS\r\n"), server("* OK [UIDNEXT 2]\r\na2 OK done\r\n* 2 EXISTS\r\n"),
		client("a3 UID FETCH 1 BODY[]\r\n"), server(fetched + "a3 OK done\r\n"), client("a4 IDLE\r\n"),
		server("+ idling\r\n"),
		server("* 3 EXISTS\r\n"), client("DONE\r\n"), server("a4 OK\r\n"), client("\r\n"), client("a5 LOGOUT\r\n"),
		server("* BYE\r\na5 OK\r\n"),
	}, []string{
		"IMAP Response: * OK [CAPABILITY IMAP4rev1] ready", "IMAP Request: a1 LOGIN alice \"secret\"",
		"IMAP Response: a1 OK [READ-WRITE] in",
		"IMAP Request: a2 SELECT INBOX", "IMAP Response: * 1 EXISTS", "IMAP Response: a2 OK done",
		"IMAP Request: a3 UID FETCH 1 BODY[]", "IMAP/IMF " + mailRow, "IMAP Request: a4 IDLE", "IMAP Response: + idling",
		"IMAP Response: * 3 EXISTS", "IMAP Request: DONE", "IMAP Response: a4 OK", "IMAP Request: ",
		"IMAP Request: a5 LOGOUT", "IMAP Response: a5 OK",
	}},
	{"TLS where the response to STARTTLS was lost", []dissecttest.Turn{
		server("* OK hi\r\n"), client("a NOOP\r\n"), server("a OK\r\n"), client("b STARTTLS\r\n"),
		client("\x16\x03\x01\x00\x05hello"), server("\x16\x03\x03\x00\x05world"), client("\x17\x03\x03\x00\x05\nmore"),
	}, []string{"IMAP Response: * OK hi", "IMAP Request: a NOOP", "IMAP Response: a OK", "IMAP Request: b STARTTLS",
		"-", "-", "-"}},
	{"untagged lines only", []dissecttest.Turn{
		server("* AB\r\n* foo and longer and longer\r\n"), server("* ABCDEFG\r\n* foo and\r\n* bar\r\n"),
		server("* CAPABILITY X\r\n* fo"), server("o\r\nb OK\r\n"), server("+ A\r\na OK\r\n"),
	}, []string{
		`IMAP Response: * AB\r\n* foo and longer and `, "IMAP Response: * ABC",
		"IMAP 143 → 49152 [PSH, ACK] Seq=65 Ack=1 Win=65000 Len=20", "IMAP Response: b OK", "IMAP Response: + A",
	}},
	{"lines in parts", []dissecttest.Turn{
		client("a N"), client("OOP\r"), client("\nb NOOP\rc NOOP\nd"), client(" NOOP\r\n"), server("a OK\r\nb "),
		server("OK\r\n"),
	}, []string{
		"-", "-", "IMAP Request: a NOOP", "IMAP Request: d NOOP", "IMAP Response: a OK", "IMAP Response: b OK",
	}},
	{"several mails", []dissecttest.Turn{
		server(fetched + fetched + "a OK\r\n"),
		server("* 1 FETCH (X {14}\r\nSubject: x\r\n\r\n)\r\n" + fetched),
		server(fetched + "* 1 FETCH (X {14}\r\nSubject: x\r\n\r\n)\r\n"),
		server(fetched + "* 1 FETCH (X {14}\r\nX: y\r\n\r\ntext\r\n)\r\n"),
	}, []string{
		"IMAP/IMF/IMF from: a@example.com, subject: s, " + mailRow, "IMAP/IMF/IMF " + mailRow,
		"IMAP/IMF/IMF from: a@example.com, subject: s, subject: x, ",
		"IMAP/IMF/IMF from: a@example.com, subject: s, , text  ",
	}},
	{"a mail in parts", []dissecttest.Turn{
		server("* 1 FETCH (X"), server(" {14}\r\n"), server("Subject: x\r\n"), server("\r\n"), server(")\r\na OK\r\n"),
		server("* 1 FETCH (X {14}\r\nSubject: x\r\n\r\n)"), server("\r\na OK\r\n"),
	}, []string{
		"-", "-", "-", "-", "IMAP/IMF subject: x, ", "IMAP/IMF subject: x, ", "IMAP Response: )",
	}},
	// The parenthesis may be one of the last three bytes of the literal.
	{"the closing parenthesis", []dissecttest.Turn{
		server("* 1 FETCH (X {5}\r\n12)45\r\n"), server("* 1 FETCH (X {5}\r\n1)345\r\n"), server("a OK (x)\r\n"),
		server("* 1 FETCH (X {5}\r\n12"), server(")45\r\n"), server("* 1 FETCH (X {5}\r\n1)"), server("345\r\n"),
		server("a OK (x)\r\n"),
	}, []string{
		"IMAP/IMF 12)45", "-", "IMAP/IMF 1)345", "-", "IMAP/IMF 12)45", "-", "-", "IMAP/IMF 1)345",
	}},
	{"a literal announced in a later line", []dissecttest.Turn{
		server("* 1 FETCH (FLAGS ())\r\n* 2 FETCH (BODY[] {14}\r\nSubject: x\r\n\r\n)\r\na OK done\r\n"),
		server("* 1 FETCH (FLAGS ())\r\n* 2 FETCH (BODY[] {14}\r\nSubj"), server("ect: x\r\n\r\n)\r\na OK done\r\n"),
		server("* 1 FETCH (FLAGS ())\r\na OK {99999999}\r\n"),
	}, []string{"IMAP/IMF * 2 FETCH (BOD", "-", "IMAP/IMF * 2 FETCH (BOD", "IMAP Response: a OK {99999999}"}},
	// Wireshark waits for ever where the braces do not hold a number.
	{"no literal", []dissecttest.Turn{
		server("* 1 FETCH (X {abc} {} {5\r\n"), server("* LIST () {14}\r\nSubject: x\r\n"),
		server("* 1 2 3 FETCH (X {5}\r\n12345)\r\n"), server("a FETCH (X {5}\r\n12345)\r\n"),
	}, []string{
		"IMAP Response: * 1 FETCH (X {abc} {} {5", "IMAP Response: Subject: x", "IMAP Response: 12345)",
		"IMAP Response: a FETCH (X {5}",
	}},
	{"FETCH among the first words", []dissecttest.Turn{
		server("*FETCH (X {5}\r\n12345)\r\n"), server("* OK [X] fetch (X { 5}\r\n12345)\r\n"),
		client("* 1 FETCH (X {5}\r\n12345)\r\n"),
		server("* 1 FETCH FOO\r\na OK\r\n"), server("b OK (x)\r\n"),
	}, []string{"IMAP/IMF 12345", "IMAP/IMF 12345", "IMAP/IMF 12345", "-", "IMAP Response: * 1 FETCH FOO"}},
	{"after a loss", []dissecttest.Turn{
		{Dir: dissect.ToClient, Data: []byte("* 1 EXISTS\r\n"), Lost: true},
		server("* 1 FETCH (X {14}\r\nX: y\r\n\r\ntext\r\n)\r\n"),
		{Dir: dissect.ToClient, Data: []byte("* 1 EXISTS\r\n"), Lost: true}, server("a OK\r\n"),
	}, []string{
		"-", "IMAP/IMF [TCP Previous segment not captured] , text  ", "-",
		"IMAP [TCP Previous segment not captured] Response: a OK",
	}},
	{"APPEND", []dissecttest.Turn{
		client("a APPEND INBOX {26}\r\n"), server("+ OK\r\n"), client("Subject: kept\r\n\r\nliteral\r\n"),
		client("\r\n"), server("a OK\r\n"),
		client("a APPEND INBOX {9+}\r\nb STARTTLS\r\n"), server("a OK\r\n"), client("x\r\n"),
	}, []string{
		"IMAP Request: a APPEND INBOX {26}", "IMAP Response: + OK", "IMAP Request: Subject: kept", "IMAP Request: ",
		"IMAP Response: a OK",
		"IMAP Request: a APPEND INBOX {9+}", "IMAP Response: a OK", "IMAP Request: x",
	}},
	{"STARTTLS", []dissecttest.Turn{
		client("a STARTTLS\r\n"), server("a NO\r\n"), client("b UID starttls\r\n"), server("* OK\r\nB ok go\r\n"),
		client("\x16\x03\x01\x00\x05hello"),
	}, []string{
		"IMAP Request: a STARTTLS", "IMAP Response: a NO", "IMAP Request: b UID starttls", "IMAP Response: B ok go", "-",
	}},
	{"TLS", []dissecttest.Turn{client("\x16\x03\x01\x00\x05hello"), server("\x16\x03\x01\x00\x05hello")},
		[]string{"-", "-"}},
	{"odd bytes", []dissecttest.Turn{
		server("* OK \xc4\xe3\xba\xc3 \xe4\xbd\xa0\x00\x7f\r\n"), client("a NOOP\r\n"), server("a OK\r\n"),
		client("a \x01\tb\r\n"), server("a\r\n"), server("\x00\x01\n"),
	}, []string{
		"IMAP Response: * OK \uFFFD\uFFFD\uFFFD 你\\000\\177", "IMAP Request: a NOOP", "IMAP Response: a OK",
		"IMAP Request: a \\001\\tb", "IMAP Response: a", "IMAP Response: \\000\\001",
	}},
}

func TestConversations(t *testing.T) {
	for _, c := range conversations {
		t.Run(c.name, func(t *testing.T) {
			newConnection(143).CheckRows(t, c.turns, c.rows)
		})
	}
}

// A mail comes out the same wherever its response is cut.
func TestMailSplitEverywhere(t *testing.T) {
	response := fetched + "a OK\r\n"
	for i := 1; i < len(response); i++ {
		for j := i; j < len(response); j++ {
			turns := []dissecttest.Turn{server(response[:i])}
			if j > i {
				turns = append(turns, server(response[i:j]))
			}
			turns = append(turns, server(response[j:]))
			found := 0
			for _, row := range newConnection(143).Rows(turns) {
				if row == "IMAP/IMF "+mailRow {
					found++
				}
			}
			if found != 1 {
				t.Fatalf("cut at %d and %d: %d mails", i, j, found)
			}
		}
	}
}

// A mail of any size is read as it comes.
func TestLargeMail(t *testing.T) {
	const lines = 100_000
	conn := newConnection(143)
	row := func(text string) string { return conn.Rows([]dissecttest.Turn{server(text)})[0] }
	line := strings.Repeat("x", 70) + "\r\n"
	row(fmt.Sprintf("* 1 FETCH (BODY[] {%d}\r\n%s", len(letter)+lines*len(line), letter))
	for range lines / 20 {
		if got := row(strings.Repeat(line, 20)); got != "-" {
			t.Fatal(got)
		}
	}
	if got := row(")\r\na OK\r\n"); got != "IMAP/IMF "+mailRow {
		t.Error(got)
	}
}

func TestFoundOnAnyPort(t *testing.T) {
	for _, c := range []struct {
		name string
		turn dissecttest.Turn
		want string
	}{
		{"greeting", server("* OK ready\r\n"), "IMAP Response: * OK ready"},
		{"authenticated", server("* preauth ready\r\n"), "IMAP Response: * preauth ready"},
		{"refused", server("* BYE busy\r\n"), "IMAP Response: * BYE busy"},
		{"a list", server("* OKAY\r\n"), "-"},
		{"a client", client("* OK ready\r\n"), "-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			newConnection(1143).CheckRows(t, []dissecttest.Turn{c.turn}, []string{c.want})
		})
	}
}

func TestFields(t *testing.T) {
	many := []dissecttest.Turn{client("c NOOP\r\n")}
	for i := range 40 {
		many = append(many, client(fmt.Sprintf("a%d NOOP\r\n", i)))
	}
	body := []dissecttest.Turn{client("c APPEND INBOX {900}\r\n"), client(strings.Repeat("Hello there\r\n", 40)),
		server("c OK\r\n")}
	for _, c := range []struct {
		name  string
		turns []dissecttest.Turn
		want  map[string]string
	}{
		{"commands", []dissecttest.Turn{client("a1 UID FETCH 1 (FLAGS)\r\nb NOOP\r\nc\r\n g h\r\n")}, map[string]string{
			"imap.isrequest": "1", "imap.line": "a1 UID FETCH 1 (FLAGS)\r\n|b NOOP\r\n|c\r\n| g h\r\n",
			"imap.request":     "a1 UID FETCH 1 (FLAGS)|b NOOP|c| g h",
			"imap.request_tag": "a1|b|c", "imap.tag": "a1|b|c", "imap.request.command": "FETCH|NOOP",
			"imap.request.command.uid": "1",
			"imap.command":             "UID|NOOP", "imap.response": "", "imap.response_in": "",
		}},
		{"folders", []dissecttest.Turn{client("a SELECT \"x y\"\r\na COPY 1 foo\r\na uid move 1 bar\r\na LIST \"\" *\r\n")},
			map[string]string{"imap.request.folder": `"x y"|foo|bar`}},
		{"LOGIN", []dissecttest.Turn{client("a LOGIN \"carol\" \"si\\\\ngs a\"\r\nb LOGIN alice secret\r\nc LOGIN bob\r\n")},
			map[string]string{
				"imap.request.username": `"carol"|alice|bob`, "imap.request.password": `si\ngs a|secret`,
			}},
		{"responses", []dissecttest.Turn{client("a X\r\n"), client("A Y\r\n"),
			server("* 1 EXISTS\r\na OK UID done\r\n+ go\r\nb NO\r\n")}, map[string]string{
			"imap.isrequest": "0", "imap.response": "a OK UID done|+ go|b NO", "imap.response_tag": "a|+|b",
			"imap.response.status":  "OK|go|NO",
			"imap.response.command": "UID", "imap.command": "UID", "imap.response_to": "5", "imap.time": "0",
		}},
		{"after many commands", append(many, server("a39 OK\r\na8 OK\r\nc OK\r\n")),
			map[string]string{"imap.response_to": "44|13"}},
		{"after a message", body, map[string]string{"imap.response_to": "4"}},
		{"part of a mail", []dissecttest.Turn{server("* 1 FETCH (X {14}\r\nSubj")},
			map[string]string{"imap.line": "", "imap.isrequest": "0"}},
		{"a mail and part of another", []dissecttest.Turn{server(fetched + "* 1 FETCH (X {14}\r\nSubj")},
			map[string]string{"imap.isrequest": "0"}},
		{"part of a line", []dissecttest.Turn{server("* 1 FETCH (X {14}\r")},
			map[string]string{"imap.line": "", "imap.isrequest": ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newConnection(143).Last(c.turns)
			for name, want := range c.want {
				if got := dissecttest.FieldText(f, &imap.Protocol, name); got != want {
					t.Errorf("%s = %q, want %q", name, got, want)
				}
			}
		})
	}
}
