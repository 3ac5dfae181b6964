package sheet

import "netsniff/report/picture"

// Colour is 0xRRGGBB, or None.
type Colour int32

// Colours of what is no series.
const (
	None      Colour = -1
	paper     Colour = 0xffffff
	writing   Colour = 0x202020
	secondary Colour = 0x5a5a5a
	rule      Colour = 0x808080
	grid      Colour = 0xe4e4e4
)

// palette has the colours of Okabe and Ito (Color Universal Design, 2008), which people with any
// colour vision tell apart, and dashes, so that lines differ without colours as well.
var palette = [...]struct {
	colour Colour
	dash   []float64
}{
	picture.Black:  {0x000000, nil},
	picture.Blue:   {0x0072b2, nil},
	picture.Green:  {0x007a5a, nil},
	picture.Amber:  {0xd98f00, []float64{5, 2}},
	picture.Purple: {0xb0468a, []float64{2, 1.5}},
	picture.Red:    {0xc8321e, nil},
	picture.Sky:    {0x56b4e9, []float64{7, 2, 1.5, 2}},
	picture.Grey:   {0x8a8a8a, []float64{1.5, 1.5}},
}

// look is how a series is drawn.
func look(s *picture.Series) Look {
	p := palette[s.Ink]
	switch s.Shape {
	case picture.Bars, picture.Boxes:
		return Look{Stroke: paper, Fill: p.colour, Width: 0.5}
	case picture.Points:
		return Look{Stroke: p.colour, Fill: p.colour, Width: 1.2}
	case picture.Strokes:
		width := 1.5
		if s.Fine {
			width = 0.7
		}
		return Look{Stroke: p.colour, Fill: None, Width: width}
	}
	return Look{Stroke: p.colour, Fill: None, Width: 1.2, Dash: p.dash}
}
