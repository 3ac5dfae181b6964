// Package tree turns a dissected frame into a tree of protocols, headings and
// fields, as the outlines of the protocols say: what details and JSON print.
package tree

import (
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/registry"
)

// Tree is the tree of one frame. It is used again for the next: its memory
// grows to what the largest frame needs.
type Tree struct {
	Nodes []Node
	First int32 // the first protocol
	Lines int   // how many lines there are, see Line.ID
	// Keeps is set by who keeps the text of nodes that are Told. It must print
	// such a node the same wherever it stands.
	Keeps bool

	frame    *plan                       // of the captured record
	plans    [256]*plan                  // by header
	messages map[*dissect.Protocol]*plan // of protocols without headers
	borne    []*plan                     // of contents that messages bear
	values   dissect.Values
	layers   []*Layer // of the frame, the first used of them
	used     int
	below    int32 // the layer that those added next stand below, None: below none
	data     *plan // of bytes that nobody reads, nil if there is none
	headings headings
	last     int32
	layer    layer
	keeper   keeper
	header   dissect.Layer // here because getters let it escape
}

// New returns a Tree for the protocols of r.
func New(r *registry.Registry) *Tree { return newTree(r, true) }

// NewShown returns a Tree without the hidden fields that nothing is below.
func NewShown(r *registry.Registry) *Tree { return newTree(r, false) }

func newTree(r *registry.Registry, all bool) *Tree {
	t := &Tree{messages: make(map[*dissect.Protocol]*plan)}
	protocols := r.Protocols()
	var about *dissect.Protocol
	if i := slices.IndexFunc(protocols, func(p *dissect.Protocol) bool { return p.Name == expertName }); i >= 0 {
		about = protocols[i]
	}
	for _, p := range protocols {
		c := newPlan(p, about, &t.Lines, all)
		for _, h := range p.Headers {
			t.plans[h] = c
		}
		switch {
		case p.Borne:
			t.borne = append(t.borne, c)
		case len(p.Headers) == 0:
			t.messages[p] = c
		}
		switch p.Name {
		case "frame":
			t.frame = c
		case "data":
			t.data = c
		}
	}
	return t
}

// layer is the part of the tree that is being built.
type layer struct {
	*plan
	*Layer
	node   int32   // of the protocol
	spans  []span  // nodes of the fields that others may stand below
	fixed  []int32 // node of each fixed heading, or None
	headed bool    // the message has headings of its own
	told   set     // those in plan.told whose text is known
}

// Build makes the tree of f.
func (t *Tree) Build(f *dissect.Frame) {
	t.Nodes, t.First, t.last, t.below, t.used = t.Nodes[:0], None, None, None, 0
	t.values.Reset()
	t.headings.reset()
	t.keeper.build++
	if t.frame != nil {
		t.header = dissect.Layer{Protocol: t.frame.protocol}
		t.add(f, t.frame, &t.header)
	}
	t.headers(f, f.All())
	if quoted := f.Quoted(); len(quoted) > 0 { // by the message that stands last
		t.below = t.last
		t.headers(f, quoted)
	}
	t.dissected(f)
}

// dissected adds the messages, and what nobody reads in them or in the frame.
func (t *Tree) dissected(f *dissect.Frame) {
	messages, around := f.Messages(), t.below
	for i := range messages {
		m := &messages[i]
		p := t.messages[m.Protocol]
		if p == nil {
			continue
		}
		t.add(f, p, m)
		t.embedded(f, m)
		if m.Data == 0 {
			t.content(f, m)
			continue
		}
		b, _ := m.Unread()
		if _, ok := m.Message.(dissect.Bearer); !ok {
			t.below = t.layer.node
		}
		t.unread(f, b)
		t.below = around
	}
	if p := f.Last().Proto; p == capture.ProtoICMP || p == capture.ProtoICMPv6 {
		t.below = t.last
	}
	t.unread(f, f.Unclaimed())
}

