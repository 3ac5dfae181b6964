package smtp_test

import (
	"slices"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/smtp"
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
		"RCPT TO:<nobody@example.com> -> 550 refused", "DATA -> 354 succeeded", ". -> 250 succeeded",
		"QUIT -> 221 succeeded"),
		[]string{"Subject: s\r\n\r\n.dot\r\nend\r\n"}},
	{"pipelined", opening + `
		>- MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<c@example.com>\r\nDATA\r\n
		<- 250 ok\r\n250 ok\r\n451 later\r\n354 go\r\n
		>- .\r\nQUIT\r\n
		<- 250-queued\r\n250 as 1\r\n221 bye\r\n`, append(slices.Clone(opened), "MAIL FROM:<a@example.com> -> 250 succeeded", "RCPT TO:<b@example.com> -> 250 succeeded",
		"RCPT TO:<c@example.com> -> 451 failed", "DATA -> 354 succeeded", ". -> 250 succeeded",
		"QUIT -> 221 succeeded"), []string{""}},
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
		[]string{".\r\nab\x16cdefg", "…"}},
	{"BDAT with a wrong argument has no chunk", opening + `
		>- BDAT 5 X\r\nMAIL FROM:<a@example.com>\r\n
		<- 501 syntax\r\n250 ok\r\n
		> BDAT LAST
		< 501 syntax
		> BDAT 1x LAST
		< 501 syntax
		>- BDAT 3 LAST \r\nabc
		< 250 ok`, append(slices.Clone(opened), "BDAT 5 X -> 501 refused", "MAIL FROM:<a@example.com> -> 250 succeeded", "BDAT LAST -> 501 refused", "BDAT 1x LAST -> 501 refused",
		"BDAT 3 LAST -> 250 succeeded"), []string{"abc"}},
	{"STARTTLS between chunks", opening + `
		>- MAIL FROM:<a@example.com>\r\nBDAT 3\r\nabc
		<- 250 ok\r\n250 ok\r\n
		> STARTTLS
		< 220 go
		>- \x16\x03\x01
		<- \x16\x03\x03`, append(slices.Clone(opened), "MAIL FROM:<a@example.com> -> 250 succeeded", "BDAT 3 -> 250 succeeded", "STARTTLS -> 220 succeeded", "-> succeeded"), []string{"abc…"}},
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
		"RCPT TO:<b@example.com> -> 250 succeeded", "RCPT TO:<c@example.com> -> 550 refused",
		"RCPT TO:<d@example.com> -> 250 succeeded", "DATA -> 354 succeeded",
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
		"MAIL FROM:<a@example.com> -> 250 succeeded", "RCPT TO:<b@example.com> -> 250 succeeded",
		"DATA -> 354 succeeded", ". -> 250 succeeded", "QUIT -> 221 succeeded"},
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
