package braille

import (
	"strings"

	"netsniff/report/cells"
	"netsniff/report/picture"
)

// lanes draws a panel with a line for each lane.
func (d *drawing) lanes(p *picture.Panel) {
	gutter := 0
	for i := range p.Y.Names {
		gutter = max(gutter, cells.Width(p.Y.Names[i].In(d.Lang)))
	}
	gutter = min(gutter, d.Width*2/5)
	width := d.Width - gutter - 2
	rows := make([][]cell, len(p.Y.Names))
	for i := range rows {
		rows[i] = make([]cell, width)
	}
	for i := range p.Series {
		s := &p.Series[i]
		for j := range s.Marks {
			m := &s.Marks[j]
			if lane := int(m.Y); lane >= 0 && lane < len(rows) {
				lie(rows[lane], p, i, m)
			}
		}
	}
	for i := range p.Series {
		for j := range p.Series[i].Marks {
			m := &p.Series[i].Marks[j]
			if lane := int(m.Y); m.Text.EN != "" && lane >= 0 && lane < len(rows) {
				beside(rows[lane], place(max(m.X, m.X2), p.X.Min, p.X.Max, width)+2, m.Text.In(d.Lang), p.Series[i].Ink)
			}
		}
	}
	for i := range rows {
		name := cells.CutMiddle(p.Y.Names[i].In(d.Lang), gutter)
		d.line(cells.Pad(name, gutter) + " │" + d.row(rows[i]))
	}
	d.axis(&p.X, gutter+1, width)
}

// lie puts a mark of the ith series into its lane: a box from its beginning to its end, a fine one
// only where there is nothing else, but for its end.
func lie(row []cell, p *picture.Panel, i int, m *picture.Mark) {
	s := &p.Series[i]
	from := place(m.X, p.X.Min, p.X.Max, len(row))
	to, sign := from, signs[s.Sign]
	switch {
	case s.Shape == picture.Boxes && s.Fine:
		to, sign = place(m.X2, p.X.Min, p.X.Max, len(row)), fineBox
		for x := max(from, 0); x < min(to, len(row)); x++ {
			if row[x].sign == 0 {
				row[x] = cell{sign: fineLine, ink: s.Ink}
			}
		}
		from = to
	case s.Shape == picture.Boxes:
		to, sign = place(m.X2, p.X.Min, p.X.Max, len(row)), fill(i)
	case sign == 0:
		sign = bullet
	}
	for x := max(from, 0); x <= min(to, len(row)-1); x++ {
		row[x] = cell{sign: sign, ink: s.Ink}
	}
}

// beside writes a text into a lane from a cell on, if there is room for some of it.
func beside(row []cell, from int, text string, ink picture.Ink) {
	to := max(from, 0)
	for to < len(row) && row[to].sign == 0 {
		to++
	}
	const least = 3
	if from < 0 || to-from < least {
		return
	}
	for _, r := range cells.Cut(text, to-from) {
		switch n := cells.Width(string(r)); n {
		case 1, 2:
			row[from] = cell{sign: r, ink: ink}
			if n == 2 {
				row[from+1] = cell{sign: covered, ink: ink}
			}
			from += n
		default: // it goes with the character before it
			return
		}
	}
}

// ladder draws what hosts say to each other, a line for each.
func (d *drawing) ladder(p *picture.Panel) {
	clock := 0
	for i := range p.Y.Names {
		clock = max(clock, cells.Width(p.Y.Names[i].In(d.Lang)))
	}
	hosts := len(p.X.Names)
	apart := (d.Width - clock - 2 - hosts) / max(hosts-1, 1) // cells between two hosts
	if hosts < 2 || apart < 8 {
		return
	}
	at := func(host float64) int { return clock + 2 + int(host)*(apart+1) }
	d.line(d.hosts(p, at))
	said := make([]*picture.Mark, len(p.Y.Names))
	ink := make([]picture.Ink, len(p.Y.Names))
	for i := range p.Series {
		for j := range p.Series[i].Marks {
			if m := &p.Series[i].Marks[j]; int(m.Y) >= 0 && int(m.Y) < len(said) {
				said[int(m.Y)], ink[int(m.Y)] = m, p.Series[i].Ink
			}
		}
	}
	for i, m := range said {
		time := p.Y.Names[i].In(d.Lang)
		line := strings.Repeat(" ", clock-cells.Width(time)) + time + "  "
		for host := range hosts {
			line += "│"
			if host == hosts-1 {
				break
			}
			left, right := float64(host), float64(host+1)
			switch {
			case m != nil && m.X <= left && m.X2 >= right:
				line += d.painted(looks[ink[i]], arrow(m.Text.In(d.Lang), apart, "", pick(m.X2 == right, "▶", "─")))
			case m != nil && m.X2 <= left && m.X >= right:
				line += d.painted(looks[ink[i]], arrow(m.Text.In(d.Lang), apart, pick(m.X2 == left, "◀", "─"), ""))
			default:
				line += strings.Repeat(" ", apart)
			}
		}
		d.line(line)
	}
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// arrow is a line of so many cells with a text in its middle, between its ends.
func arrow(text string, width int, left, right string) string {
	width -= cells.Width(left) + cells.Width(right)
	if text != "" {
		text = " " + cells.Cut(text, width-4) + " "
	}
	free := width - cells.Width(text)
	return left + strings.Repeat("─", free/2) + text + strings.Repeat("─", free-free/2) + right
}

// hosts is the line with the names of hosts above their poles.
func (d *drawing) hosts(p *picture.Panel, at func(float64) int) string {
	line := ""
	for i := range p.X.Names {
		name := cells.CutMiddle(p.X.Names[i].In(d.Lang), d.Width/len(p.X.Names)-1)
		from := at(float64(i)) - cells.Width(name)/2
		from = max(min(from, d.Width-cells.Width(name)), cells.Width(line)+min(i, 1))
		line += strings.Repeat(" ", from-cells.Width(line)) + name
	}
	return d.painted("1", line)
}