// embedded adds the layers that stand in the fields of a message, which was added last,
// each below the field whose bytes it is.
func (t *Tree) embedded(f *dissect.Frame, m *dissect.Layer) {
	if _, ok := m.Message.(dissect.Embedder); !ok {
		return
	}
	layer, around := t.layer, t.below
	for i := 0; ; i++ {
		e, off := f.EmbeddedLayer(m, i)
		if e == nil {
			break
		}
		p := t.messages[e.Protocol]
		for n := t.Nodes[layer.node].First; n != None && p != nil; n = t.Nodes[n].Next {
			if v := t.Nodes[n].Value; t.Nodes[n].Kind == Field && !t.Nodes[n].Hidden && holds(v.Off, v.Len, int32(off)) {
				t.below = n
				t.add(f, p, e)
				break
			}
		}
	}
	t.layer, t.below = layer, around
}

// content adds what a message bears.
func (t *Tree) content(f *dissect.Frame, m *dissect.Layer) {
	for _, p := range t.borne {
		if b := f.BorneLayer(m, p.protocol); b != nil {
			if len(b.Bytes) > 0 {
				t.add(f, p, b)
			}
			return
		}
	}
}

// unread adds bytes that no protocol reads.
func (t *Tree) unread(f *dissect.Frame, b []byte) {
	if len(b) > 0 && t.data != nil {
		t.header = dissect.Layer{Protocol: t.data.protocol, Bytes: b, Data: int64(len(b))}
		t.add(f, t.data, &t.header)
	}
}

func (t *Tree) headers(f *dissect.Frame, list []capture.Header) {
	l := &t.header
	for i, h := range list {
		p := t.plans[h.Proto]
		if p == nil {
			continue
		}
		*l = dissect.Layer{Protocol: p.protocol, Header: h}
		if i > 0 && extends(h.Proto) && t.layer.plan == p {
			t.fields(f, l) // its fields join those of the header before
		} else {
			t.add(f, p, l)
		}
	}
	t.layer.plan = nil
}

// extends tells the headers that continue the IPv6 header before them.
func extends(p capture.Proto) bool {
	return p >= capture.ProtoIPv6HopByHop && p <= capture.ProtoIPv6DestOpts
}

// add adds a layer.
func (t *Tree) add(f *dissect.Frame, p *plan, l *dissect.Layer) {
	if t.used == len(t.layers) {
		t.layers = append(t.layers, new(Layer))
	}
	x := &t.layer
	x.plan, x.Layer, x.node = p, t.layers[t.used], int32(len(t.Nodes))
	t.used++
	x.locate(f, l)
	t.append(Protocol, &p.self, &nothing)
	switch {
	case t.below != None:
		t.link(t.below, x.node)
		t.fields(f, l)
		return
	case t.First == None:
		t.First = x.node
	default:
		t.Nodes[t.last].Next = x.node
	}
	t.last = x.node
	if p.whole == None || !t.tell(f, l, p.whole, x.node) {
		t.fields(f, l)
	}
}

// nothing is the value of nodes that have none.
var nothing dissect.Value

// append appends a node that stands nowhere yet and returns its index.
func (t *Tree) append(k Kind, l *Line, v *dissect.Value) int32 {
	i := len(t.Nodes)
	if i == cap(t.Nodes) {
		t.Nodes = slices.Grow(t.Nodes, 1)
	}
	t.Nodes = t.Nodes[:i+1]
	n := &t.Nodes[i]
	n.Line, n.Value, n.Layer, n.Told, n.Kind = l, v, t.layer.Layer, nil, k
	n.First, n.Next, n.last, n.latest, n.reach = None, None, None, None, 0
	return int32(i)
}

