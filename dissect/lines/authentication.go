package lines

import (
	"netsniff/dissect"
	"netsniff/dissect/sasl"
)

// Authentication follows AUTH of SMTP (RFC 4954 §4) and POP3 (RFC 5034 §4) and
// AUTHENTICATE of IMAP (RFC 9051 §6.2.2). The zero value is none.
type Authentication struct {
	sasl.Negotiation
	Round int           // lines of the client so far
	Notes dissect.Notes // NoteGap: its command was lost
}

// Begin begins with a command: its mechanism and its initial response, which
// may be empty. It returns what the client said, for Step.Said.
func (a *Authentication) Begin(mechanism, initial []byte) (said string) {
	*a = Authentication{Round: 1, Negotiation: sasl.Begin(mechanism)}
	if len(initial) > 0 {
		a.Negotiation.Response(initial)
	}
	return Parameter(initial)
}

// Resume takes a challenge of the server whose command was lost.
func (a *Authentication) Resume(text []byte) {
	*a = Authentication{Round: 1, Notes: dissect.NoteGap, Negotiation: sasl.Negotiation{Attempt: sasl.Resumed()}}
	a.Challenge(text)
}

// Respond takes a line of the client, and returns it for Step.Said.
func (a *Authentication) Respond(line []byte) (said string) {
	a.Response(line)
	a.Round++
	return Parameter(line)
}

// End ends it and returns who logged in, nil if the client did not say.
func (a *Authentication) End() *dissect.Login {
	login := a.Login()
	*a = Authentication{}
	return login
}
