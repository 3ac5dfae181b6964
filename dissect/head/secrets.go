package head

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/http/secret"
	"netsniff/dissect/secrets"
	"netsniff/dissect/text"
)

// grammar knows the secrets in messages of HTTP's shape: those of HTTP's header fields and
// URIs (RFC 3261 §22, RFC 7826 §19), and the keys in a description of media, their body.
// While nobody knows what a connection carries HTTP's own grammar reads it as well.
type grammar struct {
	secrets.Grammar
	known bool
}

// NewGrammar returns the grammar of one connection. whole: its beginning was seen.
func NewGrammar(whole bool) secrets.Grammar { return &grammar{Grammar: secret.NewGrammar(whole)} }

// PacketSecrets is Protocol.PacketSecrets of messages in datagrams.
func PacketSecrets(b []byte, x *secrets.Packet) {
	g := NewGrammar(true)
	g.Known()
	x.Lines(b, g)
}

// Known implements secrets.Grammar.
func (g *grammar) Known() (tunnels bool) {
	g.known = true
	return g.Grammar.Known()
}

// Secrets implements secrets.Grammar.
func (g *grammar) Secrets(d dissect.Dir, line []byte, at secrets.Place, tell *[]secrets.Span) {
	switch i := keyAt(line); {
	case !g.known:
	case i > 0:
		secrets.Rest(tell, line, i)
	default:
		g.Grammar.Secrets(d, line, at, tell)
	}
}

// Matters implements secrets.Grammar.
func (g *grammar) Matters(d dissect.Dir, begun []byte) bool {
	return text.HasPrefixFold(begun, "k=") || text.HasPrefixFold(begun, "a=") || g.Grammar.Matters(d, begun)
}

// keyAt returns where the secret of a line of SDP begins: a key (RFC 8866 §5.12, RFC 4568
// §6.1), or the password of ICE (RFC 8839 §5.4); 0 if it has none.
func keyAt(line []byte) int {
	switch {
	case bytes.HasPrefix(line, []byte("k=")), bytes.HasPrefix(line, []byte("a=ice-pwd:")):
		return bytes.IndexAny(line, ":") + 1
	case bytes.HasPrefix(line, []byte("a=crypto:")):
		if i := bytes.Index(line, []byte(" inline:")); i > 0 {
			return i + len(" inline:")
		}
	}
	return 0
}
