package ftp

import (
	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/secrets"
)

// grammar knows the secrets of FTP: what PASS and ACCT say (RFC 959 §4.1.1), and
// ADAT's security data (RFC 2228 §3).
type grammar struct {
	known  bool
	unsure bool // the beginning or other bytes were not seen
	secure bool // AUTH was sent
}

func newGrammar(whole bool) secrets.Grammar { return &grammar{unsure: !whole} }

// Known implements secrets.Grammar.
func (g *grammar) Known() (tunnels bool) {
	g.known = true
	return false
}

// verbAt returns the command in line and where its argument begins.
func verbAt(line []byte) (v Verb, arg int) {
	i := secrets.SkipBlanks(line, 0)
	end := secrets.SkipWord(line, i)
	return verbOf(line[i:end]), end
}

// Secrets implements secrets.Grammar. Blanks belong to a password.
func (g *grammar) Secrets(d dissect.Dir, line []byte, at secrets.Place, tell *[]secrets.Span) {
	if d == dissect.ToClient {
		return
	}
	switch v, arg := verbAt(line); {
	case v == PASS, g.known && (v == ACCT || v == ADAT):
		if arg < len(line) {
			secrets.Tell(tell, arg+1, len(line))
		}
	case v == Unknown && g.known && g.unsure && at.Torn:
		secrets.Rest(tell, line, 0)
	}
}

// Read implements secrets.Grammar.
func (g *grammar) Read(d dissect.Dir, line []byte, _ secrets.Place) (x secrets.Effect) {
	if d == dissect.ToServer {
		v, _ := verbAt(line)
		g.secure = v == AUTH
		return x
	}
	x.Tunnel = g.known && g.secure && codeOf(line) == 234
	return x
}

// Matters implements secrets.Grammar.
func (g *grammar) Matters(d dissect.Dir, begun []byte) bool {
	if d == dissect.ToClient {
		return false
	}
	v, _ := verbAt(begun)
	return v == PASS || v == ACCT || v == ADAT || g.known && g.unsure
}

// Begins implements secrets.Grammar.
func (g *grammar) Begins(_ dissect.Dir, b []byte) bool {
	return ParseCommand(lines.TrimLineEnd(b)).Verb != Unknown
}

// Lose implements secrets.Grammar.
func (g *grammar) Lose(dissect.Dir, bool) bool {
	g.unsure = true
	return false
}
