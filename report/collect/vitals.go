package collect

import (
	"netsniff/capture"
	"netsniff/dissect"
)

// Vitals are the numbers of frames that everything else is seen against.
type Vitals struct {
	Frames, Bytes uint64 // on the wire
	Captured      uint64 // bytes
	First, Last   capture.Stamp
	Malformed     uint64 // frames with a header that contradicts itself or the frame
	Truncated     uint64 // frames whose headers the snap length cut
	Gaps          uint64 // in TCP, without those that were filled later
}

func (v *Vitals) Note(f *dissect.Frame) {
	if v.Frames == 0 {
		v.First, v.Last = f.At, f.At
	}
	v.Frames++
	v.Bytes += uint64(f.WireLen)
	v.Captured += uint64(f.CapLen)
	v.First, v.Last = min(v.First, f.At), max(v.Last, f.At)
	switch f.State {
	case capture.Malformed:
		v.Malformed++
	case capture.Truncated:
		v.Truncated++
	}
	if f.Segment != nil {
		v.Gaps += uint64(int64(f.Segment.Holes)) // a hole is filled where it was found: the sum is never negative
	}
}

func (v *Vitals) Merge(o *Vitals) {
	switch {
	case o.Frames == 0:
		return
	case v.Frames == 0:
		*v = *o
		return
	}
	v.Frames += o.Frames
	v.Bytes += o.Bytes
	v.Captured += o.Captured
	v.First, v.Last = min(v.First, o.First), max(v.Last, o.Last)
	v.Malformed += o.Malformed
	v.Truncated += o.Truncated
	v.Gaps += o.Gaps
}

// duration is the time from the first frame to the last.
func (v *Vitals) Duration() capture.Stamp { return v.Last - v.First }
