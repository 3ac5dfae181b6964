package json

import (
	"bytes"

	"netsniff/report/tree"
)

// names finds siblings of the same name.
type names struct {
	again   []int32 // by node: the next sibling of its name, or None
	repeats []bool  // by node: an earlier sibling has its name
	latest  map[name]int32
}

// name is what two siblings have in common that have the same.
type name struct {
	kind tree.Kind
	text string
}

// fewSiblings are compared with each other: looking so few names up is slower.
const fewSiblings = 8

// link finds those of node first and its siblings. A segment of 64 KiB may have
// as many lines of text, each of them a sibling.
func (x *names) link(nodes []tree.Node, first int32) {
	for len(x.again) < len(nodes) {
		x.again, x.repeats = append(x.again, tree.None), append(x.repeats, false)
	}
	count := 0
	for i := first; i != tree.None; i = nodes[i].Next {
		x.again[i], x.repeats[i] = tree.None, false
		count++
	}
	if count <= fewSiblings {
		x.compare(nodes, first)
	} else {
		x.look(nodes, first)
	}
}

func (x *names) compare(nodes []tree.Node, first int32) {
	for i := first; i != tree.None; i = nodes[i].Next {
		for j := nodes[i].Next; j != tree.None; j = nodes[j].Next {
			if same(&nodes[i], &nodes[j]) {
				x.again[i], x.repeats[j] = j, true
				break
			}
		}
	}
}

func (x *names) look(nodes []tree.Node, first int32) {
	if x.latest == nil {
		x.latest = make(map[name]int32)
	}
	defer x.forget()
	for i := first; i != tree.None; i = nodes[i].Next {
		n := &nodes[i]
		k := name{n.Kind, nodeName(n)}
		if n.Kind == tree.Heading {
			k.text += "\x00" + string(n.Text())
		}
		if before, ok := x.latest[k]; ok {
			x.again[before], x.repeats[i] = i, true
		}
		x.latest[k] = i
	}
}

// forget empties the map; a large one is not kept, as emptying it takes long.
func (x *names) forget() {
	if len(x.latest) > 1<<10 {
		x.latest = nil
		return
	}
	clear(x.latest)
}

// same reports whether two siblings have the same name.
func same(a, b *tree.Node) bool {
	if a.Kind != b.Kind {
		return false
	}
	if a.Kind == tree.Heading {
		return a.Key == b.Key && bytes.Equal(a.Text(), b.Text())
	}
	return nodeName(a) == nodeName(b)
}
