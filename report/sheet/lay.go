package sheet

import (
	"netsniff/report/picture"
	"netsniff/report/table"
)

// Options say how a picture is laid out.
type Options struct {
	Width float64 // in pixels; 0: that of a page
	Lang  table.Lang
}

// Measures, in pixels.
const (
	UsualWidth = 800
	LeastWidth = 240

	margin     = 14.0
	titleSize  = 15.0
	textSize   = 11.5
	smallSize  = 10.5
	lineHeight = 1.35 // of the size of its letters
	planeHigh  = 300.0
	laneHigh   = 18.0
	rungHigh   = 25.0
	sample     = 22.0 // of a series, in the legend
)

// layout is a sheet that is being filled from the top.
type layout struct {
	sheet Sheet
	lang  table.Lang
	y     float64 // where there is room
}

// Lay lays a picture out.
func Lay(p *picture.Picture, o Options) *Sheet {
	if o.Width == 0 {
		o.Width = UsualWidth
	}
	l := &layout{lang: o.Lang, y: margin}
	l.sheet = Sheet{Width: max(o.Width, LeastWidth), Title: p.Title.In(o.Lang), Groups: make([]Group, 1, 16)}
	l.head(p)
	for i := range p.Panels {
		l.panel(&p.Panels[i])
	}
	l.notes(p)
	l.sheet.Height = l.y + margin - 4
	l.sheet.Groups[0] = Group{Name: "paper", Look: Look{Stroke: None, Fill: paper},
		Items: []Item{Box{Rect: Rect{Width: l.sheet.Width, Height: l.sheet.Height}}}}
	return &l.sheet
}

// room is how wide what is written is.
func (l *layout) room() float64 { return l.sheet.Width - 2*margin }

// say writes lines at the left, as many as the text needs.
func (l *layout) say(g *Group, s string, size float64, bold bool) {
	for _, line := range lines(s, size, l.room()) {
		l.y += size
		g.Items = append(g.Items, Text{At: Point{margin, l.y}, Size: size, Bold: bold, Text: line})
		l.y += size * (lineHeight - 1)
	}
}

func (l *layout) head(p *picture.Picture) {
	title := Group{Name: "title", Look: Look{Stroke: None, Fill: writing}}
	l.say(&title, l.sheet.Title, titleSize, true)
	about := Group{Name: "about", Look: Look{Stroke: None, Fill: secondary}}
	l.y += 2
	for _, s := range p.About {
		l.say(&about, s.In(l.lang), textSize, false)
		if l.sheet.About != "" {
			l.sheet.About += "\n"
		}
		l.sheet.About += s.In(l.lang)
	}
	l.add(title, about)
}

func (l *layout) notes(p *picture.Picture) {
	notes := Group{Name: "notes", Look: Look{Stroke: None, Fill: secondary}}
	l.y += 8
	for _, s := range p.Notes {
		l.say(&notes, s.In(l.lang), smallSize, false)
	}
	l.add(notes)
}

// add adds groups that have items.
func (l *layout) add(groups ...Group) {
	for _, g := range groups {
		if len(g.Items) > 0 {
			l.sheet.Groups = append(l.sheet.Groups, g)
		}
	}
}

// panel lays a panel out below what is there.
func (l *layout) panel(p *picture.Panel) {
	l.y += 12
	if title := p.Title.In(l.lang); title != "" {
		g := Group{Name: "panel", Look: Look{Stroke: None, Fill: writing}}
		l.say(&g, title, textSize+0.5, true)
		l.add(g)
	}
	l.legend(p)
	switch p.Layout {
	case picture.Ladder:
		l.ladder(p)
	default:
		l.plane(p)
	}
}

// legend names the series that have marks.
func (l *layout) legend(p *picture.Panel) {
	const between = 16.0
	names := Group{Name: "legend", Look: Look{Stroke: None, Fill: writing}}
	x := margin
	for i := range p.Series {
		s := &p.Series[i]
		name := s.Name.In(l.lang)
		if name == "" || len(s.Marks) == 0 {
			continue
		}
		name = fit(name, textSize, l.room()-sample-6)
		width := sample + 6 + wide(name, textSize)
		if x > margin && x+width > l.sheet.Width-margin {
			x, l.y = margin, l.y+textSize*lineHeight+2
		}
		if len(names.Items) == 0 {
			l.y += textSize + 3
		}
		l.add(Group{Name: "legend", Look: look(s), Items: sampleOf(s, Point{x, l.y - textSize*0.35})})
		names.Items = append(names.Items, Text{At: Point{x + sample + 6, l.y}, Size: textSize, Text: name})
		x += width + between
	}
	if len(names.Items) > 0 {
		l.y += 8
	}
	l.add(names)
}

// sampleOf draws what the marks of a series look like.
func sampleOf(s *picture.Series, at Point) []Item {
	middle := Point{at.X + sample/2, at.Y}
	switch s.Shape {
	case picture.Points:
		return []Item{Sign{At: middle, Sign: s.Sign, Small: s.Fine}}
	case picture.Strokes:
		return []Item{Path{Points: []Point{{middle.X, at.Y - 6}, {middle.X, at.Y + 6}}}}
	case picture.Bars, picture.Boxes:
		high := 10.0
		if s.Fine {
			high = 2.5
		}
		return []Item{Box{Rect: Rect{at.X + 2, at.Y - high/2, sample - 4, high}}}
	}
	return []Item{Path{Points: []Point{at, {at.X + sample, at.Y}}}}
}
