package grade

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"netsniff/report/grade/checks"
	"netsniff/report/grade/rubric"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

// usualTolerance is that of times and rates if the rubric does not say: they are read
// off a screen.
const usualTolerance = 0.01

// right is a right answer with its unit.
type right struct {
	checks.Value
	unit    string // of Number; "" for counts and texts
	bare    string // of what is typed without one
	numeric bool
	loose   bool
}

// byAnswer compares a typed answer with what the student's own capture says.
func (g *grading) byAnswer(t *rubric.Test, c *compiled, l *looked) verdict.Finding {
	if g.answers == nil {
		return verdict.Cannot(g.noAnswer)
	}
	typed, ok := g.answers[strings.ToLower(strings.TrimSpace(t.Answer.Name))]
	if !ok || typed == "" {
		return verdict.Failed(verdict.Say("Question %s was not answered.", "问题 %s 未作答。", t.Answer.Name))
	}
	keys, why := g.keys(t, c, l)
	if len(keys) == 0 {
		return why
	}
	var steps []verdict.Step
	for i := range keys {
		k := &keys[i]
		same := k.matches(typed, t.Answer)
		label := ""
		if k.Label.EN != "" {
			label = " (" + k.Label.EN + ")"
		}
		zh := ""
		if k.Label.ZH != "" {
			zh = "（" + k.Label.ZH + "）"
		}
		steps = append(steps, verdict.Step{Held: same != "",
			Text: table.Say(fmt.Sprintf("typed %q, the capture says %s%s", typed, k, label),
				fmt.Sprintf("所填 %q，抓包为 %s%s", typed, k, zh))})
		if same == "" {
			continue
		}
		f := verdict.Passed(verdict.Say("The answer %s is right.", "答案 %s 正确。", typed), k.Frames...)
		f.Matched = k.Label
		if same != "as it is" {
			f.Matched = table.Say(strings.TrimPrefix(k.Label.EN+", "+same, ", "),
				strings.TrimPrefix(k.Label.ZH+"，"+same, "，"))
		}
		if f.Matched.EN != "" {
			f.Why = table.Say(fmt.Sprintf("The answer %s is right: %s.", typed, f.Matched.EN),
				fmt.Sprintf("答案 %s 正确：%s。", typed, f.Matched.ZH))
		}
		f.Steps = steps
		f.Filter = verdict.FrameFilter(f.Frames)
		return f
	}
	f := verdict.Failed(verdict.Say("The answer is %s; in your own capture it is %s.",
		"所填答案为 %s；按你自己的抓包应为 %s。", typed, keys[0].String()), keys[0].Frames...)
	f.Steps, f.Filter = steps, verdict.FrameFilter(f.Frames)
	return g.doubt(c.expects, l, l.conns(keys[0].Frames), f) // what is missing in a capture makes the key wrong
}

// keys computes the right answers, or says why there are none.
func (g *grading) keys(t *rubric.Test, c *compiled, l *looked) (list []right, why verdict.Finding) {
	why = verdict.Ask(verdict.Say("There is no right answer to compare with.", "没有可比较的正确答案。"))
	first := true
	for i := range c.keys {
		k := &c.keys[i]
		var f verdict.Finding
		var got []right
		if k.standard != nil {
			got, f = g.standard(k, c, l)
		} else {
			got, f = g.computed(k, c, l)
		}
		if len(got) == 0 && first {
			why, first = f, false
		}
		list = append(list, got...)
	}
	return list, why
}

func (g *grading) standard(k *compiledKey, c *compiled, l *looked) (list []right, f verdict.Finding) {
	args, lacks := g.arguments(c.args)
	if lacks != "" {
		return nil, lacking(lacks)
	}
	values, f := k.standard.Values(g.context(l).With(k.standard.Args, args))
	unit := k.standard.Unit
	if v := args["value"].Value; v == "rtt" || v == "sent" || v == "acked" {
		unit = "s"
	}
	for _, v := range values {
		if k.Label.EN != "" {
			v.Label = k.Label
		}
		r := right{Value: v, unit: unit, bare: k.Unit, numeric: v.Text == "", loose: true}
		if r.bare == "" {
			r.bare = unit
		}
		list = append(list, r)
	}
	return list, f
}

