package mailview

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"unicode"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// wire is a Source of frames made from conversations, a connection each.
type wire struct {
	frames [][]byte
	next   int
}

func (w *wire) Interfaces() []capture.Interface {
	return []capture.Interface{{Link: capture.LinkEthernet, Precision: 6}}
}
func (w *wire) Close() error { return nil }
func (w *wire) Next(p *capture.Packet) error {
	if w.next == len(w.frames) {
		return io.EOF
	}
	w.next++
	b := w.frames[w.next-1]
	*p = *capturetest.Packet(uint32(w.next), capturetest.Start+capture.Stamp(w.next)*1e6, b)
	return nil
}

// say adds a connection.
func (w *wire) say(t *testing.T, port uint16, text string) {
	t.Helper()
	turns, err := dissecttest.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	ends := [2]capturetest.Endpoint{capturetest.Client(), capturetest.Server(port)}
	ends[0].Port += uint16(len(w.frames))
	seq := [2]uint32{1000, 9000}
	send := func(d dissect.Dir, flags capture.TCPFlags, data []byte, lost bool) {
		from := 0
		if d == dissect.ToClient {
			from = 1
		}
		s := capturetest.Segment{From: ends[from], To: ends[1-from], Seq: seq[from], Ack: seq[1-from], Flags: flags,
			Window: 64000, Data: data}
		if seq[from] += uint32(len(data)); flags&(capture.SYN|capture.FIN) != 0 {
			seq[from]++
		}
		if !lost {
			w.frames = append(w.frames, s.Frame())
		}
	}
	send(dissect.ToServer, capture.SYN, nil, false)
	send(dissect.ToClient, capture.SYN|capture.ACK, nil, false)
	send(dissect.ToServer, capture.ACK, nil, false)
	for i := range turns {
		flags := capture.ACK | capture.PSH
		if turns[i].Close {
			flags |= capture.FIN
		}
		send(turns[i].Dir, flags, turns[i].Data, turns[i].Lost)
	}
}

// hear returns what the view tells of the frames.
func (w *wire) hear(t *testing.T, v *View) *Report {
	t.Helper()
	w.next = 0
	plan := collect.Plan{Asks: []collect.Ask{v.Ask()}, Detector: all.Detector()}
	set := plan.New()
	o := pipeline.Options{Source: w, Detector: plan.Detector, Workers: 1, Out: io.Discard,
		NewSink: func() pipeline.Sink { return set }}
	if _, err := pipeline.Run(o); err != nil {
		t.Fatal(err)
	}
	set.Merge(nil)
	return Of(set)
}

