package tree

import "netsniff/dissect"

// unlinked marks headings that have no place among their siblings yet: they
// get it when something comes below them.
const unlinked = -2

// addHeadings adds nodes for the headings of a message.
func (t *Tree) addHeadings(f *dissect.Frame, l *dissect.Layer) {
	x := &t.layer
	if x.outline.Headings == nil {
		return
	}
	t.headings.List = t.headings.List[:0] // texts of other layers stay
	x.outline.Headings(f, l, &t.headings)
	x.headings = len(t.Nodes)
	for i := range t.headings.List {
		h := &t.headings.List[i]
		t.Nodes = append(t.Nodes, Node{
			Kind: Heading, Protocol: x.protocol, Text: h.Text, Value: dissect.Value{Off: h.Off, Len: h.Len}, First: None, Next: unlinked, last: None,
		})
	}
}

// shown returns the node of the ith heading of the message, with a place in
// the tree.
func (t *Tree) shown(i int) int {
	n := t.layer.headings + i
	if t.Nodes[n].Next != unlinked {
		return n
	}
	t.Nodes[n].Next = None
	above := t.layer.node
	depth := t.headings.List[i].Depth
	for j := i - 1; j >= 0 && depth > 0; j-- {
		if t.headings.List[j].Depth == depth-1 {
			above = t.shown(j)
			break
		}
	}
	t.link(above, n)
	return n
}

// linkHeadings gives a place to the headings with nothing below them.
func (t *Tree) linkHeadings() {
	if t.layer.headings == None {
		return
	}
	for i := range t.headings.List {
		t.shown(i)
	}
}

// fixed returns the node of a heading that appears when needed.
func (t *Tree) fixed(i int) int {
	x := &t.layer
	if x.fixed[i] == None {
		h := x.fixedHeadings[i]
		x.fixed[i] = len(t.Nodes)
		t.Nodes = append(t.Nodes, Node{
			Kind: Heading, Protocol: x.protocol, Key: h.key, Text: h.title, First: None, Next: None, last: None,
		})
		t.link(x.node, x.fixed[i])
	}
	return x.fixed[i]
}
