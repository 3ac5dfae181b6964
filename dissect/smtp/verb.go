package smtp

import (
	"netsniff/dissect/text"
)

// Verb is the word that a command begins with.
type Verb uint8

// Verbs of RFC 5321 §4.1.1 and of extensions. Unknown is any other.
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
	LHLO     // RFC 2033, LMTP
	ETRN     // RFC 1985
	TURN     // RFC 821
	ATRN     // RFC 2645
	SEND     // RFC 821
	SOML     // RFC 821
	SAML     // RFC 821
	BURL     // RFC 4468
	XCLIENT  // https://www.postfix.org/XCLIENT_README.html
	XFORWARD // https://www.postfix.org/XFORWARD_README.html
	XEXPS    // Exchange's AUTH
)

var verbNames = [...]string{
	"unknown", "HELO", "EHLO", "MAIL", "RCPT", "DATA", "BDAT", "RSET", "NOOP", "QUIT", "VRFY", "EXPN", "HELP", "AUTH",
	"STARTTLS",
	"LHLO", "ETRN", "TURN", "ATRN", "SEND", "SOML", "SAML", "BURL", "XCLIENT", "XFORWARD", "X-EXPS",
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
		if text.EqualFold(word, verbNames[v]) {
			return v
		}
	}
	return Unknown
}
