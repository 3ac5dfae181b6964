package pgsql

import (
	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/secrets"
)

// finder knows where a password, or what proves that a client knows it, stands.
type finder struct {
	framing framing
	started bool // a startup message was seen: no other protocol begins so
}

func newGrammar(whole bool) secrets.Grammar { return framed.NewGrammar(whole, new(finder)) }

// Length implements framed.Finder.
func (x *finder) Length(d dissect.Dir, b []byte) int { return x.framing.length(d, b) }

// Secrets implements framed.Finder.
func (x *finder) Secrets(d dissect.Dir, b []byte, _ bool, tell *[]secrets.Span) {
	if d == dissect.ToServer && x.started && len(b) > head && b[0] == 'p' {
		end := len(b)
		if end == x.framing.length(d, b) && b[end-1] == 0 {
			end--
		}
		secrets.Tell(tell, head, end)
	}
}

// Message implements framed.Finder.
func (x *finder) Message(d dissect.Dir, b []byte) bool {
	x.framing.passed(d, b)
	if d == dissect.ToServer && len(b) >= 8 && b[0] == 0 && be.Uint16(b[4:]) == version3 {
		x.started = true
	}
	return !x.framing.agreed && (x.started || b[0] == 0 || d == dissect.ToClient) && !(d == dissect.ToServer && b[0] == 'Q')
}
