package json

import (
	"slices"

	"netsniff/report/tree"
)

// shown says what a line for Elasticsearch has of a node.
type shown uint8

const (
	whole  shown = iota // its value
	named               // its name, as filtered
	absent              // nothing: what it stands below is not chosen
)

// Headings is the name by which Options.Only chooses headings in lines.
const Headings = "text"

// choose decides what is shown of the layer at node i and below, as tshark -T
// ek -j does: a field is only named unless it is chosen itself, and what is
// below a field that is not chosen is left out.
func (l *Lines) choose(i int32) {
	nodes := l.tree.Nodes
	for len(l.shown) < len(nodes) {
		l.shown = append(l.shown, whole)
	}
	clear(l.shown[i:])
	if len(l.options.Only) > 0 && !l.options.Deep {
		l.chooseBelow(nodes[i].First, true)
	}
}

// chooseBelow decides for node i, its siblings and all below them; above says
// whether what they stand below is chosen.
func (l *Lines) chooseBelow(i int32, above bool) {
	nodes := l.tree.Nodes
	for ; i != tree.None; i = nodes[i].Next {
		name := Headings
		if nodes[i].Kind == tree.Field {
			name = nodes[i].Field.Name
		}
		chosen := above && slices.Contains(l.options.Only, name)
		switch {
		case !above:
			l.shown[i] = absent
		case !chosen:
			l.shown[i] = named
		}
		l.chooseBelow(nodes[i].First, chosen)
	}
}
