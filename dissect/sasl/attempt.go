package sasl

import (
	"bytes"

	"netsniff/dissect/text"
)

// Attempt follows whose turn it is in an authentication exchange (RFC 4422),
// which SMTP, POP3 and IMAP write as lines in base64, and what is secret of
// it. The zero value is none.
type Attempt struct {
	Open       bool // lines of the client are responses
	Challenged bool // the next one is for sure
	Lost       bool // responses or the mechanism may be missing, or the client goes on though it was refused

	named     bool // LOGIN: the first response is the user
	prompted  bool // the password is asked for
	responses int
}

// Attempted returns the attempt that a command begins which names a mechanism;
// initial says that it has a response.
func Attempted(mechanism []byte, initial bool) Attempt {
	a := Attempt{Open: true, named: text.EqualFold(mechanism, "LOGIN")}
	if initial {
		a.responses = 1
	}
	return a
}

// Resumed returns an attempt of which the beginning was lost.
func Resumed() Attempt { return Attempt{Open: true, Lost: true} }

// NamesUser reports whether the next response is a user's name alone and no
// secret: the first of LOGIN, unless the server asks for a password.
func (a *Attempt) NamesUser() bool { return a.named && a.responses == 0 && !a.prompted && !a.Lost }

// Challenge takes what the server asks for, without the sign before it.
func (a *Attempt) Challenge(prompt []byte) {
	a.Open, a.Challenged = true, true
	prompt = bytes.TrimLeft(prompt, " \t")
	a.prompted = bytes.HasPrefix(prompt, []byte("UGFzc3dvcm")) ||
		bytes.HasPrefix(prompt, []byte("cGFzc3dvcm")) || // "Password:", "password:"
		text.HasPrefixFold(prompt, "password")
}

// Responded takes a response.
func (a *Attempt) Responded() {
	a.Challenged, a.prompted = false, false
	a.responses++
}

// Refused tells that the server wants no more. A client may not heed it and
// send its secrets all the same: what is no command is a response still.
func (a *Attempt) Refused() {
	a.Challenged, a.prompted, a.Lost = false, false, true
}

// Gap tells that bytes of the client are missing.
func (a *Attempt) Gap() { a.Lost, a.Challenged = true, false }

// mechanisms are names by which a command that begins an attempt is told from
// a line of a mail.
var mechanisms = [...]string{
	"ANONYMOUS", "CRAM-MD5", "DIGEST-MD5", "EXTERNAL", "GS2-", "GSSAPI", "KERBEROS_V", "LOGIN", "MSN", "NTLM", "OAUTHBEARER",
	"PLAIN", "SCRAM-", "SPA", "XOAUTH",
}

// IsMechanism reports whether a word is the name of a mechanism that is known.
func IsMechanism(word []byte) bool {
	for _, m := range mechanisms {
		if text.HasPrefixFold(word, m) {
			return true
		}
	}
	return false
}
