package detail

import (
	"encoding/binary"
	"math/bits"

	"netsniff/dissect"
	"netsniff/report/tree"
)

// Most lines say what one of their field said a few frames before: flags, types,
// addresses, lengths. memory keeps the last texts of each field, by value, so
// that a line is copied more often than made: details take two thirds of the
// time that way.
type memory struct {
	lines []*texts // by tree.Line.ID; nil: nothing was said yet
	shown shown    // of the node at work, here because it is large
}

// ways is how many texts of a field are kept, each for its own share of the
// values; maxText how long they are at most.
const (
	ways    = 8
	maxText = 120
)

type texts [ways]struct {
	shown
	text []byte
}

// shown is all that the text of a number or address depends on beside its field.
type shown struct {
	value, bits, mask, within uint64
	size                      int // of its bytes
	known                     bool
}

// recall returns the text kept for a node, nil if there is none, and where to
// keep the one that is made now, nil if it is not worth it.
func (m *memory) recall(n *tree.Node, within uint64) (text []byte, keep *[]byte) {
	x := &m.shown
	if !x.of(n, within) {
		return nil, nil
	}
	for n.ID >= len(m.lines) {
		m.lines = append(m.lines, nil)
	}
	l := m.lines[n.ID]
	if l == nil {
		l = new(texts)
		m.lines[n.ID] = l
	}
	way := &l[(x.value^x.value>>3^x.bits)%ways]
	if way.shown == *x {
		return way.text, nil
	}
	way.shown = *x
	return nil, &way.text
}

// often is below what numbers come often enough to be worth keeping their texts.
const often = 1 << 11

// of notes what the text of n depends on, and reports whether it may come again.
func (x *shown) of(n *tree.Node, within uint64) bool {
	if n.Kind != tree.Field || n.Whole || n.Say != nil {
		return false
	}
	v, f := n.Value, n.Field
	*x = shown{value: v.U, mask: v.Mask, known: true}
	switch f.Type {
	case dissect.Bool, dissect.Uint, dissect.Int:
		if v.Mask == 0 && v.U >= often && f.Names == nil {
			return false
		}
	case dissect.Ether, dissect.IPv4:
		if x.size = len(v.B); x.size != 4 && x.size != 6 {
			return false
		}
		x.value, x.bits = uint64(binary.BigEndian.Uint32(v.B)), uint64(binary.BigEndian.Uint16(v.B[x.size-2:]))
		return v.Mask == 0
	default:
		return false
	}
	if v.Mask != 0 {
		raw, _ := n.Raw()
		x.size, x.bits, x.within = len(raw), tree.Number(raw)&v.Mask, within
		if raw == nil {
			x.bits = v.U << bits.TrailingZeros64(v.Mask)
		}
	}
	return true
}
