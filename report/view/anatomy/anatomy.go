// Package anatomy writes a frame as package view shows it: its tree, where each line of that
// stands in which bytes, and the filter that finds it. It is JSON that only the script of
// view reads: an object for each frame, on a line of its own.
package anatomy

import (
	"encoding/json"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/registry"
	"netsniff/report/detail"
	"netsniff/report/hexdump"
	"netsniff/report/tree"
)

// Format is the output format (-T) of these lines.
const Format = "anatomy"

// Frame is one frame.
type Frame struct {
	Number  uint64   `json:"number"`
	Sources []Source `json:"sources"`
	Tree    []Node   `json:"tree"`
	Left    int      `json:"left,omitempty"` // lines of the tree beyond maxNodes
}

// Source are bytes that lines of the tree stand for: of the frame first, then of what was put
// together from several or decoded.
type Source struct {
	Name  string `json:"name"`
	Size  int    `json:"size"`
	Bytes []byte `json:"bytes"` // the first maxBytes of them

	all []byte
}

// Node is one line of a tree.
type Node struct {
	Text   string `json:"text"`
	Name   string `json:"name,omitempty"`   // of the protocol or field
	Filter string `json:"filter,omitempty"` // that frames with the same pass
	Source int    `json:"source,omitempty"`
	Off    int    `json:"off,omitempty"`
	Size   int    `json:"size,omitempty"`  // 0: it stands in no bytes
	Frame  uint64 `json:"frame,omitempty"` // another one that it names
	Below  []Node `json:"below,omitempty"`
}

// Bounds of a frame. What lies beyond is counted (Left), or said by its size.
const (
	maxBytes = 64 << 10
	maxNodes = 20_000
)

// displayed is a field that says how a frame stands in a list: it is looked at alone.
const displayed = "frame.time_delta_displayed"

// Frames writes frames.
type Frames struct {
	Select func(f *dissect.Frame) bool // nil selects every frame

	tree    *tree.Tree
	shown   Frame
	nodes   int
	scratch []byte
}

// New returns a sink of frames.
func New(r *registry.Registry) *Frames { return &Frames{tree: tree.NewShown(r)} }

// Frame appends f's line.
func (x *Frames) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	if x.Select != nil && !x.Select(f) {
		return dst, false
	}
	x.shown = Frame{Number: uint64(f.Packet.Frame)}
	x.nodes = 0
	x.source("Frame", f.Data)
	for b := capture.BufferDatagram; b <= capture.BufferInner; b++ {
		if d, name := hexdump.Datagram(f, b); d != nil {
			x.source(name, d)
		}
	}
	if m := f.Whole.Bytes; m != nil {
		x.source("Reassembled TCP", m)
	}
	x.tree.Build(f)
	x.shown.Tree = x.below(f, x.tree.First, 0)
	b, err := json.Marshal(&x.shown)
	if err != nil {
		panic(err) // texts and numbers always are JSON
	}
	return append(append(dst, b...), '\n'), true
}

// below returns the lines from one on; within is the mask of the field above them.
func (x *Frames) below(f *dissect.Frame, first int32, within uint64) (list []Node) {
	for i := first; i != tree.None; i = x.tree.Nodes[i].Next {
		if x.nodes++; x.nodes > maxNodes {
			x.shown.Left++
			continue
		}
		n := &x.tree.Nodes[i]
		if n.Hidden || n.Kind == tree.Field && n.Field.Name == displayed {
			continue
		}
		list = append(list, x.node(f, n, within))
	}
	return list
}

func (x *Frames) node(f *dissect.Frame, n *tree.Node, within uint64) (shown Node) {
	switch n.Kind {
	case tree.Protocol:
		x.scratch = detail.AppendTitle(x.scratch[:0], n.Layer.Frame, n)
		shown.Name, shown.Filter = n.Protocol.Name, n.Protocol.Name
		within = 0
	case tree.Field:
		x.scratch = detail.AppendLine(x.scratch[:0], n, within)
		shown.Name, shown.Filter = n.Field.Name, string(appendFilter(nil, n.Field, n.Value))
		if n.Field.Type == dissect.FrameNum {
			shown.Frame = n.Value.U
		}
	case tree.Heading:
		x.scratch = detail.AppendLine(x.scratch[:0], n, within)
	}
	shown.Text = string(x.scratch)
	if off, size := n.Place(); size > 0 {
		shown.Source, shown.Off = x.sourceOf(n)
		shown.Off += off
		shown.Size = size
	}
	shown.Below = x.below(f, n.First, n.Value.Mask)
	return shown
}

// source adds bytes under a name.
func (x *Frames) source(name string, b []byte) int {
	x.shown.Sources = append(x.shown.Sources, Source{Name: name, Size: len(b), Bytes: b[:min(len(b), maxBytes)], all: b})
	return len(x.shown.Sources) - 1
}

// sourceOf returns the source that has the bytes of a node's layer, and where they begin in
// it. Bytes that are nowhere yet are a source of their own.
func (x *Frames) sourceOf(n *tree.Node) (source, off int) {
	b := n.Layer.Buffer()
	for i := range x.shown.Sources {
		if at, ok := part(x.shown.Sources[i].all, b); ok {
			return i, at
		}
	}
	return x.source(n.Layer.Protocol.Title, b), 0
}

// part reports where b is a piece of whole's memory.
func part(whole, b []byte) (at int, ok bool) {
	at = cap(whole) - cap(b)
	return at, len(b) > 0 && at >= 0 && at+len(b) <= len(whole) && &whole[at] == &b[0]
}
