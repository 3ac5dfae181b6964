package grade

import (
	"fmt"
	"slices"
	"strings"

	"netsniff/dissect/all"
	"netsniff/dissect/filter"
	"netsniff/dissect/registry"
	"netsniff/report/grade/cache"
	"netsniff/report/grade/checks"
	"netsniff/report/grade/expr"
	"netsniff/report/grade/model"
	"netsniff/report/grade/rubric"
	"netsniff/report/grade/submission"
)

// Program is a rubric that was checked and is ready to mark with. Batch and Grade may
// use it from several goroutines; its fields are set before.
type Program struct {
	Rubric    *rubric.Rubric
	Roster    *submission.Roster // nil: there is none
	Overrides Overrides
	Class     map[string]*checks.Class // by path; nil: submissions are not compared
	Shelf     *submission.Shelf        // with the archives of classes; nil: there are none
	Cache     *cache.Store             // of what is read of captures; nil: there is none

	registry *registry.Registry
	reader   *model.Reader
	env      *expr.Env
	tests    map[*rubric.Test]*compiled
	filters  []slot
	problems rubric.Problems
}

// slot is a display filter of the rubric.
type slot struct {
	text  string
	fixed *filter.Filter // nil: it has parameters of the student
}

// compiled is a test that is ready.
type compiled struct {
	filter   int   // number of its slot
	steps    []int // of a sequence
	expr     *expr.Expr
	evidence *expr.Expr
	check    *checks.Check
	args     map[string]rubric.Argument
	keys     []compiledKey
	expects  []string // protocols that have to be there in clear text
}

type compiledKey struct {
	rubric.Key
	expr     *expr.Expr
	standard *checks.Key
}

// Compile checks a rubric. The error is rubric.Problems.
func Compile(r *rubric.Rubric) (*Program, error) {
	env, err := expr.New()
	if err != nil {
		return nil, err
	}
	p := &Program{Rubric: r, registry: all.Names(), reader: &model.Reader{Detector: all.Detector()}, env: env,
		tests: map[*rubric.Test]*compiled{}}
	for _, i := range r.Items {
		p.test(&i.Test)
		for _, s := range i.Partial {
			p.test(&s.Test)
		}
	}
	if len(p.problems) > 0 {
		p.problems.Sort()
		return nil, p.problems
	}
	return p, nil
}

func (p *Program) fail(at rubric.Pos, message, advice string) {
	p.problems = append(p.problems, rubric.Problem{File: p.Rubric.File, At: at, Message: message, Advice: advice})
}

// test compiles a test and those in it.
func (p *Program) test(t *rubric.Test) {
	c := &compiled{filter: -1}
	p.tests[t] = c
	if t.Expects != "" {
		c.expects = []string{t.Expects}
		if _, ok := p.registry.Protocol(t.Expects); !ok {
			p.fail(t.Keys["expects"], fmt.Sprintf("no protocol is called %q", t.Expects),
				"did you mean "+p.registry.NearestProtocol(t.Expects)+"?")
		}
	}
	if len(p.Rubric.Inputs) > 1 && t.Input == "" && t.Kind != rubric.ByTeacher && t.Kind != rubric.ByParts &&
		t.Kind != rubric.ByAny && t.Kind != rubric.ByAll {
		p.fail(t.At, "there are several inputs, and the test does not say which it looks at",
			"add in: "+p.Rubric.Inputs[0].Role)
	}
	switch t.Kind {
	case rubric.ByFilter:
		c.filter = p.filter(t.Filter, t.Keys["filter"], c, t.Count.Max != 0)
		if c.filter >= 0 && t.Count.Min <= 1 && t.Count.Max < 0 && p.selectsAll(p.filters[c.filter].fixed) {
			p.fail(t.At, "every capture has such a frame: this can never fail", "say which frames")
		}
	case rubric.BySteps:
		for _, s := range t.Steps {
			c.steps = append(c.steps, p.filter(s.Filter, s.At, c, true))
		}
	case rubric.ByExpr:
		if c.expr = p.expr(t.Expr, t.At, c); c.expr != nil && !c.expr.Truth() {
			p.fail(t.At, "the expression is of type "+c.expr.Type(), "a test is true or false, or a number from 0 to 1")
		} else if c.expr != nil && c.expr.NeverFails() {
			p.fail(t.At, "the expression holds whatever was captured: this can never fail",
				"ask for what the lab asks for, such as http.size() > 0")
		}
		if t.Evidence != "" {
			c.evidence = p.expr(t.Evidence, t.Keys["evidence"], c)
		}
	case rubric.ByCheck:
		p.check(t, c)
	case rubric.ByAnswer:
		p.answer(t, c)
	}
	for _, s := range t.Parts {
		if s.Input == "" {
			s.Input = t.Input
		}
		p.test(&s.Test)
	}
}

