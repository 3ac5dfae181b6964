package pop3

import (
	"netsniff/dissect/text"
)

// Verb is the word that a command begins with.
type Verb uint8

// Verbs of RFC 1939 §§4-7 and of the extensions. Unknown is any other, None
// that there was no command.
const (
	None Verb = iota
	Unknown
	USER
	PASS
	APOP
	AUTH
	STAT
	LIST
	RETR
	DELE
	NOOP
	RSET
	QUIT
	TOP
	UIDL
	CAPA
	STLS
	UTF8 // RFC 6856
	LANG // RFC 6856
	XTND // RFC 1082
)

var verbNames = [...]string{
	"none", "unknown", "USER", "PASS", "APOP", "AUTH", "STAT", "LIST", "RETR", "DELE", "NOOP", "RSET", "QUIT", "TOP",
	"UIDL", "CAPA", "STLS",
	"UTF8", "LANG", "XTND",
}

// String returns the verb as RFC 1939 writes it, "unknown" or "none".
func (v Verb) String() string {
	if int(v) < len(verbNames) {
		return verbNames[v]
	}
	return verbNames[Unknown]
}

// verbOf looks up a verb without regard to case.
func verbOf(word []byte) Verb {
	for v := USER; int(v) < len(verbNames); v++ {
		if text.EqualFold(word, verbNames[v]) {
			return v
		}
	}
	return Unknown
}

// multiline reports whether a positive reply to the command goes on until a
// line with a dot (RFC 1939 §3). Some do only without an argument.
func (v Verb) multiline(arg []byte) bool {
	switch v {
	case RETR, TOP, CAPA:
		return true
	case LIST, UIDL, AUTH, LANG:
		return len(arg) == 0
	}
	return false
}
