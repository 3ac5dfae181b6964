package sheet

import (
	"fmt"
	"strings"

	"netsniff/report/cells"
	"netsniff/report/picture"
)

// marks draws the series of a panel, and what is written beside marks above all of them.
func (l *layout) marks(q *plot) {
	clip := Rect{q.area.X, q.area.Y, q.area.Width, q.area.Height}
	var written []Group
	taken := new(occupied)
	for i := range q.Series {
		s := &q.Series[i]
		g := Group{Name: "series " + s.Name.EN, Look: look(s), Clip: &clip}
		texts := Group{Name: "labels", Look: Look{Stroke: None, Fill: palette[s.Ink].colour}}
		switch s.Shape {
		case picture.Line, picture.Steps:
			g.Items = q.line(s)
		default:
			for j := range s.Marks {
				if item := q.mark(s, &s.Marks[j]); item != nil {
					g.Items = append(g.Items, item)
				}
			}
		}
		within := Group{Name: "labels", Look: Look{Stroke: None, Fill: paper}}
		texts.Items, within.Items = q.texts(s, taken)
		l.add(g)
		written = append(written, texts, within)
	}
	l.add(written...)
}

// line joins the marks of a series.
func (q *plot) line(s *picture.Series) []Item {
	points := make([]Point, 0, len(s.Marks))
	for i := range s.Marks {
		at := Point{q.x.of(s.Marks[i].X), q.y.of(s.Marks[i].Y)}
		if n := len(points); n > 0 && s.Shape == picture.Steps {
			points = append(points, Point{at.X, points[n-1].Y})
		}
		points = append(points, at)
	}
	if n := len(points); n > 0 && s.Shape == picture.Steps && s.Marks[len(s.Marks)-1].X < q.X.Max {
		points = append(points, Point{q.x.of(q.X.Max), points[n-1].Y})
	}
	switch len(points) {
	case 0:
		return nil
	case 1:
		points = append(points, Point{points[0].X + 1, points[0].Y})
	}
	return []Item{Path{Points: points}}
}

// leastLong is how long a mark is at least, so that it can be seen.
const leastLong = 1.5

// mark draws one mark; nil if it lies beyond the area.
func (q *plot) mark(s *picture.Series, m *picture.Mark) Item {
	x, y, about := q.x.of(m.X), q.y.of(m.Y), q.note(s, m)
	switch s.Shape {
	case picture.Points:
		return Sign{At: Point{x, y}, Sign: s.Sign, Small: s.Fine, About: about}
	case picture.Strokes:
		top := min(q.y.of(m.Y2), y-leastLong)
		return Path{Points: []Point{{x, y}, {x, top}}, About: about}
	case picture.Bars:
		right, zero := q.x.of(m.X2), q.y.of(max(m.Y2, q.Y.Min))
		return Box{Rect: Rect{x, min(y, zero), max(right-x, leastLong), max(zero-y, y-zero)}, About: about}
	case picture.Boxes:
		top, high := y-laneHigh*0.34, laneHigh*0.62
		if s.Fine {
			top, high = y+laneHigh*0.3, laneHigh*0.14
		}
		return Box{Rect: Rect{x, top, max(q.x.of(m.X2)-x, leastLong), high}, About: about}
	}
	return nil
}

// note says what a mark is.
func (q *plot) note(s *picture.Series, m *picture.Mark) Note {
	n := Note{Select: s.Select(m)}
	var parts []string
	switch {
	case m.First == 0:
	case m.First == m.Last:
		parts = append(parts, fmt.Sprintf("frame %d", m.First))
	default:
		parts = append(parts, fmt.Sprintf("frames %d–%d", m.First, m.Last))
	}
	if m.N > 1 {
		parts = append(parts, fmt.Sprintf("×%d", m.N))
	}
	parts = append(parts, q.X.Say(m.X))
	switch s.Shape {
	case picture.Strokes:
		parts = append(parts, q.Y.Say(m.Y)+"–"+q.Y.Say(m.Y2))
	case picture.Boxes, picture.Arrows:
		parts[len(parts)-1] += "–" + q.X.Say(m.X2)
	case picture.Bars:
		parts[len(parts)-1] += "–" + q.X.Say(m.X2)
		parts = append(parts, q.Y.Say(m.Y-m.Y2))
	default:
		parts = append(parts, q.Y.Say(m.Y))
	}
	if text := m.Text.In(q.lang); text != "" {
		parts = append(parts, text)
	}
	n.Text = strings.Join(parts, " · ")
	return n
}

