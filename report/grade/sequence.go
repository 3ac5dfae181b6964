package grade

import (
	"slices"
	"strings"

	"netsniff/report/grade/model"
	"netsniff/report/grade/rubric"
	"netsniff/report/grade/verdict"
)

// link is a frame that stands for a step of a sequence, with that of the step before.
type link struct {
	model.Hit
	before *link
}

// bySteps looks for frames in order. For each group of frames that may belong together
// and each step the latest frame that ends a chain is kept: no other one has a frame
// after it within a time if that has not.
func (g *grading) bySteps(t *rubric.Test, c *compiled, l *looked) verdict.Finding {
	type mark struct {
		model.Hit
		step int
	}
	var all []mark
	for step, slot := range c.steps {
		if lacks := g.missing[slot]; lacks != "" {
			return lacking(lacks)
		}
		for _, h := range l.hits[slot] {
			all = append(all, mark{h, step})
		}
	}
	slices.SortStableFunc(all, func(a, b mark) int {
		if a.Frame != b.Frame {
			return int(a.Frame - b.Frame)
		}
		return b.step - a.step // a frame stands for one step only
	})
	latest := map[any][]*link{}
	var best *link
	far := 0
	for _, m := range all {
		k := group(t.Same, m.Hit)
		list := latest[k]
		if list == nil {
			list = make([]*link, len(c.steps))
			latest[k] = list
		}
		x := &link{Hit: m.Hit}
		if m.step > 0 {
			x.before = list[m.step-1]
			within := t.Steps[m.step].Within
			if x.before == nil || x.before.Frame >= m.Frame || within > 0 && m.Time-x.before.Time > within {
				continue
			}
		}
		list[m.step] = x
		if m.step+1 > far {
			best, far = x, m.step+1
		}
		if far == len(c.steps) {
			break
		}
	}
	return g.chain(t, c, l, best, far)
}

// group returns what frames of a sequence share.
func group(s rubric.Same, h model.Hit) any {
	switch s {
	case rubric.SameConnection:
		return h.Conn
	case rubric.SameHosts:
		return [2]string{min(h.Src, h.Dst), max(h.Src, h.Dst)}
	}
	return nil
}

func (g *grading) chain(t *rubric.Test, c *compiled, l *looked, last *link, far int) verdict.Finding {
	var frames []int64
	for x := last; x != nil; x = x.before {
		frames = append(frames, x.Frame)
	}
	slices.Reverse(frames)
	var steps []verdict.Step
	var texts []string
	for i, s := range t.Steps {
		text, _ := g.fill(s.Filter)
		texts = append(texts, "("+text+")")
		if i < len(frames) {
			steps = append(steps, verdict.Step{Held: true,
				Text: verdict.Say("frame %d: %s", "第 %d 帧：%s", frames[i], text)})
		} else {
			steps = append(steps, verdict.Step{Text: verdict.Say("no frame after that: %s (%d frames match it anywhere)",
				"之后没有帧：%s（全文有 %d 帧匹配）", text, len(l.hits[c.steps[i]]))})
		}
	}
	var f verdict.Finding
	if far == len(c.steps) {
		f = verdict.Passed(verdict.Say("All %d steps follow each other, frames %d to %d.",
			"%d 个步骤依次出现，第 %d 至 %d 帧。", far, frames[0], frames[len(frames)-1]), frames...)
	} else {
		f = verdict.Failed(verdict.Say("Step %d of %d does not follow.", "第 %d 步（共 %d 步）没有出现。", far+1,
			len(c.steps)), frames...)
	}
	f.Filter, f.Steps = strings.Join(texts, " || "), steps
	if far < len(c.steps) {
		return g.negative(c, l, f)
	}
	return f
}
