package mqtt

import (
	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/parts"
	"netsniff/dissect/secrets"
)

// finder knows where the password of a CONNECT stands.
type finder struct{}

func newGrammar(whole bool) secrets.Grammar { return framed.NewGrammar(whole, finder{}) }

// Length implements framed.Finder.
func (finder) Length(d dissect.Dir, b []byte) int { return length(d, b) }

// Secrets implements framed.Finder.
func (finder) Secrets(d dissect.Dir, b []byte, known bool, tell *[]secrets.Span) {
	if d == dissect.ToClient || !known && sniff(dissect.FromClient, b) != dissect.Yes || len(b) < 2 ||
		Type(b[0]>>4) != Connect {
		return
	}
	_, n := packetSize(b)
	if n <= 0 {
		return
	}
	c := readConnect(&parts.Reader{Bytes: b, Off: 1 + n})
	secrets.Tell(tell, c.secretAt, c.secretAt+len(c.secret))
}

// Message implements framed.Finder: there is one CONNECT.
func (finder) Message(dissect.Dir, []byte) bool { return false }