func (r *Report) text(t *testing.T, l table.Lang) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteText(&b, Style{Lang: l}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func (r *Report) json(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteJSON(&b, table.English); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(b.Bytes()) {
		t.Fatalf("no JSON: %s", b.String())
	}
	return b.String()
}

func told(t *testing.T, port uint16, text string) *Report {
	t.Helper()
	var w wire
	w.say(t, port, text)
	return w.hear(t, &View{Body: 8})
}

const opening = `
	< 220 mail.example.com ESMTP
	> EHLO client.example.com
	< 250-mail.example.com
	<+ 250 AUTH PLAIN LOGIN
`

// TestHostile: nothing from the wire commands, hides or reorders what a
// terminal shows.
func TestHostile(t *testing.T) {
	r := told(t, 25, `
		< 220 \x1b[2Jmail\u202e ESMTP
		> EHLO \x1b]0;owned\x07
		< 250 hi \x9b31m
		> AUTH LOGIN
		< 334 VXNlcm5hbWU6
		> G1syShtbMko=
		< 334 UGFzc3dvcmQ6
		> G1sySg==
		< 235 ok
		> MAIL FROM:<\x1b[31m@example.com>
		< 250 ok
		> RCPT TO:<b\u2066@example.com>
		< 250 ok
		> DATA
		< 354 go
		>- From: =?utf-8?q?=1B[2Ja=E2=80=AE?= <a@example.com>\r\nSubject: =?utf-8?q?=1B]0;x=07?=\r\nX-Mailer: \x1b[2J\r\nContent-Type: text/\x1b; charset="\x07"; name="\u202egpj.exe"\r\n\r\n\x1b[2Jbody\u202e\r\n.\r\n
		< 250 queued \x1b[2J`)
	for _, s := range []string{r.text(t, table.English), r.text(t, table.Chinese), r.json(t)} {
		for _, c := range s {
			if c != '\n' && (unicode.IsControl(c) || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069) {
				t.Fatalf("%U in\n%s", c, s)
			}
		}
	}
	if len(r.Sessions) != 1 || len(r.Sessions[0].Mails) != 1 {
		t.Errorf("%d sessions", len(r.Sessions))
	}
}

// TestSecrets are masked in every format unless they are to be revealed.
func TestSecrets(t *testing.T) {
	var w wire
	w.say(t, 25, opening+`
		> AUTH PLAIN AGFsaWNlAFMzY3JldA==
		< 535 no
		> AUTH LOGIN
		< 334 VXNlcm5hbWU6
		> YWxpY2U=
		< 334 UGFzc3dvcmQ6
		> UzNjcmV0
		< 235 ok`)
	w.say(t, 110, `
		< +OK ready
		> USER alice
		< +OK
		> PASS S3cret
		< +OK in
		> APOP alice 5333637265740000
		< -ERR no`)
	w.say(t, 143, `
		< * OK ready
		> a LOGIN alice S3cret
		< a NO wrong
		> b AUTHENTICATE PLAIN
		< + 
		> AGFsaWNlAFMzY3JldA==
		< b OK in`)
	coded := []string{"S3cret", "AGFsaWNlAFMzY3JldA", "UzNjcmV0", "5333637265740000"}
	r := w.hear(t, &View{})
	for _, s := range []string{r.text(t, table.English), r.json(t)} {
		for _, secret := range coded {
			if strings.Contains(s, secret) {
				t.Errorf("%s is shown in\n%s", secret, s)
			}
		}
		if strings.Count(s, table.Masked) < 6 || strings.Count(s, "alice") < 6 {
			t.Errorf("users and masks are missing in\n%s", s)
		}
	}
	r = w.hear(t, &View{Reveal: true})
	if s := r.text(t, table.English); strings.Count(s, "S3cret") != 5 || strings.Contains(s, table.Masked) {
		t.Errorf("secrets are not revealed in\n%s", s)
	}
	if s := r.json(t); strings.Count(s, `"secret":"S3cret"`) != 5 {
		t.Errorf("secrets are not revealed in\n%s", s)
	}
}

// Servers repeat what they do not understand.
func TestRepeatedSecrets(t *testing.T) {
	var w wire
	w.say(t, 25, opening+`
		> AUTH LOGIN
		< 504 no such mechanism
		> UzNjcmV0
		< 500 5.3.3 Unrecognized command 'UzNjcmV0'
		> AUTH PLAIN
		< 334 
		> plain S3cret text
		< 501 cannot decode "S3cret"
		> AUTH PLAIN AGFsaWNlAFMzY3JldA==
		< 535 S3cret is wrong`)
	w.say(t, 110, `
		< +OK ready
		> USER alice
		< +OK
		> PASS S3cret
		< -ERR wrong password S3cret
		> S3cret
		< -ERR unknown command S3cret`)
	w.say(t, 143, `
		< * OK ready
		> a LOGIN alice S3cret
		< a NO not S3cret
		> b S3cret
		< b BAD unknown command S3cret
		> c AUTHENTICATE PLAIN
		< c NO no
		> UzNjcmV0
		< UzNjcmV0 BAD no command`)
	w.say(t, 25, opening+`
		> AUTH LOGIN
		< 334 UGFzc3dvcmQ6
		> UzNjcmV0
		< 235 ok`)
	r := w.hear(t, &View{})
	for _, s := range []string{r.text(t, table.English), r.json(t)} {
		if strings.Contains(s, "S3cret") || strings.Contains(s, "UzNjcmV0") {
			t.Errorf("secrets are shown in\n%s", s)
		}
	}
	if s := w.hear(t, &View{Reveal: true}).text(t, table.English); !strings.Contains(s, "C: UzNjcmV0\n") ||
		!strings.Contains(s, "S: 500 5.3.3 Unrecognized command 'UzNjcmV0'") ||
		!strings.Contains(s, "C: b S3cret\n") || strings.Contains(s, table.Masked) {
		t.Errorf("secrets are not revealed in\n%s", s)
	}
}

// send is the transaction of a mail.
func send(from, to, mail string) string {
	text := "\n> MAIL FROM:<" + from + ">\n< 250 ok\n"
	for _, a := range strings.Fields(to) {
		text += "> RCPT TO:<" + a + ">\n< 250 ok\n"
	}
	return opening + text + "> DATA\n< 354 go\n>- " + mail + `\r\n.\r\n` + "\n< 250 ok"
}

const dated = `Date: Wed, 01 May 2024 12:00:00 +0000\r\nMessage-ID: <1@example.com>\r\n`

func TestRemarks(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing to say", send("a@example.com", "b@example.com",
			dated+`From: A <a@example.com>\r\nTo: B@example.com\r\n\r\nhi`), ""},
		{"another sender", send("x@example.net", "b@example.com",
			dated+`From: a@example.com\r\nTo: b@example.com\r\n\r\nhi`), "sender_differs x@example.net"},
		{"sent by a secretary", send("s@example.com", "b@example.com",
			dated+`From: a@example.com\r\nSender: s@example.com\r\nTo: b@example.com\r\n\r\nhi`), ""},
		{"a bounce", send("", "b@example.com", dated+`From: MAILER-DAEMON@example.com\r\nTo: b@example.com\r\n\r\nhi`),
			"null_sender"},
		{"blind copy", send("a@example.com", "b@example.com c@example.com",
			dated+`From: a@example.com\r\nTo: b@example.com\r\n\r\nhi`), "blind_recipient c@example.com"},
		{"Bcc sent along", send("a@example.com", "c@example.com",
			dated+`From: a@example.com\r\nBcc: c@example.com\r\n\r\nhi`), "bcc_shown c@example.com"},
		{"a recipient elsewhere",
			send("a@example.com", "b@example.com",
				dated+`From: a@example.com\r\nTo: b@example.com, d@example.net\r\n\r\nhi`), "not_in_envelope d@example.net"},
		{"old and without fields",
			send("a@example.com", "b@example.com",
				`To: b@example.com\r\nDate: Tue, 30 Apr 2024 12:00:00 +0000\r\n\r\nhi`), "date_far; no_from; no_message_id"},
		{"another user", strings.Replace(send("a@example.com", "b@example.com",
			dated+`From: a@example.com\r\nTo: b@example.com\r\n\r\nhi`),
			"> MAIL", "> AUTH PLAIN AGV2ZQB4\n< 235 ok\n> MAIL", 1), "user_differs eve"},
	} {
		r := told(t, 25, c.text)
		if len(r.Sessions) != 1 || len(r.Sessions[0].Mails) != 1 {
			t.Errorf("%s: %d sessions", c.name, len(r.Sessions))
			continue
		}
		var got []string
		for _, x := range r.Sessions[0].Mails[0].Remarks {
			got = append(got, strings.TrimSpace(x.String()+" "+strings.Join(x.About, " ")))
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s: %q, want %q", c.name, s, c.want)
		}
	}
}

