package socks

import (
	"netsniff/dissect"
	"netsniff/dissect/secrets"
)

// step is what comes next of what a client says first.
type step uint8

const (
	stepVersion step = iota
	stepCount
	stepMethods
	stepLogin
	stepUserLength
	stepUser
	stepPasswordLength
	stepPassword
	stepOver // no password follows
)

// position follows the client's first messages byte by byte: they have no lines.
type position struct {
	step step
	left int // bytes of what has a length
}

// next takes a byte and reports whether it is of a password.
func (p *position) next(c byte) (secret bool) {
	switch p.step {
	case stepVersion:
		p.step = stepCount
		if c != 5 {
			p.step = stepOver
		}
	case stepCount, stepUserLength, stepPasswordLength:
		p.step++
		p.left = int(c)
		p.pass(0)
	case stepMethods, stepUser:
		p.pass(1)
	case stepLogin:
		p.step = stepUserLength
		if c != 1 {
			p.step = stepOver
		}
	case stepPassword:
		p.pass(1)
		return true
	}
	return false
}

func (p *position) pass(n int) {
	if p.left -= n; p.left <= 0 {
		p.step++
	}
}

// grammar knows where a password stands (RFC 1929 §2).
type grammar struct{ at position }

func newGrammar(whole bool) secrets.Grammar {
	g := new(grammar)
	if !whole {
		g.at.step = stepOver
	}
	return g
}

// Known implements secrets.Grammar: what the proxy passes on is of another protocol.
func (*grammar) Known() (tunnels bool) { return true }

// Secrets implements secrets.Grammar.
func (g *grammar) Secrets(d dissect.Dir, line []byte, _ secrets.Place, tell *[]secrets.Span) {
	if d == dissect.ToClient {
		return
	}
	p, from, to := g.at, -1, 0
	for i, c := range line {
		if p.next(c) {
			if to = i + 1; from < 0 {
				from = i
			}
		}
		if p.step == stepOver {
			break
		}
	}
	if from >= 0 {
		secrets.Tell(tell, from, to)
	}
}

// Read implements secrets.Grammar. A byte of 10 among those of a message ended the line.
func (g *grammar) Read(d dissect.Dir, line []byte, _ secrets.Place) (x secrets.Effect) {
	if d == dissect.ToServer && g.at.step != stepOver {
		for _, c := range line {
			g.at.next(c)
		}
		g.at.next('\n')
	}
	return x
}

// Matters implements secrets.Grammar.
func (g *grammar) Matters(d dissect.Dir, _ []byte) bool {
	return d == dissect.ToServer && g.at.step != stepOver
}

// Begins implements secrets.Grammar.
func (*grammar) Begins(dissect.Dir, []byte) bool { return false }

// Lose implements secrets.Grammar.
func (g *grammar) Lose(d dissect.Dir, _ bool) bool {
	return d == dissect.ToServer && g.at.step != stepOver
}
