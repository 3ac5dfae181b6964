package dissect

// Reassembled tells how a message was put together from several TCP segments.
// Borrowed until the frame has been reported.
type Reassembled struct {
	Len   int          // of the message
	Bytes []byte       // the message, nil if its body was counted and not stored
	Parts []PDUSegment // empty if the frame completes none that needed several
}

// PDUSegment is a segment of a message.
type PDUSegment struct{ Seq, Frame uint32 }

// Segments returns how many segments brought the message, 0 if the frame
// completes none that needed several.
func (r *Reassembled) Segments() int { return len(r.Parts) }

// Part returns which bytes of the message segment i brought.
func (r *Reassembled) Part(i int) (from, to int) {
	from, to = int(int32(r.Parts[i].Seq-r.Parts[0].Seq)), r.Len
	if i+1 < len(r.Parts) {
		to = int(int32(r.Parts[i+1].Seq - r.Parts[0].Seq))
	}
	return from, to
}

// Frame returns the frame of segment i, in the order of their bytes.
func (r *Reassembled) Frame(i int) uint32 { return r.Parts[i].Frame }
