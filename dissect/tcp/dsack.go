package tcp

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// duplicates reports whether the first block of a SACK option names bytes that
// came twice (RFC 2883 section 4): it lies below the acknowledgment, or within
// the second block.
func duplicates(o optionAt, ack uint32) bool {
	if o.kind != reassembly.OptionSACK || len(o.value) < sackBlock {
		return false
	}
	left, right := binary.BigEndian.Uint32(o.value), binary.BigEndian.Uint32(o.value[4:])
	if !reassembly.After(right, ack) {
		return true
	}
	if len(o.value) < 2*sackBlock {
		return false
	}
	second := o.value[sackBlock:]
	return !reassembly.Before(left, binary.BigEndian.Uint32(second)) &&
		!reassembly.After(right, binary.BigEndian.Uint32(second[4:]))
}

// duplicate returns the getter of something about such an option; base is what
// makes its numbers relative.
func duplicate(get func(o optionAt, base uint32, v *dissect.Values)) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if !analysed(f, l) {
			return
		}
		w := walkOptions(f, l)
		for o, ok := w.next(); ok; o, ok = w.next() {
			if duplicates(o, f.TCP.Ack) {
				get(o, f.TCP.Ack-f.Segment.Ack, v)
			}
		}
	}
}

// duplicateEdge returns the getter of one edge of the bytes that came twice.
func duplicateEdge(off int) dissect.Getter {
	return duplicate(func(o optionAt, base uint32, v *dissect.Values) {
		v.Uint(uint64(binary.BigEndian.Uint32(o.value[off:])-base)).At(o.off+2+off, 4)
	})
}
