package imap_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/imap"
	"netsniff/dissect/mail"
	"netsniff/reassembly"
)

const opening = `
	< * OK [CAPABILITY IMAP4rev1] ready
	> a1 LOGIN alice "wonder land"
	< a1 OK in
	> a2 SELECT "my box"
	<- * 2 EXISTS\r\n* OK [UIDNEXT 3] next\r\na2 OK [READ-WRITE] done\r\n
`

var opened = []string{"greeting -> OK succeeded", "LOGIN alice -> OK succeeded", `SELECT "my box" -> OK succeeded`}

// literal writes b as a literal, escaped for a line of a conversation.
func literal(b string) string {
	return fmt.Sprintf(`{%d}\r\n`, len(b)) + strings.NewReplacer("\r", `\r`, "\n", `\n`).Replace(b)
}

const note = "Subject: n\r\n\r\na1 NOOP\r\n* 1 FETCH {9}\r\n.\r\n"

var spoken = []struct {
	name      string
	text      string
	exchanges []string
	contents  []string
}{
	{"a session", opening + `
		> a3 UID FETCH 1:2 (FLAGS)
		<- * 1 FETCH (UID 7 FLAGS ())\r\n* 2 FETCH (UID 8 FLAGS ())\r\na3 OK\r\n
		> a4 STORE 1 +FLAGS (\\Deleted)
		< * 1 FETCH (FLAGS (\\Deleted))
		< a4 OK
		> a5 EXPUNGE
		<- * 1 EXPUNGE\r\na5 OK\r\n
		> a6 NOOP
		< a6 OK
		< * 2 EXISTS
		> a7 LOGOUT
		<- * BYE\r\na7 OK\r\n
		<.
		>.`, append(slices.Clone(opened), "UID FETCH 1:2 (FLAGS) -> OK succeeded", `STORE 1 +FLAGS (\Deleted) -> OK succeeded`, "EXPUNGE -> OK succeeded",
		"NOOP -> OK succeeded", "* 2 EXISTS -> succeeded", "LOGOUT -> OK succeeded"), nil},
	{"mails", opening + `
		> a3 UID FETCH 7:8 (BODY.PEEK[])
		<- * 1 FETCH (UID 7 BODY[] ` + literal(note) + `)\r\n* 2 FETCH (FLAGS () BODY[] ` + literal(letter) + ` UID 8)\r\na3 OK done\r\n
		> a4 FETCH 1 RFC822.HEADER
		<- * 1 FETCH (RFC822.HEADER ` + literal("A: b\r\n\r\n") + `)\r\na4 OK\r\n
		> a5 FETCH 1 (ENVELOPE BODY[1])
		<- * 1 FETCH (ENVELOPE ("d" ` + literal("subject") + ` NIL) BODY[1] ` + literal("body\r\n") + `)\r\na5 OK\r\n`,
		append(slices.Clone(opened), "UID FETCH 7:8 (BODY.PEEK[]) -> OK succeeded",
			"FETCH 1 RFC822.HEADER -> OK succeeded", "FETCH 1 (ENVELOPE BODY[1]) -> OK succeeded"),
		[]string{note, letter, "A: b\r\n\r\n", "A: b\r\n\r\nbody\r\n"}},
	{"parts one by one", opening + `
		> a3 UID FETCH 7 (BODYSTRUCTURE BODY.PEEK[HEADER])
		<- * 1 FETCH (UID 7 BODYSTRUCTURE ` + structure + ` BODY[HEADER] ` + literal(multipartHead) + `)\r\na3 OK\r\n
		> a4 UID FETCH 7 (BODY.PEEK[1.1])
		<- * 1 FETCH (UID 7 BODY[1.1] ` + literal("text\r\n") + `)\r\na4 OK\r\n
		> a5 UID FETCH 7 (BODY.PEEK[1.2])
		<- * 1 FETCH (UID 7 BODY[1.2] ` + literal("<p>") + `)\r\na5 OK\r\n
		> a6 UID FETCH 7 (BODY.PEEK[2]<0.4>)
		<- * 1 FETCH (UID 7 BODY[2]<0> ` + literal("AQID") + `)\r\na6 OK\r\n
		> a7 UID FETCH 7 (BODY.PEEK[2]<4.4>)
		<- * 1 FETCH (UID 7 BODY[2]<4> ` + literal("BA==") + `)\r\na7 OK\r\n
		> a8 NOOP
		< a8 OK`,
		append(slices.Clone(opened), "UID FETCH 7 (BODYSTRUCTURE BODY.PEEK[HEADER]) -> OK succeeded",
			"UID FETCH 7 (BODY.PEEK[1.1]) -> OK succeeded",
			"UID FETCH 7 (BODY.PEEK[1.2]) -> OK succeeded", "UID FETCH 7 (BODY.PEEK[2]<0.4>) -> OK succeeded",
			"UID FETCH 7 (BODY.PEEK[2]<4.4>) -> OK succeeded", "NOOP -> OK succeeded"),
		[]string{multipartHead, multipartHead +
			"--A\r\nContent-Type: multipart/alternative;\r\n boundary=\"B\"\r\n\r\n" +
			"\r\n--B\r\nContent-Type: text/plain;\r\n charset=\"utf-8\"\r\nContent-Transfer-Encoding: 7bit\r\n\r\ntext\r\n" +
			"\r\n--B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>\r\n--B--\r\n" +
			"\r\n--A\r\nContent-Type: application/pdf;\r\n name=\"a \\\"b\\\".pdf\"\r\nContent-Transfer-Encoding: base64\r\n" +
			"Content-Disposition: attachment;\r\n filename=\"a.pdf\"\r\n\r\nAQIDBA==\r\n--A--\r\n"}},
	{"a mail in parts", opening + `
		> a3 FETCH 1 BODY[]<0.4>
		<- * 1 FETCH (BODY[]<0> ` + literal("A: b") + `)\r\na3 OK\r\n
		> a4 FETCH 1 BODY[]<4.4>
		<- * 1 FETCH (BODY[]<4> ` + literal("\r\n\r\n") + `)\r\na4 OK\r\n
		> a5 FETCH 1 BODY[]<8.4>
		<- * 1 FETCH (BODY[]<8> ` + literal("x") + `)\r\na5 OK\r\n
		> a6 FETCH 2 BODY[]<0.4>
		<- * 2 FETCH (BODY[]<0> ` + literal("C: d") + `)\r\na6 OK\r\n`,
		append(slices.Clone(opened), "FETCH 1 BODY[]<0.4> -> OK succeeded", "FETCH 1 BODY[]<4.4> -> OK succeeded",
			"FETCH 1 BODY[]<8.4> -> OK succeeded", "FETCH 2 BODY[]<0.4> -> OK succeeded"),
		[]string{"A: b\r\n\r\nx", "C: d…"}},
	{"pipelined", opening + `
		>- a3 FETCH 1 BODY[]\r\na4 FETCH 2 BODY[]\r\na5 NOOP\r\n
		<- * 1 FETCH (BODY[] ` + literal(letter) + `)\r\na3 OK\r\n
		<- * 2 FETCH (BODY[] ` + literal(note) + `)\r\na5 OK\r\na4 NO [SERVERBUG] oops\r\n`,
		append(slices.Clone(opened), "FETCH 1 BODY[] -> OK succeeded", "NOOP -> OK succeeded",
			"FETCH 2 BODY[] -> NO failed"), []string{letter, note}},
	{"APPEND", opening + `
		>- a3 APPEND {5}\r\n
		< + go
		>- INBOX (\\Seen) {` + fmt.Sprint(len(note)) + `}\r\n
		< + go
		>- ` + literal(note)[len(`{12}\r\n`):] + `\r\n
		< a3 OK [APPENDUID 1 2] done
		>- a4 APPEND "x y" {3+}\r\nabc {2+}\r\nde\r\n
		< a4 OK
		> a5 APPEND full {99}
		< a5 NO [OVERQUOTA] full
		> a6 NOOP
		< a6 OK
		>- a7 APPEND full {3+}\r\n
		< a7 NO full
		>- abc\r\n
		> a8 NOOP
		< a8 OK`, append(slices.Clone(opened), fmt.Sprintf(`APPEND "INBOX" (\Seen) {%d} -> OK succeeded`, len(note)), `APPEND "x y" {3+} {2+} -> OK succeeded`,
		"APPEND full {99} -> NO refused", "NOOP -> OK succeeded", "APPEND full {3+} -> NO refused", "NOOP -> OK succeeded"),
		[]string{note, "abc", "de", "abc"}},
	{"LOGIN with literals", `
		< * OK ready
		>- a1 LOGIN {5}\r\n
		< + go
		>- alice {6}\r\n
		< + go
		> secret
		< a1 NO [AUTHENTICATIONFAILED] no
		>- a2 LOGIN {3+}\r\nbob {4+}\r\na\\"b"\r\n
		< a2 BAD what`, []string{"greeting -> OK succeeded", `LOGIN "alice" -> NO refused`, `LOGIN "bob" -> BAD refused`}, nil},
	{"AUTHENTICATE", `
		< * OK ready
		> a1 AUTHENTICATE CRAM-MD5
		< + PDE+
		> *
		< a1 BAD cancelled
		> a2 authenticate PLAIN AGFsaWNlAHNlY3JldA==
		< a2 NO no
		> a3 AUTHENTICATE LOGIN
		< + VXNlcm5hbWU6
		> YWxpY2U=
		< + UGFzc3dvcmQ6
		> c2VjcmV0
		< a3 OK in`, []string{"greeting -> OK succeeded", "AUTHENTICATE CRAM-MD5 -> BAD refused", "AUTHENTICATE PLAIN -> NO refused", "AUTHENTICATE LOGIN -> OK succeeded"}, nil},
	{"IDLE", opening + `
		> a3 IDLE
		< + idling
		< * 3 EXISTS
		<- * 1 EXPUNGE\r\n* 2 EXISTS\r\n
		> DONE
		<- * 3 EXISTS\r\na3 OK done\r\n
		> a4 IDLE
		< a4 NO
		> a5 NOOP
		< a5 OK`, append(slices.Clone(opened), "IDLE -> + succeeded", "* 3 EXISTS -> succeeded", "* 1 EXPUNGE -> succeeded", "* 2 EXISTS -> succeeded", "DONE -> OK succeeded",
		"IDLE -> NO refused", "NOOP -> OK succeeded"), nil},
	{"STARTTLS", `
		< * OK ready
		> a1 STARTTLS
		< a1 BAD no
		> a2 starttls
		< a2 OK go
		>- \x16\x03\x01\x00\x05hello
		<- \x16\x03\x03\x00\x05world`, []string{"greeting -> OK succeeded", "STARTTLS -> BAD refused", "STARTTLS -> OK succeeded", "-> succeeded"}, nil},
	{"a tag for all", `
		< * PREAUTH ready
		> . CAPABILITY
		<- * CAPABILITY IMAP4rev1\r\n. OK\r\n
		> . SELECT INBOX
		< . NO [UNAVAILABLE] later
		> . FOO secret
		< . BAD what
		> . LOGOUT
		< * BYE
		< . OK`, []string{"greeting -> PREAUTH succeeded", "CAPABILITY -> OK succeeded", "SELECT INBOX -> NO failed", "unknown -> BAD refused", "LOGOUT -> OK succeeded"}, nil},
	{"refused", `
		< * BYE busy
		<.`, []string{"greeting -> BYE failed"}, nil},
}