// filter compiles a display filter and returns the number of its slot.
func (p *Program) filter(text string, at rubric.Pos, c *compiled, wanted bool) int {
	if strings.TrimSpace(text) == "" {
		p.fail(at, "the filter is empty: it selects every frame", "write a display filter, such as http.request")
		return -1
	}
	known := len(p.problems)
	sample := p.substitute(text, at, p.sample)
	if len(p.problems) > known {
		return -1
	}
	f, err := filter.Compile(sample, p.registry)
	if err != nil {
		message, advice := err.Error(), ""
		if e, ok := err.(*filter.Error); ok {
			message = fmt.Sprintf("the filter %s: %s", strings.Join(strings.Fields(e.Filter), " "), e.Message)
			if sample != text {
				advice = "values of students that are texts stand in quotes: \"${student.id}\""
			}
		}
		p.fail(at, message, advice)
		return -1
	}
	if len(c.expects) == 0 && wanted {
		for _, x := range f.Needs().Protocols {
			name := x.Name
			if name == "imf" {
				continue // it may come by several protocols
			}
			if checks.Clear(name) {
				c.expects = []string{name}
			}
		}
	}
	if sample != text {
		f = nil
	}
	for i, s := range p.filters {
		if s.text == text {
			return i
		}
	}
	p.filters = append(p.filters, slot{text, f})
	return len(p.filters) - 1
}

// expr compiles an expression; what it speaks of has to be there, unless the rubric
// says what.
func (p *Program) expr(text string, at rubric.Pos, c *compiled) *expr.Expr {
	x, err := p.env.Compile(text)
	if err != nil {
		p.fail(at, err.Message, err.Advice)
		return nil
	}
	if len(c.expects) == 0 {
		c.expects = x.Protocols
	}
	return x
}

func (p *Program) check(t *rubric.Test, c *compiled) {
	if c.check = checks.Find(t.Check); c.check == nil {
		p.fail(t.At, fmt.Sprintf("no standard check is called %q", t.Check),
			rubric.Nearest(t.Check, checks.Names())+" (netsniff grade model lists them)")
		return
	}
	if len(c.expects) == 0 && c.check.Expects != "" {
		c.expects = []string{c.check.Expects}
	}
	c.args = p.arguments(t.Check, c.check.Args, t)
}

// arguments checks the arguments of a check or key.
func (p *Program) arguments(name string, args []checks.Arg, t *rubric.Test) map[string]rubric.Argument {
	m := map[string]rubric.Argument{}
	for _, a := range t.With {
		m[a.Name] = a
	}
	sample := func(s string) string { return p.substitute(s, t.Keys["with"], p.sample) }
	checks.Validate(name, args, t.With, sample, func(at rubric.Pos, message, advice string) {
		if at == (rubric.Pos{}) {
			at = t.At
		}
		p.fail(at, message, advice)
	})
	for _, role := range [...]string{"sent", "fetched"} { // arguments that name inputs
		if a, ok := m[role]; ok && name == "mail.same" &&
			!slices.ContainsFunc(p.Rubric.Inputs, func(in rubric.Input) bool { return in.Role == a.Value }) {
			p.fail(a.At, fmt.Sprintf("there is no input %q", a.Value), "name one of the inputs")
		}
	}
	return m
}

func (p *Program) answer(t *rubric.Test, c *compiled) {
	var args []checks.Arg
	name := ""
	for _, k := range t.Answer.Keys {
		x := compiledKey{Key: k}
		if k.Standard != "" {
			if x.standard = checks.FindKey(k.Standard); x.standard == nil {
				p.fail(k.At, fmt.Sprintf("no standard key is called %q", k.Standard),
					rubric.Nearest(k.Standard, checks.KeyNames())+" (netsniff grade model lists them)")
				continue
			}
			if name == "" {
				name = k.Standard
			}
			for _, a := range x.standard.Args {
				if !slices.ContainsFunc(args, func(b checks.Arg) bool { return a.Name == b.Name }) {
					args = append(args, a)
				}
			}
		} else {
			x.expr = p.expr(k.Expr, k.At, c)
		}
		c.keys = append(c.keys, x)
	}
	if name != "" || len(t.With) > 0 {
		c.args = p.arguments(name, args, t)
	}
}

// sample gives each parameter of the student a value such as it may have.
func (p *Program) sample(name string) (string, bool) {
	for _, x := range p.Rubric.Student {
		if x.Name == name {
			return map[rubric.ParameterType]string{rubric.TextParameter: "x1", rubric.AddressParameter: "192.0.2.1",
				rubric.MailParameter: "x@example.com"}[x.Type], true
		}
	}
	return "", false
}

// substitute replaces ${student.NAME}. Within quotes, what would end them is escaped.
func (p *Program) substitute(text string, at rubric.Pos, value func(string) (string, bool)) string {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(text); i++ {
		rest := text[i:]
		switch {
		case strings.HasPrefix(rest, "${"):
			inside, _, closed := strings.Cut(rest[2:], "}")
			name, is := strings.CutPrefix(inside, "student.")
			v, known := value(name)
			if !closed || !is || !known {
				var names []string
				for _, x := range p.Rubric.Student {
					names = append(names, "student."+x.Name)
				}
				advice := rubric.Nearest(inside, names)
				if len(names) == 0 {
					advice = "list it at the top: student: [id, name, ip, mail]"
				}
				p.fail(at, fmt.Sprintf("${%s} is no parameter of the student", inside), advice)
				return text
			}
			if quoted {
				v = strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v)
			}
			b.WriteString(v)
			i += len("${}") + len(inside) - 1
			continue
		case text[i] == '"':
			quoted = !quoted
		case text[i] == '\\' && quoted && i+1 < len(text):
			b.WriteByte(text[i])
			i++
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// NeedsClass reports whether the rubric asks what a submission has in common with
// others, so that Class should be set.
func (p *Program) NeedsClass() bool {
	for _, c := range p.tests {
		if c.check != nil && checks.NeedsClass(c.check.Name) {
			return true
		}
	}
	return false
}
