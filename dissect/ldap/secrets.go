package ldap

import (
	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/secrets"
)

// finder finds the passwords of simple binds (RFC 4511 §4.2).
type finder struct{}

func newGrammar(whole bool) secrets.Grammar { return framed.NewGrammar(whole, finder{}) }

// Length implements framed.Finder.
func (finder) Length(_ dissect.Dir, b []byte) int { return lengthOf(b) }

// lengthOf returns the length of the message, or of what a layer of SASL has, that b begins with: see messageLen.
func lengthOf(b []byte) int {
	if n := messageLen(b); n >= 0 {
		return n
	}
	return sealedLen(b)
}

// Secrets implements framed.Finder: the password, as far as it is there.
func (finder) Secrets(d dissect.Dir, b []byte, _ bool, tell *[]secrets.Span) {
	var m Message
	if d == dissect.ToClient || !m.read(b) || !m.tagged() {
		return
	}
	if e, ok := m.authentication(); ok && e.Tag == simpleTag && len(e.Body) > 0 {
		at := cap(b) - cap(e.Body) // it is a part of b
		secrets.Tell(tell, at, at+len(e.Body))
	}
}

// Message implements framed.Finder: a client may bind again.
func (finder) Message(dissect.Dir, []byte) bool { return true }
