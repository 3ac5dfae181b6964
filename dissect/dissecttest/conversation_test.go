package dissecttest_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
)

// conversations are one of each protocol; their packages have the rest.
var conversations = []struct {
	name string
	dissecttest.Conversation
	text string
}{
	{"http", dissecttest.Conversation{Port: 80, Pipelined: true,
		Reassigned: []string{"http.response_number", "http.response_for.uri"}}, `
		> GET /index.html HTTP/1.1
		>+ Host: www.example.com
		>+
		= HTTP GET /index.html HTTP/1.1
		@ +35ms
		< HTTP/1.1 200 OK
		<+ Content-Type: text/html
		<+ Content-Length: 12
		<+
		<+- <p>hello</p>
		= HTTP HTTP/1.1 200 OK  (text/html)
		> POST /form HTTP/1.1
		>+ Host: www.example.com
		>+ Content-Type: application/x-www-form-urlencoded
		>+ Content-Length: 7
		>+
		>+- a=1&b=2
		= HTTP POST /form HTTP/1.1  (application/x-www-form-urlencoded)
		< HTTP/1.1 404 Not Found
		<+ Transfer-Encoding: chunked
		<+
		<+ 4
		<+ gone
		<+ 0
		<+
		= HTTP HTTP/1.1 404 Not Found
		> HEAD /last HTTP/1.1
		>+ Host: www.example.com
		>+
		= HTTP HEAD /last HTTP/1.1
		< HTTP/1.1 204 No Content
		<+ Content-Length: 5
		<+
		= HTTP HTTP/1.1 204 No Content
		<.
		>.`},
	{"smtp", dissecttest.Conversation{Port: 25}, `
		< 220 mail.example.com ESMTP
		= SMTP S: 220 mail.example.com ESMTP
		> EHLO client.example.com
		= SMTP C: EHLO client.example.com
		< 250 mail.example.com
		= SMTP S: 250 mail.example.com
		> MAIL FROM:<alice@example.com>
		= SMTP C: MAIL FROM:<alice@example.com>
		< 250 2.1.0 Ok
		= SMTP S: 250 2.1.0 Ok
		> RCPT TO:<bob@example.net>
		< 550 5.1.1 no such user
		= SMTP S: 550 5.1.1 no such user
		> QUIT
		= SMTP C: QUIT
		< 221 2.0.0 Bye
		<.
		>.`},
	{"smtp mail", dissecttest.Conversation{Port: 25, PerSegment: true}, `
		< 220 mail.example.com ESMTP
		> EHLO client.example.com
		< 250-mail.example.com
		<+ 250-SIZE 1000000
		<+ 250 PIPELINING
		= SMTP S: 250-mail.example.com | SIZE 1000000 | PIPELINING
		> MAIL FROM:<alice@example.com>
		< 250 Ok
		> RCPT TO:<bob@example.net>
		< 250 Ok
		> DATA
		< 354 go on
		> From: Alice <alice@example.com>
		>+ To: bob@example.net
		>+ Subject: lunch
		>+
		>+ At noon?
		>+ .
		= SMTP/IMF from: Alice <alice@example.com>, subject: lunch, , At noon?
		< 250 queued
		= SMTP S: 250 queued`},
	{"pop3", dissecttest.Conversation{Port: 110, PerSegment: true}, `
		< +OK ready
		= POP S: +OK ready
		> USER bob
		= POP C: USER bob
		< +OK
		= POP S: +OK
		> PASS secret
		= POP C: PASS secret
		< +OK 1 message
		= POP S: +OK 1 message
		> QUIT
		< +OK bye
		= POP S: +OK bye`},
	{"dns", dissecttest.Conversation{Port: 53, Pipelined: true}, `
		>- \x00\x21\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07example\x03com\x00\x00\x01\x00
		>+- \x01
		= DNS Standard query 0x1234 A www.example.com
		<- \x00\x31\x12\x34\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00\x03www\x07example\x03com\x00\x00\x01\x00\x01
		<+- \xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x50
		= DNS Standard query response 0x1234 A www.example.com A 192.0.2.80
		>- \x00\x21\x12\x35\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03ftp\x07example\x03com\x00\x00\x1c\x00\x01
		= DNS Standard query 0x1235 AAAA ftp.example.com
		<- \x00\x21\x12\x35\x81\x83\x00\x01\x00\x00\x00\x00\x00\x00\x03ftp\x07example\x03com\x00\x00\x1c\x00\x01
		= DNS Standard query response 0x1235 No such name AAAA ftp.example.com`},
}

func TestConversations(t *testing.T) {
	for _, c := range conversations {
		for _, order := range []engine.Order{engine.ByArrival, engine.BySequence} {
			name := c.name
			if order == engine.BySequence {
				name += " by sequence"
			}
			t.Run(name, func(t *testing.T) {
				turns, err := dissecttest.Parse(c.text)
				if err != nil {
					t.Fatal(err)
				}
				c.Protocols, c.Turns, c.Order = all.Protocols(), turns, order
				c.Check(t)
			})
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, text := range []string{"hello", "= row before any segment", ">+ nothing to add to", "> bad \\q escape",
		"@ soon", ">? USER"} {
		if turns, err := dissecttest.Parse(text); err == nil {
			t.Errorf("%q: %+v", text, turns)
		}
	}
}

func TestParse(t *testing.T) {
	turns, err := dissecttest.Parse("# talk\n> USER bob\n= POP C: USER bob\n! lost\n@ +35ms\n<- \\x2bOK\n<.\n")
	if err != nil {
		t.Fatal(err)
	}
	ask, answer := turns[0], turns[1]
	if string(ask.Data) != "USER bob\r\n" || ask.Dir != dissect.ToServer || len(ask.Rows) != 1 || ask.Lost {
		t.Errorf("%+v", ask)
	}
	if string(answer.Data) != "+OK" || answer.Dir != dissect.ToClient || !answer.Lost || !answer.Close ||
		answer.Wait.String() != "36ms" {
		t.Errorf("%+v", answer)
	}
}
