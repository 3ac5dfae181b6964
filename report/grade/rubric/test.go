package rubric

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// with are the keys that go with a kind of test and with no other.
var with = map[string][]Kind{
	"count":     {ByFilter},
	"same":      {BySteps},
	"evidence":  {ByExpr},
	"with":      {ByCheck, ByAnswer},
	"key":       {ByAnswer},
	"standard":  {ByAnswer},
	"accept":    {ByAnswer},
	"tolerance": {ByAnswer},
	"unit":      {ByAnswer},
	"loose":     {ByAnswer},
}

// test reads the keys of a test.
func (d *decoder) test(r *Rubric, n *node) (t Test) {
	t.Keys, t.Input, t.Expects = n.keyAt, n.str("in"), strings.ToLower(n.str("expects"))
	for k, name := range kinds {
		if k == 0 || n.fields[name] == nil {
			continue
		}
		if t.Kind != NoTest {
			d.fail(n.keyAt[name], fmt.Sprintf("both %s and %s", t.Kind, name),
				"one test an item; several go into parts, all or any")
			continue
		}
		t.Kind, t.At = Kind(k), n.keyAt[name]
	}
	for _, name := range n.keys {
		if k, ok := with[name]; ok && !slices.Contains(k, t.Kind) {
			d.fail(n.keyAt[name], fmt.Sprintf("%s goes with %s", name, k[0]), "take it out")
		}
	}
	d.role(r, n, &t)
	switch t.Kind {
	case ByFilter:
		t.Filter, t.Count = n.str("filter"), Range{1, -1}
		if n.fields["count"] != nil {
			t.Count, _ = ParseRange(n.str("count"))
		}
		if t.Count.Min == 0 && t.Count.Max < 0 {
			d.fail(n.keyAt["count"], "a count of 0.. is always right", "write 0 for none, or 1..")
		}
	case BySteps:
		d.steps(&t, n)
	case ByExpr:
		t.Expr, t.Evidence = n.str("expr"), n.str("evidence")
	case ByCheck:
		t.Check, t.With = n.str("check"), arguments(n.fields["with"])
	case ByAnswer:
		d.answer(r, &t, n)
	case ByParts:
		t.Parts = d.shares(r, n.fields["parts"])
	case ByAny, ByAll:
		t.Parts = d.shares(r, n.fields[t.Kind.String()])
	case ByTeacher:
		t.Manual = n.text("manual")
	}
	return t
}

// role finds the capture that a test looks at.
func (d *decoder) role(r *Rubric, n *node, t *Test) {
	var roles []string
	for _, in := range r.Inputs {
		roles = append(roles, in.Role)
	}
	switch {
	case t.Input != "" && !slices.Contains(roles, t.Input):
		d.fail(n.fields["in"].at, fmt.Sprintf("there is no input %q", t.Input), Nearest(t.Input, roles))
	case t.Input == "" && len(roles) == 1:
		t.Input = roles[0]
	}
}

func (d *decoder) steps(t *Test, n *node) {
	list := n.fields["sequence"].list
	if len(list) < 2 {
		d.fail(n.keyAt["sequence"], "a sequence of one step", "give it two or more, or use filter")
	}
	for i, x := range list {
		s := Step{Filter: x.str("filter"), At: x.at}
		if f := x.fields["filter"]; f != nil {
			s.At = f.at
		}
		if x.fields["within"] != nil {
			s.Within, _ = Duration(x.str("within"))
			if i == 0 {
				d.fail(x.keyAt["within"], "within of the first step", "there is no step before it: move it to the next")
			}
		}
		t.Steps = append(t.Steps, s)
	}
	if s := n.str("same"); s != "" {
		t.Same = Same(max(oneOf(s, sames[:]), 0))
	}
}

func arguments(n *node) (list []Argument) {
	if n == nil {
		return nil
	}
	for _, name := range n.keys {
		x := n.fields[name]
		a := Argument{Name: name, Value: x.scalar, List: x.texts(), At: n.keyAt[name]}
		if x.shape == isList {
			a.Value = strings.Join(a.List, ", ")
		}
		list = append(list, a)
	}
	return list
}

func (d *decoder) answer(r *Rubric, t *Test, n *node) {
	if len(r.Answers) == 0 {
		d.fail(t.At, "answers are compared, but the rubric has none", "say where they are: answers: answers.csv, at the top")
	}
	a := &t.Answer
	a.Name, a.Unit, a.Loose = n.str("answer"), n.str("unit"), n.truth("loose")
	if n.fields["tolerance"] != nil {
		a.Tolerance, _ = ParseTolerance(n.str("tolerance"))
	}
	t.With = arguments(n.fields["with"])
	add := func(x *node) {
		k := Key{Expr: x.str("key"), Standard: x.str("standard"), Label: x.text("label"), Unit: x.str("unit"), At: x.at}
		for _, name := range [...]string{"key", "standard"} {
			if at, ok := x.keyAt[name]; ok {
				k.At = at
			}
		}
		if (k.Expr == "") == (k.Standard == "") {
			d.fail(k.At, "an answer needs either key or standard",
				"key: an expression, standard: the name of a standard key")
			return
		}
		if k.Unit == "" {
			k.Unit = a.Unit
		}
		if _, _, ok := Unit(k.Unit); k.Unit != "" && !ok {
			d.fail(k.At, fmt.Sprintf("%q is no unit", k.Unit), Nearest(k.Unit, UnitNames()))
		}
		a.Keys = append(a.Keys, k)
	}
	add(n)
	if x := n.fields["accept"]; x != nil {
		for _, y := range x.list {
			add(y)
		}
	}
}

// ValidPattern reports whether p is a pattern that Matches understands.
func ValidPattern(p string) bool {
	_, err := path.Match(p, "")
	return err == nil
}

// Matches reports whether a name inside a submission fits a pattern: with a slash
// the whole path, else its last part; case does not count.
func Matches(pattern, name string) bool {
	pattern, name = strings.ToLower(pattern), strings.ToLower(name)
	if !strings.Contains(pattern, "/") {
		name = path.Base(name)
	}
	ok, _ := path.Match(pattern, name)
	return ok
}

// Matches reports whether a file is one of the input, by its name.
func (in *Input) Matches(name string) bool {
	return slices.ContainsFunc(in.Files, func(p string) bool { return Matches(p, name) })
}