// fields adds the fields of a layer.
func (t *Tree) fields(f *dissect.Frame, l *dissect.Layer) {
	x := &t.layer
	x.spans, x.fixed = grown(x.spans, x.below), grown(x.fixed, len(x.fixedHeadings))
	clear(x.spans)
	for i := range x.fixed {
		x.fixed[i] = None
	}
	x.told = 0
	t.addHeadings(f, l)
	conditions := answers{conditions: x.conditions, frame: f, layer: l}
	for i := 0; i < len(x.steps); i++ {
		s := &x.steps[i]
		if s.given != None && !conditions.hold(s.given) {
			i += int(s.alike)
			continue
		}
		if s.before {
			t.linkHeadings(true)
		}
		if s.below != 0 && s.below&^x.told == 0 {
			continue
		}
		from, node := len(t.values.List), int32(len(t.Nodes))
		s.get(f, l, &t.values)
		to, d := len(t.values.List), s.placed
		if d.span != None {
			x.spans[d.span] = span{from: node, to: node + int32(to-from), at: node}
		}
		for j := from; j < to; j++ {
			t.value(d, &t.values.List[j], j-from, to-from)
		}
		if s.told != None && to > from && t.tell(f, l, int(s.told), node) {
			x.told |= 1 << s.told
		}
		if s.after {
			t.linkHeadings(false)
		}
	}
	t.linkHeadings(true)
}

// answers remembers which conditions hold for a layer.
type answers struct {
	conditions []dissect.Condition
	frame      *dissect.Frame
	layer      *dissect.Layer
	asked, yes uint64 // a bit each
}

func (a *answers) hold(i int32) bool {
	bit := uint64(1) << i
	if a.asked&bit == 0 {
		a.asked |= bit
		if a.conditions[i].Holds(a.frame, a.layer) {
			a.yes |= bit
		}
	}
	return a.yes&bit != 0
}

func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// value adds one value, the nth of those of its field.
func (t *Tree) value(d *placed, v *dissect.Value, nth, of int) {
	above := t.layer.node
	if d.nested || t.layer.headed {
		above = t.above(d, v, nth, of)
		if t.layer.told != 0 && t.Nodes[above].Told.known() {
			return // its text has that
		}
	}
	if d.beside && t.below == None {
		i := t.append(Field, &d.Line, v)
		t.Nodes[t.last].Next, t.last = i, i
		return
	}
	if d.expert != nil {
		t.finding(d, v, above)
		return
	}
	t.link(above, t.append(Field, &d.Line, v))
}

// link puts a node below another: where its bytes stand if the one above has
// some, else at the end.
func (t *Tree) link(above, i int32) {
	a, n := &t.Nodes[above], &t.Nodes[i]
	if a.last == None {
		a.First, a.last, a.reach = i, i, outside
		if n.Value.Len > 0 {
			a.reach = n.Value.Off
		}
		return
	}
	if a.Kind == Protocol && !t.layer.outline.Sorted || n.Value.Len == 0 {
		t.Nodes[a.last].Next = i
		a.last = i
		return
	}
	if n.Value.Off >= a.reach {
		a.reach = n.Value.Off
		t.Nodes[a.last].Next = i
		a.last = i
		return
	}
	t.insert(a, n, i)
}

// insert puts node i below a before the first child that stands behind it. The
// values of a field come in the order of their bytes: so the place is looked
// for from the last insertion on, if that was before it.
func (t *Tree) insert(a, n *Node, i int32) {
	before := int32(None)
	if j := a.latest; j != None && t.Nodes[j].Value.Off <= n.Value.Off {
		before = j
	}
	next := a.First
	if before != None {
		next = t.Nodes[before].Next
	}
	for next != None && (t.Nodes[next].Value.Len == 0 || t.Nodes[next].Value.Off <= n.Value.Off) {
		before, next = next, t.Nodes[next].Next
	}
	if n.Next = next; before == None {
		a.First = i
	} else {
		t.Nodes[before].Next = i
	}
	if next == None {
		a.last = i
	}
	a.latest = i
}
