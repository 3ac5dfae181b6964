package framed

import (
	"netsniff/dissect"
	"netsniff/dissect/secrets"
)

// Finder knows the secrets of one connection whose messages are framed.
type Finder interface {
	// Length is the framing of the messages.
	Length(d dissect.Dir, b []byte) int
	// Secrets tells what is secret of a message, by offsets in it, as far as it is there.
	// It changes nothing.
	Secrets(d dissect.Dir, b []byte, known bool, tell *[]secrets.Span)
	// Message takes a message that is complete, and reports whether there can be
	// secrets behind it.
	Message(d dissect.Dir, b []byte) bool
}

// NewGrammar returns the grammar of --mask of a connection whose messages x knows. whole says
// that its beginning was seen: else nothing is found.
func NewGrammar(whole bool, x Finder) secrets.Grammar {
	return &grammar{finder: x, over: [2]bool{!whole, !whole}}
}

// maxSecret is how much of a message is looked at; secrets stand near its front.
const maxSecret = 4 << 10

type grammar struct {
	finder Finder
	known  bool
	over   [2]bool
	hiding [2]bool // bytes were lost where a secret may have stood: what follows may be its rest
	begun  [2]begun
}

// begun is the message of a direction that is being read.
type begun struct {
	bytes []byte
	size  int // 0 while it is not known
	got   int
}

// Take implements secrets.Streamed.
func (g *grammar) Take(d dissect.Dir, b []byte, tell *[]secrets.Span) {
	g.hiding[1-d] = false
	if g.hiding[d] {
		secrets.Tell(tell, 0, len(b))
	}
	x, at := &g.begun[d], 0
	for at < len(b) && !g.over[d] {
		rest := b[at:]
		had := len(x.bytes)
		x.bytes = append(x.bytes, rest[:min(len(rest), maxSecret-had)]...)
		if x.size == 0 {
			x.size = g.finder.Length(d, x.bytes)
			if x.size < 0 || x.size > MaxMessage || x.size == 0 && len(x.bytes) == maxSecret {
				g.over[d] = true
				return
			}
		}
		n := len(rest)
		if x.size > 0 {
			n = min(n, x.size-x.got)
			x.bytes = x.bytes[:min(len(x.bytes), had+n, maxSecret)]
		}
		g.tell(d, at-x.got, tell)
		x.got += n
		at += n
		if x.size > 0 && x.got == x.size {
			g.over[d] = !g.finder.Message(d, x.bytes)
			*x = begun{bytes: x.bytes[:0]}
		}
	}
}

// tell tells the secrets of the message of d, which begins at an offset.
func (g *grammar) tell(d dissect.Dir, from int, tell *[]secrets.Span) {
	n := len(*tell)
	g.finder.Secrets(d, g.begun[d].bytes, g.known, tell)
	for i := range (*tell)[n:] {
		s := &(*tell)[n+i]
		s.From, s.To = s.From+int64(from), s.To+int64(from)
	}
}

// Known implements secrets.Grammar.
func (g *grammar) Known() (tunnels bool) {
	g.known = true
	return false
}

// Lose implements secrets.Grammar: what follows a loss, until the other side speaks, is hidden if a
// secret was to come.
func (g *grammar) Lose(d dissect.Dir, late bool) bool {
	hides := g.known && !g.over[d] && d == dissect.ToServer
	if !late {
		g.over[d], g.hiding[d] = true, hides
	}
	return hides
}

// Secrets implements secrets.Grammar, which Streamed replaces.
func (*grammar) Secrets(dissect.Dir, []byte, secrets.Place, *[]secrets.Span) {}

// Read implements secrets.Grammar, as Secrets does.
func (*grammar) Read(dissect.Dir, []byte, secrets.Place) (x secrets.Effect) { return x }

// Matters implements secrets.Grammar, as Secrets does.
func (*grammar) Matters(dissect.Dir, []byte) bool { return false }

// Begins implements secrets.Grammar, as Secrets does.
func (*grammar) Begins(dissect.Dir, []byte) bool { return false }
