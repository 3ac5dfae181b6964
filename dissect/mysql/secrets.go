package mysql

import (
	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/parts"
	"netsniff/dissect/secrets"
)

// finder knows where proofs of a password stand.
type finder struct {
	phases phases
	greets bool // a greeting was seen: no other protocol begins so
}

func newGrammar(whole bool) secrets.Grammar { return framed.NewGrammar(whole, new(finder)) }

// Length implements framed.Finder.
func (*finder) Length(d dissect.Dir, b []byte) int { return length(d, b) }

// Secrets implements framed.Finder.
func (x *finder) Secrets(d dissect.Dir, b []byte, _ bool, tell *[]secrets.Span) {
	if d == dissect.ToClient || !x.greets || len(b) <= head {
		return
	}
	p := x.phases // what it changes is not kept
	r := parts.Reader{Bytes: b[head:], Little: true}
	switch kind := p.take(d, r.Bytes); {
	case kind == Login:
		l := readLogin(&r)
		secrets.Tell(tell, head+l.secretAt, head+l.secretAt+len(l.secret))
	case kind == AuthSwitchResponse, kind == Request && x.phases.phase == phaseAuth:
		secrets.Tell(tell, head, len(b))
	case kind == Request && p.command == changeUser:
		r.Skip(1)
		r.Ended("")
		n := int(r.Uint("", 1))
		secrets.Tell(tell, head+r.Off, min(head+r.Off+n, len(b)))
	}
}

// Message implements framed.Finder.
func (x *finder) Message(d dissect.Dir, b []byte) bool {
	kind := x.phases.take(d, b[head:])
	x.greets = x.greets || kind == Greeting
	return x.greets && kind != TLSRequest
}
