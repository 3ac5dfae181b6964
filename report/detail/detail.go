// Package detail prints frames as trees of lines, as tshark -V: a line per
// protocol, the fields indented below it.
package detail

import (
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/registry"
	"netsniff/report/hexdump"
	"netsniff/report/timeline"
	"netsniff/report/tree"
)

// Pages prints each frame as any of summary line, detail tree and hex dump.
type Pages struct {
	Select  func(f *dissect.Frame) bool // nil selects every frame
	Summary *timeline.Text              // nil: no summary line; it must not select
	Tree    *Tree                       // nil: no detail tree
	Hex     bool
	Dump    hexdump.Options // how, with Hex
	// Separator is the line behind each frame, empty by default.
	Separator string
}

// Frame appends what is to be said about f.
func (p *Pages) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	if p.Select != nil && !p.Select(f) {
		return dst, false
	}
	if p.Summary != nil {
		dst, _ = p.Summary.Frame(f, dst)
	}
	if p.Tree != nil {
		dst = p.Tree.Append(dst, f)
	}
	if p.Hex {
		if p.Tree != nil || p.Summary != nil {
			dst = append(dst, '\n')
		}
		dst = p.Dump.Frame(dst, f)
	}
	if p.Hex || p.Tree != nil {
		dst = append(append(dst, p.Separator...), '\n')
	}
	return dst, true
}

// Tree prints detail trees.
type Tree struct {
	// Only lists the protocols whose fields are printed; empty: all.
	Only   []string
	tree   *tree.Tree
	memory tree.Memory
}

// New returns a Tree for the protocols of r.
func New(r *registry.Registry) *Tree {
	t := &Tree{tree: tree.NewShown(r)}
	t.tree.Keeps = true
	return t
}

// Append appends the tree of f.
func (t *Tree) Append(dst []byte, f *dissect.Frame) []byte {
	t.tree.Build(f)
	for i := t.tree.First; i != tree.None; {
		n := &t.tree.Nodes[i]
		i = n.Next
		if text := n.Told.Text(); text != nil {
			dst = append(dst, text...)
			continue
		}
		from := len(dst)
		if n.Kind == tree.Protocol {
			dst = append(AppendTitle(dst, f, n), '\n')
		} else {
			dst = append(AppendLine(dst, n, 0), '\n')
		}
		dst = t.below(dst, n, 1)
		n.Told.Keep(dst[from:])
	}
	return dst
}

// below appends what is below a top node or a protocol.
func (t *Tree) below(dst []byte, n *tree.Node, depth int) []byte {
	if len(t.Only) > 0 && !slices.Contains(t.Only, n.Protocol.Name) {
		return dst
	}
	if o := n.Protocol.Outline; n.Kind == tree.Protocol && o != nil && o.Dumped {
		dst = hexdump.Options{}.Bytes(append(dst, '\n'), n.Layer.Bytes)
	}
	return t.lines(dst, n.First, depth, 0)
}

// AppendTitle appends the line of a protocol.
func AppendTitle(dst []byte, f *dissect.Frame, n *tree.Node) []byte {
	dst = append(dst, n.Protocol.Title...)
	if o := n.Protocol.Outline; o != nil && o.Summary != nil {
		from := len(dst)
		dst = escape(o.Summary(dst, f, &n.Layer.Layer), from)
	}
	return dst
}

const indent = "                                                                "

// lines appends node i and its siblings with what is below them. The bits of
// flags are drawn among those of the field above them, if that has not all of
// its bytes: within is its mask, else 0.
func (t *Tree) lines(dst []byte, i int32, depth int, within uint64) []byte {
	for ; i != tree.None; i = t.tree.Nodes[i].Next {
		n := &t.tree.Nodes[i]
		if n.Hidden {
			continue
		}
		if text := n.Told.Text(); text != nil {
			dst = append(dst, text...)
			continue
		}
		from, before := len(dst), indent[:min(4*depth, len(indent))]
		if n.Kind == tree.Protocol {
			dst = append(AppendTitle(append(dst, before...), n.Layer.Frame, n), '\n')
			dst = t.below(dst, n, depth+1)
			continue
		}
		dst = t.line(dst, before, n, within)
		if n.First != tree.None {
			dst = t.lines(dst, n.First, depth+1, n.Value.Mask)
		}
		n.Told.Keep(dst[from:])
	}
	return dst
}

// line appends the line of a node behind its indentation.
func (t *Tree) line(dst []byte, before string, n *tree.Node, within uint64) []byte {
	text, kept := t.memory.Recall(n, within)
	switch {
	case kept && len(text.Before()) == len(before):
		return append(dst, text.Whole()...)
	case kept:
		return append(append(dst, before...), text.After()...)
	}
	from := len(dst)
	dst = append(AppendLine(append(dst, before...), n, within), '\n')
	text.Keep(dst[from:from+len(before)], dst[from+len(before):])
	return dst
}
