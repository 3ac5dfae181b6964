package pop3_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/mail"
	"netsniff/dissect/pop3"
	"netsniff/reassembly"
)

func turns(t *testing.T, text string) []dissecttest.Turn {
	t.Helper()
	list, err := dissecttest.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

const loggedIn = `
	< +OK ready <1@example.com>
	> USER alice
	< +OK
	> PASS secret
	< +OK in
`

var in = []string{"greeting -> +OK succeeded", "USER alice -> +OK succeeded", "PASS -> +OK succeeded"}

var dialogues = []struct {
	name      string
	text      string
	exchanges []string
	contents  []string
}{
	{"a session", loggedIn + `
		> STAT
		< +OK 2 320
		> LIST
		<- +OK 2 messages\r\n1 120\r\n2 200\r\n.\r\n
		> list 2
		< +OK 2 200
		> UIDL
		<- +OK\r\n1 a\r\n2 b\r\n.\r\n
		> RETR 1
		<- +OK 22 octets\r\nSubject: s\r\n\r\n..dot\r\n\r\n.\r\n
		> TOP 2 0
		<- +OK\r\nSubject: t\r\n\r\n.\r\n
		> DELE 1
		< +OK
		> RETR 9
		< -ERR no such message
		> QUIT
		< +OK bye`, append(slices.Clone(in), "STAT -> +OK succeeded", "LIST -> +OK succeeded", "LIST 2 -> +OK succeeded", "UIDL -> +OK succeeded",
		"RETR 1 -> +OK succeeded", "TOP 2 0 -> +OK succeeded", "DELE 1 -> +OK succeeded", "RETR 9 -> -ERR refused",
		"QUIT -> +OK succeeded"),
		[]string{"Subject: s\r\n\r\n.dot\r\n\r\n", "Subject: t\r\n\r\n"}},
	{"sizes that are absent or wrong", loggedIn + `
		> RETR 1
		< +OK
		<- one\r\n
		<- .\r\n
		> RETR 2
		<- +OK 3 octets\r\ntwo and more\r\n+OK is text\r\n.\r\n
		> RETR 3
		<- +OK 999 octets\r\nthree\r\n.
		<- \r\n
		> RETR 4
		<- +OK\r\n.\r\n
		> NOOP
		< +OK`, append(slices.Clone(in), "RETR 1 -> +OK succeeded", "RETR 2 -> +OK succeeded", "RETR 3 -> +OK succeeded", "RETR 4 -> +OK succeeded", "NOOP -> +OK succeeded"),
		[]string{"one\r\n", "two and more\r\n+OK is text\r\n", "three\r\n", ""}},
	{"pipelined", `
		< +OK ready
		>- CAPA\r\nUSER alice\r\nPASS secret\r\nSTAT\r\nLIST\r\nRETR 1\r\nRETR 2\r\nQUIT\r\n
		<- +OK\r\nPIPELINING\r\nTOP\r\n.\r\n+OK\r\n+OK\r\n+OK 2 8\r\n+OK\r\n1 4\r\n2 4\r\n.\r\n+OK 4 octets\r\na.\r\n.\r\n+OK 4 octets\r\nb.\r\n.\r\n+OK\r\n`,
		[]string{"greeting -> +OK succeeded", "CAPA -> +OK succeeded", "USER alice -> +OK succeeded",
			"PASS -> +OK succeeded", "STAT -> +OK succeeded", "LIST -> +OK succeeded",
			"RETR 1 -> +OK succeeded", "RETR 2 -> +OK succeeded", "QUIT -> +OK succeeded"}, []string{"a.\r\n", "b.\r\n"}},
	{"APOP", `
		< +OK ready <1@example.com>
		> APOP alice c4c9334bac560ecc979e58001b3e22fb
		< -ERR [AUTH] no
		> pass secret
		< -ERR [SYS/TEMP] later`, []string{"greeting -> +OK succeeded", "APOP alice -> -ERR refused", "PASS -> -ERR failed"}, nil},
	{"AUTH", `
		< +OK ready
		> AUTH
		<- +OK\r\nPLAIN\r\nCRAM-MD5\r\n.\r\n
		> AUTH DIGEST-MD5
		<- + cmVhbG09\r\n
		> *
		< -ERR aborted
		> AUTH PLAIN
		<- +\r\n
		> AGFsaWNlAHNlY3JldA==
		< +OK in
		> STAT
		< +OK 0 0`, []string{"greeting -> +OK succeeded", "AUTH -> +OK succeeded", "AUTH DIGEST-MD5 -> + succeeded", "AUTH DIGEST-MD5 -> -ERR refused",
		"AUTH PLAIN -> + succeeded", "AUTH PLAIN -> +OK succeeded", "STAT -> +OK succeeded"}, nil},
	{"STLS", `
		< +OK ready
		> STLS
		< -ERR no
		> stls
		< +OK go
		>- \x16\x03\x01\x00\x05hello
		<- \x16\x03\x03\x00\x05world`, []string{"greeting -> +OK succeeded", "STLS -> -ERR refused", "STLS -> +OK succeeded", "-> succeeded"}, nil},
	{"bare LF, unknown words", `
		<- +OK Welcome to coremail Mail Pop3 Server (coremail[1s])\n
		>- user alice\npass secret\nXYZ secret\n
		<- +OK core mail\n+OK 1 message(s) [4 byte(s)]\n-ERR what\n
		>- retr 1\n
		<- +OK 4 octets\na\n..\n.\n`, []string{"greeting -> +OK succeeded", "USER alice -> +OK succeeded", "PASS -> +OK succeeded", "unknown -> -ERR refused",
		"RETR 1 -> +OK succeeded"}, []string{"a\n.\n"}},
	{"cut short", loggedIn + `
		> RETR 1
		<- +OK 100 octets\r\nthe beginning`, append(slices.Clone(in), "RETR 1 -> +OK succeeded"), []string{"the beginning…"}},
}

func TestDialogues(t *testing.T) {
	for _, c := range dialogues {
		t.Run(c.name, func(t *testing.T) {
			d := dissecttest.Dialogue{Exchanges: c.exchanges, Contents: c.contents}
			d.Protocols, d.Port, d.Turns = []*dissect.Protocol{&pop3.Protocol}, 110, turns(t, c.text)
			d.Check(t)
		})
	}
}

// listener keeps what the tests look at.
type listener struct {
	exchanges []dissect.Exchange
	details   []pop3.Exchange
	lines     []string
	abouts    []*mail.Envelope
}

func (l *listener) Exchange(x *dissect.Exchange) {
	l.exchanges = append(l.exchanges, *x)
	if detail, ok := x.Detail.(*pop3.Exchange); ok {
		l.details = append(l.details, *detail)
	} else {
		l.details = append(l.details, pop3.Exchange{})
	}
	l.lines = append(l.lines, dissecttest.Line(x))
}

func (l *listener) Piece(p *dissect.Piece) {
	if p.First {
		l.abouts = append(l.abouts, p.About.(*mail.Envelope))
	}
}

func (l *listener) Closed(*dissect.Conn, reassembly.Mark) {}

func (l *listener) find(t *testing.T, line string) (*dissect.Exchange, *pop3.Exchange) {
	t.Helper()
	for i := len(l.lines) - 1; i >= 0; i-- {
		if l.lines[i] == line {
			return &l.exchanges[i], &l.details[i]
		}
	}
	t.Fatalf("no %q in %q", line, l.lines)
	return nil, nil
}

func hear(t *testing.T, text string) *listener {
	t.Helper()
	l := new(listener)
	dissecttest.Tell(turns(t, text), 110, l, &pop3.Protocol)
	return l
}

func TestEnvelopes(t *testing.T) {
	l := hear(t, loggedIn+`
		> UIDL
		<- +OK\r\n1 first\r\n2 second\r\n.\r\n
		> RETR 2
		@ +60ms
		< +OK 6 octets
		@ +9ms
		<- text\r\n.\r\n
		> TOP 1 0
		<- +OK\r\ntext\r\n.\r\n
		> TOP 1 99999999
		<- +OK\r\ntext\r\n.\r\n`)
	want := []mail.Envelope{
		{Protocol: "pop", Command: "RETR", User: "alice", Number: 2, UID: "second", Size: 6},
		{Protocol: "pop", Command: "TOP", User: "alice", Number: 1, UID: "first", Partial: true},
		{Protocol: "pop", Command: "TOP", User: "alice", Number: 1, UID: "first"},
	}
	for i, e := range l.abouts {
		if fmt.Sprint(*e) != fmt.Sprint(want[i]) {
			t.Errorf("\n got %+v\nwant %+v", *e, want[i])
		}
	}
	x, detail := l.find(t, "RETR 2 -> +OK succeeded")
	ttfb, _ := x.TTFB()
	ttlb, _ := x.TTLB()
	if detail.Octets != 6 || detail.Content != 6 || detail.Messages != 1 || detail.Envelope != l.abouts[0] ||
		ttfb != 61e6 || ttlb != 71e6 || x.Reply.Bytes != 23 {
		t.Errorf("%+v, first byte after %d ns, last after %d; %d bytes", detail, ttfb, ttlb, x.Reply.Bytes)
	}
	if _, detail := l.find(t, "TOP 1 0 -> +OK succeeded"); detail.Messages != 0 {
		t.Errorf("%+v", detail)
	}
}

func TestLogins(t *testing.T) {
	for name, c := range map[string]struct {
		text, line string
		want       dissect.Login
	}{
		"PASS": {"> USER alice\n< +OK\n> PASS a b \n< -ERR no", "PASS -> -ERR refused",
			dissect.Login{Mechanism: "USER/PASS", User: "alice", Secret: "a b "}},
		"APOP": {"> APOP alice 0123\n< +OK", "APOP alice -> +OK succeeded",
			dissect.Login{Mechanism: "APOP", User: "alice", Secret: "0123", Hashed: true}},
		"PLAIN": {"> AUTH PLAIN AGFsaWNlAHNlY3JldA==\n< +OK", "AUTH PLAIN -> +OK succeeded",
			dissect.Login{Mechanism: "PLAIN", User: "alice", Secret: "secret"}},
		"CRAM-MD5": {"> AUTH CRAM-MD5\n<- + PDE+\\r\\n\n> Ym9iIDAxMjM=\n< +OK", "AUTH CRAM-MD5 -> +OK succeeded",
			dissect.Login{Mechanism: "CRAM-MD5", User: "bob", Secret: "0123", Hashed: true}},
	} {
		x, _ := hear(t, "< +OK ready\n"+c.text).find(t, c.line)
		if x.Login == nil || *x.Login != c.want {
			t.Errorf("%s: %+v, want %+v", name, x.Login, c.want)
		}
	}
}

// Whatever is lost of it, a secret is no method and no subject.
func TestSecretsAreNoSubjects(t *testing.T) {
	list := turns(t, `
		< +OK ready
		> USER alice
		< +OK
		> PASS c2VjcmV0
		< -ERR no
		> AUTH LOGIN
		<- + VXNlcm5hbWU6\r\n
		> YWxpY2U=
		<- + UGFzc3dvcmQ6\r\n
		> c2VjcmV0
		< +OK
		> STAT
		< +OK 0 0`)
	for mask := range 1 << len(list) {
		left := slices.Clone(list)
		for i := range left {
			left[i].Lost = mask&(1<<i) != 0
		}
		l := new(listener)
		dissecttest.Tell(left, 110, l, &pop3.Protocol)
		for i, x := range l.exchanges {
			if strings.Contains(l.lines[i], "c2Vj") || strings.Contains(l.lines[i], "YWxp") ||
				strings.Contains(string(l.details[i].Argument), "c2Vj") {
				t.Fatalf("without %b: %s", mask, l.lines[i])
			}
			if x.Login != nil && strings.Contains(x.Login.User, "secret") {
				t.Fatalf("without %b: %+v", mask, x.Login)
			}
		}
	}
}

func TestMailWithGaps(t *testing.T) {
	for name, c := range map[string]struct{ text, content string }{
		"in the middle": {"> RETR 1\n< +OK\n< one\n! lost\n< two\n<- three\\r\\n.\\r\\n", "one\r\n[5]three\r\n"},
		"the end, by its size": {"> RETR 1\n< +OK 10 octets\n< one\n! lost\n<- three\\r\\n.\\r\\n\n> NOOP\n< +OK",
			"one\r\n[5]…"},
		"the end, by what comes": {"> RETR 1\n< +OK\n< one\n! lost\n<- three\\r\\n.\\r\\n\n> NOOP\n< +OK", "one\r\n[10]…"},
		"the status":             {"> RETR 1\n! lost\n< +OK\n<- one\\r\\n.\\r\\n", "one\r\n"},
		"the command":            {"! lost\n> RETR 1\n< +OK 5 octets\n<- one\\r\\n.\\r\\n", "one\r\n"},
		"lines like a status": {"> RETR 1\n< +OK\n< one\n! lost\n< two\n<- +O\\r\\n-ER\\r\\n+OKAY\\r\\n.\\r\\n",
			"one\r\n[5]+O\r\n-ER\r\n…"},
	} {
		t.Run(name, func(t *testing.T) {
			conversation := dissecttest.Conversation{Protocols: []*dissect.Protocol{&pop3.Protocol}, Port: 110,
				Turns: turns(t, loggedIn+c.text+"\n> QUIT\n< +OK")}
			h := conversation.Listen(conversation.Turns, true)
			if c.content == "" && len(h.Contents) > 0 || c.content != "" &&
				(len(h.Contents) != 1 || h.Contents[0] != c.content) {
				t.Errorf("contents %q, want %q", h.Contents, c.content)
			}
			if last := h.Exchanges[len(h.Exchanges)-1]; last.Line != "QUIT -> +OK succeeded" {
				t.Errorf("%v", h.Exchanges)
			}
		})
	}
}

// deaf hears and forgets.
type deaf struct{}

func (deaf) Exchange(*dissect.Exchange)            {}
func (deaf) Piece(*dissect.Piece)                  {}
func (deaf) Closed(*dissect.Conn, reassembly.Mark) {}

func TestMailThatPassesCostsNoAllocations(t *testing.T) {
	before := turns(t, loggedIn+"> RETR 1\n< +OK 9999999999 octets")
	segment := dissecttest.Server(strings.Repeat("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhf\r\n..\r\n",
		20))
	if n := dissecttest.TellAllocs(before, segment, 110, deaf{}, &pop3.Protocol); n > 0 {
		t.Errorf("a segment of a mail costs %v allocations", n)
	}
}
