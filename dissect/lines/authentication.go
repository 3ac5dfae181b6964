package lines

import (
	"netsniff/dissect"
	"netsniff/dissect/sasl"
)

// Authentication follows AUTH of SMTP (RFC 4954 §4) and POP3 (RFC 5034 §4) and
// AUTHENTICATE of IMAP (RFC 9051 §6.2.2). The zero value is none.
type Authentication struct {
	Open       bool          // no final reply came yet: lines of the client are responses
	Challenged bool          // the next one is for sure
	Round      int           // lines of the client so far
	Notes      dissect.Notes // NoteGap: its command was lost

	negotiation sasl.Negotiation
}

// Begin begins with a command: its mechanism and its initial response, which
// may be empty. It returns what the client said, for Step.Said.
func (a *Authentication) Begin(mechanism, initial []byte) (said string) {
	*a = Authentication{Open: true, Round: 1, negotiation: sasl.Begin(mechanism)}
	if len(initial) > 0 {
		a.negotiation.Response(initial)
	}
	return Parameter(initial)
}

// Challenge takes a challenge of the server whose command was lost.
func (a *Authentication) Challenge() {
	*a = Authentication{Open: true, Challenged: true, Round: 1, Notes: dissect.NoteGap}
}

// Mechanism returns the name of the mechanism in capitals, "" if it is not known.
func (a *Authentication) Mechanism() string { return a.negotiation.Mechanism }

// Response takes a line of the client, and returns it for Step.Said.
func (a *Authentication) Response(line []byte) (said string) {
	a.negotiation.Response(line)
	a.Challenged = false
	a.Round++
	return Parameter(line)
}

// Gap tells that bytes of the client were lost.
func (a *Authentication) Gap() {
	a.negotiation.Gap()
	a.Challenged = false
}

// Login returns who logs in, nil if the client did not say.
func (a *Authentication) Login() *dissect.Login { return a.negotiation.Login() }

// End ends it and returns who logged in, nil if the client did not say.
func (a *Authentication) End() *dissect.Login {
	login := a.Login()
	*a = Authentication{}
	return login
}
