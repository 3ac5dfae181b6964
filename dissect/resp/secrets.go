package resp

import (
	"bytes"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/secrets"
	"netsniff/dissect/text"
)

// grammar knows which words of commands are secret. Words are lines: what has a line end
// in it is no password that anybody sets.
type grammar struct {
	known bool
	left  int  // words of the command to come
	size  bool // the next line is the length of one
	words [4][]byte
	index int
}

func newGrammar(bool) secrets.Grammar { return new(grammar) }

// Known implements secrets.Grammar.
func (g *grammar) Known() (tunnels bool) {
	g.known = true
	return false
}

// Secrets implements secrets.Grammar.
func (g *grammar) Secrets(d dissect.Dir, line []byte, _ secrets.Place, tell *[]secrets.Span) {
	switch {
	case d == dissect.ToClient:
	case g.left > 0 && !g.size:
		if g.isSecret(line) {
			secrets.Tell(tell, 0, len(line))
		}
	case g.known && g.left == 0 && text.HasPrefixFold(line, "AUTH "):
		secrets.Rest(tell, line, len("AUTH "))
	}
}

// isSecret reports whether the next word of the command is secret.
func (g *grammar) isSecret(word []byte) bool {
	is := func(i int, s string) bool { return g.index > i && text.EqualFold(g.words[i], s) }
	switch {
	case is(0, "AUTH"):
		return true
	case is(0, "HELLO") && is(2, "AUTH"):
		return g.index >= 4
	case is(0, "CONFIG") && is(1, "SET"):
		return g.index >= 3 && (is(2, "requirepass") || is(2, "masterauth"))
	case is(0, "ACL") && is(1, "SETUSER"):
		return g.index >= 3 && len(word) > 1 && bytes.IndexByte([]byte("><#!"), word[0]) >= 0
	}
	return false
}

// Read implements secrets.Grammar.
func (g *grammar) Read(d dissect.Dir, line []byte, _ secrets.Place) (x secrets.Effect) {
	switch {
	case d == dissect.ToClient:
	case g.left == 0:
		if n, err := strconv.Atoi(string(bytes.TrimPrefix(line, []byte("*")))); err == nil && line[0] == '*' && n > 0 {
			*g = grammar{known: g.known, left: n, size: true, words: g.words}
		}
	case g.size:
		if g.size = false; len(line) < 2 || line[0] != '$' {
			g.left = 0
		}
	default:
		if g.index < len(g.words) {
			g.words[g.index] = append(g.words[g.index][:0], line[:min(len(line), 16)]...)
		}
		g.index++
		g.left, g.size = g.left-1, true
	}
	return x
}

// Matters implements secrets.Grammar.
func (g *grammar) Matters(d dissect.Dir, begun []byte) bool {
	return d == dissect.ToServer && g.left > 0 && g.isSecret(begun)
}

// Begins implements secrets.Grammar.
func (*grammar) Begins(_ dissect.Dir, b []byte) bool { return len(b) > 3 && b[0] == '*' }

// Lose implements secrets.Grammar.
func (g *grammar) Lose(d dissect.Dir, late bool) bool {
	hides := d == dissect.ToServer && g.left > 0 && g.isSecret([]byte(">>"))
	if d == dissect.ToServer && !late {
		g.left = 0
	}
	return hides
}
