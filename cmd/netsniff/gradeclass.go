package main

import (
	"fmt"

	"netsniff/report/grade"
	"netsniff/report/grade/checks"
	"netsniff/report/grade/kinship"
	"netsniff/report/grade/marks"
	"netsniff/report/grade/page"
	"netsniff/report/table"
)

// comparison is what the submissions of a class have in common. Their owners are
// their paths.
type comparison struct {
	captures map[string][]kinship.Member
	pairs    []kinship.Pair
	groups   []kinship.Group
}

// compare compares the submissions at paths with each other and with archives, if
// the rubric or a page asks for it, and tells p of it.
func (x *gradeCmd) compare(p *grade.Program, paths []string) (*comparison, error) {
	if x.html == "" && len(x.archive) == 0 && !p.NeedsClass() {
		return nil, nil
	}
	members, _ := x.members(p.Cache, p.Shelf, paths) // what cannot be read is told by those who grade
	c := &comparison{captures: map[string][]kinship.Member{}}
	var all []kinship.Member
	p.Class = map[string]*checks.Class{}
	for i, of := range members {
		c.captures[paths[i]] = of
		p.Class[paths[i]] = &checks.Class{}
		for _, m := range of {
			m.Owner = paths[i]
			all = append(all, m)
		}
	}
	class := kinship.NewClass(all)
	pairs, err := x.options.pairs(p.Cache, class, x.archive)
	c.pairs, c.groups = kinship.Nearest(pairs), class.Groups()
	c.tell(p, class)
	return c, err
}

// tell has the checks know what a person has to look at.
func (c *comparison) tell(p *grade.Program, class *kinship.Class) {
	for mac, owners := range class.SharedMACs() {
		for _, owner := range owners {
			if x := p.Class[owner]; x.MAC == "" || mac.String() < x.MAC {
				x.MAC = mac.String()
			}
		}
	}
	near := func(owner string, en, zh string) {
		if x := p.Class[owner]; x != nil && x.Near == (table.Phrase{}) {
			x.Near = table.Say(en, zh)
		}
	}
	for i := range c.pairs { // the nearest first
		if pair := &c.pairs[i]; pair.Verdict.NeedsLook() {
			v := pair.Verdict.Text()
			for _, owner := range []string{pair.A.Owner, pair.B.Owner} {
				near(owner, "It has much in common with another submission ("+v.EN+"), so a person has to look at both.",
					"它与另一份提交有很多相同之处（"+v.ZH+"），需人工查看双方。")
			}
		}
	}
	for _, g := range c.groups {
		for _, owner := range g.Owners {
			near(owner, fmt.Sprintf("Its packets are also in %d other submissions, so a person has to look.",
				len(g.Owners)-1),
				fmt.Sprintf("另有 %d 份提交含有相同的分组，需人工查看。", len(g.Owners)-1))
		}
	}
}

// near returns the pairs to look at, by the names of the students.
func (c *comparison) near(results []*grade.Result) (list []kinship.Pair) {
	if c == nil {
		return nil
	}
	name := names(results)
	for _, p := range c.pairs {
		if p.Verdict.NeedsLook() {
			p.A.Owner, p.B.Owner = name(p.A.Owner), name(p.B.Owner)
			list = append(list, p)
		}
	}
	return list
}

// names tells who an owner of captures is: a student of the class, or one of an archive.
func names(results []*grade.Result) func(owner string) string {
	who := map[string]string{}
	for _, r := range results {
		who[r.Path] = marks.Who(r)
	}
	return func(owner string) string {
		if name, ok := who[owner]; ok {
			return name
		}
		return owner
	}
}

// pages writes the HTML pages of a class into the directory of --html.
func (x *gradeCmd) pages(b *marks.Book, with *comparison) error {
	if x.html == "" {
		return nil
	}
	c := page.Of(b.Rubric, b.Results, b.Lang, marks.Who, with.captures)
	c.Absent = b.Missing()
	c.Compare(with.pairs, with.groups, names(b.Results))
	name, err := page.Write(x.html, c)
	if err == nil {
		fmt.Fprintf(x.errs, "netsniff: the pages are written; begin with %s\n", name)
	}
	return err
}
