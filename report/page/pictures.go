package page

import "netsniff/report/picture"

// The data of pictures, as the script of the page reads it (web/picture.js).
type (
	pictureData struct {
		Title  phraseData  `json:"title"`
		Panels []panelData `json:"panels"`
	}
	panelData struct {
		Title  phraseData   `json:"title"`
		Layout string       `json:"layout"`
		X      axisData     `json:"x"`
		Y      axisData     `json:"y"`
		Series []seriesData `json:"series"`
	}
	axisData struct {
		Kind  string       `json:"kind"`
		Label phraseData   `json:"label"`
		Unit  string       `json:"unit"`
		Min   float64      `json:"min"`
		Max   float64      `json:"max"`
		Names []phraseData `json:"names,omitempty"`
	}
	seriesData struct {
		Name  phraseData `json:"name"`
		Shape string     `json:"shape"`
		Ink   string     `json:"ink"`
		Sign  string     `json:"sign"`
		Fine  bool       `json:"fine,omitempty"`
		Marks []markData `json:"marks"`
	}
	// markData is X, Y, X2, Y2, the first and the last frame, the count, the text (a phrase where
	// it is not the same in every language), and, unless that is of one frame by its number, the
	// display filter: an array, because there are many.
	markData   []any
	phraseData struct {
		EN string `json:"en"`
		ZH string `json:"zh"`
	}
)

// dataOf returns the data of a picture.
func dataOf(p *picture.Picture) pictureData {
	d := pictureData{Title: phraseData(p.Title)}
	for i := range p.Panels {
		n := &p.Panels[i]
		panel := panelData{Title: phraseData(n.Title), Layout: n.Layout.String(), X: axisOf(&n.X), Y: axisOf(&n.Y),
			Series: []seriesData{}}
		for j := range n.Series {
			panel.Series = append(panel.Series, seriesOf(&n.Series[j]))
		}
		d.Panels = append(d.Panels, panel)
	}
	return d
}

func axisOf(a *picture.Axis) axisData {
	d := axisData{Kind: a.Kind.String(), Label: phraseData(a.Label), Unit: a.Unit.String(), Min: a.Min, Max: a.Max}
	for _, n := range a.Names {
		d.Names = append(d.Names, phraseData(n))
	}
	return d
}

// textOf is what stands beside a mark.
func textOf(m *picture.Mark) any {
	if m.Text.ZH == "" {
		return m.Text.EN
	}
	return phraseData(m.Text)
}

func seriesOf(s *picture.Series) seriesData {
	d := seriesData{Name: phraseData(s.Name), Shape: s.Shape.String(), Ink: s.Ink.String(), Sign: s.Sign.String(),
		Fine:  s.Fine,
		Marks: make([]markData, len(s.Marks))}
	for i := range s.Marks {
		m := &s.Marks[i]
		d.Marks[i] = markData{m.X, m.Y, m.X2, m.Y2, m.First, m.Last, m.Count(), textOf(m)}
		if m.First != m.Last || m.Filter != "" || s.Reach == picture.During {
			d.Marks[i] = append(d.Marks[i], s.Select(m))
		}
	}
	return d
}