func dialogue(t *testing.T, text string) *dissecttest.Dialogue {
	t.Helper()
	turns, err := dissecttest.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return &dissecttest.Dialogue{Conversation: dissecttest.Conversation{Protocols: []*dissect.Protocol{&imap.Protocol},
		Port: 143, Turns: turns}}
}

const (
	multipartHead = "Subject: m\r\nContent-Type: multipart/mixed; boundary=A\r\n\r\n"
	structure     = `((("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 6 1 NIL NIL NIL)("TEXT" "HTML" NIL NIL NIL "8BIT" 3 1)` +
		` "ALTERNATIVE" ("BOUNDARY" "B") NIL NIL)("APPLICATION" "PDF" ("NAME" "a \\"b\\".pdf") NIL NIL "BASE64" 8 NIL ("ATTACHMENT" ("FILENAME" "a.pdf")) NIL)` +
		` "MIXED" ("BOUNDARY" "A") NIL NIL)`
)

func TestDialogues(t *testing.T) {
	for _, c := range spoken {
		t.Run(c.name, func(t *testing.T) {
			d := dialogue(t, c.text)
			d.Exchanges, d.Contents = c.exchanges, c.contents
			d.Check(t)
		})
	}
}

// heard keeps what is told.
type heard struct {
	list      []dissect.Exchange
	details   []imap.Exchange
	envelopes []mail.Envelope
	contents  []string
}

