package xmpp

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/secrets"
)

// secretive are the elements of clients whose text logs somebody in: SASL (RFC 6120 §6.4), and what was before it
// (XEP-0078), which registers as well (XEP-0077).
var secretive = []string{"auth", "response", "password", "digest"}

// grammar passes over the marks of a client's stream, whose text may be cut anywhere.
type grammar struct {
	state  state
	quote  byte
	name   [16]byte // of the element that began last, without its prefix
	length int      // of the name; more than name has room for if it is longer
	empty  bool     // the last byte of the tag was a slash
}

// state is where in the stream the next byte stands.
type state uint8

const (
	inText state = iota
	inName
	inTag // behind the name
	inSecret
)

// newGrammar returns the grammar of the secrets of a connection.
func newGrammar(bool) secrets.Grammar { return new(grammar) }

// Take implements secrets.Streamed.
func (g *grammar) Take(d dissect.Dir, b []byte, tell *[]secrets.Span) {
	if d == dissect.ToClient {
		return
	}
	for at := 0; at < len(b); {
		if g.state != inSecret {
			g.step(b[at])
			at++
			continue
		}
		n := bytes.IndexByte(b[at:], '<')
		if n < 0 {
			n = len(b) - at
		} else {
			g.state, g.length, g.empty = inName, 0, false
		}
		secrets.Tell(tell, at, at+n)
		at += n
		if g.state == inName {
			at++
		}
	}
}

// step takes a byte that is no secret.
func (g *grammar) step(c byte) {
	switch g.state {
	case inText:
		if c == '<' {
			g.state, g.length, g.empty = inName, 0, false
		}
	case inName:
		switch {
		case c == '>':
			g.end()
		case c == ':':
			g.length = 0
		case c == '/' && g.length > 0:
			g.state, g.empty = inTag, true
		case bytes.IndexByte([]byte(spaces), c) >= 0:
			g.state = inTag
		default:
			if g.length < len(g.name) {
				g.name[g.length] = c
			}
			g.length++
		}
	case inTag:
		switch {
		case g.quote != 0:
			if c == g.quote {
				g.quote = 0
			}
			return
		case c == '"' || c == '\'':
			g.quote = c
		case c == '>':
			g.end()
			return
		}
		g.empty = c == '/'
	}
}

// end takes the end of a tag.
func (g *grammar) end() {
	g.state, g.quote = inText, 0
	if g.empty || g.length > len(g.name) {
		return
	}
	for _, name := range secretive {
		if string(g.name[:g.length]) == name {
			g.state = inSecret
		}
	}
}

// Known implements secrets.Grammar.
func (*grammar) Known() (tunnels bool) { return false }

// Lose implements secrets.Grammar: what is missing of a secret is one.
func (g *grammar) Lose(d dissect.Dir, late bool) bool {
	secret := d == dissect.ToServer && g.state == inSecret
	if d == dissect.ToServer && !late && !secret {
		*g = grammar{}
	}
	return secret
}

// Secrets implements secrets.Grammar, which Streamed replaces.
func (*grammar) Secrets(dissect.Dir, []byte, secrets.Place, *[]secrets.Span) {}

// Read implements secrets.Grammar, as Secrets does.
func (*grammar) Read(dissect.Dir, []byte, secrets.Place) (x secrets.Effect) { return x }

// Matters implements secrets.Grammar, as Secrets does.
func (*grammar) Matters(dissect.Dir, []byte) bool { return false }

// Begins implements secrets.Grammar, as Secrets does.
func (*grammar) Begins(dissect.Dir, []byte) bool { return false }
