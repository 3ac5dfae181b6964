package mailview

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/report/table"
)

// Summary adds up a session.
type Summary struct {
	Commands                     int
	Logins, Failed               int // accepted and not
	Accepted, Refused            int // recipients
	Deleted                      int // messages that were marked
	BytesToServer, BytesToClient int64
	Phases                       [mail.Phases]capture.Stamp // time spent in each
	User                         string                     // the last one who logged in
	Mechanism                    string
}

// count takes an exchange.
func (s *Summary) count(x *dissect.Exchange, step *mail.Step) {
	if x.Request.Bytes > 0 {
		s.Commands++
	}
	s.BytesToServer += x.Request.Bytes
	s.BytesToClient += x.Reply.Bytes
	ok := x.Outcome == dissect.Succeeded
	switch {
	case x.Login != nil && ok:
		s.Logins++
		s.User, s.Mechanism = table.Clean(x.Login.User), table.Clean(x.Login.Mechanism)
	case x.Login != nil && x.Outcome != dissect.Unanswered:
		s.Failed++
	case x.Method == "RCPT" && ok:
		s.Accepted++
	case x.Method == "RCPT" && x.Outcome != dissect.Unanswered:
		s.Refused++
	}
	if step.Deletes && ok {
		s.Deleted += int(step.Messages)
	}
}

// time adds up how long each phase took: from the beginning of a request to
// the end of its reply, less what an earlier one took of it already. Turns are
// in the order in which they began.
func (s *Summary) time(turns []Turn) {
	var end capture.Stamp
	for i := range turns {
		t := &turns[i]
		from, to := t.begin().At, max(t.Request.Last.At, t.Reply.Last.At)
		if from = max(from, end); to > from {
			s.Phases[t.Phase] += to - from
			end = to
		}
	}
}