func (h *heard) Exchange(x *dissect.Exchange) {
	h.list = append(h.list, *x)
	if e, ok := x.Detail.(*imap.Exchange); ok {
		e := *e
		e.Code, e.Argument = bytes.Clone(e.Code), bytes.Clone(e.Argument)
		h.details = append(h.details, e)
	}
}

func (h *heard) Piece(p *dissect.Piece) {
	if p.First {
		h.contents = append(h.contents, "")
	}
	c := &h.contents[len(h.contents)-1]
	*c += string(p.Bytes)
	if p.Missing > 0 {
		*c += fmt.Sprintf("[%d]", p.Missing)
	}
	if p.Last {
		if e, ok := p.About.(*mail.Envelope); ok {
			h.envelopes = append(h.envelopes, *e)
		}
		*c += fmt.Sprint(p.Whole)
	}
}

func (h *heard) Closed(*dissect.Conn, reassembly.Mark) {}

func hear(t *testing.T, text string) *heard {
	t.Helper()
	d := dialogue(t, text)
	h := new(heard)
	dissecttest.Tell(d.Turns, 143, h, &imap.Protocol)
	return h
}

func TestEnvelopes(t *testing.T) {
	h := hear(t, opening+`
		> a3 UID FETCH 7:8 (BODY.PEEK[])
		<- * 1 FETCH (UID 7 BODY[] {3}\r\nabc)\r\n* 2 FETCH (BODY[HEADER] {2}\r\nde ENVELOPE ("(UID 5" NIL) UID 8)\r\na3 OK done\r\n
		>- a4 APPEND "my \\"box\\"" {3+}\r\nabc\r\n
		< a4 OK
		> a5 UID FETCH 77 BODY[]
		<- * 3 FETCH (UID 77 BOD
		<- Y[] {3}\r\nabc
		<-  FLAGS (\\Answered
		<-  \\Seen))\r\na5 OK\r\n`)
	want := []mail.Envelope{
		{Protocol: "imap", Command: "FETCH", User: "alice", Mailbox: "my box", Number: 1, UID: "7", Size: 3},
		{Protocol: "imap", Command: "FETCH", User: "alice", Mailbox: "my box", Number: 2, UID: "8", Size: 2, Partial: true},
		{Protocol: "imap", Command: "APPEND", User: "alice", Mailbox: `my "box"`, Size: 3},
		{Protocol: "imap", Command: "FETCH", User: "alice", Mailbox: "my box", Number: 3, UID: "77", Size: 3},
	}
	if got, want := fmt.Sprintf("%+v", h.envelopes), fmt.Sprintf("%+v", want); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	fetch, appended := h.details[3], h.details[4]
	if fetch.Phase != mail.Transfer || !fetch.Carried || fetch.Content != 5 || fetch.Messages != 1 ||
		fetch.Untagged != 2 || !fetch.UID || fetch.Tag != "a3" {
		t.Errorf("FETCH: %+v", fetch)
	}
	if !appended.Carried || appended.Content != 3 || appended.Messages != 1 {
		t.Errorf("APPEND: %+v", appended)
	}
}

