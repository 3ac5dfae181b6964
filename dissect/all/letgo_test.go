package all_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/dialogues"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/imap"
	"netsniff/dissect/pop3"
	"netsniff/dissect/smtp"
)

// TestMailLetsGo: whenever a mail dialogue has to forget what it waits with,
// what was asked is told once, and no reply is sure to be another's.
func TestMailLetsGo(t *testing.T) {
	for _, c := range []struct {
		protocol *dissect.Protocol
		port     uint16
		text     string
	}{
		{&smtp.Protocol, 25, `
			< 220 mail.example.com ESMTP
			> EHLO a
			< 250 PIPELINING
			>- MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nRCP
			<- 250 ok\r\n250-
			>- T TO:<c@example.com>\r\nDATA\r\n
			<- ok\r\n250 ok\r\n550 no\r\n354 go\r\n
			>- Subject: s\r\n\r\nbody\r\n
			>- .\r\n
			< 250 queued
			> QUIT
			< 221 bye`},
		{&pop3.Protocol, 110, `
			< +OK ready
			>- USER alice\r\nPASS secret\r\nUIDL\r\n
			<- +OK\r\n+OK in\r\n+OK\r\n1 a\r\n
			<- 2 b\r\n.\r\n
			> RETR 1
			<- +OK 5 octets\r\na: 
			<- b\r\n.\r\n
			> QUIT
			< +OK bye`},
		{&imap.Protocol, 143, `
			< * OK ready
			> a LOGIN alice secret
			< a OK in
			>- b SELECT INBOX\r\nc FETCH 1 (BODY
			<- * 1 EXISTS\r\nb OK\r\n
			>- [HEADER])\r\n
			<- * 1 FETCH (BODY[HEADER] {8}\r\nA: b
			<- \r\n\r\n)\r\nc OK\r\n
			> d FETCH 1 (BODY[1])
			<- * 1 FETCH (BODY[1] {2}\r\nhi)\r\nd OK\r\n
			> e LOGOUT
			< e OK bye`},
	} {
		turns, err := dissecttest.Parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		conversation := dissecttest.Conversation{Protocols: []*dissect.Protocol{c.protocol}, Port: c.port, Turns: turns}
		all := map[string]bool{}
		for _, x := range conversation.Listen(turns, true).Exchanges {
			all[x.Line] = true
		}
		gone := uint64(0)
		for at := range turns {
			h := new(dissecttest.Heard)
			reader := dialogues.NewReader(detect.New([]*dissect.Protocol{c.protocol}), h, dissect.AllContents)
			conn, another := dissecttest.NewConnection(c.port, engine.ByArrival, c.protocol),
				dissecttest.NewConnection(c.port, engine.ByArrival, c.protocol)
			for i := range turns {
				if reader.Frame(conn.Send(&turns[i])); i == at {
					reader.Limit(0)
					begins := dissecttest.Turn{Dir: dissect.ToServer, Data: []byte("x")}
					reader.Frame(another.Send(&begins))
					reader.Limit(dissect.DefaultMemory)
				}
			}
			reader.End()
			gone += reader.Losses.LetGo
			for _, x := range h.Exchanges {
				if !all[x.Line] && x.Notes&(dissect.NoteUnsure|dissect.NoteCut|dissect.NoteMidstream|dissect.NoteGap|dissect.NotePipelined) == 0 &&
					x.Line[len(x.Line)-len("unanswered"):] != "unanswered" {
					t.Errorf("%s, let go after %d: %s (%v)", c.protocol.Name, at, x.Line, x.Notes)
				}
			}
		}
		if gone < uint64(len(turns))/2 {
			t.Errorf("%s: something was let go %d times of %d", c.protocol.Name, gone, len(turns))
		}
	}
}
