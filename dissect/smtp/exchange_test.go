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
		Protocol: "smtp", Command: "DATA", User: "alice", HeloDomain: "client.example.com", From: `"a>b"@example.com`,
		HasFrom: true, Size: 120, Body: "8BITMIME", UTF8: true,
		To: []mail.Recipient{{Address: "bob@example.com", Outcome: dissect.Succeeded, Code: 250},
			{Address: "carol@example.com", Outcome: dissect.Refused, Code: 550}},
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
	if detail.Enhanced.String() != "2.0.0" || detail.Content != 6 || detail.Messages != 1 || !detail.Mail ||
		detail.Phase != mail.Transfer {
		t.Errorf("%+v", detail)
	}
	if ttfb, ok := x.TTFB(); !ok || ttfb != 41e6 {
		t.Errorf("answered after %d ns", ttfb)
	}
}

func TestEnvelopeOfARefusedMAIL(t *testing.T) {
	_, detail := hear(t, opening+
		"> MAIL FROM:<a@example.com>\n< 250 ok\n> EHLO x\n< 501 no\n> MAIL FROM:<b@example.com>\n< 503 nested\n> DATA\n< 354 go\n> .\n< 250 ok").
		find(t, ". -> 250 succeeded")
	if detail.Envelope.From != "a@example.com" {
		t.Errorf("%+v", detail.Envelope)
	}
}

func equal(a, b mail.Envelope) bool {
	return a.Protocol == b.Protocol && a.Command == b.Command && a.User == b.User && a.From == b.From &&
		a.HasFrom == b.HasFrom && a.Size == b.Size && a.Body == b.Body &&
		a.UTF8 == b.UTF8 && a.ReplyText == b.ReplyText && a.ReplyCode == b.ReplyCode && a.HeloDomain == b.HeloDomain
}

func TestLogins(t *testing.T) {
	for name, c := range map[string]struct {
		text, line string
		want       *dissect.Login
	}{
		"PLAIN": {"> AUTH PLAIN AGFsaWNlAHNlY3JldA==\n< 235 ok", "AUTH PLAIN -> 235 succeeded",
			&dissect.Login{Mechanism: "PLAIN", User: "alice", Secret: "secret"}},
		"LOGIN with the user at once": {"> AUTH LOGIN YWxpY2U=\n< 334 UGFzc3dvcmQ6\n> c2VjcmV0\n< 535 no",
			"AUTH LOGIN -> 535 refused",
			&dissect.Login{Mechanism: "LOGIN", User: "alice", Secret: "secret"}},
		"unanswered": {"> AUTH PLAIN AGFsaWNlAHNlY3JldA==", "AUTH PLAIN -> unanswered",
			&dissect.Login{Mechanism: "PLAIN", User: "alice", Secret: "secret"}},
		"LOGIN asks for the password first": {"> AUTH LOGIN\n< 334 UGFzc3dvcmQ6\n> c2VjcmV0\n< 235 ok",
			"AUTH LOGIN -> 235 succeeded",
			&dissect.Login{Mechanism: "LOGIN", Secret: "secret"}},
		"cancelled": {"> AUTH LOGIN\n< 334 VXNlcm5hbWU6\n> *\n< 501 no", "AUTH LOGIN -> 501 refused", nil},
		"CRAM-MD5": {"> AUTH CRAM-MD5\n< 334 PDE+\n> Ym9iIDAxMjM=\n< 235 ok",
			"AUTH CRAM-MD5 -> 235 succeeded",
			&dissect.Login{Mechanism: "CRAM-MD5", User: "bob", Secret: "0123", Hashed: true}},
		"X-EXPS": {"> X-EXPS LOGIN\n< 334 VXNlcm5hbWU6\n> YWxpY2U=\n< 334 UGFzc3dvcmQ6\n> c2VjcmV0\n< 235 ok",
			"X-EXPS LOGIN -> 235 succeeded", &dissect.Login{Mechanism: "LOGIN", User: "alice", Secret: "secret"}},
		"the user name is lost": {"> AUTH LOGIN\n< 334 VXNlcm5hbWU6\n! lost\n> YWxpY2U=\n< 334 UGFzc3dvcmQ6\n> c2VjcmV0\n< 235 ok",
			"AUTH LOGIN -> 235 succeeded", &dissect.Login{Mechanism: "LOGIN", Secret: "secret"}},
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
			if strings.Contains(l.lines[i], "c2Vj") || strings.Contains(l.lines[i], "YWxp") ||
				strings.Contains(l.lines[i], "AGFs") || strings.Contains(string(l.details[i].Argument), "c2Vj") {
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
		"in the middle": {"> DATA\n< 354 go\n> one\n! lost\n> two\n> .three\n> .\n< 250 ok\n> QUIT\n< 221 bye",
			"one\r\n[5].three\r\n", ". -> 250 succeeded"},
		"a dot behind it": {"> DATA\n< 354 go\n> one\n! lost\n> two\n> .\n< 250 ok\n> QUIT\n< 221 bye", "one\r\n[5]",
			". -> 250 succeeded"},
		"the end": {"> DATA\n< 354 go\n> one\n! lost\n> .\n< 250 ok\n> QUIT\n< 221 bye", "one\r\n[3]…",
			". -> 250 succeeded"},
		"all of it": {"> DATA\n< 354 go\n! lost\n>- one\\r\\n.\\r\\n\n< 250 ok\n> QUIT\n< 221 bye", "[8]…",
			". -> 250 succeeded"},
		"the command": {"! lost\n> DATA\n< 354 go\n> one\n> .\n< 250 ok\n> QUIT\n< 221 bye", "one\r\n",
			". -> 250 succeeded"},
		"command and reply": {"! lost\n> DATA\n! lost\n< 354 go\n> RSET\n> .\n< 250 ok\n> QUIT\n< 221 bye", "",
			"QUIT -> 221 succeeded"},
		"of a chunk": {"> BDAT 8\n! lost\n> one\n>- twoBDAT 1 LAST\\r\\n!\n<- 250 ok\\r\\n250 ok\\r\\n\n> QUIT\n< 221 bye",
			"[5]two!", "BDAT 1 LAST -> 250 succeeded"},
	} {
		t.Run(name, func(t *testing.T) {
			conversation := dissecttest.Conversation{Protocols: []*dissect.Protocol{&smtp.Protocol}, Port: 25,
				Turns: turns(t, head+c.text)}
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
	for line, want := range map[string]string{"550 5.1.1 no": "5.1.1", "250 2.0.0": "2.0.0", "250 5.1.1 no": "",
		"250 2.0 ok": "", "250 2.1234.1 ok": "", "250": ""} {
		_, detail := hear(t, opening+"> NOOP\n< "+line).
			find(t, "NOOP -> "+line[:3]+" "+map[byte]string{'2': "succeeded", '5': "refused"}[line[0]])
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
	segment := dissecttest.Client(strings.Repeat("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhf\r\n..\r\n",
		20))
	if n := dissecttest.TellAllocs(before, segment, 25, deaf{}, &smtp.Protocol); n > 0 {
		t.Errorf("a segment of a mail costs %v allocations", n)
	}
}