// A server that answers several commands at once answers each with its message.
func TestMessagesFindTheirCommands(t *testing.T) {
	h := hear(t, opening+`
		>- a3 UID FETCH 7,9:8 BODY[]\r\na4 FETCH 2:* BODY[]\r\na5 UID FETCH 20 BODY[]\r\n
		<- * 9 FETCH (UID 20 BODY[] {1}\r\na)\r\n* 2 FETCH (UID 8 BODY[] {2}\r\nbb)\r\n* 1 FETCH (UID 2 BODY[] {4}\r\ndddd)\r\n
		<- a3 OK\r\na4 OK\r\na5 OK\r\n`)
	for i, want := range []int64{6, 1, 0} {
		if d := h.details[3+i]; d.Content != want {
			t.Errorf("%s has %d bytes of messages, want %d", d.Tag, d.Content, want)
		}
	}
}

// A mail that is open when the connection is handed on ends there.
func TestUpgradeEndsMails(t *testing.T) {
	h := hear(t, opening+`
		> a3 FETCH 1 BODY[]<0.3>
		<- * 1 FETCH (BODY[]<0> {3}\r\nabc)\r\na3 OK\r\n
		> a4 COMPRESS DEFLATE
		< a4 OK on`)
	if want := []string{"abcfalse"}; !slices.Equal(h.contents, want) {
		t.Errorf("%q, want %q", h.contents, want)
	}
}

