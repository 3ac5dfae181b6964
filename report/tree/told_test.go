package tree

import (
	"fmt"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/registry"
)

// told walks the trees of frames, with what is Told kept and without, side by side.
type told struct {
	t             *testing.T
	with, without *Tree
	capture       string
	made, known   int
}

func (x *told) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	x.with.Build(f)
	x.without.Build(f)
	x.compare(f, x.with.First, x.without.First)
	return dst, true
}

func (x *told) compare(f *dissect.Frame, i, j int32) {
	for ; i != None && j != None; i, j = x.with.Nodes[i].Next, x.without.Nodes[j].Next {
		n, m := &x.with.Nodes[i], &x.without.Nodes[j]
		if n.ID != m.ID {
			x.t.Fatalf("%s, frame %d: %s and %s", x.capture, f.Frame, name(n), name(m))
		}
		if n.Told == nil {
			x.compare(f, n.First, m.First)
			continue
		}
		all := x.all(nil, j)
		if kept := n.Told.Text(); kept == nil {
			x.made++
			n.Told.Keep(all)
		} else if x.known++; string(kept) != string(all) {
			x.t.Fatalf("%s, frame %d: below the same %s stood other things before:\n%snow\n%s", x.capture, f.Frame,
				name(n), kept, all)
		}
	}
	if i != j {
		x.t.Fatalf("%s, frame %d: more in one tree than in the other", x.capture, f.Frame)
	}
}

// all appends all that can be printed of a node and of those below it.
func (x *told) all(b []byte, i int32) []byte {
	n := &x.without.Nodes[i]
	raw, off := n.Raw()
	b = fmt.Appendf(b, "%s %x at %d: %d %x mask %x; ", name(n), raw, off, n.Value.U, n.Value.B, n.Value.Mask)
	if n.Say != nil {
		b = n.Say(b, n.Layer.Frame, &n.Layer.Layer, n.Value)
	}
	if n.Kind == Protocol && n.Protocol.Outline.Summary != nil {
		b = n.Protocol.Outline.Summary(b, n.Layer.Frame, &n.Layer.Layer)
	}
	b = append(b, '\n')
	for i = n.First; i != None; i = x.without.Nodes[i].Next {
		b = x.all(b, i)
	}
	return b
}

// name returns the name of what a node shows.
func name(n *Node) string {
	if n.Field != nil {
		return n.Field.Name
	}
	return n.Protocol.Name
}

// TestTold: what is Told says the same for the same bytes in all captures, and
// nothing else is missing in trees that keep it.
func TestTold(t *testing.T) {
	protocols := registry.New(all.Protocols())
	x := &told{t: t, with: New(protocols), without: New(protocols)}
	x.with.Keeps = true
	for _, p := range protocols.Protocols() {
		for _, name := range outlineOf(p).Told {
			if len(protocols.Field(name.Name)) == 0 && name.Name != p.Name {
				t.Errorf("%s says that %s is told, which it does not have", p.Name, name.Name)
			}
		}
	}
	eachCapture(t, x, func(name string) { x.capture = name })
	if x.made < 500 || x.known < 10*x.made {
		t.Errorf("%d texts were made and %d known", x.made, x.known)
	}
}
