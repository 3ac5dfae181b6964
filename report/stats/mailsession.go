package stats

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/report/table"
)

// session is what was done on one connection of a mail protocol.
type session struct {
	conn     *dissect.Conn
	protocol *dissect.Protocol
	since    uint32 // frame of its first exchange

	first, last       capture.Stamp // what lies before last has its place in phases
	phases            [mail.Phases]phaseTime
	exchanges, unsure uint64

	clientName       string
	encryption       string
	user, mechanism  string
	login            dissect.Outcome
	tried            bool
	loginsRefused    uint64
	sent, sentNot    uint64
	accepted, denied uint64
	retrieved        uint64
	deleted          uint64
	closed           bool // QUIT or LOGOUT was granted
	content, missing int64
}

// phaseTime is the time that exchanges of a phase took, without what they have
// in common.
type phaseTime struct {
	time capture.Stamp
	seen bool
}

// add takes the next exchange.
func (s *session) add(x *dissect.Exchange, step *mail.Step) {
	s.exchanges++
	if x.Notes&dissect.NoteUnsure != 0 {
		s.unsure++
	}
	s.spend(x, step.Phase)
	if step.Client != "" {
		s.clientName = step.Client
	}
	s.content += step.Content
	s.missing += step.Missing
	ok, refused := x.Outcome == dissect.Succeeded, x.Outcome == dissect.Refused || x.Outcome == dissect.Failed
	if l := x.Login; l != nil {
		s.logIn(l, x.Outcome)
	}
	switch step.Phase {
	case mail.StartTLS:
		if x.Notes&dissect.NoteUpgrade != 0 {
			s.encryption = x.Method
		} else if refused {
			s.encryption = "none (" + x.Method + " refused)"
		}
	case mail.Addressing:
		switch {
		case x.Method == "MAIL" && refused:
			s.sentNot++
		case x.Method != "RCPT":
		case ok:
			s.accepted++
		case refused:
			s.denied++
		}
	case mail.Transfer:
		switch n := uint64(step.Messages); {
		case sends(step.Envelope) && ok:
			s.sent += n
		case sends(step.Envelope) && refused:
			s.sentNot += n
		case ok:
			s.retrieved += n
		}
	case mail.Change:
		if ok && step.Deletes {
			s.deleted += uint64(step.Messages)
		}
		if ok && x.Method == "RSET" {
			s.deleted = 0
		}
	case mail.Close:
		s.closed = s.closed || ok
	}
}

// sends reports whether the mail of an envelope goes to the server.
func sends(e *mail.Envelope) bool {
	if e == nil {
		return false
	}
	switch e.Command {
	case "DATA", "BDAT", "APPEND":
		return true
	}
	return e.Protocol == "smtp" || e.Protocol == "lmtp"
}

func (s *session) logIn(l *dissect.Login, o dissect.Outcome) {
	if o == dissect.Refused || o == dissect.Failed {
		s.loginsRefused++
	}
	if !s.tried || s.login != dissect.Succeeded || o == dissect.Succeeded {
		s.tried, s.user, s.mechanism, s.login = true, l.User, l.Mechanism, o
	}
}

// spend adds the time of an exchange to its phase. Exchanges are told in the
// order of their ends; what another one has covered does not count twice.
func (s *session) spend(x *dissect.Exchange, p mail.Phase) {
	from, to := x.Began().At, x.Reply.Last.At
	if !x.Reply.Seen() {
		to = x.Request.Last.At
	}
	if s.exchanges == 1 {
		s.first, s.last = from, from
	}
	s.first = min(s.first, from)
	t := &s.phases[p]
	t.seen = true
	if from = max(from, s.last); to > from {
		t.time += to - from
	}
	s.last = max(s.last, to)
}

// manner says what became of the messages that a client retrieved.
func (s *session) manner() table.Value {
	switch {
	case s.retrieved == 0:
		return table.None()
	case s.deleted == 0:
		return table.String("download and keep")
	case !s.closed && s.protocol != nil && s.protocol.Name == "pop":
		return table.String("download and delete, not committed") // RFC 1939 §6
	case s.deleted < s.retrieved:
		return table.String("download and delete some")
	}
	return table.String("download and delete")
}

func (s *session) row(origin capture.Stamp) []table.Value {
	k := s.conn
	row := append(appendPeers(nil, k), table.Nanoseconds(s.first-origin), table.Nanoseconds(s.last-s.first),
		known(s.clientName))
	row[5] = table.String(s.protocol.Name)
	encryption, login := s.encryption, table.None()
	if encryption == "" {
		encryption = "none"
	}
	if s.tried {
		login = table.String(s.login.String())
	}
	row = append(row, table.String(encryption), known(s.user), known(s.mechanism), login, table.Int(s.loginsRefused),
		table.Int(s.sent), table.Int(s.sentNot), table.Int(s.accepted), table.Int(s.denied), table.Int(s.retrieved),
		table.Int(s.deleted), s.manner(),
		table.Int(s.content), table.Int(s.missing), table.Int(s.exchanges), table.Int(s.unsure))
	for _, p := range s.phases {
		if p.seen {
			row = append(row, table.Nanoseconds(p.time))
		} else {
			row = append(row, table.None())
		}
	}
	return row
}

// known is the value of a text that may not be known.
func known(s string) table.Value { return table.Some(shortName(s)) }