func TestLogins(t *testing.T) {
	h := hear(t, `
		< * OK ready
		> a1 LOGIN "alice" "wonder\\"land"
		< a1 NO [AUTHENTICATIONFAILED] no
		>- a2 LOGIN {3+}\r\nbob {6+}\r\nsecret\r\n
		< a2 OK in
		> a3 AUTHENTICATE PLAIN
		< +
		> AGFsaWNlAHNlY3JldA==
		< a3 NO no
		> a4 AUTHENTICATE XOAUTH2 dXNlcj1hbGljZUBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB0b2tlbgEB
		< a4 OK in
		> a5 AUTHENTICATE CRAM-MD5
		< + PDE+
		> YWxpY2UgNTFiYQ==
		< a5 OK in
		> a6 ID ("version" "1" "name" "example mail")
		< a6 OK`)
	want := []dissect.Login{
		{Mechanism: "LOGIN", User: "alice", Secret: `wonder"land`}, {Mechanism: "LOGIN", User: "bob", Secret: "secret"},
		{Mechanism: "PLAIN", User: "alice", Secret: "secret"},
		{Mechanism: "XOAUTH2", User: "alice@example.com", Secret: "token"},
		{Mechanism: "CRAM-MD5", User: "alice", Secret: "51ba", Hashed: true},
	}
	for i, w := range want {
		x := h.list[i+1]
		if x.Login == nil || *x.Login != w {
			t.Errorf("%s: got %+v, want %+v", x.Method, x.Login, w)
		}
		if d := h.details[i+1]; strings.Contains(x.Subject+string(d.Argument), w.Secret) {
			t.Errorf("%s tells the secret: %q, %q", x.Method, x.Subject, d.Argument)
		}
	}
	if d := h.details[1]; string(d.Code) != "AUTHENTICATIONFAILED" {
		t.Errorf("response code %q", d.Code)
	}
	if d := h.details[6]; d.Client != "example mail" {
		t.Errorf("client %q", d.Client)
	}
}

// Response times begin with the last byte that the client sent.
func TestTimes(t *testing.T) {
	h := hear(t, `
		< * OK ready
		>- a1 APPEND INBOX {3}\r\n
		@ +10ms
		< + go
		@ +20ms
		>- abc\r\n
		@ +30ms
		<- * 1 EXISTS\r\n
		@ +5ms
		< a1 OK`)
	x := h.list[1]
	first, _ := x.TTFB()
	last, _ := x.TTLB()
	// One millisecond more goes by before each turn.
	if time.Duration(first) != 31*time.Millisecond || time.Duration(last) != 37*time.Millisecond {
		t.Errorf("first byte after %v, last after %v", time.Duration(first), time.Duration(last))
	}
	if x.Notes&dissect.NoteInterim == 0 {
		t.Errorf("notes %v", x.Notes)
	}
}

// Where bytes of a message are lost it says so, and reading goes on behind.
func TestGaps(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"within FETCH", `
			< * OK ready
			> a1 FETCH 1 BODY[]
			<- * 1 FETCH (BODY[] {9}\r\nabc
			! lost
			<- def
			<- ghi)\r\na1 OK\r\n`, []string{"abc[3]ghitrue"}},
		{"the end of FETCH", `
			< * OK ready
			> a1 FETCH 1:2 BODY[]
			<- * 1 FETCH (BODY[] {9}\r\nabc
			! lost
			<- defghi)\r\n* 2 FE
			<- TCH (BODY[] {3}\r\nxyz)\r\n* 3 FETCH (BODY[] {3}\r\nxyz)\r\na1 OK\r\n`, []string{"abc[6]false", "xyztrue"}},
		{"within APPEND", `
			< * OK ready
			>- a1 APPEND INBOX {9+}\r\nabc
			! lost
			>- def
			>- ghi\r\na2 NOOP\r\n
			<- a1 OK\r\na2 OK\r\n`, []string{"abc[3]ghitrue"}},
		{"the end of the capture", `
			< * OK ready
			>- a1 APPEND INBOX {9+}\r\nabc`, []string{"abcfalse"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := hear(t, c.text)
			if !slices.Equal(h.contents, c.want) {
				t.Errorf("got %q, want %q", h.contents, c.want)
			}
			for _, x := range h.list[1:] {
				if x.Status != "OK" && c.name != "the end of the capture" {
					t.Errorf("%s: %q, %v", x.Method, x.Status, x.Notes)
				}
			}
		})
	}
}
