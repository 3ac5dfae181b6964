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
			lane := int(m.Y + 0.5)
			if lane < 0 || lane >= len(rows) {
				continue
			}
			from, to := place(m.X, p.X.Min, p.X.Max, width), place(m.X, p.X.Min, p.X.Max, width)
			sign := signs[s.Sign]
			if s.Shape == picture.Boxes {
				to, sign = place(m.X2, p.X.Min, p.X.Max, width), fill(i)
			}
			if sign == 0 {
				sign = '•'
			}
			for x := max(from, 0); x <= min(to, width-1); x++ {
				rows[lane][x] = cell{sign: sign, ink: s.Ink}
			}
		}
	}
	for i := range rows {
		name := cells.CutMiddle(p.Y.Names[i].In(d.Lang), gutter)
		d.line(cells.Pad(name, gutter) + " │" + d.row(rows[i]))
	}
	d.axis(&p.X, gutter+1, width)
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
				line += d.painted(looks[ink[i]], arrow(m.Text, apart, "", pick(m.X2 == right, "▶", "─")))
			case m != nil && m.X2 <= left && m.X >= right:
				line += d.painted(looks[ink[i]], arrow(m.Text, apart, pick(m.X2 == left, "◀", "─"), ""))
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