func (g *grading) computed(k *compiledKey, c *compiled, l *looked) (list []right, f verdict.Finding) {
	v, failed := k.expr.Eval(g.scope(l))
	if failed != nil {
		f = g.failed(c, l, failed, k.Expr)
		if f.Verdict == verdict.Fail {
			f.Why = verdict.Say("The capture does not have what the question asks for.", "抓包中没有该问题所问的内容。")
		}
		return nil, f
	}
	for _, x := range v.Items() {
		r := right{Value: checks.Value{Label: k.Label}, unit: k.Unit, bare: k.Unit}
		if n, ok := x.Number(); ok {
			r.Number, r.numeric = n, true
		} else {
			r.Text = x.Text()
			_, isBool := x.Bool()
			r.loose = isBool
		}
		list = append(list, r)
	}
	if len(list) == 0 {
		f = g.negative(c, l, verdict.Failed(verdict.Say("The capture does not have what the question asks for.",
			"抓包中没有该问题所问的内容。")))
	}
	return list, f
}

// String writes the right answer as a person would.
func (r *right) String() string {
	if !r.numeric {
		return r.Text
	}
	if r.unit == "" || r.unit == r.bare {
		return strings.TrimSpace(figure(r.Number) + " " + r.unit)
	}
	_, from, ok1 := rubric.Unit(r.unit)
	_, to, ok2 := rubric.Unit(r.bare)
	if !ok1 || !ok2 {
		return figure(r.Number) + " " + r.unit
	}
	return figure(r.Number*from/to) + " " + r.bare
}

func figure(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1e15 {
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	return strconv.FormatFloat(x, 'g', 6, 64)
}

// matches says how a typed answer is the right one: "" if it is not, "as it is", or in
// which unit.
func (r *right) matches(typed string, a rubric.Answer) string {
	if !r.numeric {
		if sameText(typed, r.Text, a.Loose || r.loose) {
			return "as it is"
		}
		return ""
	}
	v, unit, ok := rubric.Number(typed)
	if !ok {
		return ""
	}
	base, factor, known := rubric.Unit(r.unit)
	if !known {
		base, factor = "", 1
	}
	want := r.Number * factor
	tolerance := max(math.Abs(want)*a.Tolerance.Share, a.Tolerance.Absolute, a.Tolerance.Bare*factor)
	if a.Tolerance == (rubric.Tolerance{}) && (base == "s" || base == "bit/s") {
		tolerance = math.Abs(want) * usualTolerance
	}
	near := func(x float64) bool { return math.Abs(x-want) <= tolerance+1e-9*math.Max(1e-6, math.Abs(want)) }
	typedBase, typedFactor, hasUnit := rubric.Unit(unit)
	switch {
	case hasUnit && (typedBase == base || base == ""):
		if near(v*typedFactor) || base == "" && near(v) {
			return "as it is"
		}
		return ""
	case hasUnit, unit != "" && base != "":
		return ""
	}
	_, bare, ok := rubric.Unit(r.bare)
	if !ok {
		bare = 1
	}
	if near(v * bare) {
		return "as it is"
	}
	if base == "bit/s" {
		for _, x := range [...]struct {
			name   string
			factor float64
		}{{"bit/s", 1}, {"B/s", 8}} {
			if near(v * x.factor) {
				return x.name
			}
		}
	}
	return ""
}

// truths are the words of yes and no.
var truths = map[string]string{"yes": "yes", "y": "yes", "true": "yes", "是": "yes", "有": "yes", "对": "yes", "no": "no",
	"n": "no", "false": "no", "否": "no", "无": "no", "没有": "no", "不是": "no"}

func sameText(typed, want string, loose bool) bool {
	a, b := strings.Join(strings.Fields(typed), " "), strings.Join(strings.Fields(want), " ")
	if a == b || !loose {
		return a == b
	}
	trim := func(s string) string { return strings.Trim(strings.ToLower(s), " .,;:!?\"'。，；：！？“”") }
	a, b = trim(a), trim(b)
	return a == b || truths[a] != "" && truths[a] == truths[b]
}
