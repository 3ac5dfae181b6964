package collect

import (
	"strconv"

	"netsniff/report/table"
)

// Run is what is known of a run beside its frames.
type Run struct {
	Files     []string
	Interface string     // of a live capture
	Lang      table.Lang // of what tables say in words
	Evicted   uint64     // connections forgotten to save memory
	Dropped   uint64     // by the kernel or the interface of a live capture
	Records   *uint64    // from which tables are made instead of frames, of which nothing is known then; nil: none
	Vitals               // of all frames, whether they count or not
}

// Figures are the numbers of a run that every table has to be seen against: how
// many frames there were, and what went wrong.
func (r *Run) Figures() []table.Figure {
	if r.Records != nil {
		return []table.Figure{{Name: "records", Label: table.Say("records", "条记录"), N: *r.Records}}
	}
	return []table.Figure{
		{Name: "frames", Label: table.Say("frames", "帧"), N: r.Frames},
		{Name: "malformed", Label: table.Say("malformed", "格式错误"), N: r.Malformed},
		{Name: "truncated", Label: table.Say("cut short", "被截断"), N: r.Truncated},
		{Name: "gaps", Label: table.Say("gaps", "数据缺口"), N: r.Gaps},
		{Name: "evicted", Label: table.Say("connections forgotten", "被遗忘的连接"), N: r.Evicted},
		{Name: "dropped", Label: table.Say("dropped", "丢弃"), N: r.Dropped},
	}
}

// Footer returns a line with the figures.
func (r *Run) Footer(l table.Lang) string {
	var b []byte
	for i, x := range r.Figures() {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(strconv.AppendUint(b, x.N, 10), ' ')
		b = append(b, x.Label.In(l)...)
	}
	return string(b)
}
