package tree

import (
	"bytes"
	"slices"

	"netsniff/dissect"
)

// Told keeps the text of a node with all that stands below it, by the bytes of the
// node, see dissect.Told.
type Told struct {
	bytes [longestTold]byte
	size  int
	off   int    // of the bytes in their buffer
	build uint32 // number of the tree that used it last
	text  []byte
	kept  bool // else the text is to be made
}

const (
	longestTold = 16
	keptOfEach  = 64      // texts of a line, each for its own share of the bytes
	longestKept = 4 << 10 // as long are the texts that are kept
)

// Text returns the text that was kept, nil if it is to be made or t is nil. Not to
// be changed.
func (t *Told) Text() []byte {
	if !t.known() {
		return nil
	}
	return t.text
}

// Keep keeps a copy of the text that was made. A nil t has no place for it.
func (t *Told) Keep(text []byte) {
	if t != nil && len(text) <= longestKept {
		t.text, t.kept = append(t.text[:0], text...), true
	}
}

// known reports whether there is a text.
func (t *Told) known() bool { return t != nil && t.kept }

// keeper has the texts of all lines.
type keeper struct {
	lines []*[keptOfEach]Told // by Line.ID
	build uint32              // number of the tree that is built
}

// of returns the place of the text of a line with some bytes at off; nil if this
// tree has used it for other ones.
func (x *keeper) of(id int, raw []byte, off int) *Told {
	for id >= len(x.lines) {
		x.lines = append(x.lines, nil)
	}
	l := x.lines[id]
	if l == nil {
		l = new([keptOfEach]Told)
		x.lines[id] = l
	}
	h := uint32(off)
	for _, c := range raw {
		h = (h ^ uint32(c)) * 16777619 // FNV-1a
	}
	t := &l[(h>>16^h)%keptOfEach]
	if t.size != len(raw) || t.off != off || !bytes.Equal(t.bytes[:len(raw)], raw) {
		if t.build == x.build {
			return nil
		}
		t.size, t.off, t.kept = len(raw), off, false
		copy(t.bytes[:], raw)
	}
	t.build = x.build
	return t
}

// tell finds the texts of the nodes from first on, which plan.told has at index i.
// It reports whether all are known: then nothing is needed below them.
func (t *Tree) tell(f *dissect.Frame, l *dissect.Layer, i int, first int32) bool {
	x := &t.layer
	if !t.Keeps || t.below != None {
		return false
	}
	if unless := x.plan.told[i].Unless; unless != nil && unless(f, l) {
		return false
	}
	nodes, all := t.Nodes[first:], true
	for j := range nodes {
		raw, off := nodes[j].Raw()
		if len(raw) == 0 || len(raw) > longestTold {
			all = false
			continue
		}
		nodes[j].Told = t.keeper.of(nodes[j].ID, raw, off)
		all = all && nodes[j].Told.known()
	}
	if all {
		return true
	}
	for j := range nodes {
		if nodes[j].Told.known() {
			nodes[j].Told = nil // it is made as those beside it are
		}
	}
	return false
}

// set is a set of what is Told in a plan.
type set uint32

// tell finds for each field what it stands below, if that is Told, or below what
// is; nothing for a field that may stand below others as well.
func (c *plan) tell() []set {
	c.told = c.outline.Told
	c.whole = int(c.telling(c.protocol.Name))
	below := make([]set, len(c.fields))
	for _, i := range c.order { // what is above comes first
		for _, above := range c.fields[i].above {
			sets := below[above]
			if k := c.telling(c.fields[above].Field.Name); k != None {
				sets |= 1 << k
			}
			if sets == 0 {
				below[i] = 0
				break
			}
			below[i] |= sets
		}
	}
	return below
}

// telling returns the index of what is Told by its name, or None.
func (c *plan) telling(name string) int32 {
	return int32(slices.IndexFunc(c.told, func(x dissect.Told) bool { return x.Name == name }))
}
