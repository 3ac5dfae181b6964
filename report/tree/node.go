package tree

import (
	"math/bits"

	"netsniff/dissect"
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

// Line is what all nodes of one field, of one protocol or of one heading have
// in common. It stays as long as its Tree.
type Line struct {
	ID       int               // among all lines of the tree, from 0
	Protocol *dissect.Protocol // of the layer
	Field    *dissect.Field    // nil unless of a field
	Hidden   bool              // repeats another field
	Computed bool              // does not stand in the frame
	Whole    bool              // needs no title
	Bitless  bool              // does not draw its bits
	Role     Role              // in a finding
	Name     string            // instead of the field's title, "" for that
	Say      dissect.Sayer     // what follows the title; nil: the value
	Unit     string            // of the values, "" if none
	Key      string            // of a heading with a fixed key, else ""
	title    []byte            // of a heading with a fixed text, else nil
}

// Role says what a line is to a finding.
type Role uint8

// Roles of lines.
const (
	NoRole  Role = iota // none
	Expert              // it says how much the finding below matters
	Finding             // the finding: a label that says the text of its value
	AboutIt             // a part of it: text, severity, group
)

// Title returns the title of a field's line.
func (l *Line) Title() string {
	if l.Name != "" {
		return l.Name
	}
	return l.Field.Title
}

// Node is one line of a tree. Everything in it is borrowed until the frame
// has been reported; headings and layers have a value without content.
type Node struct {
	*Line
	Value *dissect.Value // of a heading its place and, in B, its text
	Layer *Layer         // that the node belongs to
	// Told is where the text of the node with all below it is kept, nil if it is
	// not. If it has the text, nothing is below the node.
	Told *Told

	First, Next int32 // child and sibling by index, or None
	last        int32
	latest      int32 // the child that came last in the middle, or None
	reach       int32 // the highest offset of a child
	Kind        Kind
}

// Layer is a layer of the frame with the place of its bytes.
type Layer struct {
	dissect.Layer
	Frame *dissect.Frame
	Raw   []byte // its own bytes, at Off of their buffer; nil if they lie in none
	Off   int

	buffer []byte // that offsets of values count in, nil if none
	shift  int    // of the layer there, which offsets count from
}

// Buffer returns the bytes that the places of the layer and of its fields count in:
// of the frame, of a datagram, or of a message that lies in neither.
func (l *Layer) Buffer() []byte {
	if l.buffer == nil {
		return l.Bytes
	}
	return l.buffer
}

// Place returns where the bytes of the node stand in its layer's Buffer; a size of 0: it was
// computed.
func (n *Node) Place() (off, size int) {
	switch {
	case n.Kind == Protocol && n.Layer.Raw == nil:
		_, size = n.Layer.Frame.Bytes(&n.Layer.Layer)
		return 0, min(size, len(n.Layer.Bytes))
	case n.Kind == Protocol:
		return n.Layer.Off, len(n.Layer.Raw)
	}
	off, size = n.Layer.shift+int(n.Value.Off), int(n.Value.Len)
	if size <= 0 || off < 0 || off+size > len(n.Layer.Buffer()) {
		return 0, 0
	}
	return off, size
}

// Text returns the text of a heading.
func (n *Node) Text() []byte {
	if n.title != nil {
		return n.title
	}
	return n.Value.B
}

// Raw returns the bytes that the node stands for and their offset in their
// buffer; nil if it was computed.
func (n *Node) Raw() ([]byte, int) {
	switch n.Kind {
	case Protocol:
		return n.Layer.Raw, n.Layer.Off
	case Heading:
		return nil, 0
	}
	off, size := n.Layer.shift+int(n.Value.Off), int(n.Value.Len)
	if size <= 0 || off < 0 || off+size > len(n.Layer.buffer) {
		return nil, 0
	}
	return n.Layer.buffer[off : off+size], off
}

// Bits returns the number that the bits of a value are, if it has some of its
// bytes only; else the value.
func (n *Node) Bits() uint64 {
	if n.Value.Mask == 0 {
		return n.Value.U
	}
	raw, _ := n.Raw()
	if raw == nil {
		return n.Value.U
	}
	return n.Number(raw) & n.Value.Mask >> bits.TrailingZeros64(n.Value.Mask)
}

// Number reads the bytes of a node as the number that they are.
func (n *Node) Number(raw []byte) uint64 {
	u := Number(raw)
	if n.Field != nil && n.Field.Little {
		u = bits.ReverseBytes64(u) >> (64 - 8*min(len(raw), 8)&63)
	}
	return u
}

// Number reads up to eight bytes as a big-endian number.
func Number(b []byte) uint64 {
	var u uint64
	for _, x := range b[:min(len(b), 8)] {
		u = u<<8 | uint64(x)
	}
	return u
}
