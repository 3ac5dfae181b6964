package json

import "netsniff/report/tree"

// chains link the values of each field within a layer: those of a content that
// is a tree of its own come mixed.
type chains struct {
	again   []int32 // by node: the next of its field, or None
	repeats []bool  // by node: it is not the first of its field
	latest  []int32 // by tree.Line.ID: 1 + the last node so far, 0 for none
}

// link links the values of the layer whose nodes begin at i, and returns where
// they end.
func (c *chains) link(t *tree.Tree, i int) (end int) {
	nodes := t.Nodes
	for len(c.again) < len(nodes) {
		c.again, c.repeats = append(c.again, tree.None), append(c.repeats, false)
	}
	for len(c.latest) < t.Lines {
		c.latest = append(c.latest, 0)
	}
	for end = i; end < len(nodes) && nodes[end].Kind != tree.Protocol; end++ {
		n := &nodes[end]
		if c.again[end], c.repeats[end] = tree.None, false; !plain(n) {
			continue
		}
		if before := c.latest[n.ID]; before > 0 {
			c.again[before-1], c.repeats[end] = int32(end), true
		}
		c.latest[n.ID] = int32(end) + 1
	}
	for j := i; j < end; j++ {
		if plain(&nodes[j]) {
			c.latest[nodes[j].ID] = 0
		}
	}
	return end
}

// plain tells the fields that are no findings.
func plain(n *tree.Node) bool { return n.Kind == tree.Field && n.Role == tree.NoRole }
