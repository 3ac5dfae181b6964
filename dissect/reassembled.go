package dissect

import (
	"slices"

	"netsniff/reassembly"
)

// Reassembled tells how a message was put together from several TCP segments.
// Borrowed until the frame has been reported.
type Reassembled struct {
	Len   int    // of the message
	Bytes []byte // the message, nil if its body was counted and not stored

	parts []part
}

// Segments returns how many segments brought the message, 0 if the frame
// completes none that needed several.
func (r *Reassembled) Segments() int { return len(r.parts) }

// Frame returns the frame of segment i, in the order of their bytes.
func (r *Reassembled) Frame(i int) uint32 { return r.parts[i].frame }

// part is a segment of a message.
type part struct{ seq, frame uint32 }

// note remembers that frame brought the bytes at seq.
func (x *span) note(seq, frame uint32) {
	n := len(x.parts)
	if n == maxParts || n > 0 && x.parts[n-1].frame == frame {
		return
	}
	i := n
	for i > 0 && reassembly.Before(seq, x.parts[i-1].seq) {
		i--
	}
	x.parts = slices.Insert(x.parts, i, part{seq, frame})
}

// assemble notes how the first message was put together that f completes. The
// span may be let go: until the next frame nobody writes to its memory.
func (f *Frame) assemble(x *span) {
	if f.Whole.parts != nil || len(x.parts) < 2 {
		return
	}
	f.Whole = Reassembled{Len: len(x.bytes) + x.elided, parts: x.parts}
	if x.elided == 0 {
		f.Whole.Bytes = x.bytes
	}
}
