package smtp

import (
	"bytes"

	"netsniff/dissect/sasl"
	"netsniff/dissect/text"
)

// auth follows an AUTH exchange (RFC 4954 §4) as rows show it: only LOGIN and
// PLAIN, whose secrets Wireshark names.
type auth struct {
	sasl.Attempt
	plain bool // PLAIN: one response has it all
	// lenient: since AUTH LOGIN or PLAIN every line of the client is taken for
	// a command, until the server accepts it.
	lenient bool
}

// command begins an exchange with the argument of AUTH. It returns the initial
// response and what it is.
func (a *auth) command(arg []byte) (secret []byte, r Role) {
	mechanism, initial, _ := bytes.Cut(arg, []byte{' '})
	plain := text.EqualFold(mechanism, "plain")
	if !plain && !text.EqualFold(mechanism, "login") {
		return nil, Plain
	}
	*a = auth{Attempt: sasl.Attempted(mechanism, len(initial) > 0), plain: plain, lenient: true}
	switch {
	case len(initial) == 0:
		return nil, Plain
	case plain:
		a.Open = false
		return initial, Credentials
	}
	return initial, Username
}

// line says what a bare line of the client is.
func (a *auth) line() (r Role) {
	switch {
	case !a.Open || !a.Challenged:
		return Plain
	case a.plain:
		r = Credentials
	case a.NamesUser():
		r = Username
	default:
		r = Password
	}
	a.Responded()
	a.Open = r == Username
	return r
}

// reply takes the server's answer.
func (a *auth) reply(code uint16, text []byte) {
	switch {
	case code == 334 && a.Open:
		a.Challenge(text)
	case code == 235:
		*a = auth{}
	case code != 334:
		a.Open = false
	}
}
