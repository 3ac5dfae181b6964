package rubric

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"slices"
	"strings"
)

// Read reads the rubric in a file.
func Read(name string) (*Rubric, error) {
	st, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: there is no such rubric; netsniff grade init CAPTURE writes one to begin with", name)
	case err != nil:
		return nil, err
	case st.IsDir():
		return nil, fmt.Errorf("%s is a directory; the rubric comes first: netsniff grade RUBRIC SUBMISSIONS", name)
	case st.Size() > MaxSize:
		return nil, fmt.Errorf("%s: a rubric of more than %d MiB is none", name, MaxSize>>20)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return Parse(name, text)
}

// Parse reads a rubric; file is its name in messages. The error is Problems.
func Parse(file string, text []byte) (*Rubric, error) {
	d := &decoder{file: file}
	r := &Rubric{File: file}
	if root := d.tree(text); root != nil && d.check(root, &rubricObject) && len(d.problems) == 0 {
		d.rubric(r, root)
	}
	if len(d.problems) > 0 {
		d.problems.Sort()
		return nil, d.problems
	}
	return r, nil
}

func (d *decoder) rubric(r *Rubric, n *node) {
	r.At = n.keyAt
	if v, _ := n.num("rubric"); v != Version {
		d.fail(n.fields["rubric"].at, fmt.Sprintf("version %s of the language is not known", n.str("rubric")),
			"this program reads version 1")
	}
	r.Title, r.Course = n.text("title"), n.text("course")
	r.Answers = n.strings("answers")
	d.inputs(r, n.fields["inputs"])
	d.student(r, n.fields["student"])
	if w := n.fields["window"]; w != nil {
		r.Window.From, _ = Moment(w.str("from"))
		r.Window.To, _ = Moment(w.str("to"))
		if r.Window.From > 0 && r.Window.To > 0 && r.Window.From >= r.Window.To {
			d.fail(w.at, "the window ends before it begins", "exchange from and to")
		}
	}
	if r.Ignore = n.strings("ignore"); n.fields["ignore"] == nil {
		r.Ignore = []string{"/favicon.ico"}
	}
	for _, x := range n.fields["items"].list {
		r.Items = append(r.Items, d.item(r, x))
	}
	d.unique(r)
	d.sums(r, n)
}

func (d *decoder) inputs(r *Rubric, n *node) {
	switch {
	case n == nil:
		r.Inputs = []Input{{Role: "capture", Files: []string{"*"}}}
	case n.shape != isMap:
		r.Inputs = []Input{{Role: "capture", Files: n.texts(), At: n.at}}
	default:
		for _, role := range n.keys {
			d.input(r, role, n.fields[role], n.keyAt[role])
		}
		if len(r.Inputs) == 0 {
			r.Inputs = []Input{{Role: "capture", Files: []string{"*"}}}
		}
	}
}

func (d *decoder) input(r *Rubric, role string, x *node, at Pos) {
	in := Input{Role: role, At: at}
	list := &r.Inputs
	if x.shape == isMap {
		if !d.check(x, &inputObject) {
			return
		}
		in.Files, in.Optional = x.strings("files"), x.truth("optional")
		if x.str("kind") == "keylog" {
			list = &r.Keys
		}
	} else {
		in.Files = x.texts()
	}
	for _, pattern := range in.Files {
		d.pattern(x.at, pattern)
	}
	*list = append(*list, in)
}

func (d *decoder) pattern(at Pos, p string) {
	if p == "" || !ValidPattern(p) {
		d.fail(at, fmt.Sprintf("%q is no pattern of file names", p), "such as '*.pcapng' or 'smtp*'")
	}
}

func (d *decoder) student(r *Rubric, n *node) {
	if n == nil {
		return
	}
	add := func(name, kind string, at Pos) {
		t := oneOf(kind, parameterTypes[:])
		if t < 0 {
			d.fail(at, fmt.Sprintf("the type of %s is %q", name, kind), "it may be "+strings.Join(parameterTypes[:], ", "))
			return
		}
		if !isName(name) {
			d.fail(at, fmt.Sprintf("%q is no name of a parameter", name), "letters, digits and _ only")
			return
		}
		r.Student = append(r.Student, Parameter{name, ParameterType(t), at})
	}
	if n.shape == isMap {
		for _, name := range n.keys {
			add(name, n.str(name), n.keyAt[name])
		}
		return
	}
	usual := map[string]string{"ip": "address", "address": "address", "mail": "mail", "email": "mail"}
	for _, x := range n.list {
		kind := usual[x.scalar]
		if kind == "" {
			kind = "text"
		}
		add(x.scalar, kind, x.at)
	}
}

