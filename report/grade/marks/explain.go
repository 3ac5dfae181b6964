package marks

import (
	"fmt"
	"io"
	"strings"

	"netsniff/report/cells"
	"netsniff/report/grade"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

// Explain writes how each item of a result was decided, step by step, in lines of at
// most width cells; only those with the given id if it is not empty.
func (b *Book) Explain(w io.Writer, r *grade.Result, id string, width int) error {
	var s strings.Builder
	put := func(lead, text string) {
		for i, line := range cells.Break(table.Clean(text), max(width-cells.Width(lead), 20)) {
			if i > 0 {
				lead = strings.Repeat(" ", cells.Width(lead))
			}
			s.WriteString(lead + line + "\n")
		}
	}
	say := func(en, zh string) string { return table.Say(en, zh).In(b.Lang) }
	put("", fmt.Sprintf("%s: %s / %s, %s", Who(r), number(r.Points), number(b.Rubric.Total), r.Outcome.Words().In(b.Lang)))
	if r.Wrong != "" {
		put("  ! ", r.Wrong)
	}
	for _, n := range r.Notes {
		put("  ! ", n.In(b.Lang))
	}
	for i := range r.Items {
		x := &r.Items[i]
		if id != "" && x.ID != id {
			continue
		}
		s.WriteString("\n")
		title := x.Title.In(b.Lang)
		if title == x.ID {
			title = ""
		}
		put("", strings.TrimSpace(fmt.Sprintf("%s  %s  %s / %s  %s", x.ID, x.Verdict.Words().In(b.Lang),
			number(x.Earned), number(x.Points), title)))
		put("  ", b.Sentence(x))
		for _, step := range x.Steps {
			mark := "  ✗ "
			if step.Held {
				mark = "  ✓ "
			}
			put(mark, step.Text.In(b.Lang))
		}
		if x.Matched.EN != "" {
			put("  "+say("matched: ", "匹配："), x.Matched.In(b.Lang))
		}
		if len(x.Frames) > 0 {
			put("  "+say("frames:  ", "帧："), strings.Trim(fmt.Sprint(x.Frames), "[]"))
		}
		if x.Filter != "" {
			put("  "+say("filter:  ", "过滤器："), x.Filter)
		}
		if command := verdict.Command(x.File, x.Frames); command != "" {
			put("  "+say("see:     ", "查看："), command)
		}
	}
	_, err := io.WriteString(w, s.String())
	return err
}
