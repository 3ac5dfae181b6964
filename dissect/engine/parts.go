package engine

import (
	"slices"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// note remembers which frame brought the bytes of x at seq.
func (e *Engine) note(x *span, seq uint32) {
	frame, n := e.bringing, len(x.parts)
	switch {
	case n > 0 && x.parts[n-1].Frame == frame:
		return
	case n >= maxTraced || n >= maxParts && !e.traced:
		e.Losses.Beyond[dissect.PDUSegments]++
		return
	}
	i := n
	for i > 0 && reassembly.Before(seq, x.parts[i-1].Seq) {
		i--
	}
	x.parts = slices.Insert(x.parts, i, dissect.PDUSegment{Seq: seq, Frame: frame})
}

// assemble notes how the first message of the connection was put together that
// f completes, and of the others, if that is traced, what they needed. The span
// may be let go: until the next frame nobody writes to its memory.
func (e *Engine) assemble(f *dissect.Frame, x *span) {
	if len(x.parts) < 2 {
		return
	}
	whole := dissect.Reassembled{Len: len(x.bytes) + x.elided, Parts: x.parts}
	if x.elided == 0 {
		whole.Bytes = x.bytes
	}
	if c := e.conn.Carrier; c != nil && c.Carrier == nil && f.Within.Parts == nil {
		f.Within = whole
	}
	if e.conn.Carrier != nil || f.Whole.Parts != nil {
		if e.traced {
			f.Needed = append(f.Needed, x.parts...)
		}
		return
	}
	f.Whole = whole
}
