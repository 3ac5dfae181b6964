package tap

import (
	"net/url"

	"netsniff/capture"
	"netsniff/dissect"
)

// sequenced is the top line of http_seq; the lines below it are URIs, and below each those that
// it led to: by Referer, or by Location (RFC 9110 §10.1.3, §10.2.2).
const sequenced = "HTTP Request Sequences"

// maxSequence bounds the steps from the first URI of a sequence: each step that is added counts
// for all before it.
const maxSequence = 64

// visit is a URI within a sequence.
type visit struct {
	node  *node
	from  *visit // nil for the first
	depth int
}

// sequences knows of each URI the line where it stood last.
type sequences map[string]*visit

func beginSequences(t *tree) {
	beginHTTP(t)
	t.top(sequenced)
	t.state.(*web).sequences = sequences{}
}

func countSequence(t *tree, _ *dissect.Frame, m *message, at capture.Stamp) {
	w := t.state.(*web)
	switch {
	case m.method != "":
		if m.referer != "" && m.full != "" {
			w.sequences.leads(t, m.referer, m.full, at)
		}
	case m.location != "" && m.full != "":
		w.sequences.leads(t, m.full, resolved(m.full, m.location), at)
	}
}

// leads counts that one URI led to another.
func (s sequences) leads(t *tree, from, to string, at capture.Stamp) {
	first := s[from]
	if first == nil {
		first = &visit{node: t.top(sequenced).child(t, from)}
		s[from] = first
	}
	if first.depth >= maxSequence || len(s) >= maxEntries {
		t.lost++
		return
	}
	for x := first; x != nil; x = x.from {
		x.node.tick(at)
	}
	t.top(sequenced).tick(at)
	s[to] = &visit{node: first.node.tick(at).child(t, to).tick(at), from: first, depth: first.depth + 1}
}

// resolved returns the URI that a Location means to who asked for base, without its fragment,
// which no request has (RFC 3986 §5).
func resolved(base, location string) string {
	b, err := url.Parse(base)
	if err != nil {
		return location
	}
	u, err := b.Parse(location)
	if err != nil {
		return location
	}
	u.Fragment, u.RawFragment = "", ""
	return u.String()
}
