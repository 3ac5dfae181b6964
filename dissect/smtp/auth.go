package smtp

import (
	"bytes"

	"netsniff/dissect"
)

// auth follows an AUTH exchange (RFC 4954 §4): who is to speak next and what
// it means. Only the mechanisms whose secrets Wireshark shows are followed.
type auth struct {
	step authStep
	// lenient: since AUTH LOGIN or PLAIN every line of the client is taken for
	// a command, until the server accepts it.
	lenient bool
}

type authStep uint8

const (
	authIdle         authStep = iota
	authLogin                 // AUTH LOGIN sent, a 334 must follow
	authUsername              // the client's next line is the user name
	authUsernameSent          // a second 334 must follow
	authPassword              // the client's next line is the password
	authPlain                 // AUTH PLAIN sent, a 334 must follow
	authCredentials           // the client's next line has it all
)

// command begins an exchange with the argument of AUTH. It returns the initial
// response and what it is.
func (a *auth) command(arg []byte) (secret []byte, r Role) {
	mechanism, initial, _ := bytes.Cut(arg, []byte{' '})
	switch {
	case dissect.EqualFold(mechanism, "login"):
		a.step, a.lenient = authLogin, true
		if len(initial) > 0 {
			a.step = authUsernameSent
			return initial, Username
		}
	case dissect.EqualFold(mechanism, "plain"):
		a.step, a.lenient = authPlain, true
		if len(initial) > 0 {
			a.step = authIdle
			return initial, Credentials
		}
	}
	return nil, Plain
}

// line says what a bare line of the client is.
func (a *auth) line() Role {
	switch a.step {
	case authUsername:
		a.step = authUsernameSent
		return Username
	case authPassword:
		a.step = authIdle
		return Password
	case authCredentials:
		a.step = authIdle
		return Credentials
	}
	return Plain
}

// reply takes the server's answer.
func (a *auth) reply(code uint16) {
	switch {
	case code == 334 && a.step == authLogin:
		a.step = authUsername
	case code == 334 && a.step == authUsernameSent:
		a.step = authPassword
	case code == 334 && a.step == authPlain:
		a.step = authCredentials
	case code == 235:
		*a = auth{}
	case code != 334:
		a.step = authIdle
	}
}
