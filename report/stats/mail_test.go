package stats

import (
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/dissect/smtp"
	"netsniff/reassembly"
)

// said is an exchange of a session, in milliseconds.
type said struct {
	from, to capture.Stamp
	method   string
	outcome  dissect.Outcome
	notes    dissect.Notes
	step     mail.Step
}

var pop = dissect.Protocol{Name: "pop"}

func sessionOf(list []said) *session {
	s := &session{conn: new(dissect.Conn), protocol: &pop}
	for i := range list {
		x := dissect.Exchange{Method: list[i].method, Outcome: list[i].outcome, Notes: list[i].notes}
		x.Request.Add(1, reassembly.Mark{Frame: uint32(2*i + 1), At: list[i].from * 1e6})
		x.Reply.Add(1, reassembly.Mark{Frame: uint32(2*i + 2), At: list[i].to * 1e6})
		s.add(&x, &list[i].step)
	}
	return s
}

func TestPhasesDoNotOverlap(t *testing.T) {
	s := sessionOf([]said{
		{10, 20, "greeting", dissect.Succeeded, 0, mail.Step{Phase: mail.Greeting}},
		{30, 50, "MAIL", dissect.Succeeded, 0, mail.Step{Phase: mail.Addressing}},
		{30, 60, "RCPT", dissect.Succeeded, 0, mail.Step{Phase: mail.Addressing}},
		{30, 65, "DATA", dissect.Succeeded, 0, mail.Step{Phase: mail.Transfer}},
		{70, 90, ".", dissect.Succeeded, 0, mail.Step{Phase: mail.Transfer}},
	})
	for phase, want := range map[mail.Phase]capture.Stamp{mail.Greeting: 10e6, mail.Addressing: 30e6, mail.Transfer: 25e6} {
		if got := s.phases[phase].time; got != want {
			t.Errorf("%v took %d ns, want %d", phase, got, want)
		}
	}
	if s.last-s.first != 80e6 {
		t.Errorf("%d ns in all", s.last-s.first)
	}
}

// A mail is refused with its sender as well as at its end.
func TestRefusedMails(t *testing.T) {
	sent := &mail.Envelope{Protocol: "smtp", Command: "DATA"}
	s := sessionOf([]said{
		{0, 1, "MAIL", dissect.Refused, 0, mail.Step{Phase: mail.Addressing}},
		{2, 3, ".", dissect.Refused, 0, mail.Step{Phase: mail.Transfer, Messages: 1, Envelope: sent}},
		{4, 5, ".", dissect.Succeeded, 0, mail.Step{Phase: mail.Transfer, Messages: 1, Envelope: sent}},
	})
	if s.sent != 1 || s.sentNot != 2 {
		t.Errorf("%d sent, %d refused", s.sent, s.sentNot)
	}
	for _, method := range []string{"MAIL", "RCPT", "DATA", ".", "BDAT"} {
		kind, ok := remarkable(&dissect.Exchange{Protocol: &smtp.Protocol, Method: method, Outcome: dissect.Refused})
		if !ok || kind != mailRefused {
			t.Errorf("%s refused: %v %v", method, kind, ok)
		}
	}
}

func TestManner(t *testing.T) {
	envelope := &mail.Envelope{Protocol: "pop", Command: "RETR"}
	retrieve := said{0, 1, "RETR", dissect.Succeeded, 0, mail.Step{Phase: mail.Transfer, Messages: 1, Envelope: envelope}}
	remove := said{1, 2, "DELE", dissect.Succeeded, 0, mail.Step{Phase: mail.Change, Messages: 1, Deletes: true}}
	reset := said{2, 3, "RSET", dissect.Succeeded, 0, mail.Step{Phase: mail.Change}}
	quit := said{3, 4, "QUIT", dissect.Succeeded, 0, mail.Step{Phase: mail.Close}}
	for _, c := range []struct {
		list []said
		want string
	}{
		{[]said{quit}, ""},
		{[]said{retrieve, quit}, "download and keep"},
		{[]said{retrieve, remove, quit}, "download and delete"},
		{[]said{retrieve, retrieve, remove, quit}, "download and delete some"},
		{[]said{retrieve, remove}, "download and delete, not committed"},
		{[]said{retrieve, remove, reset, quit}, "download and keep"},
	} {
		if got := sessionOf(c.list).manner().Text; got != c.want {
			t.Errorf("%d exchanges: %q, want %q", len(c.list), got, c.want)
		}
	}
}
