package lines

import (
	"netsniff/dissect"
	"netsniff/dissect/sasl"
	"netsniff/dissect/text"
)

// Authentication follows AUTH of SMTP (RFC 4954 §4) and POP3 (RFC 5034 §4) and
// AUTHENTICATE of IMAP (RFC 9051 §6.2.2). The zero value is none.
type Authentication struct {
	sasl.Negotiation
	Round int           // lines of the client so far
	Notes dissect.Notes // NoteGap: its command was lost
	Part  string        // what the line of the client was, see mail.Step; "" of the command
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
	a.Part = a.part(line)
	a.Response(line)
	a.Round++
	return Parameter(line)
}

// part says what the next line of the client is.
func (a *Authentication) part(line []byte) string {
	switch {
	case len(line) == 1 && line[0] == '*': // RFC 4954 §4
		return "cancelled"
	case a.Lost:
		return "response"
	case text.EqualFold([]byte(a.Mechanism), "LOGIN"):
		if a.NamesUser() {
			return "user name"
		}
		return "password"
	case text.EqualFold([]byte(a.Mechanism), "PLAIN"):
		return "credentials"
	}
	return "response"
}

// End ends it and returns who logged in, nil if the client did not say.
func (a *Authentication) End() *dissect.Login {
	login := a.Login()
	*a = Authentication{}
	return login
}
