package sheet

import (
	"netsniff/report/picture"
	"netsniff/report/table"
)

// plot is the area of a panel with its scales.
type plot struct {
	*picture.Panel
	lang table.Lang
	area Rect // within the axes
	x, y scale
}

// scale takes the numbers of an axis to pixels.
type scale struct{ from, to, at, by float64 }

func newScale(a *picture.Axis, at, by float64) scale { return scale{a.Min, a.Max, at, by} }

func (s scale) of(v float64) float64 {
	if s.to == s.from {
		return s.at
	}
	part := min(max((v-s.from)/(s.to-s.from), -far), far)
	return s.at + part*s.by
}

// far is how many times the length of its axis a mark may lie beyond that: numbers that are any
// size are no pixels.
const far = 10

// inset keeps marks at the ends of axes off these.
const inset = 5.0

// plane lays out a panel with two axes, or with lanes along one.
func (l *layout) plane(p *picture.Panel) {
	high := planeHigh
	if p.Layout == picture.Lanes {
		high = laneHigh*float64(len(p.Y.Names)) + 4
	}
	yTicks, yUnit := p.Y.Ticks(int(high/44), l.lang)
	left, most := margin, 0.0
	for i := range yTicks {
		if p.Layout == picture.Lanes {
			yTicks[i].Label = fit(yTicks[i].Label, smallSize, l.sheet.Width*0.4)
		}
		most = max(most, wide(yTicks[i].Label, smallSize))
	}
	title := p.Y.Title(yUnit, l.lang)
	if title != "" && p.Layout == picture.Plane {
		left += textSize + 6
	}
	left += most + 7
	l.y += 6
	q := &plot{Panel: p, lang: l.lang, area: Rect{left, l.y, max(l.sheet.Width-margin-4-left, 40), high}}
	q.x = newScale(&p.X, q.area.X+inset, q.area.Width-2*inset)
	q.y = newScale(&p.Y, q.area.Y+high-inset, -(high - 2*inset))
	if p.Layout == picture.Lanes {
		n := float64(max(len(p.Y.Names), 1))
		q.y = scale{0, n, q.area.Y + 2 + laneHigh/2, n * laneHigh}
	}
	l.axes(q, yTicks, title)
	l.marks(q)
	l.y = q.area.Y + high + smallSize + textSize + 16
}

// axes draws the grid, the axes, what is written at ticks and along axes.
func (l *layout) axes(q *plot, yTicks []picture.Tick, yTitle string) {
	a := q.area
	bottom, right := a.Y+a.Height, a.X+a.Width
	lines := Group{Name: "grid", Look: Look{Stroke: grid, Fill: None, Width: 1}}
	axis := Group{Name: "axis", Look: Look{Stroke: rule, Fill: None, Width: 1}}
	ticks := Group{Name: "ticks", Look: Look{Stroke: None, Fill: secondary}}
	xTicks, xUnit := q.X.Ticks(int(a.Width/85), l.lang)
	for _, t := range xTicks {
		x := q.x.of(t.At)
		lines.Items = append(lines.Items, Path{Points: []Point{{x, a.Y}, {x, bottom}}})
		axis.Items = append(axis.Items, Path{Points: []Point{{x, bottom}, {x, bottom + 4}}})
		ticks.Items = append(ticks.Items,
			Text{At: Point{x, bottom + 5 + smallSize}, Anchor: Middle, Size: smallSize, Text: t.Label})
	}
	for _, t := range yTicks {
		y := q.y.of(t.At)
		if q.Layout == picture.Plane {
			lines.Items = append(lines.Items, Path{Points: []Point{{a.X, y}, {right, y}}})
		}
		label := Text{At: Point{a.X - 6, y + smallSize*0.35}, Anchor: End, Size: smallSize, Text: t.Label}
		if q.Layout == picture.Lanes { // names begin below each other: they may be branches of a tree
			label.At.X, label.Anchor = margin, Start
		}
		ticks.Items = append(ticks.Items, label)
	}
	axis.Items = append(axis.Items, Path{Points: []Point{{a.X, a.Y}, {a.X, bottom}, {right, bottom}}})
	titles := Group{Name: "axis", Look: Look{Stroke: None, Fill: writing}}
	titles.Items = append(titles.Items, Text{At: Point{(a.X + right) / 2, bottom + 8 + smallSize + textSize}, Anchor: Middle,
		Size: textSize, Text: q.X.Title(xUnit, l.lang)})
	if q.Layout == picture.Plane && yTitle != "" {
		titles.Items = append(titles.Items,
			Text{At: Point{margin + textSize*0.8, a.Y + a.Height/2}, Anchor: Middle, Size: textSize,
				Upward: true, Text: yTitle})
	}
	l.add(lines, axis, ticks, titles)
}
