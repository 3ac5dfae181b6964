package secrets

import (
	"bytes"

	"netsniff/reassembly"
)

// NewMarked returns the Grammar of what is secret behind a mark, wherever that stands in a
// stream: once need bytes from the mark on are there, tell is given them and tells what is
// secret, by offsets from the mark, which may lie ahead.
func NewMarked(mark string, need int, tell func(d reassembly.Dir, b []byte, spans *[]Span)) Grammar {
	return &markedGrammar{mark: []byte(mark), need: need, tell: tell}
}

type markedGrammar struct {
	mark []byte
	need int
	tell func(d reassembly.Dir, b []byte, spans *[]Span)
	kept [2][]byte // the end of what came, less than need
	// ahead is what is secret of what is to come, by offsets in that.
	ahead [2][]Span
}

// maxAhead bounds what is known to come: heads say it that may be anything.
const maxAhead = 16

// Known implements Grammar.
func (g *markedGrammar) Known() (tunnels bool) { return false }

// Take implements Streamed.
func (g *markedGrammar) Take(d reassembly.Dir, b []byte, tell *[]Span) {
	first := len(*tell)
	*tell = append(*tell, g.ahead[d]...)
	defer func() { g.look(d, tell, first, int64(len(b))) }()
	before := len(g.kept[d])
	if before > 0 { // what began before and goes on in b
		g.kept[d] = append(g.kept[d], b[:min(len(b), g.need)]...)
		g.search(d, g.kept[d], before, -before, tell)
	}
	g.search(d, b, len(b), 0, tell)
	if len(b) < g.need {
		if before == 0 {
			g.kept[d] = append(g.kept[d][:0], b...)
		}
		x := g.kept[d]
		g.kept[d] = x[:copy(x, x[max(0, len(x)-g.need+1):])]
		return
	}
	g.kept[d] = append(g.kept[d][:0], b[len(b)-g.need+1:]...)
}

// look keeps for later what was told from an index on of bytes behind the n that came.
func (g *markedGrammar) look(d reassembly.Dir, tell *[]Span, first int, n int64) {
	list := (*tell)[first:]
	g.ahead[d] = g.ahead[d][:0]
	kept := list[:0]
	for _, x := range list {
		if x.To > n && len(g.ahead[d]) < maxAhead {
			g.ahead[d] = append(g.ahead[d], Span{max(0, x.From-n), x.To - n})
		}
		if x.To = min(x.To, n); x.From < x.To {
			kept = append(kept, x)
		}
	}
	*tell = (*tell)[:first+len(kept)]
}

// search tells what marks before an end of b have behind them; b is at an offset.
func (g *markedGrammar) search(d reassembly.Dir, b []byte, end, off int, tell *[]Span) {
	for at := 0; ; at++ {
		i := bytes.Index(b[at:], g.mark)
		if at += i; i < 0 || at >= end || at+g.need > len(b) {
			return
		}
		first := len(*tell)
		g.tell(d, b[at:at+g.need], tell)
		for i := range (*tell)[first:] {
			(*tell)[first+i].From += int64(at + off)
			(*tell)[first+i].To += int64(at + off)
		}
	}
}

// Lose implements Grammar.
func (g *markedGrammar) Lose(d reassembly.Dir, late bool) bool {
	hides := len(g.ahead[d]) > 0
	if !late {
		g.kept[d], g.ahead[d] = g.kept[d][:0], g.ahead[d][:0]
	}
	return hides
}

// Secrets, Read, Matters and Begins implement Grammar: there are no lines.
func (g *markedGrammar) Secrets(reassembly.Dir, []byte, Place, *[]Span) {}

func (g *markedGrammar) Read(reassembly.Dir, []byte, Place) (x Effect) { return x }

func (g *markedGrammar) Matters(reassembly.Dir, []byte) bool { return false }

func (g *markedGrammar) Begins(reassembly.Dir, []byte) bool { return false }
