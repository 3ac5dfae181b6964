package picture

import (
	"encoding/json"
	"io"

	"netsniff/report/table"
)

// The picture in JSON:
//
//	{"kind", "title", "about": [], "tables": [], "notes": [],
//	 "panels": [{"title", "layout", "x": AXIS, "y": AXIS, "series": [{"name", "shape", "ink", "sign", "filter",
//	  "reach", "marks": [{"x", "y", "x2", "y2", "first", "last", "count", "text", "filter"}]}]}]}
//
// with AXIS {"kind", "label", "unit", "min", "max", "names"}. Times are seconds since the first frame of the
// capture. What a shape has no use for is left out, as is a count of one.
type jsonPicture struct {
	Kind   string      `json:"kind"`
	Title  string      `json:"title"`
	About  []string    `json:"about"`
	Tables []string    `json:"tables"`
	Notes  []string    `json:"notes"`
	Panels []jsonPanel `json:"panels"`
}

type jsonPanel struct {
	Title  string       `json:"title"`
	Layout string       `json:"layout"`
	X      jsonAxis     `json:"x"`
	Y      jsonAxis     `json:"y"`
	Series []jsonSeries `json:"series"`
}

type jsonAxis struct {
	Kind  string   `json:"kind"`
	Label string   `json:"label"`
	Unit  string   `json:"unit"`
	Min   float64  `json:"min"`
	Max   float64  `json:"max"`
	Names []string `json:"names,omitempty"`
}

type jsonSeries struct {
	Name   string     `json:"name"`
	Shape  string     `json:"shape"`
	Ink    string     `json:"ink"`
	Sign   string     `json:"sign,omitempty"`
	Filter string     `json:"filter,omitempty"`
	Reach  string     `json:"reach"`
	Marks  []jsonMark `json:"marks"`
}

type jsonMark struct {
	X     float64  `json:"x"`
	Y     float64  `json:"y"`
	X2    *float64 `json:"x2,omitempty"`
	Y2    *float64 `json:"y2,omitempty"`
	First uint32   `json:"first,omitempty"`
	Last  uint32   `json:"last,omitempty"`
	Count uint32   `json:"count,omitempty"`
	Text  string   `json:"text,omitempty"`
	// Filter is the display filter of the frames of this mark; else first, last and the reach of the series tell.
	Filter string `json:"filter,omitempty"`
}

// WriteJSON writes the picture in a language. Marks are as Reduce left them.
func (p *Picture) WriteJSON(w io.Writer, l table.Lang) error {
	x := jsonPicture{Kind: p.Kind, Title: p.Title.In(l), About: said(p.About, l), Tables: p.Tables, Notes: said(p.Notes, l),
		Panels: make([]jsonPanel, len(p.Panels))}
	for i := range p.Panels {
		q := &p.Panels[i]
		x.Panels[i] = jsonPanel{q.Title.In(l), q.Layout.String(), q.X.json(l), q.Y.json(l),
			make([]jsonSeries, len(q.Series))}
		for j := range q.Series {
			x.Panels[i].Series[j] = q.Series[j].json(l)
		}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(true)
	return e.Encode(x)
}

func said(list []table.Phrase, l table.Lang) []string {
	texts := make([]string, len(list))
	for i := range list {
		texts[i] = list[i].In(l)
	}
	return texts
}

func (a *Axis) json(l table.Lang) jsonAxis {
	x := jsonAxis{Kind: a.Kind.String(), Label: a.Label.In(l), Unit: a.Unit.String(), Min: a.Min, Max: a.Max}
	if a.Kind == Category {
		x.Names = said(a.Names, l)
	}
	return x
}

func (s *Series) json(l table.Lang) jsonSeries {
	x := jsonSeries{Name: s.Name.In(l), Shape: s.Shape.String(), Ink: s.Ink.String(), Filter: s.Filter,
		Reach: s.Reach.String(),
		Marks: make([]jsonMark, len(s.Marks))}
	if s.Shape == Points {
		x.Sign = s.Sign.String()
	}
	for i := range s.Marks {
		m := &s.Marks[i]
		y := jsonMark{X: m.X, Y: m.Y, First: m.First, Last: m.Last, Text: m.Text.In(l), Filter: m.Filter}
		if m.N > 1 {
			y.Count = m.N
		}
		switch {
		case s.Shape == Strokes:
			y.Y2 = &m.Y2
		case s.Shape == Bars && m.Y2 != 0: // it stands on another
			y.X2, y.Y2 = &m.X2, &m.Y2
		case s.Shape == Bars || s.Shape == Boxes || s.Shape == Arrows:
			y.X2 = &m.X2
		}
		if s.Reach == During {
			y.X2 = &m.X2
		}
		x.Marks[i] = y
	}
	return x
}
