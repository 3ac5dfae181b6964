package sheet

import "netsniff/report/picture"

// signs are what stands at points: a circle, or lines through places around the point.
var signs = [...]struct {
	radius float64
	filled bool
	lines  [][]Point
}{
	picture.Dot:     {radius: 1.8, filled: true},
	picture.Ring:    {radius: 3},
	picture.Cross:   {lines: [][]Point{{{-3, -3}, {3, 3}}, {{-3, 3}, {3, -3}}}},
	picture.Up:      {filled: true, lines: [][]Point{{{0, -3.6}, {3.4, 2.4}, {-3.4, 2.4}}}},
	picture.Down:    {filled: true, lines: [][]Point{{{0, 3.6}, {3.4, -2.4}, {-3.4, -2.4}}}},
	picture.Diamond: {filled: true, lines: [][]Point{{{0, -3.8}, {3.4, 0}, {0, 3.8}, {-3.4, 0}}}},
}

// size is what measures of a sign are multiplied by.
func (s *Sign) size() float64 {
	if s.Small {
		return 0.6
	}
	return 1
}

// Filled reports whether the sign is an area.
func (s *Sign) Filled() bool { return signs[s.Sign].filled }

// Radius is that of a sign that is a circle, 0 of others.
func (s *Sign) Radius() float64 { return signs[s.Sign].radius * s.size() }

// Lines are those of a sign that is no circle.
func (s *Sign) Lines() [][]Point {
	lines := make([][]Point, 0, 2)
	for _, form := range signs[s.Sign].lines {
		line := make([]Point, len(form))
		for i, p := range form {
			line[i] = Point{s.At.X + p.X*s.size(), s.At.Y + p.Y*s.size()}
		}
		lines = append(lines, line)
	}
	return lines
}
