package grade

import (
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"netsniff/report/grade/rubric"
	"netsniff/report/grade/verdict"
)

// Override is a teacher's correction. It wins over what was found, as long as the file
// that it stands in is given, and is named in what is written.
type Override struct {
	Submission string   `yaml:"submission"` // its name, or the student's id
	Item       string   `yaml:"item"`
	Points     *float64 `yaml:"points"`
	Verdict    string   `yaml:"verdict"`
	By         string   `yaml:"by"`
	Why        string   `yaml:"why"`
}

// Overrides are those of a class.
type Overrides []*Override

// ReadOverrides reads the file with corrections of a rubric: a list of mappings.
func ReadOverrides(name string, r *rubric.Rubric) (list Overrides, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, rubric.MaxSize))
	if err != nil {
		return nil, err
	}
	if err := yaml.UnmarshalWithOptions(text, &list, yaml.Strict()); err != nil && len(strings.TrimSpace(string(text))) > 0 {
		line, _, _ := strings.Cut(err.Error(), "\n")
		return nil, fmt.Errorf("%s:%s: a list of corrections is needed, each with submission, item, points or verdict, by, why",
			name, line)
	}
	for i, o := range list {
		if o == nil {
			return nil, fmt.Errorf("%s: correction %d is empty", name, i+1)
		}
		if err := o.check(r); err != nil {
			return nil, fmt.Errorf("%s: correction %d: %v", name, i+1, err)
		}
	}
	return list, nil
}

func (o *Override) check(r *rubric.Rubric) error {
	var ids []string
	var item *rubric.Item
	for _, i := range r.Items {
		if ids = append(ids, i.ID); i.ID == o.Item {
			item = i
		}
	}
	_, known := verdict.Parse(o.Verdict)
	switch {
	case o.Submission == "":
		return fmt.Errorf("submission is missing: the name of the submission, or the student's id")
	case item == nil:
		return fmt.Errorf("there is no item %q; %s", o.Item, rubric.Nearest(o.Item, ids))
	case o.Points == nil && o.Verdict == "":
		return fmt.Errorf("give points or verdict")
	case o.Verdict != "" && !known:
		return fmt.Errorf("verdict is %q; it may be pass, partial, fail, not_gradable, needs_human", o.Verdict)
	case o.By == "" || o.Why == "":
		return fmt.Errorf("by and why are needed: who decided, and why")
	case o.Points != nil && (*o.Points > math.Max(item.Points, 0) || *o.Points < math.Min(item.Points, 0)):
		return fmt.Errorf("%g points of an item with %g", *o.Points, item.Points)
	}
	return nil
}

// Unused returns the corrections of submissions that no result is of.
func (l Overrides) Unused(results []*Result) (list Overrides) {
	for _, o := range l {
		if !slices.ContainsFunc(results, func(r *Result) bool { return o.of(r) }) {
			list = append(list, o)
		}
	}
	return list
}

func (o *Override) of(r *Result) bool {
	return o.Submission == r.Name || o.Submission != "" && o.Submission == r.Student["id"]
}

// override puts the corrections of a submission in.
func (p *Program) override(r *Result) {
	for _, o := range p.Overrides {
		if !o.of(r) {
			continue
		}
		for i := range r.Items {
			if x := &r.Items[i]; x.ID == o.Item {
				x.correct(o)
			}
		}
	}
	if len(p.Overrides) > 0 {
		r.sum(p.Rubric)
	}
}

// correct puts a correction in. The verdict follows from the points, or they from it.
func (x *Item) correct(o *Override) {
	v, given := verdict.Parse(o.Verdict)
	switch {
	case o.Points != nil && !given:
		switch {
		case *o.Points >= x.Points:
			v = verdict.Pass
		case *o.Points > 0:
			v = verdict.Partial
		default:
			v = verdict.Fail
		}
	case o.Points == nil && v == verdict.Pass:
		points := math.Max(x.Points, 0)
		o = &Override{o.Submission, o.Item, &points, o.Verdict, o.By, o.Why}
	}
	x.Steps = append(x.Steps, verdict.Step{Held: true,
		Text: verdict.Say("corrected by %s: %s (was %s, %g points)", "由 %s 更正：%s（原为 %s，%g 分）", o.By, o.Why,
			x.Verdict.String(), x.Earned)})
	x.Override, x.Verdict, x.Gate = o, v, ""
	if x.Earned = 0; o.Points != nil {
		x.Earned = *o.Points
	}
}
