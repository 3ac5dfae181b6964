// Package grade marks submissions by a rubric: Compile makes a Program of a rubric
// and finds what is wrong with it, Program.Grade marks one submission, Program.Batch
// a class. What tests found is in package verdict, what they look at in package
// model, standard checks in package checks; package marks writes results.
//
// A result depends on the submission, the rubric, the roster and the overrides and on
// nothing else: no clock, no order of goroutines.
package grade

import (
	"fmt"
	"math"
	"path"
	"slices"
	"strings"

	"netsniff/capture/gather"
	"netsniff/report/grade/model"
	"netsniff/report/grade/rubric"
	"netsniff/report/grade/submission"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

// Result is what one submission got.
type Result struct {
	Name    string             // of the submission
	Path    string             // where it lies
	Hash    string             // of its contents
	Student submission.Student // row of the roster; nil if there is none for it
	Items   []Item             // in the order of the rubric
	Points  float64            // with bonus, not less than 0
	Bonus   float64            // of those, points that are not in the total
	Open    float64            // points of items that nobody has decided
	Outcome Outcome
	Notes   []table.Phrase // what is special about the submission
	Inputs  []Input
	Wrong   string // why it could not be graded at all, "" if it could
}

// Item is what one item of the rubric got.
type Item struct {
	*rubric.Item
	verdict.Finding
	Earned   float64      // points
	File     string       // capture that decided
	Said     table.Phrase // feedback of the rubric for this verdict
	Gate     string       // id of the item for whose sake it has no points, "" for none
	Override *Override    // the teacher's correction, nil for none
}

// Input is a capture of the submission and the role that it has.
type Input struct {
	Role, File string
	Capture    *model.Capture // nil if it could not be read
	Wrong      string
}

// Outcome says how a submission ended.
type Outcome uint8

// Outcomes.
const (
	Passed     Outcome = iota // at least the pass mark
	Below                     // below it
	Undecided                 // below it, but what is open may change that
	Unreadable                // could not be graded
)

var outcomes = [...]string{"passed", "below", "undecided", "unreadable"}

// String returns the outcome as data has it.
func (o Outcome) String() string { return outcomes[o] }

var outcomeWords = [...]table.Phrase{{EN: "passed", ZH: "及格"}, {EN: "below pass mark", ZH: "不及格"},
	{EN: "undecided", ZH: "待定"}, {EN: "unreadable", ZH: "无法读取"}}

// Words returns the outcome as people say it.
func (o Outcome) Words() table.Phrase { return outcomeWords[o] }

// maxCaptures bounds the captures of one role that are read.
const maxCaptures = 16

// Grade marks the submission at a path. It never fails: what is wrong is in the result.
func (p *Program) Grade(where string) (r *Result) {
	r = &Result{Name: path.Base(strings.ReplaceAll(where, `\`, "/")), Path: where}
	defer func() { // one bad submission never stops the batch
		if x := recover(); x != nil {
			r.Wrong, r.Outcome = fmt.Sprintf("grading it failed: %v", x), Unreadable
		}
	}()
	opener := submission.Opener{Limits: submission.Usual, Wanted: p.wanted, Shelf: p.Shelf}
	s, err := opener.Open(where)
	if err != nil {
		r.Wrong, r.Outcome = err.Error(), Unreadable
		r.Items = p.unread(table.Say("The submission could not be opened.", "无法打开提交。"))
		return r
	}
	r.Name, r.Hash, r.Notes = s.Name, s.Hash, s.Notes
	r.Student = p.Roster.Find(s.Name)
	if p.Roster != nil && r.Student == nil {
		r.Notes = append(r.Notes,
			verdict.Say("nobody of the roster is called like the submission %q: put the student's id into its name",
				"名册中没有与提交 %q 相符的学生：请在名称中包含学号", table.Clean(s.Name)))
	}
	g := &grading{Program: p, result: r, student: map[string]string{}}
	for k, v := range r.Student {
		g.student[k] = v
	}
	g.read(s)
	g.items()
	r.sum(p.Rubric)
	p.override(r)
	return r
}

// unread are the items of a submission that could not be read.
func (p *Program) unread(why table.Phrase) (list []Item) {
	for _, i := range p.Rubric.Items {
		list = append(list, Item{Item: i, Finding: verdict.Cannot(why)})
	}
	return list
}

// wanted tells which files of a submission are looked into.
func (p *Program) wanted(name string) bool {
	return gather.IsName(name) || p.isAnswers(name) || p.isKeys(name) || slices.ContainsFunc(p.Rubric.Inputs,
		func(in rubric.Input) bool { return in.Matches(name) })
}

func (p *Program) isAnswers(name string) bool {
	return slices.ContainsFunc(p.Rubric.Answers, func(pattern string) bool { return rubric.Matches(pattern, name) })
}

func (p *Program) isKeys(name string) bool {
	return slices.ContainsFunc(p.Rubric.Keys, func(in rubric.Input) bool { return in.Matches(name) })
}

// sum adds up the points of a result and says how it ended.
func (r *Result) sum(of *rubric.Rubric) {
	r.Points, r.Bonus, r.Open = 0, 0, 0
	for i := range r.Items {
		x := &r.Items[i]
		r.Points += x.Earned
		if x.Bonus {
			r.Bonus += x.Earned
		}
		if x.Verdict.Undecided() && x.Gate == "" {
			r.Open += max(x.Points, 0) - x.Earned
		}
	}
	r.Points, r.Bonus, r.Open = round(max(r.Points, 0)), round(r.Bonus), round(r.Open)
	switch {
	case r.Wrong != "":
		r.Outcome = Unreadable
	case r.Points >= of.Pass:
		r.Outcome = Passed
	case r.Points+r.Open >= of.Pass:
		r.Outcome = Undecided
	default:
		r.Outcome = Below
	}
}

// round keeps two decimals, so that sums of thirds look like what they are.
func round(x float64) float64 { return math.Round(x*100) / 100 }

// Whose returns the student whose submission is called so, "" if the roster has none.
func (p *Program) Whose(name string) string {
	s := p.Roster.Find(name)
	if id := s["id"]; id != "" {
		return id
	}
	return s["name"]
}

// Alone reports whether files in one folder are one submission and not one each: one
// of them has the answers or a key log, or they have several of the roles.
func (p *Program) Alone(files []string) bool {
	roles := map[string]bool{}
	for _, f := range files {
		if p.isAnswers(f) || p.isKeys(f) {
			return true
		}
		for _, in := range p.Rubric.Inputs {
			if in.Matches(f) && len(p.Rubric.Inputs) > 1 {
				roles[in.Role] = true
				break
			}
		}
	}
	return len(roles) > 1
}
