package ldap

import (
	"netsniff/dissect"
	"netsniff/dissect/ber"
	"netsniff/dissect/framed"
	"netsniff/dissect/ntlmssp"
	"netsniff/dissect/secrets"
	"netsniff/dissect/text"
)

// finder finds the passwords of simple binds, and what SASL carries (RFC 4511 §4.2), of
// NTLM the answers to challenges.
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

// Secrets implements framed.Finder: passwords, as far as they are there.
func (finder) Secrets(d dissect.Dir, b []byte, _ bool, tell *[]secrets.Span) {
	var m Message
	if d == dissect.ToClient || !m.read(b) || !m.tagged() {
		return
	}
	e, ok := m.authentication()
	switch {
	case !ok:
	case m.security.Step != ntlmssp.None:
		ntlmssp.TellSecrets(b, tell)
	case e.Tag == saslTag && !text.EqualFold(m.mechanism(), "GSSAPI") && !text.EqualFold(m.mechanism(), "GSS-SPNEGO"):
		r := ber.In(e)
		r.Next()
		if said, ok := r.Next(); ok {
			tellBody(b, said.Body, tell)
		}
	case e.Tag == simpleTag:
		tellBody(b, e.Body, tell)
	}
}

// tellBody tells a part of b.
func tellBody(b, body []byte, tell *[]secrets.Span) {
	at := cap(b) - cap(body)
	secrets.Tell(tell, at, at+len(body))
}

// tellDatagram is Secrets of a datagram.
func tellDatagram(b []byte, x *secrets.Packet) { finder{}.Secrets(dissect.ToServer, b, true, &x.Spans) }

// Message implements framed.Finder: a client may bind again.
func (finder) Message(dissect.Dir, []byte) bool { return true }
