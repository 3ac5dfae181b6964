package tree

import (
	"sort"

	"netsniff/dissect"
)

// unlinked marks headings that have no place among their siblings yet: they
// get it when something comes below them.
const unlinked = -2

// headings are those of the message that the layer is.
type headings struct {
	dissect.Headings
	values []dissect.Value // of the nodes, of all layers
	first  int32           // node of the first one
	above  []int           // the heading that each stands below, or None
	ranged []int           // those with a range of bytes
	keys   []int           // the last one of each key
	open   []int           // the last one of each depth, while they are added
	// nested is set if ranges follow and enclose each other as the headings
	// do, as they should.
	nested bool
}

// reset forgets the headings of the frame before.
func (h *headings) reset() {
	h.Headings.Reset()
	h.values = h.values[:0]
}

// addHeadings adds nodes for the headings of a message.
func (t *Tree) addHeadings(f *dissect.Frame, l *dissect.Layer) {
	x, h := &t.layer, &t.headings
	if x.headed = x.outline.Headings != nil; !x.headed {
		h.List = h.List[:0]
		h.ranged, h.keys = h.ranged[:0], h.keys[:0]
		return
	}
	h.List = h.List[:0] // texts of other layers stay
	if x.outline.Headings(f, l, &h.Headings); len(h.List) == 0 {
		x.headed = false
	}
	h.arrange()
	h.first = int32(len(t.Nodes))
	for i := range h.List {
		y := &h.List[i]
		h.values = append(h.values, dissect.Value{B: y.Text, Off: y.Off, Len: y.Len})
		v := &h.values[len(h.values)-1]
		line, kind := &x.untitled, Heading
		switch d := x.structure[y.Key]; {
		case d != nil:
			if line, kind = &d.Line, Field; d.Field.Type == dissect.Label {
				v.B = nil
			}
		case y.Key == dissect.TextLines:
			line = &x.lines
		}
		n := t.append(kind, line, v)
		t.Nodes[n].Next = unlinked
	}
}

// arrange finds how the headings stand to each other.
func (h *headings) arrange() {
	h.above, h.ranged, h.keys, h.open, h.nested = h.above[:0], h.ranged[:0], h.keys[:0], h.open[:0], true
	last := int32(outside)
	for i := range h.List {
		x := &h.List[i]
		above := None
		if x.Depth > 0 && x.Depth <= len(h.open) {
			above = h.open[x.Depth-1]
		}
		for len(h.open) <= x.Depth {
			h.open = append(h.open, None)
		}
		if before := h.open[x.Depth]; before != None && x.Len > 0 {
			y := &h.List[before]
			h.nested = h.nested && y.Off+y.Len <= x.Off
		}
		h.above = append(h.above, above)
		h.open[x.Depth] = i
		if x.Len > 0 {
			h.nested = h.nested && x.Off >= last
			last = x.Off
			h.ranged = append(h.ranged, i)
		}
		h.note(i)
	}
}

// note notes the key of heading i.
func (h *headings) note(i int) {
	key := h.List[i].Key
	if key == "" {
		return
	}
	for j, k := range h.keys {
		if h.List[k].Key == key {
			h.keys[j] = i
			return
		}
	}
	h.keys = append(h.keys, i)
}

// keyed returns the last heading with a key, or None.
func (h *headings) keyed(key string) int {
	for _, i := range h.keys {
		if h.List[i].Key == key {
			return i
		}
	}
	return None
}

// around returns the innermost of the headings whose range holds a value, or
// None.
func (h *headings) around(v *dissect.Value) int {
	at := position(v)
	if len(h.ranged) == 0 || at < 0 {
		return None
	}
	if h.nested {
		k := sort.Search(len(h.ranged), func(k int) bool { return h.List[h.ranged[k]].Off > at }) - 1
		if k < 0 {
			return None
		}
		for i := h.ranged[k]; i != None; i = h.above[i] {
			if x := &h.List[i]; holds(x.Off, x.Len, at) && v.Len <= x.Len {
				return i
			}
		}
		return None
	}
	best := None
	for _, i := range h.ranged {
		if x := &h.List[i]; holds(x.Off, x.Len, at) && v.Len <= x.Len && (best == None || x.Depth >= h.List[best].Depth) {
			best = i
		}
	}
	return best
}

// shown returns the node of the ith heading of the message, with a place in
// the tree.
func (t *Tree) shown(i int) int32 {
	n := t.headings.first + int32(i)
	if t.Nodes[n].Next != unlinked {
		return n
	}
	t.Nodes[n].Next = None
	above := t.layer.node
	if a := t.headings.above[i]; a != None {
		above = t.shown(a)
	}
	t.link(above, n)
	return n
}

// linkHeadings gives a place to the headings with nothing below them: all, or
// those that are not late.
func (t *Tree) linkHeadings(all bool) {
	if !t.layer.headed {
		return
	}
	for i := range t.headings.List {
		if all || !t.headings.List[i].Late {
			t.shown(i)
		}
	}
}

// fixed returns the node of a heading that appears when needed.
func (t *Tree) fixed(i int) int32 {
	x := &t.layer
	if x.fixed[i] == None {
		x.fixed[i] = t.append(Heading, &x.fixedHeadings[i], &nothing)
		t.link(x.node, x.fixed[i])
	}
	return x.fixed[i]
}
