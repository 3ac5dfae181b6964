package marks

import (
	"math"

	"netsniff/report/grade"
	"netsniff/report/table"
)

type bookData struct {
	Title   texts        `json:"title"`
	Total   float64      `json:"total"`
	Pass    float64      `json:"pass"`
	Results []resultData `json:"submissions"`
	Near    []nearData   `json:"near,omitempty"`
	Absent  []string     `json:"absent,omitempty"`
}

// nearData is a pair of submissions to look at; its order says nothing.
type nearData struct {
	A       string  `json:"a"`
	B       string  `json:"b"`
	Verdict string  `json:"verdict"`
	Score   float64 `json:"score"` // per cent
	Why     texts   `json:"why"`
}

type texts struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

type resultData struct {
	Name    string            `json:"submission"`
	Hash    string            `json:"sha256,omitempty"`
	Student map[string]string `json:"student,omitempty"`
	Points  float64           `json:"points"`
	Bonus   float64           `json:"bonus"`
	Open    float64           `json:"open"`
	Outcome string            `json:"outcome"`
	Wrong   string            `json:"error,omitempty"`
	Notes   []texts           `json:"notes,omitempty"`
	Inputs  []inputData       `json:"inputs,omitempty"`
	Items   []itemData        `json:"items"`
}

type inputData struct {
	Role   string  `json:"input"`
	File   string  `json:"file"`
	Frames int64   `json:"frames,omitempty"`
	Start  float64 `json:"start,omitempty"`
	End    float64 `json:"end,omitempty"`
	Wrong  string  `json:"error,omitempty"`
}

type itemData struct {
	ID       string        `json:"id"`
	Title    texts         `json:"title"`
	Points   float64       `json:"points"`
	Max      float64       `json:"max"`
	Verdict  string        `json:"verdict"`
	Why      texts         `json:"why"`
	Feedback *texts        `json:"feedback,omitempty"`
	Matched  *texts        `json:"matched,omitempty"`
	File     string        `json:"file,omitempty"`
	Frames   []int64       `json:"frames,omitempty"`
	Filter   string        `json:"filter,omitempty"`
	Gate     string        `json:"gate,omitempty"`
	Override *overrideData `json:"override,omitempty"`
}

type overrideData struct {
	By  string `json:"by"`
	Why string `json:"why"`
}

func both(p table.Phrase) texts { return texts{table.Clean(p.EN), table.Clean(p.ZH)} }

func optional(p table.Phrase) *texts {
	if p == (table.Phrase{}) {
		return nil
	}
	t := both(p)
	return &t
}

func (b *Book) data() bookData {
	d := bookData{Title: both(b.Rubric.Title), Total: b.Rubric.Total, Pass: b.Rubric.Pass, Results: []resultData{}}
	for _, r := range b.Results {
		x := resultData{Name: r.Name, Hash: r.Hash, Student: r.Student, Points: r.Points, Bonus: r.Bonus, Open: r.Open,
			Outcome: r.Outcome.String(), Wrong: r.Wrong}
		for _, n := range r.Notes {
			x.Notes = append(x.Notes, both(n))
		}
		for _, in := range r.Inputs {
			y := inputData{Role: in.Role, File: in.File, Wrong: in.Wrong}
			if c := in.Capture; c != nil {
				y.Frames, y.Start, y.End = c.Frames, c.Start, c.End
			}
			x.Inputs = append(x.Inputs, y)
		}
		for i := range r.Items {
			x.Items = append(x.Items, item(&r.Items[i]))
		}
		d.Results = append(d.Results, x)
	}
	for _, name := range b.Missing() {
		d.Absent = append(d.Absent, table.Clean(name))
	}
	for i := range b.Near {
		p := &b.Near[i]
		d.Near = append(d.Near, nearData{table.Clean(p.A.Owner), table.Clean(p.B.Owner), p.Verdict.String(),
			math.Round(p.Score*1e4) / 100, texts{p.Why(table.English), p.Why(table.Chinese)}})
	}
	return d
}

func item(x *grade.Item) itemData {
	d := itemData{ID: x.ID, Title: both(x.Title), Points: x.Earned, Max: x.Points, Verdict: x.Verdict.String(),
		Why: both(x.Why), Feedback: optional(x.Said),
		Matched: optional(x.Matched), File: x.File, Frames: x.Frames, Filter: x.Filter, Gate: x.Gate}
	if x.Override != nil {
		d.Override = &overrideData{x.Override.By, x.Override.Why}
	}
	return d
}
