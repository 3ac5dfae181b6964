package tree

import (
	"encoding/binary"
	"math/bits"

	"netsniff/dissect"
)

// Memory keeps the last texts of each field, by value: most lines say what one of
// their field said a few frames before - flags, types, addresses, lengths -, so that
// a line is copied more often than made. Details take two thirds of the time that
// way. The zero value is ready.
type Memory struct {
	// Bytes: texts tell all bytes of a value, not only the bits that are its own.
	Bytes bool

	lines []*texts // by Line.ID; nil: nothing was said yet
	shown shown    // of the node at work, here because it is large
}

// ways is how many texts of a field are kept, each for its own share of the
// values; maxText how long they are at most.
const (
	ways    = 8
	maxText = 240
)

type texts [ways]Text

// Text is what was said of a value: before and after something that is not the same
// each time, if there is such.
type Text struct {
	shown
	b  []byte
	at int
}

// Whole returns the text without what is not the same each time.
func (t *Text) Whole() []byte { return t.b }

// Before and After return the two parts of the text.
func (t *Text) Before() []byte { return t.b[:t.at] }

// After returns the second part.
func (t *Text) After() []byte { return t.b[t.at:] }

// Keep keeps the text that was made, unless it is too long. A nil t has no place
// for it.
func (t *Text) Keep(before, after []byte) {
	switch {
	case t == nil:
	case len(before)+len(after) > maxText:
		t.b, t.at = nil, 0
	default:
		t.b, t.at = append(append(t.b[:0], before...), after...), len(before)
	}
}

// shown is all that the text of a number or address depends on beside its field.
type shown struct {
	value, bits, mask, within uint64
	size                      int // of its bytes
	known                     bool
}

// Recall returns the text kept for a node; kept is false if it has to be made, and
// the result where to keep it then, nil if it is not worth it. within is the mask of
// the field above.
func (m *Memory) Recall(n *Node, within uint64) (t *Text, kept bool) {
	x := &m.shown
	if !x.of(n, within, m.Bytes) {
		return nil, false
	}
	for n.ID >= len(m.lines) {
		m.lines = append(m.lines, nil)
	}
	l := m.lines[n.ID]
	if l == nil {
		l = new(texts)
		m.lines[n.ID] = l
	}
	t = &l[(x.value^x.value>>3^x.bits)%ways]
	switch {
	case !t.is(x):
		t.shown = *x
		return t, false
	case t.b == nil:
		return nil, false // it was too long
	}
	return t, true
}

// is reports whether x and y are the same, faster than comparing them as wholes does.
func (x *shown) is(y *shown) bool {
	return x.value == y.value && x.bits == y.bits && x.mask == y.mask && x.within == y.within && x.size == y.size &&
		x.known == y.known
}

// often is below what numbers come often enough to be worth keeping their texts.
const often = 1 << 11

// of notes what the text of n depends on, with all of its bytes or without, and
// reports whether it may come again.
func (x *shown) of(n *Node, within uint64, all bool) bool {
	if n.Kind != Field || n.Whole || n.Say != nil {
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
		if all {
			raw, _ := n.Raw()
			return v.Mask == 0 && (len(raw) == x.size || raw == nil && v.Len == 0) && x.sized(len(raw))
		}
		return v.Mask == 0
	default:
		return false
	}
	if v.Mask == 0 && !all {
		return true
	}
	raw, _ := n.Raw()
	x.size, x.within = len(raw), within
	switch {
	case raw == nil:
		x.bits = v.U << bits.TrailingZeros64(v.Mask)
		return !all || v.Len == 0
	case all:
		x.bits = Number(raw)
		return len(raw) <= 8
	}
	x.bits = n.Number(raw) & v.Mask
	return true
}

// sized notes how many bytes stand in the frame.
func (x *shown) sized(n int) bool {
	x.size = n
	return true
}
