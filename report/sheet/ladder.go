package sheet

import "netsniff/report/picture"

// ladder lays out what hosts say to each other: a line for each, and what one says to the
// other from the top down.
func (l *layout) ladder(p *picture.Panel) {
	times := 0.0
	for i := range p.Y.Names {
		times = max(times, wide(p.Y.Names[i].In(l.lang), smallSize))
	}
	n := len(p.X.Names)
	if n < 2 {
		return
	}
	left, right := margin+times+30, l.sheet.Width-margin-30
	at := func(host float64) float64 { return left + host*(right-left)/float64(n-1) }
	hosts := Group{Name: "hosts", Look: Look{Stroke: None, Fill: writing}}
	poles := Group{Name: "axis", Look: Look{Stroke: rule, Fill: None, Width: 1}}
	l.y += textSize + 4
	top := l.y + 6
	bottom := top + rungHigh*float64(len(p.Y.Names)) + 10
	for i := range p.X.Names {
		x, anchor := at(float64(i)), Middle
		name := fit(p.X.Names[i].In(l.lang), textSize, (right-left)/float64(n-1)-10)
		if half := wide(name, textSize) / 2; x+half > l.sheet.Width-margin {
			x, anchor = l.sheet.Width-margin, End
		} else if x-half < margin {
			x, anchor = margin, Start
		}
		hosts.Items = append(hosts.Items, Text{At: Point{x, l.y}, Anchor: anchor, Size: textSize, Bold: true, Text: name})
		poles.Items = append(poles.Items, Path{Points: []Point{{at(float64(i)), top}, {at(float64(i)), bottom}}})
	}
	clock := Group{Name: "ticks", Look: Look{Stroke: None, Fill: secondary}}
	rung := func(y float64) float64 { return top + rungHigh*(y+1) }
	for i := range p.Y.Names {
		clock.Items = append(clock.Items,
			Text{At: Point{margin + times, rung(float64(i)) + smallSize*0.35}, Anchor: End, Size: smallSize,
				Text: p.Y.Names[i].In(l.lang)})
	}
	l.add(hosts, poles, clock)
	for i := range p.Series {
		l.arrows(p, &p.Series[i], at, rung)
	}
	l.y = bottom
}

// arrows draws what the marks of a series say, each above its arrow.
func (l *layout) arrows(p *picture.Panel, s *picture.Series, at, rung func(float64) float64) {
	style := look(s)
	lines := Group{Name: "series " + s.Name.EN, Look: style}
	heads := Group{Name: "heads", Look: Look{Stroke: None, Fill: style.Stroke}}
	texts := Group{Name: "labels", Look: Look{Stroke: None, Fill: writing}}
	for i := range s.Marks {
		m := &s.Marks[i]
		from, to, y := at(m.X), at(m.X2), rung(m.Y)
		back := 7.0
		if to < from {
			back = -back
		}
		about := Note{Text: l.ladderNote(m, p), Select: s.Select(m)}
		lines.Items = append(lines.Items, Path{Points: []Point{{from, y}, {to - back, y}}, About: about})
		heads.Items = append(heads.Items,
			Path{Points: []Point{{to, y}, {to - back, y - 3.5}, {to - back, y + 3.5}}, Closes: true})
		texts.Items = append(texts.Items, Text{At: Point{(from + to) / 2, y - 4}, Anchor: Middle, Size: smallSize,
			Text: fit(m.Text.In(l.lang), smallSize, max(to-from, from-to)-16)})
	}
	l.add(lines, heads, texts)
}

// ladderNote says all of what an arrow says.
func (l *layout) ladderNote(m *picture.Mark, p *picture.Panel) string {
	var when string
	if i := int(m.Y); i >= 0 && i < len(p.Y.Names) {
		when = p.Y.Names[i].In(l.lang) + " · "
	}
	return when + m.Text.In(l.lang)
}