func isName(s string) bool {
	for i, c := range s {
		if !(c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || i > 0 && c >= '0' && c <= '9') {
			return false
		}
	}
	return s != ""
}

func (d *decoder) item(r *Rubric, n *node) *Item {
	i := &Item{ID: n.str("id"), Title: n.text("title"), Bonus: n.truth("bonus"), Gate: n.truth("gate"),
		Requires: n.strings("requires")}
	i.Points, _ = n.num("points")
	i.Test = d.test(r, n)
	if i.Kind == NoTest {
		d.fail(n.at, fmt.Sprintf("item %s tests nothing", i.ID), "give it one of "+strings.Join(Kinds(), ", "))
	}
	if i.Title == (Text{}) {
		i.Title = Text{EN: i.ID, ZH: i.ID}
	}
	if p := n.fields["partial"]; p != nil {
		i.Partial = d.shares(r, p)
		for k, s := range i.Partial {
			if s.Points <= 0 || s.Points >= i.Points {
				d.fail(p.list[k].fields["points"].at, fmt.Sprintf("partial credit of %g points of %g", s.Points, i.Points),
					"more than 0 and less than the item's points are needed")
			}
		}
	}
	if f := n.fields["feedback"]; f != nil {
		i.Feedback = map[string]Text{}
		for _, v := range f.keys {
			i.Feedback[v] = f.text(v)
		}
	}
	if i.Kind == ByParts {
		sum := 0.0
		for _, s := range i.Parts {
			sum += s.Points
		}
		if math.Abs(sum-i.Points) > 1e-9 {
			d.fail(n.keyAt["points"], fmt.Sprintf("item %s has %g points, its parts add up to %g", i.ID, i.Points, sum),
				fmt.Sprintf("write points: %g, or change the parts", sum))
		}
	}
	if i.Bonus && i.Points <= 0 {
		d.fail(n.keyAt["points"], "a bonus of no points", "more than 0 are needed")
	}
	if i.Points == 0 && !i.Gate {
		d.fail(n.keyAt["points"], fmt.Sprintf("item %s has no points", i.ID), "give it some, or make it a gate")
	}
	return i
}

func (d *decoder) shares(r *Rubric, n *node) (list []*Share) {
	for _, x := range n.list {
		s := &Share{Title: x.text("title"), Feedback: x.text("feedback"), Test: d.test(r, x)}
		s.Points, _ = x.num("points")
		if s.Kind == NoTest {
			d.fail(x.at, "a part that tests nothing", "give it one of "+strings.Join(Kinds(), ", "))
		}
		list = append(list, s)
	}
	return list
}

func (d *decoder) unique(r *Rubric) {
	known := map[string]*Item{}
	for _, i := range r.Items {
		if first := known[i.ID]; first != nil {
			d.fail(i.Keys["id"], fmt.Sprintf("two items are called %s", i.ID),
				fmt.Sprintf("the first is in line %d", first.Keys["id"].Line))
		}
		known[i.ID] = i
	}
	var names []string
	for _, i := range r.Items {
		names = append(names, i.ID)
	}
	for _, i := range r.Items {
		for _, id := range i.Requires {
			switch {
			case known[id] == nil:
				d.fail(i.Keys["requires"], fmt.Sprintf("there is no item %s to require", id), Nearest(id, names))
			case slices.Index(names, id) >= slices.Index(names, i.ID):
				d.fail(i.Keys["requires"], fmt.Sprintf("item %s stands behind %s, which requires it", id, i.ID),
					"put it before")
			}
		}
	}
}

// sums checks the points.
func (d *decoder) sums(r *Rubric, n *node) {
	for _, i := range r.Items {
		if !i.Bonus && i.Points > 0 {
			r.Total += i.Points
		}
	}
	if total, ok := n.num("total"); ok && math.Abs(total-r.Total) > 1e-9 {
		d.fail(n.keyAt["total"], fmt.Sprintf("the total is %g, but the points of the items add up to %g", total, r.Total),
			fmt.Sprintf("write total: %g, or change the points", r.Total))
	}
	pass, ok := n.num("pass")
	if !ok {
		pass = r.Total * 0.6
	}
	if r.Pass = pass; pass > r.Total || pass < 0 {
		d.fail(n.keyAt["pass"], fmt.Sprintf("the pass mark is %g of %g points", pass, r.Total),
			"nobody could pass, or everybody")
	}
}
