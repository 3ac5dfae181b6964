package page

import (
	"strings"
	"unicode"

	"netsniff/report/grade"
	"netsniff/report/grade/kinship"
	"netsniff/report/grade/rubric"
	"netsniff/report/table"
)

// Of makes what pages show of the marks of a class. who names the student of a
// result; captures are those of each submission by its path.
func Of(r *rubric.Rubric, results []*grade.Result, l table.Lang, who func(*grade.Result) string,
	captures map[string][]kinship.Member) *Class {
	c := &Class{Lang: l, Title: r.Title.In(l), Total: r.Total, Pass: r.Pass}
	for _, i := range r.Items {
		c.Items = append(c.Items, Item{ID: i.ID, Title: i.Title.In(l), Max: i.Points, Bonus: i.Bonus})
	}
	names := map[string]int{}
	for _, x := range results {
		s := Student{Name: who(x), Points: x.Points, Open: x.Open, Outcome: x.Outcome, Wrong: x.Wrong,
			File: fileName(x.Name, names)}
		for _, n := range x.Notes {
			s.Notes = append(s.Notes, n.In(l))
		}
		for i := range x.Items {
			s.Items = append(s.Items, itemOf(&x.Items[i], l))
		}
		for _, m := range captures[x.Path] {
			s.Captures = append(s.Captures, captureOf(m, l))
		}
		c.Students = append(c.Students, s)
	}
	return c
}

func itemOf(x *grade.Item, l table.Lang) Item {
	i := Item{ID: x.ID, Title: x.Title.In(l), Points: x.Earned, Max: x.Points, Bonus: x.Bonus, Verdict: x.Verdict,
		Why:  x.Why.In(l),
		Said: x.Said.In(l), Matched: x.Matched.In(l), File: x.File, Frames: x.Frames, Filter: x.Filter, Steps: x.Steps,
		Gate: x.Gate}
	if x.Override != nil {
		i.By, i.Because = x.Override.By, x.Override.Why
	}
	return i
}

func captureOf(m kinship.Member, l table.Lang) Capture {
	p := m.Print
	c := Capture{File: m.File, Frames: uint64(p.Frames)}
	if p.Frames > 0 {
		c.First, c.Last = p.First.Time(), p.Last.Time()
	}
	for _, h := range p.Own() {
		for _, a := range h.Addrs {
			c.Own = append(c.Own, a.String())
		}
		if mac := h.MAC.String(); mac != "" {
			c.Own = append(c.Own, mac)
		}
	}
	for _, x := range p.Problems() {
		c.Problems = append(c.Problems, x.Sentence(l))
	}
	return c
}

// Compare tells which submissions are near each other and should be looked at. name
// returns how a submission is called by its owner in the pairs.
func (c *Class) Compare(pairs []kinship.Pair, groups []kinship.Group, name func(owner string) string) {
	c.Compared = true
	for i := range pairs {
		if p := &pairs[i]; p.Verdict.NeedsLook() {
			c.Near = append(c.Near, Near{A: name(p.A.Owner), B: name(p.B.Owner), Verdict: p.Verdict.Text().In(c.Lang),
				Why: p.Why(c.Lang)})
		}
	}
	for _, g := range groups {
		x := Group{Shared: g.Shared}
		for _, owner := range g.Owners {
			x.Names = append(x.Names, name(owner))
		}
		c.Groups = append(c.Groups, x)
	}
}

// fileName makes the name of a student's page from that of the submission: letters
// and digits of any script, and no name twice.
func fileName(name string, taken map[string]int) string {
	runes := []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, name))
	base := string(runes[:min(len(runes), 40)])
	key := strings.ToLower(base) // some file systems have one file for both
	if taken[key]++; taken[key] > 1 {
		return fileName(base+"-"+number(float64(taken[key])), taken)
	}
	return studentsDir + "/" + base + ".html"
}

// studentsDir is where the pages of students lie, beside that of the class.
const studentsDir = "students"
