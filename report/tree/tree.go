// Package tree turns a dissected frame into a tree of protocols, headings and
// fields, as the outlines of the protocols say: what details and JSON print.
package tree

import (
	"math/bits"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/registry"
)

// Kind says what a node is.
type Kind uint8

// Kinds of nodes.
const (
	Protocol Kind = iota // a layer of the frame
	Field                // one value of a field
	Heading              // a line of text with something below it
)

// None is the index of no node.
const None = -1

// Node is one line of a tree. Everything in it is borrowed until the frame
// has been reported.
type Node struct {
	Kind     Kind
	Hidden   bool // repeats another field
	Computed bool // does not stand in the frame
	Whole    bool // needs no title

	Protocol *dissect.Protocol // of the layer that the node belongs to
	Layer    dissect.Layer     // valid iff Kind is Protocol
	Field    *dissect.Field    // nil unless Kind is Field
	Value    dissect.Value     // valid iff Kind is Field; of a heading its place
	Unit     string            // of Value, "" if none
	Key      string            // of a heading with a fixed key, else ""
	Text     []byte            // of a heading

	// Raw are the bytes that the node stands for, at Off of their buffer;
	// nil if it was computed.
	Raw []byte
	Off int

	First, Next int // child and sibling by index, or None
	last        int
}

// Bits returns the number that the bits of a value are, if it has some of its
// bytes only; else the value.
func (n *Node) Bits() uint64 {
	if n.Value.Mask == 0 || n.Raw == nil {
		return n.Value.U
	}
	return Number(n.Raw) & n.Value.Mask >> bits.TrailingZeros64(n.Value.Mask)
}

// Number reads up to eight bytes as a big-endian number.
func Number(b []byte) uint64 {
	var u uint64
	for _, x := range b[:min(len(b), 8)] {
		u = u<<8 | uint64(x)
	}
	return u
}

// Tree is the tree of one frame. It is used again for the next: its memory
// grows to what the largest frame needs.
type Tree struct {
	Nodes []Node
	First int // the first protocol

	plans    [256]*plan // by header
	messages []*plan    // of protocols without headers
	values   dissect.Values
	headings dissect.Headings
	last     int
	layer    layer
	header   dissect.Layer // here because getters let it escape
}

// New returns a Tree for the protocols of r.
func New(r *registry.Registry) *Tree {
	t := &Tree{}
	for _, p := range r.Protocols() {
		c := newPlan(p)
		for _, h := range p.Headers {
			t.plans[h] = c
		}
		if len(p.Headers) == 0 {
			t.messages = append(t.messages, c)
		}
	}
	return t
}

// layer is the part of the tree that is being built.
type layer struct {
	*plan
	node     int   // of the protocol
	from     []int // node of the first value of each field
	to       []int // behind the last one
	fixed    []int // node of each fixed heading, or None
	headings int   // node of the first heading of the message, or None
	buffer   []byte
	base     int // of the layer's bytes in buffer
}

// Build makes the tree of f.
func (t *Tree) Build(f *dissect.Frame) {
	t.Nodes, t.First, t.last = t.Nodes[:0], None, None
	t.values.Reset()
	t.headings.Reset()
	for _, p := range t.messages {
		if p.protocol.Name == "frame" {
			t.header = dissect.Layer{Protocol: p.protocol}
			t.add(f, p, &t.header)
		}
	}
	t.headers(f)
	messages := f.Messages()
	for i := range messages {
		if p := t.message(messages[i].Protocol); p != nil {
			t.add(f, p, &messages[i])
		}
	}
}

func (t *Tree) headers(f *dissect.Frame) {
	l := &t.header
	all := f.All()
	for i, h := range all {
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

func (t *Tree) message(p *dissect.Protocol) *plan {
	for _, x := range t.messages {
		if x.protocol == p {
			return x
		}
	}
	return nil
}

// add adds a layer.
func (t *Tree) add(f *dissect.Frame, p *plan, l *dissect.Layer) {
	x := &t.layer
	x.plan, x.node, x.headings = p, len(t.Nodes), None
	t.locate(f, l)
	n := Node{Kind: Protocol, Protocol: p.protocol, Layer: *l, First: None, Next: None, last: None}
	if whole, own := f.Bytes(l); own > 0 && x.buffer != nil && x.base+own <= len(x.buffer) {
		n.Raw, n.Off = whole[:own], x.base
	}
	t.Nodes = append(t.Nodes, n)
	if t.First == None {
		t.First = x.node
	} else {
		t.Nodes[t.last].Next = x.node
	}
	t.last = x.node
	t.fields(f, l)
}

// fields adds the fields of a layer.
func (t *Tree) fields(f *dissect.Frame, l *dissect.Layer) {
	x := &t.layer
	x.from, x.to, x.fixed = grown(x.from, len(x.fields)), grown(x.to, len(x.fields)), grown(x.fixed, len(x.fixedHeadings))
	for i := range x.fixed {
		x.fixed[i] = None
	}
	t.addHeadings(f, l)
	for _, i := range x.order {
		d := &x.fields[i]
		n := len(t.values.List)
		x.from[i] = len(t.Nodes)
		d.field.Get(f, l, &t.values)
		got := t.values.List[n:]
		for j := range got {
			t.value(d, &got[j], j, len(got))
		}
		x.to[i] = len(t.Nodes)
	}
	t.linkHeadings()
}

func grown(s []int, n int) []int {
	if cap(s) < n {
		return make([]int, n)
	}
	return s[:n]
}

// value adds one value, the nth of those of its field.
func (t *Tree) value(d *line, v *dissect.Value, nth, of int) {
	x := &t.layer
	n := Node{
		Kind: Field, Hidden: d.hidden, Computed: d.computed, Whole: d.whole, Protocol: x.protocol, Field: d.field, Value: *v, Unit: d.unit,
		First: None, Next: None, last: None,
	}
	if off := t.offset(v); v.Len > 0 && off >= 0 && off+int(v.Len) <= len(x.buffer) {
		n.Raw, n.Off = x.buffer[off:off+int(v.Len)], off
	}
	above := t.above(d, v, nth, of)
	t.Nodes = append(t.Nodes, n)
	t.link(above, len(t.Nodes)-1)
}

// link puts a node below another: where its bytes stand if the one above has
// some, else at the end.
func (t *Tree) link(above, i int) {
	a := &t.Nodes[above]
	if a.last == None {
		a.First, a.last = i, i
		return
	}
	if n := &t.Nodes[i]; a.Kind != Protocol && n.Value.Len > 0 {
		before := None
		for j := a.First; j != None && (t.Nodes[j].Value.Len == 0 || t.Nodes[j].Value.Off <= n.Value.Off); j = t.Nodes[j].Next {
			before = j
		}
		if before == None {
			a.First, n.Next = i, a.First
			return
		}
		if x := &t.Nodes[before]; x.Next != None {
			x.Next, n.Next = i, x.Next
			return
		}
	}
	t.Nodes[a.last].Next = i
	a.last = i
}
