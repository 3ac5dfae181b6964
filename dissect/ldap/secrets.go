package ldap

import (
	"netsniff/dissect"
	"netsniff/dissect/secrets"
)

// grammar finds the passwords of simple binds (RFC 4511 §4.2).
type grammar struct {
	kept   []byte // of the message that is not complete
	passes int    // bytes of a message that is too long for a bind
	adrift bool   // what follows begins no message
}

func newGrammar(whole bool) secrets.Grammar { return &grammar{adrift: !whole} }

// Known implements secrets.Grammar: in the connection another protocol may begin.
func (*grammar) Known() (tunnels bool) { return false }

// maxBind is the longest message that is looked into.
const maxBind = 16 << 10

// Take implements secrets.Streamed.
func (g *grammar) Take(d dissect.Dir, b []byte, tell *[]secrets.Span) {
	if d == dissect.ToClient {
		return
	}
	if g.adrift {
		g.adrift = messageLen(b) < 0
	}
	n := min(g.passes, len(b))
	g.passes -= n
	if g.adrift || n == len(b) {
		return
	}
	before := len(g.kept) - n
	g.kept = append(g.kept, b[n:]...)
	for from := 0; ; {
		rest := g.kept[from:]
		size := lengthOf(rest)
		switch {
		case size < 0:
			g.kept, g.adrift = g.kept[:0], true
			return
		case size > maxBind:
			g.passes = max(size-len(rest), 0)
			from += min(size, len(rest))
		case size == 0 || size > len(rest):
			g.kept = append(g.kept[:0], rest...)
			return
		default:
			if at, length := password(rest[:size]); length > 0 {
				secrets.Tell(tell, from+at-before, from+at+length-before)
			}
			from += size
		}
	}
}

// lengthOf returns the length of the message, or of what a layer has, that b begins with: see messageLen.
func lengthOf(b []byte) int {
	if n := messageLen(b); n >= 0 {
		return n
	}
	return sealedLen(b)
}

// password returns where the password of a bind stands in it, and how long it is: 0 if there is none.
func password(b []byte) (at, n int) {
	var m Message
	if !m.read(b) || !m.tagged() {
		return 0, 0
	}
	if e, ok := m.authentication(); ok && e.Tag == simpleTag {
		return cap(b) - cap(e.Body), len(e.Body)
	}
	return 0, 0
}

// Lose implements secrets.Grammar.
func (g *grammar) Lose(d dissect.Dir, _ bool) bool {
	if d == dissect.ToClient {
		return false
	}
	begun := len(g.kept) > 0
	g.kept, g.passes, g.adrift = g.kept[:0], 0, true
	return begun
}

// Secrets, Read, Matters and Begins are asked of protocols that are made of lines.
func (*grammar) Secrets(dissect.Dir, []byte, secrets.Place, *[]secrets.Span)   {}
func (*grammar) Read(dissect.Dir, []byte, secrets.Place) (none secrets.Effect) { return none }
func (*grammar) Matters(dissect.Dir, []byte) bool                              { return false }
func (*grammar) Begins(dissect.Dir, []byte) bool                               { return false }