// TestTold: what is uncommon is said beside its line.
func TestTold(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"unanswered, the same folded", opening + `>- NOOP\r\nNOOP\r\nNOOP\r\n`,
			[]string{"C: NOOP\n", "C: NOOP [pipelined] ×2\n", "S: (no answer)"}},
		{"a hole in a mail", opening + `
			> MAIL FROM:<a@example.com>
			< 250 ok
			> DATA
			< 354 go
			> Subject: s
			! lost
			>- 0123456789
			>- \r\nend\r\n.\r\n
			< 250 ok`, []string{"(mail 1: 19 bytes, 10 missing) . [bytes are missing", "Mail 1  19 bytes, 10 missing, incomplete, frames "}},
		{"after STARTTLS", opening + `
			> STARTTLS
			< 220 go
			>- \x16\x03\x01\x00\x05hello
			<- \x16\x03\x03\x00\x02hi`, []string{"in clear at first, then encrypted (TLS)", "From here on it is encrypted (TLS): 10 bytes to the server and 7 to the\n"}},
		{"a proxy in front", "> PROXY TCP4 203.0.113.7 192.0.2.25 56324 25\n" + opening,
			[]string{", the client is a proxy for 203.0.113.7:56324\n"}},
		{"a dot between bare LFs", opening + `
			> MAIL FROM:<a@example.com>
			< 250 ok
			> DATA
			< 354 go
			>- Subject: s\r\n\r\na\n.\nRSET\n
			< 250 ok`, []string{"Mail 1  16 bytes, complete", "! its final dot does not stand between CRLFs"}},
		{"HTML alone", send("a@example.com", "b@example.com",
			dated+`From: a@example.com\r\nTo: b@example.com\r\nContent-Type: text/html\r\n\r\n<head><title>no</title></head><p>one <b>two</b></p><script>no</script><p>three`),
			[]string{"│ one two\n", "│ three\n"}},
	} {
		got := told(t, 25, c.text).text(t, table.English)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", c.name, want, got)
			}
		}
	}
}

// TestNothingHidden: nothing is said of encrypted bytes where there are none.
func TestNothingHidden(t *testing.T) {
	got := told(t, 25, opening+`
		> STARTTLS
		< 220 go`).text(t, table.English)
	if strings.Contains(got, "From here on") {
		t.Errorf("told of nothing:\n%s", got)
	}
}

func TestCompressed(t *testing.T) {
	r := told(t, 143, `
		< * OK ready
		> a COMPRESS DEFLATE
		< a OK on
		>- \x4a\x54\xf0
		<- \xd2\x52`)
	for _, want := range []string{"readable at first, then compressed (COMPRESS)",
		"compressed, which is not read: 3 bytes to the server and 2\n"} {
		if s := r.text(t, table.English); !strings.Contains(s, want) || strings.Contains(s, "encrypted") {
			t.Errorf("no %q in\n%s", want, s)
		}
	}
}

func TestNoMail(t *testing.T) {
	var w wire
	w.say(t, 993, `>- \x16\x03\x01\x00\x05hello`)
	w.say(t, 80, "> GET / HTTP/1.1\n>\n< HTTP/1.1 204 No\n<")
	r := w.hear(t, &View{})
	got := r.text(t, table.English)
	for _, want := range []string{"There is no mail", "1 connection on port 993 (IMAP) with TLS: encrypted", "HTTP (1)"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if s := r.text(t, table.Chinese); !strings.Contains(s, "端口 993（IMAP）上有 1 个 TLS 连接") ||
		strings.Contains(s, "%!") {
		t.Errorf("%s", s)
	}
	if s := r.json(t); !strings.HasPrefix(s, "{\"sessions\":[\n],\"left_out\":0,\"notes\":[\"There is no mail") {
		t.Errorf("%s", s)
	}
}