// texts writes what stands beside marks, where there is room, and what stands within boxes: behind
// those would be another, or the end of the picture.
func (q *plot) texts(s *picture.Series, taken *occupied) (items, within []Item) {
	for i := range s.Marks {
		m := &s.Marks[i]
		said := m.Text.In(q.lang)
		if said == "" {
			continue
		}
		x, y := q.x.of(max(m.X, m.X2))+3, q.y.of(max(m.Y, m.Y2))-2
		before := x - 6 // where a text ends that stands at the left
		if s.Shape == picture.Boxes {
			y = q.y.of(m.Y) + smallSize*0.35
			if x+wide(said, smallSize) > q.area.X+q.area.Width {
				before = q.begins(m) - 3
			}
		}
		right := q.area.X + q.area.Width
		text, anchor := fit(said, smallSize, q.area.Width/2), Start
		width := wide(text, smallSize)
		r := Rect{x, y - smallSize, width, smallSize}
		if box := q.x.of(m.X2) - q.x.of(m.X); s.Shape == picture.Boxes && !s.Fine && width+8 < box &&
			(x+width > right || q.follows(m, width)) {
			within = append(within, Text{At: Point{x - 6, y}, Anchor: End, Size: smallSize, Text: text})
			continue
		}
		switch {
		case s.Shape == picture.Boxes && q.follows(m, width):
			continue
		case x+width <= right:
		case before-width >= q.area.X:
			x, anchor, r.X = before, End, before-width
		default:
			text = fit(text, smallSize, right-x)
		}
		if r.Y < q.area.Y-smallSize || r.X < q.area.X || x > right || text == cells.Ellipsis || !taken.take(r) {
			continue
		}
		items = append(items, Text{At: Point{x, y}, Anchor: anchor, Size: smallSize, Text: text})
	}
	return items, within
}

// follows reports whether another box of the lane begins where the text of one would stand.
func (q *plot) follows(m *picture.Mark, width float64) (found bool) {
	end := q.x.of(m.X2)
	q.lane(m.Y, func(x *picture.Mark) { found = found || x.X > m.X && q.x.of(x.X) < end+width+3 })
	return found
}

// begins is where the boxes begin that lie in front of one without a gap.
func (q *plot) begins(m *picture.Mark) float64 {
	at := m.X
	for moved := true; moved; {
		moved = false
		q.lane(m.Y, func(x *picture.Mark) {
			if x.X < at && q.x.of(x.X2) > q.x.of(at)-3 {
				at, moved = x.X, true
			}
		})
	}
	return q.x.of(at)
}

// lane visits the boxes of a lane, but fine ones.
func (q *plot) lane(y float64, visit func(*picture.Mark)) {
	for i := range q.Series {
		if s := &q.Series[i]; s.Shape == picture.Boxes && !s.Fine {
			for j := range s.Marks {
				if s.Marks[j].Y == y {
					visit(&s.Marks[j])
				}
			}
		}
	}
}

// occupied are the parts of a panel where something is written, in cells.
type occupied struct{ cells map[[2]int]bool }

// take takes a part, if nothing is written there.
func (o *occupied) take(r Rect) bool {
	const cell = 8.0
	if o.cells == nil {
		o.cells = map[[2]int]bool{}
	}
	x0, x1 := int(r.X/cell), int((r.X+r.Width)/cell)
	y0, y1 := int(r.Y/cell), int((r.Y+r.Height-1)/cell)
	for x := x0; x <= x1; x++ {
		for y := y0; y <= y1; y++ {
			if o.cells[[2]int{x, y}] {
				return false
			}
		}
	}
	for x := x0; x <= x1; x++ {
		for y := y0; y <= y1; y++ {
			o.cells[[2]int{x, y}] = true
		}
	}
	return true
}
