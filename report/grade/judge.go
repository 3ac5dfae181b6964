package grade

import (
	"fmt"
	"slices"
	"strings"

	"netsniff/report/grade/checks"
	"netsniff/report/grade/expr"
	"netsniff/report/grade/model"
	"netsniff/report/grade/rubric"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

// items judges all items of the rubric.
func (g *grading) items() {
	for _, i := range g.Rubric.Items {
		g.result.Items = append(g.result.Items, g.item(i))
	}
	g.result.gates()
}

func (g *grading) item(i *rubric.Item) Item {
	f, file := g.judge(&i.Test)
	if len(i.Partial) > 0 && i.Kind == rubric.ByCheck && f.Verdict == verdict.Partial {
		f.Verdict, f.Share = verdict.Fail, 0 // the rubric says itself what a part is
	}
	if f.Verdict == verdict.Fail || f.Verdict == verdict.Partial {
		for _, s := range i.Partial {
			p, at := g.judge(&s.Test)
			share := s.Points / i.Points
			f.Steps = append(f.Steps, verdict.Step{Held: p.Verdict == verdict.Pass,
				Text: verdict.Say("partial credit of %g points: %s", "部分得分 %g 分：%s", s.Points, title(s))})
			f.Steps = append(f.Steps, p.Steps...)
			if p.Verdict == verdict.Pass && share > f.Share {
				why := p.Why
				if s.Feedback != (table.Phrase{}) {
					why = s.Feedback
				}
				steps := f.Steps
				f = p
				f.Verdict, f.Share, f.Steps, file = verdict.Partial, share, steps, at
				f.Why = why
				break
			}
		}
	}
	return settle(i, f, file)
}

func title(s *rubric.Share) string {
	if s.Title.EN != "" {
		return s.Title.EN
	}
	return s.Kind.String()
}

// settle gives an item its points. Those of a penalty are taken away if the test held.
func settle(i *rubric.Item, f verdict.Finding, file string) Item {
	x := Item{Item: i, Finding: f, File: file, Earned: round(i.Points * f.Share)}
	if i.Points < 0 {
		switch f.Verdict {
		case verdict.Pass, verdict.Partial:
			x.Verdict = verdict.Fail
		case verdict.Fail:
			x.Verdict, x.Share, x.Earned = verdict.Pass, 0, 0
			x.Why = verdict.Say("It is not in the capture: no points are taken away.", "抓包中没有此情况，不扣分。")
		default:
			x.Earned = 0
		}
	}
	x.Said = i.Feedback[x.Verdict.String()]
	return x
}

// judge looks at the captures of the role and takes the best finding.
func (g *grading) judge(t *rubric.Test) (best verdict.Finding, file string) {
	c := g.tests[t]
	switch t.Kind {
	case rubric.ByTeacher:
		return verdict.Ask(t.Manual), ""
	case rubric.ByParts, rubric.ByAny, rubric.ByAll:
		return g.several(t)
	}
	captures := g.captures[t.Input]
	if len(captures) == 0 {
		return g.absent(t.Input), ""
	}
	for i, l := range captures {
		f := g.judgeBy(t, c, l)
		if i == 0 || f.Better(&best) {
			best, file = f, l.file
		}
	}
	return best, file
}

// judgeBy judges a test by one capture.
func (g *grading) judgeBy(t *rubric.Test, c *compiled, l *looked) verdict.Finding {
	switch t.Kind {
	case rubric.ByFilter:
		return g.byFilter(t, c, l)
	case rubric.BySteps:
		return g.bySteps(t, c, l)
	case rubric.ByExpr:
		return g.byExpr(t, c, l)
	case rubric.ByCheck:
		args, lacks := g.arguments(c.args)
		if lacks != "" {
			return lacking(lacks)
		}
		return c.check.Judge(g.context(l).With(c.check.Args, args))
	}
	return g.byAnswer(t, c, l)
}

func (g *grading) context(l *looked) *checks.Context {
	inputs := map[string][]*model.Capture{}
	for role, list := range g.captures {
		for _, x := range list {
			inputs[role] = append(inputs[role], x.Capture)
		}
	}
	return &checks.Context{Capture: l.Capture, Inputs: inputs, Student: g.student, Answers: g.answers,
		Window: g.Rubric.Window, Ignore: g.Rubric.Ignore,
		Class: g.Program.Class[g.result.Path]}
}

// arguments are those of a check for this student.
func (g *grading) arguments(of map[string]rubric.Argument) (m map[string]rubric.Argument, lacks string) {
	m = map[string]rubric.Argument{}
	for name, a := range of {
		filled, missing := g.fill(a.Value)
		if missing != "" {
			lacks = missing
		}
		list := make([]string, len(a.List))
		for i, s := range a.List {
			list[i], _ = g.fill(s)
		}
		a.Value, a.List = filled, list
		m[name] = a
	}
	return m, lacks
}

// negative turns a finding that something is not there into one that it cannot be
// said, if the capture is to blame.
func (g *grading) negative(c *compiled, l *looked, f verdict.Finding) verdict.Finding {
	return g.doubt(c.expects, l, nil, f)
}

// doubt does the same, for these connections; nil: those of the protocols.
func (g *grading) doubt(protocols []string, l *looked, conns []*model.Conn, f verdict.Finding) verdict.Finding {
	if len(protocols) == 0 && conns == nil && l.Frames > 0 && l.Damage == "" {
		return f
	}
	if len(protocols) == 0 {
		protocols = []string{"tcp"}
	}
	for _, p := range protocols {
		why, bad := checks.Quality(l.Capture, p, conns)
		if !bad {
			continue
		}
		why.Steps = append(f.Steps, verdict.Step{Text: f.Why})
		if why.Filter == "" {
			why.Filter = f.Filter
		}
		return why
	}
	return f
}

// conns returns the connections of frames.
func (l *looked) conns(frames []int64) (list []*model.Conn) {
	for _, n := range frames {
		if n >= 1 && n <= int64(len(l.Packets)) {
			if c := l.Packets[n-1].Conn; c.ID >= 0 && !slices.Contains(list, c) {
				list = append(list, c)
			}
		}
	}
	return list
}

func (g *grading) byFilter(t *rubric.Test, c *compiled, l *looked) verdict.Finding {
	if lacks := g.missing[c.filter]; lacks != "" {
		return lacking(lacks)
	}
	hits := l.hits[c.filter]
	var frames []int64
	for _, h := range hits {
		frames = append(frames, h.Frame)
	}
	n := int64(len(hits))
	text, _ := g.fill(t.Filter)
	step := verdict.Step{Held: t.Count.Has(n), Text: verdict.Say("%d frames match %s", "%d 个帧匹配 %s", n, text)}
	var f verdict.Finding
	if step.Held {
		f = verdict.Passed(verdict.Say("%d frames show it.", "%d 个帧符合要求。", n), frames...)
		if n == 0 {
			f.Why = verdict.Say("No frame of this kind is there, as it should be.", "没有这类帧，符合要求。")
		}
	} else {
		f = verdict.Failed(verdict.Say("%d frames are of this kind, asked for is %s.", "这类帧有 %d 个，要求 %s 个。", n,
			rangeText(t.Count)), frames...)
		if n == 0 {
			f.Why = verdict.Say("No such frame is in the capture.", "抓包中没有这样的帧。")
		}
	}
	f.Filter, f.Steps = text, []verdict.Step{step}
	if !step.Held && n < t.Count.Min || l.Frames == 0 {
		return g.negative(c, l, f)
	}
	return f
}

func rangeText(r rubric.Range) string {
	switch {
	case r.Max < 0:
		return fmt.Sprintf("%d..", r.Min)
	case r.Min == r.Max:
		return fmt.Sprint(r.Min)
	}
	return fmt.Sprintf("%d..%d", r.Min, r.Max)
}

// scope is what expressions speak of.
func (g *grading) scope(l *looked) *expr.Scope {
	s := &expr.Scope{Capture: l.Capture, Inputs: map[string]*model.Capture{}, Student: g.student, Answers: g.answers}
	for role, list := range g.captures {
		s.Inputs[role] = list[0].Capture
	}
	if s.Answers == nil {
		s.Answers = map[string]string{}
	}
	return s
}

func (g *grading) byExpr(t *rubric.Test, c *compiled, l *looked) verdict.Finding {
	s := g.scope(l)
	v, failed := c.expr.Eval(s)
	text := strings.Join(strings.Fields(t.Expr), " ")
	if failed != nil {
		return g.failed(c, l, failed, text)
	}
	var frames []int64
	if c.evidence != nil {
		if e, failed := c.evidence.Eval(s); failed == nil {
			frames = e.Frames()
		}
	}
	truth, isBool := v.Bool()
	share, isNumber := v.Number()
	switch {
	case isBool && truth, isNumber && share >= 1:
		f := verdict.Passed(verdict.Say("What was asked for is in the capture.", "抓包符合要求。"), frames...)
		return f.With(verdict.Step{Held: true, Text: table.Say(text, text)})
	case isNumber && share > 0:
		return verdict.Half(share, verdict.Say("A part of what was asked for is in the capture (%.0f %%).",
			"抓包部分符合要求（%.0f %%）。", share*100), frames...).
			With(verdict.Step{Held: true, Text: verdict.Say("%s = %g",
				"%s = %g", text, share)})
	case !isBool && !isNumber:
		return verdict.Ask(verdict.Say("The rubric's expression is neither true nor false nor a number.",
			"评分标准的表达式既非真假也非数值。"))
	}
	f := verdict.Failed(verdict.Say("What was asked for is not in the capture.", "抓包不符合要求。"),
		frames...).With(verdict.Step{Text: table.Say(text, text)})
	return g.negative(c, l, f)
}

// failed judges an expression that has no value.
func (g *grading) failed(c *compiled, l *looked, why *expr.Failure, text string) verdict.Finding {
	step := verdict.Step{Text: table.Say(text+": "+why.Message, text+"："+why.Message)}
	switch {
	case why.Absent:
		return g.negative(c, l, verdict.Failed(verdict.Say("What was asked for is not in the capture.",
			"抓包不符合要求。")).With(step))
	case why.Costly:
		return verdict.Ask(verdict.Say("The capture is too large for the rubric's expression.",
			"抓包过大，无法计算评分标准的表达式。")).With(step)
	}
	return verdict.Ask(verdict.Say("The rubric's expression could not be computed.",
		"无法计算评分标准的表达式。")).With(step)
}

// several judges parts, any and all.
func (g *grading) several(t *rubric.Test) (sum verdict.Finding, file string) {
	var en, zh []string
	total, got, undecided := 0.0, 0.0, verdict.Pass
	for i, s := range t.Parts {
		f, at := g.judge(&s.Test)
		if file == "" {
			file = at
		}
		why := f.Why
		if s.Feedback != (table.Phrase{}) && f.Verdict != verdict.Pass {
			why = s.Feedback
		}
		sum.Steps = append(sum.Steps, verdict.Step{Held: f.Verdict == verdict.Pass,
			Text: table.Say(title(s)+": "+f.Verdict.Words().EN+". "+why.EN,
				s.Title.ZH+"："+f.Verdict.Words().ZH+"。"+why.ZH)})
		sum.Steps = append(sum.Steps, f.Steps...)
		if t.Kind == rubric.ByAny {
			if i == 0 || f.Better(&sum) {
				f.Steps = sum.Steps
				sum, file = f, at
			}
			continue
		}
		weight := s.Points
		if t.Kind == rubric.ByAll {
			weight = 1
		}
		total, got = total+weight, got+weight*f.Share
		sum.Frames = append(sum.Frames, f.Frames...)
		if f.Verdict != verdict.Pass {
			en, zh = append(en, why.EN), append(zh, why.ZH)
			if sum.Filter == "" {
				sum.Filter = f.Filter
			}
		}
		if f.Verdict.Undecided() && undecided != verdict.NotGradable {
			undecided = f.Verdict
		}
	}
	if t.Kind == rubric.ByAny {
		return sum, file
	}
	sum.Frames = verdict.Frames(sum.Frames)
	sum.Share = got / total
	sum.Why = table.Say(strings.Join(en, " "), strings.Join(zh, " "))
	switch full := sum.Share > 1-1e-9; {
	case full:
		sum.Verdict, sum.Share, sum.Why = verdict.Pass, 1, verdict.Say("All %d parts are right.", "全部 %d 部分均正确。",
			len(t.Parts))
	case t.Kind == rubric.ByAll:
		if sum.Verdict, sum.Share = verdict.Fail, 0; undecided != verdict.Pass {
			sum.Verdict = undecided
		}
	case undecided != verdict.Pass:
		sum.Verdict = undecided
	case sum.Share > 0:
		sum.Verdict = verdict.Partial
	default:
		sum.Verdict = verdict.Fail
	}
	return sum, file
}

// gates takes the points of items for the sake of those that did not pass.
func (r *Result) gates() {
	decided := map[string]*Item{}
	var gate *Item
	for i := range r.Items {
		x := &r.Items[i]
		decided[x.ID] = x
		if x.Item.Gate && x.Verdict != verdict.Pass && !x.Verdict.Undecided() && gate == nil {
			gate = x
		}
	}
	for i := range r.Items {
		x := &r.Items[i]
		shut := gate
		for _, id := range x.Requires {
			if y := decided[id]; y.Verdict != verdict.Pass && (shut == nil || shut == gate) {
				shut = y
			}
		}
		if shut == nil || shut == x || x.Points < 0 {
			continue
		}
		x.Steps = append(x.Steps, verdict.Step{Text: table.Say("without that: "+x.Verdict.Words().EN+". "+x.Why.EN,
			"否则："+x.Verdict.Words().ZH+"。"+x.Why.ZH)})
		x.Gate, x.Earned = shut.ID, 0
		x.Verdict = verdict.Fail
		if shut.Verdict.Undecided() {
			x.Verdict, x.Gate = shut.Verdict, ""
		}
		x.Why = table.Say(fmt.Sprintf("It does not count, because %s did not pass.", shut.Title.EN),
			fmt.Sprintf("因为“%s”未通过，此项不计分。", shut.Title.ZH))
	}
}
