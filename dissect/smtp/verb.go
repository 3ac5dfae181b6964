package smtp

import "netsniff/dissect"

// Verb is the word that a command begins with.
type Verb uint8

// Verbs of RFC 5321 §4.1.1 and of the extensions that change how a dialogue
// is read. Unknown is any other.
const (
	Unknown Verb = iota
	HELO
	EHLO
	MAIL
	RCPT
	DATA
	BDAT
	RSET
	NOOP
	QUIT
	VRFY
	EXPN
	HELP
	AUTH
	STARTTLS
)

var verbNames = [...]string{
	"unknown", "HELO", "EHLO", "MAIL", "RCPT", "DATA", "BDAT", "RSET", "NOOP", "QUIT", "VRFY", "EXPN", "HELP", "AUTH", "STARTTLS",
}

// String returns the verb as RFC 5321 writes it, or "unknown".
func (v Verb) String() string {
	if int(v) < len(verbNames) {
		return verbNames[v]
	}
	return verbNames[Unknown]
}

// verbOf looks up a verb without regard to case.
func verbOf(word []byte) Verb {
	for v := HELO; int(v) < len(verbNames); v++ {
		if dissect.EqualFold(word, verbNames[v]) {
			return v
		}
	}
	return Unknown
}
