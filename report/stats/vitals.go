package stats

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Vitals are the numbers of frames that everything else is seen against.
type Vitals struct {
	sum
	Captured    uint64 // bytes
	First, Last capture.Stamp
	Malformed   uint64 // frames with a header that contradicts itself or the frame
	Truncated   uint64 // frames whose headers the snap length cut
	Gaps        uint64 // TCP segments before which others were not captured
}

func (v *Vitals) note(f *dissect.Frame) {
	if v.Frames == 0 {
		v.First, v.Last = f.At, f.At
	}
	v.frame(f)
	v.Captured += uint64(f.CapLen)
	v.First, v.Last = min(v.First, f.At), max(v.Last, f.At)
	switch f.State {
	case capture.Malformed:
		v.Malformed++
	case capture.Truncated:
		v.Truncated++
	}
	if f.Segment != nil && f.Segment.Flags&reassembly.LostSegment != 0 {
		v.Gaps++
	}
}

func (v *Vitals) merge(o *Vitals) {
	switch {
	case o.Frames == 0:
		return
	case v.Frames == 0:
		*v = *o
		return
	}
	v.add(o.sum)
	v.Captured += o.Captured
	v.First, v.Last = min(v.First, o.First), max(v.Last, o.Last)
	v.Malformed += o.Malformed
	v.Truncated += o.Truncated
	v.Gaps += o.Gaps
}

// duration is the time from the first frame to the last.
func (v *Vitals) duration() capture.Stamp { return v.Last - v.First }

// faulty counts what went wrong in a run, named for machines and for people.
func (r *Run) faulty() []named {
	return []named{
		{"malformed", Phrase{"malformed", "格式错误"}, r.Malformed},
		{"truncated", Phrase{"cut short", "被截断"}, r.Truncated},
		{"gaps", Phrase{"gaps", "数据缺口"}, r.Gaps},
		{"evicted", Phrase{"connections forgotten", "被遗忘的连接"}, r.Evicted},
		{"dropped", Phrase{"dropped", "丢弃"}, r.Dropped},
	}
}

type named struct {
	name  string
	label Phrase
	n     uint64
}

// Footer returns a line with what every table has to be seen against.
func (r *Run) Footer(l Lang) string {
	b := strconv.AppendUint(nil, r.Frames, 10)
	b = append(append(b, ' '), Phrase{"frames", "帧"}.In(l)...)
	for _, x := range r.faulty() {
		b = append(b, ", "...)
		b = append(strconv.AppendUint(b, x.n, 10), ' ')
		b = append(b, x.label.In(l)...)
	}
	return string(b)
}
