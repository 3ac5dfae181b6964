package smtp_test

import (
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/mail"
	"netsniff/dissect/smtp"
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

const opening = `
	< 220 mail.example.com ESMTP
	> EHLO client.example.com
	< 250-mail.example.com
	<+ 250-PIPELINING
	<+ 250 SIZE 1000
`

var opened = []string{"greeting -> 220 succeeded", "EHLO client.example.com -> 250 succeeded"}

var dialogues = []struct {
	name      string
	text      string
	exchanges []string
	contents  []string
}{
	{"a mail", opening + `
		> MAIL FROM:<alice@example.com> SIZE=9
		< 250 2.1.0 Ok
		> RCPT TO:<bob@example.com>
		< 250 2.1.5 Ok
		> RCPT TO:<nobody@example.com>
		< 550 5.1.1 unknown
		> DATA
		< 354 go
		>- Subject: s\r\n\r\n..dot\r\nend\r\n.\r\n
		< 250 2.0.0 queued as 1
		> QUIT
		< 221 bye
		>.
		<.`, append(slices.Clone(opened), "MAIL FROM:<alice@example.com> SIZE=9 -> 250 succeeded", "RCPT TO:<bob@example.com> -> 250 succeeded",
		"RCPT TO:<nobody@example.com> -> 550 refused", "DATA -> 354 succeeded", ". -> 250 succeeded", "QUIT -> 221 succeeded"),
		[]string{"Subject: s\r\n\r\n.dot\r\nend\r\n"}},
	{"pipelined", opening + `
		>- MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<c@example.com>\r\nDATA\r\n
		<- 250 ok\r\n250 ok\r\n451 later\r\n354 go\r\n
		>- .\r\nQUIT\r\n
		<- 250-queued\r\n250 as 1\r\n221 bye\r\n`, append(slices.Clone(opened), "MAIL FROM:<a@example.com> -> 250 succeeded", "RCPT TO:<b@example.com> -> 250 succeeded",
		"RCPT TO:<c@example.com> -> 451 failed", "DATA -> 354 succeeded", ". -> 250 succeeded", "QUIT -> 221 succeeded"), []string{""}},
	{"the final dot alone", opening + `
		> MAIL FROM:<>
		< 250 ok
		> RCPT TO:<b@example.com>
		< 250 ok
		> DATA
		< 354 go
		> one
		> .two
		>- .
		>- \r\n
		< 250 ok`, append(slices.Clone(opened), "MAIL FROM:<> -> 250 succeeded", "RCPT TO:<b@example.com> -> 250 succeeded", "DATA -> 354 succeeded", ". -> 250 succeeded"),
		[]string{"one\r\ntwo\r\n"}},
	{"DATA refused", opening + `
		> DATA
		< 503 no
		> MAIL FROM:<a@example.com>
		< 250 ok
		> DATA
		< 554 no recipients
		> RSET
		< 250 ok`, append(slices.Clone(opened), "DATA -> 503 refused", "MAIL FROM:<a@example.com> -> 250 succeeded", "DATA -> 554 refused", "RSET -> 250 succeeded"), nil},
	{"BDAT", opening + `
		>- MAIL FROM:<a@example.com> BODY=BINARYMIME\r\nRCPT TO:<b@example.com>\r\nBDAT 5\r\n.\r\nab
		<- 250 ok\r\n250 ok\r\n250 5 octets\r\n
		>- BDAT 4\r\n\x16cde
		< 250 4 octets
		>- bdat 2 last\r\nfgBDAT 0 LAST\r\n
		<- 250 done\r\n503 no mail\r\n`, append(slices.Clone(opened), "MAIL FROM:<a@example.com> BODY=BINARYMIME -> 250 succeeded", "RCPT TO:<b@example.com> -> 250 succeeded",
		"BDAT 5 -> 250 succeeded", "BDAT 4 -> 250 succeeded", "BDAT 2 last -> 250 succeeded", "BDAT 0 LAST -> 503 refused"),
		[]string{".\r\nab\x16cdefg", ""}},
	{"AUTH LOGIN", opening + `
		> auth login
		< 334 VXNlcm5hbWU6
		> YWxpY2U=
		< 334 UGFzc3dvcmQ6
		> c2VjcmV0
		< 235 2.7.0 ok`, append(slices.Clone(opened), "AUTH LOGIN -> 334 succeeded", "AUTH LOGIN -> 334 succeeded", "AUTH LOGIN -> 235 succeeded"), nil},
	{"AUTH PLAIN and refusals", opening + `
		> AUTH PLAIN AGFsaWNlAHNlY3JldA==
		< 535 5.7.8 no
		> AUTH=CRAM-MD5
		< 334 PDE+
		> *
		< 501 cancelled
		> AUTH GSSAPI
		< 504 what
		> NOOP
		< 250 ok`, append(slices.Clone(opened), "AUTH PLAIN -> 535 refused", "AUTH CRAM-MD5 -> 334 succeeded", "AUTH CRAM-MD5 -> 501 refused",
		"AUTH GSSAPI -> 504 refused", "NOOP -> 250 succeeded"), nil},
	{"AUTH without waiting", opening + `
		>- AUTH LOGIN\r\nYWxpY2U=\r\nc2VjcmV0\r\n
		<- 334 1\r\n334 2\r\n235 ok\r\n`, append(slices.Clone(opened), "AUTH LOGIN -> 334 succeeded", "AUTH LOGIN -> 334 succeeded", "AUTH LOGIN -> 235 succeeded"), nil},
	{"STARTTLS", opening + `
		> STARTTLS
		< 454 not now
		> starttls
		< 220 go
		>- \x16\x03\x01\x00\x05hello
		<- \x16\x03\x03\x00\x05world`, append(slices.Clone(opened), "STARTTLS -> 454 failed", "STARTTLS -> 220 succeeded", "-> succeeded"), nil},
	{"other commands", opening + `
		> VRFY alice
		< 252 try
		> EXPN list
		<- 250-a@example.com\r\n250 b@example.com\r\n
		> HELP
		<- 214-one\r\n214 two\r\n
		> ETRN example.org
		< 250 started
		> XCLIENT ADDR=192.0.2.9
		< 220 again
		> TURN
		< 502 no
		> YWxpY2U= secret
		< 500 what`, append(slices.Clone(opened), "VRFY alice -> 252 succeeded", "EXPN list -> 250 succeeded", "HELP -> 214 succeeded", "ETRN example.org -> 250 succeeded",
		"XCLIENT ADDR=192.0.2.9 -> 220 succeeded", "TURN -> 502 refused", "unknown -> 500 refused"), nil},
	{"LMTP", `
		< 220 mail.example.com LMTP
		> LHLO client.example.com
		< 250 mail.example.com
		>- MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<c@example.com>\r\nRCPT TO:<d@example.com>\r\nDATA\r\n
		<- 250 ok\r\n250 ok\r\n550 no\r\n250 ok\r\n354 go\r\n
		>- text\r\n.\r\n
		<- 250 b has it\r\n452 d has not\r\n
		> QUIT
		< 221 bye`, []string{"greeting -> 220 succeeded", "LHLO client.example.com -> 250 succeeded", "MAIL FROM:<a@example.com> -> 250 succeeded",
		"RCPT TO:<b@example.com> -> 250 succeeded", "RCPT TO:<c@example.com> -> 550 refused", "RCPT TO:<d@example.com> -> 250 succeeded", "DATA -> 354 succeeded",
		". b@example.com -> 250 succeeded", ". d@example.com -> 452 failed", "QUIT -> 221 succeeded"}, []string{"text\r\n"}},
	{"what resets and what does not", opening + `
		> MAIL FROM:<a@example.com>
		< 250 ok
		> EHLO again.example.com
		< 501 no
		> MAIL FROM:<b@example.com>
		< 503 nested
		> RCPT TO:<c@example.com>
		< 250 ok
		> DATA
		< 354 go
		>- .\r\n
		< 250 ok`, append(slices.Clone(opened), "MAIL FROM:<a@example.com> -> 250 succeeded", "EHLO again.example.com -> 501 refused", "MAIL FROM:<b@example.com> -> 503 refused",
		"RCPT TO:<c@example.com> -> 250 succeeded", "DATA -> 354 succeeded", ". -> 250 succeeded"), []string{""}},
	{"a greeting that does not end", `
		<- 220 mail.example.com ESMTP
		> EHLO client.example.com
		< still
		> AUTH LOGIN
		< 334 VXNlcm5hbWU6
		> YWxpY2U=
		< 334 UGFzc3dvcmQ6
		> c2VjcmV0
		< 235 ok`, []string{"greeting -> 220 succeeded", "EHLO client.example.com -> unanswered", "AUTH LOGIN -> 334 succeeded", "AUTH LOGIN -> 334 succeeded", "AUTH LOGIN -> 235 succeeded"}, nil},
	{"Coremail", `
		< 220 coremail.example Anti-spam GT for Coremail System (coremail[20240101])
		> EHLO DESKTOP-1
		<- 250-mail\r\n250-AUTH LOGIN PLAIN\r\n250-AUTH=LOGIN PLAIN\r\n250-coremail 1Uxr2xKj7kG0xkI17xGrUDI0s8FY2U3Uj8Cz28x1UUUUU7Ic2I0Y2UFR\r\n250 8BITMIME\r\n
		> mail from: alice@coremail.example
		< 250 Mail OK
		> rcpt to: bob@example.com
		< 250 Mail OK
		> data
		< 354 End data with <CR><LF>.<CR><LF>
		>- a\n..b\n.\n
		< 250 Mail OK queued as smtp1`, []string{"greeting -> 220 succeeded", "EHLO DESKTOP-1 -> 250 succeeded", "MAIL from: alice@coremail.example -> 250 succeeded",
		"RCPT to: bob@example.com -> 250 succeeded", "DATA -> 354 succeeded", ". -> 250 succeeded"}, []string{"a\n.b\n"}},
	{"a client that does not wait", `
		>- HELO x\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\ntext\r\n.\r\nQUIT\r\n
		<- 220 hi\r\n250 1\r\n250 2\r\n250 3\r\n354 4\r\n250 5\r\n221 6\r\n`, []string{"greeting -> 220 succeeded", "HELO x -> 250 succeeded",
		"MAIL FROM:<a@example.com> -> 250 succeeded", "RCPT TO:<b@example.com> -> 250 succeeded", "DATA -> 354 succeeded", ". -> 250 succeeded", "QUIT -> 221 succeeded"},
		[]string{"text\r\n"}},
	{"cut short", opening + `
		> MAIL FROM:<a@example.com>
		< 250 ok
		> DATA
		< 354 go
		> the beginning`, append(slices.Clone(opened), "MAIL FROM:<a@example.com> -> 250 succeeded", "DATA -> 354 succeeded", ". -> unanswered"), []string{"the beginning\r\n…"}},
}

func TestDialogues(t *testing.T) {
	for _, c := range dialogues {
		t.Run(c.name, func(t *testing.T) {
			d := dissecttest.Dialogue{Exchanges: c.exchanges, Contents: c.contents}
			d.Protocols, d.Port, d.Turns = []*dissect.Protocol{&smtp.Protocol}, 25, turns(t, c.text)
			d.Check(t)
		})
	}
}

// listener keeps what the tests look at.
type listener struct {
	exchanges []dissect.Exchange
	details   []smtp.Exchange
	lines     []string
	abouts    []any
}

func (l *listener) Exchange(x *dissect.Exchange) {
	l.exchanges = append(l.exchanges, *x)
	if detail, ok := x.Detail.(*smtp.Exchange); ok {
		l.details = append(l.details, *detail)
	} else {
		l.details = append(l.details, smtp.Exchange{})
	}
	l.lines = append(l.lines, dissecttest.Line(x))
}

func (l *listener) Piece(p *dissect.Piece) {
	if p.First {
		l.abouts = append(l.abouts, p.About)
	}
}

func (l *listener) Closed(*dissect.Conn, reassembly.Mark) {}

func (l *listener) find(t *testing.T, line string) (*dissect.Exchange, *smtp.Exchange) {
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
	dissecttest.Tell(turns(t, text), 25, l, &smtp.Protocol)
	return l
}

func TestEnvelope(t *testing.T) {
	l := hear(t, opening+`
		> AUTH PLAIN AGFsaWNlAHNlY3JldA==
		< 235 ok
		> MAIL FROM:<@relay.example:"a>b"@example.com> SIZE=120 BODY=8bitmime SMTPUTF8
		< 250 ok
		> RCPT TO:<bob@example.com> NOTIFY=NEVER
		< 250 ok
		> RCPT TO:<carol@example.com>
		< 550 no
		> DATA
		< 354 go
		>- text\r\n.\r\n
		@ +40ms
		< 250 2.0.0 queued as 17`)
	want := mail.Envelope{
		Protocol: "smtp", Command: "DATA", User: "alice", HeloDomain: "client.example.com", From: `"a>b"@example.com`, HasFrom: true, Size: 120, Body: "8BITMIME", UTF8: true,
		To:        []mail.Recipient{{Address: "bob@example.com", Outcome: dissect.Succeeded, Code: 250}, {Address: "carol@example.com", Outcome: dissect.Refused, Code: 550}},
		ReplyCode: 250, ReplyText: "2.0.0 queued as 17",
	}
	x, detail := l.find(t, ". -> 250 succeeded")
	e := detail.Envelope
	if l.abouts[0] != any(e) {
		t.Error("the content is about another envelope")
	}
	if !slices.Equal(e.To, want.To) || e.Accepted() != 1 || e.Refused() != 1 {
		t.Errorf("recipients %+v", e.To)
	}
	got := *e
	got.To, want.To = nil, nil
	if !equal(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
	if detail.Enhanced.String() != "2.0.0" || detail.Content != 6 || detail.Messages != 1 || !detail.Mail || detail.Phase != mail.Transfer {
		t.Errorf("%+v", detail)
	}
	if ttfb, ok := x.TTFB(); !ok || ttfb != 41e6 {
		t.Errorf("answered after %d ns", ttfb)
	}
}

func TestEnvelopeOfARefusedMAIL(t *testing.T) {
	_, detail := hear(t, opening+"> MAIL FROM:<a@example.com>\n< 250 ok\n> EHLO x\n< 501 no\n> MAIL FROM:<b@example.com>\n< 503 nested\n> DATA\n< 354 go\n> .\n< 250 ok").find(t, ". -> 250 succeeded")
	if detail.Envelope.From != "a@example.com" {
		t.Errorf("%+v", detail.Envelope)
	}
}

func equal(a, b mail.Envelope) bool {
	return a.Protocol == b.Protocol && a.Command == b.Command && a.User == b.User && a.From == b.From && a.HasFrom == b.HasFrom && a.Size == b.Size && a.Body == b.Body &&
		a.UTF8 == b.UTF8 && a.ReplyText == b.ReplyText && a.ReplyCode == b.ReplyCode && a.HeloDomain == b.HeloDomain
}

func TestLogins(t *testing.T) {
	for name, c := range map[string]struct {
		text, line string
		want       *dissect.Login
	}{
		"PLAIN": {"> AUTH PLAIN AGFsaWNlAHNlY3JldA==\n< 235 ok", "AUTH PLAIN -> 235 succeeded", &dissect.Login{Mechanism: "PLAIN", User: "alice", Secret: "secret"}},
		"LOGIN with the user at once": {"> AUTH LOGIN YWxpY2U=\n< 334 UGFzc3dvcmQ6\n> c2VjcmV0\n< 535 no", "AUTH LOGIN -> 535 refused",
			&dissect.Login{Mechanism: "LOGIN", User: "alice", Secret: "secret"}},
		"unanswered":            {"> AUTH PLAIN AGFsaWNlAHNlY3JldA==", "AUTH PLAIN -> unanswered", &dissect.Login{Mechanism: "PLAIN", User: "alice", Secret: "secret"}},
		"cancelled":             {"> AUTH LOGIN\n< 334 VXNlcm5hbWU6\n> *\n< 501 no", "AUTH LOGIN -> 501 refused", nil},
		"CRAM-MD5":              {"> AUTH CRAM-MD5\n< 334 PDE+\n> Ym9iIDAxMjM=\n< 235 ok", "AUTH CRAM-MD5 -> 235 succeeded", &dissect.Login{Mechanism: "CRAM-MD5", User: "bob", Secret: "0123", Hashed: true}},
		"X-EXPS":                {"> X-EXPS LOGIN\n< 334 VXNlcm5hbWU6\n> YWxpY2U=\n< 334 UGFzc3dvcmQ6\n> c2VjcmV0\n< 235 ok", "X-EXPS LOGIN -> 235 succeeded", &dissect.Login{Mechanism: "LOGIN", User: "alice", Secret: "secret"}},
		"the user name is lost": {"> AUTH LOGIN\n< 334 VXNlcm5hbWU6\n! lost\n> YWxpY2U=\n< 334 UGFzc3dvcmQ6\n> c2VjcmV0\n< 235 ok", "AUTH LOGIN -> 235 succeeded", &dissect.Login{Mechanism: "LOGIN", Secret: "secret"}},
	} {
		x, _ := hear(t, opening+c.text).find(t, c.line)
		if got := x.Login; (got == nil) != (c.want == nil) || got != nil && *got != *c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// Whatever is lost of it, a secret is no method and no subject.
func TestSecretsAreNoSubjects(t *testing.T) {
	list := turns(t, opening+`
		> AUTH LOGIN
		< 334 VXNlcm5hbWU6
		> YWxpY2U=
		< 334 UGFzc3dvcmQ6
		> c2VjcmV0
		< 535 no
		> AUTH PLAIN AGFsaWNlAHNlY3JldA==
		< 235 ok
		> NOOP
		< 250 ok`)
	for mask := range 1 << len(list) {
		var left []dissecttest.Turn
		for i, turn := range list {
			turn.Lost = mask&(1<<i) != 0
			left = append(left, turn)
		}
		l := new(listener)
		dissecttest.Tell(left, 25, l, &smtp.Protocol)
		for i, x := range l.exchanges {
			if strings.Contains(l.lines[i], "c2Vj") || strings.Contains(l.lines[i], "YWxp") || strings.Contains(l.lines[i], "AGFs") || strings.Contains(string(l.details[i].Argument), "c2Vj") {
				t.Fatalf("without %b: %s", mask, l.lines[i])
			}
			if x.Login != nil && strings.Contains(x.Login.User, "secret") {
				t.Fatalf("without %b: %+v", mask, x.Login)
			}
		}
	}
}

func TestMailWithGaps(t *testing.T) {
	const head = opening + `
		> MAIL FROM:<a@example.com>
		< 250 ok
		> RCPT TO:<b@example.com>
		< 250 ok
`
	for name, c := range map[string]struct{ text, content, line string }{
		"in the middle":     {"> DATA\n< 354 go\n> one\n! lost\n> two\n> .three\n> .\n< 250 ok\n> QUIT\n< 221 bye", "one\r\n[5].three\r\n", ". -> 250 succeeded"},
		"a dot behind it":   {"> DATA\n< 354 go\n> one\n! lost\n> two\n> .\n< 250 ok\n> QUIT\n< 221 bye", "one\r\n[5]", ". -> 250 succeeded"},
		"the end":           {"> DATA\n< 354 go\n> one\n! lost\n> .\n< 250 ok\n> QUIT\n< 221 bye", "one\r\n[3]…", ". -> 250 succeeded"},
		"all of it":         {"> DATA\n< 354 go\n! lost\n>- one\\r\\n.\\r\\n\n< 250 ok\n> QUIT\n< 221 bye", "[8]…", ". -> 250 succeeded"},
		"the command":       {"! lost\n> DATA\n< 354 go\n> one\n> .\n< 250 ok\n> QUIT\n< 221 bye", "one\r\n", ". -> 250 succeeded"},
		"command and reply": {"! lost\n> DATA\n! lost\n< 354 go\n> RSET\n> .\n< 250 ok\n> QUIT\n< 221 bye", "", "QUIT -> 221 succeeded"},
		"of a chunk":        {"> BDAT 8\n! lost\n> one\n>- twoBDAT 1 LAST\\r\\n!\n<- 250 ok\\r\\n250 ok\\r\\n\n> QUIT\n< 221 bye", "[5]two!", "BDAT 1 LAST -> 250 succeeded"},
	} {
		t.Run(name, func(t *testing.T) {
			conversation := dissecttest.Conversation{Protocols: []*dissect.Protocol{&smtp.Protocol}, Port: 25, Turns: turns(t, head+c.text)}
			h := conversation.Listen(conversation.Turns, true)
			if c.content != "" && (len(h.Contents) != 1 || h.Contents[0] != c.content) {
				t.Errorf("contents %q, want %q", h.Contents, c.content)
			}
			if !slices.ContainsFunc(h.Exchanges, func(x dissecttest.Told) bool { return x.Line == c.line }) {
				t.Errorf("no %q in %v", c.line, h.Exchanges)
			}
			if last := h.Exchanges[len(h.Exchanges)-1]; last.Line != "QUIT -> 221 succeeded" || last.Notes != 0 {
				t.Errorf("last %v", last)
			}
		})
	}
}

func TestEnhanced(t *testing.T) {
	for line, want := range map[string]string{"550 5.1.1 no": "5.1.1", "250 2.0.0": "2.0.0", "250 5.1.1 no": "", "250 2.0 ok": "", "250 2.1234.1 ok": "", "250": ""} {
		_, detail := hear(t, opening+"> NOOP\n< "+line).find(t, "NOOP -> "+line[:3]+" "+map[byte]string{'2': "succeeded", '5': "refused"}[line[0]])
		if got := detail.Enhanced.String(); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

// deaf hears and forgets.
type deaf struct{}

func (deaf) Exchange(*dissect.Exchange)            {}
func (deaf) Piece(*dissect.Piece)                  {}
func (deaf) Closed(*dissect.Conn, reassembly.Mark) {}

func TestMailThatPassesCostsNoAllocations(t *testing.T) {
	before := turns(t, opening+"> DATA\n< 354 go\n> Subject: s")
	segment := dissecttest.Client(strings.Repeat("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhf\r\n..\r\n", 20))
	if n := dissecttest.TellAllocs(before, segment, 25, deaf{}, &smtp.Protocol); n > 0 {
		t.Errorf("a segment of a mail costs %v allocations", n)
	}
}
