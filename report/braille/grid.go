package braille

import (
	"math"
	"strings"

	"netsniff/report/cells"
	"netsniff/report/picture"
	"netsniff/report/table"
)

// grid are the cells of a plane. Each has 2 × 4 dots.
type grid struct {
	*picture.Panel
	lang          table.Lang
	width, height int // in cells
	cells         []cell
}

type cell struct {
	dots uint8
	ink  picture.Ink
	sign rune // instead of dots; 0: none
}

// covered is the sign of the right half of a character that is two cells wide.
const covered rune = -1

// bits are the dots of a Braille pattern, by column and row (Unicode 15.0 §21.1).
var bits = [2][4]uint8{{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}

// x and y return the dot of a number on the axes.
func (g *grid) x(v float64) int { return place(v, g.X.Min, g.X.Max, 2*g.width) }
func (g *grid) y(v float64) int { return 4*g.height - 1 - place(v, g.Y.Min, g.Y.Max, 4*g.height) }

func place(v, low, high float64, n int) int {
	return int(math.Round(min(max((v-low)/(high-low), -1), 2) * float64(n-1)))
}

// dot sets one; what lies beyond the grid is not there.
func (g *grid) dot(x, y int, ink picture.Ink) {
	if x < 0 || y < 0 || x >= 2*g.width || y >= 4*g.height {
		return
	}
	c := &g.cells[y/4*g.width+x/2]
	c.dots |= bits[x%2][y%4]
	c.ink = ink
}

// write puts a text into cells, as far as there is room and no other text.
func (g *grid) write(x, y int, s string, ink picture.Ink) {
	for _, r := range s {
		if x < 0 || y < 0 || x >= g.width || y >= g.height || cells.Width(string(r)) != 1 {
			return
		}
		if c := &g.cells[y*g.width+x]; c.sign == 0 {
			c.sign, c.ink = r, ink
		}
		x++
	}
}

// join draws a line between two dots.
func (g *grid) join(x0, y0, x1, y1 int, ink picture.Ink) {
	n := max(abs(x1-x0), abs(y1-y0), 1)
	for i := range n + 1 {
		x, y := x0+(x1-x0)*i/n, y0+(y1-y0)*i/n
		if dotted[ink] && (x+y)%3 != 0 {
			continue
		}
		g.dot(x, y, ink)
	}
}

func abs(x int) int { return max(x, -x) }

// series draws the marks of a series.
func (g *grid) series(s *picture.Series) {
	for i := range s.Marks {
		m := &s.Marks[i]
		x, y := g.x(m.X), g.y(m.Y)
		switch s.Shape {
		case picture.Points:
			if sign := signOf(s); sign == 0 {
				g.dot(x, y, s.Ink)
			} else if x >= 0 && y >= 0 {
				g.write(x/2, y/4, string(sign), s.Ink)
			}
		case picture.Strokes:
			for top := g.y(m.Y2); top <= y; top++ {
				g.dot(x, top, s.Ink)
			}
		case picture.Bars:
			for right := max(g.x(m.X2)-1, x); right >= x; right-- {
				g.join(right, g.y(max(m.Y2, g.Y.Min)), right, y, s.Ink)
			}
		case picture.Line, picture.Steps:
			g.step(s, i, x, y)
		}
	}
}

// step draws the line that ends at the ith mark, and the end of a curve of steps.
func (g *grid) step(s *picture.Series, i, x, y int) {
	steps := s.Shape == picture.Steps
	if i > 0 {
		before := &s.Marks[i-1]
		x0, y0 := g.x(before.X), g.y(before.Y)
		if steps {
			g.join(x0, y0, x, y0, s.Ink)
			x0 = x
		}
		g.join(x0, y0, x, y, s.Ink)
	}
	if steps && i == len(s.Marks)-1 {
		g.join(x, y, 2*g.width-1, y, s.Ink)
	}
	g.dot(x, y, s.Ink)
}

// texts writes what stands beside marks: above strokes, else at the place.
func (g *grid) texts(s *picture.Series) {
	for i := range s.Marks {
		if m := &s.Marks[i]; m.Text.EN != "" && m.X >= g.X.Min && m.X <= g.X.Max {
			x, y := g.x(m.X)/2, g.y(max(m.Y, m.Y2))/4
			text := cells.Cut(m.Text.In(g.lang), g.width/2)
			switch n := cells.Width(text); {
			case s.Shape != picture.Points:
				y--
			case x+1+n > g.width: // it stands at the left of its mark
				x -= n
			default:
				x++
			}
			g.write(x, max(y, 0), text, s.Ink)
		}
	}
}

// plane draws a panel with two axes.
func (d *drawing) plane(p *picture.Panel) {
	ticks, unit := p.Y.Ticks(d.Height/4, d.Lang)
	gutter := 0
	for i := range ticks {
		gutter = max(gutter, cells.Width(ticks[i].Label))
	}
	gutter = min(gutter, d.Width/3)
	g := &grid{Panel: p, lang: d.Lang, width: d.Width - gutter - 2, height: d.Height}
	g.cells = make([]cell, g.width*g.height)
	for i := range p.Series {
		g.series(&p.Series[i])
	}
	for i := range p.Series {
		g.texts(&p.Series[i])
	}
	d.say("", p.Y.Title(unit, d.Lang))
	labels := make([]string, g.height)
	for _, t := range ticks {
		if y := g.y(t.At) / 4; y >= 0 && y < len(labels) && labels[y] == "" {
			labels[y] = cells.Cut(t.Label, gutter)
		}
	}
	for y, label := range labels {
		edge := "│"
		if label != "" {
			edge = "┤"
		}
		d.line(strings.Repeat(" ", gutter-cells.Width(label)) + label + " " + edge + d.row(g.cells[y*g.width:(y+1)*g.width]))
	}
	d.axis(&p.X, gutter+1, g.width)
}

// row writes the cells of a line.
func (d *drawing) row(list []cell) string {
	var b strings.Builder
	for from := 0; from < len(list); {
		to := from
		var part strings.Builder
		for ; to < len(list) && list[to].ink == list[from].ink; to++ {
			switch c := list[to]; {
			case c.sign == covered:
			case c.sign != 0:
				part.WriteRune(c.sign)
			case c.dots != 0:
				part.WriteRune(0x2800 + rune(c.dots))
			default:
				part.WriteByte(' ')
			}
		}
		look := looks[list[from].ink]
		if strings.TrimSpace(part.String()) == "" {
			look = ""
		}
		b.WriteString(d.painted(look, part.String()))
		from = to
	}
	return b.String()
}

// axis draws the axis of time below a drawing that begins after so many cells.
func (d *drawing) axis(a *picture.Axis, left, width int) {
	ticks, unit := a.Ticks(width/14, d.Lang)
	rule := []rune(strings.Repeat("─", width))
	below, used := strings.Builder{}, 0
	for _, t := range ticks {
		at := place(t.At, a.Min, a.Max, width)
		rule[min(max(at, 0), width-1)] = '┬'
		n := cells.Width(t.Label)
		from := min(left+1+at-n/2, d.Width-n)
		if from <= used && used > 0 || from < 0 {
			continue
		}
		below.WriteString(strings.Repeat(" ", from-used) + t.Label)
		used = from + n
	}
	d.line(strings.Repeat(" ", left) + "└" + string(rule))
	d.line(below.String())
	if title := a.Title(unit, d.Lang); title != "" {
		title = cells.Cut(title, d.Width)
		d.line(strings.Repeat(" ", max(0, min(left+(width-cells.Width(title))/2, d.Width-cells.Width(title)))) + title)
	}
}
