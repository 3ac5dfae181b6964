// Package braille draws pictures with the characters of a terminal: curves and points in
// Braille patterns, lanes in blocks, dialogues as arrows.
package braille

import (
	"bufio"
	"io"
	"strings"

	"netsniff/report/cells"
	"netsniff/report/picture"
	"netsniff/report/table"
)

// Options say how pictures are drawn.
type Options struct {
	Width  int // cells of a line; 0: 80
	Height int // lines of a plane; 0: 18
	Colour bool
	Lang   table.Lang
}

// Bounds of a drawing, in cells.
const (
	usualWidth, leastWidth   = 80, 30
	usualHeight, leastHeight = 18, 4
	MostWidth                = 1000
)

// drawing is a picture on its way to a terminal.
type drawing struct {
	*bufio.Writer
	Options
}

// Write draws a picture. No line is longer than o.Width cells.
func Write(w io.Writer, p *picture.Picture, o Options) error {
	d := &drawing{bufio.NewWriter(w), o}
	if d.Width == 0 {
		d.Width = usualWidth
	}
	if d.Height == 0 {
		d.Height = usualHeight
	}
	d.Width, d.Height = min(max(d.Width, leastWidth), MostWidth), max(d.Height, leastHeight)
	d.say("1", p.Title.In(o.Lang))
	for _, s := range p.About {
		d.say("", s.In(o.Lang))
	}
	for i := range p.Panels {
		d.panel(&p.Panels[i])
	}
	if len(p.Notes) > 0 {
		d.line("")
	}
	for _, s := range p.Notes {
		d.say("", s.In(o.Lang))
	}
	return d.Flush()
}

func (d *drawing) line(s string) {
	_, _ = d.WriteString(strings.TrimRight(s, " "))
	_ = d.WriteByte('\n')
}

// say writes lines of text, as many as it needs. look is of SGR (ECMA-48 §8.3.117), "" for
// none.
func (d *drawing) say(look, s string) {
	for _, line := range cells.Break(s, d.Width) {
		d.line(d.painted(look, line))
	}
}

// painted returns s with a look, if there are to be colours.
func (d *drawing) painted(look, s string) string {
	if !d.Colour || look == "" || s == "" {
		return s
	}
	return "\x1b[" + look + "m" + s + "\x1b[0m"
}

// looks are the parameters of SGR for inks. Black is that of the terminal.
var looks = [...]string{
	picture.Black: "", picture.Blue: "34", picture.Green: "32", picture.Amber: "33", picture.Purple: "35", picture.Red: "31",
	picture.Sky: "36", picture.Grey: "90",
}

// dotted are the inks whose lines have gaps.
var dotted = [...]bool{picture.Amber: true, picture.Purple: true, picture.Sky: true, picture.Grey: true}

// signs are the characters for points; that of a Dot is one in a Braille pattern.
var signs = [...]rune{
	picture.Dot: 0, picture.Ring: '○', picture.Cross: '×', picture.Up: '▴', picture.Down: '▾', picture.Diamond: '◆',
}

// fills are the characters of boxes and bars, by the place of their series.
var fills = [...]rune{'█', '▓', '▒', '░', '=', '-', '+', '#'}

// Characters for a fine box and its end, and for a point where there are few.
const (
	fineLine = '┄'
	fineBox  = '┆'
	bullet   = '•'
)

// few is how many points can stand out.
const few = 100

// signOf is the character of the points of a series; 0 is a dot of a Braille pattern.
func signOf(s *picture.Series) rune {
	if c := signs[s.Sign]; c != 0 || len(s.Marks) > few {
		return c
	}
	return bullet
}

func fill(series int) rune { return fills[series%len(fills)] }

func (d *drawing) panel(p *picture.Panel) {
	d.line("")
	if title := p.Title.In(d.Lang); title != "" {
		d.say("1", title)
	}
	d.legend(p)
	switch p.Layout {
	case picture.Lanes:
		d.lanes(p)
	case picture.Ladder:
		d.ladder(p)
	default:
		d.plane(p)
	}
}

// legend names the series that have marks.
func (d *drawing) legend(p *picture.Panel) {
	used, line := 0, ""
	for i := range p.Series {
		s := &p.Series[i]
		name := s.Name.In(d.Lang)
		if name == "" || len(s.Marks) == 0 {
			continue
		}
		sample := sampleOf(s, i)
		name = cells.Cut(name, d.Width-cells.Width(sample)-1)
		n := cells.Width(sample) + 1 + cells.Width(name)
		if used > 0 && used+2+n > d.Width {
			d.line(line)
			used, line = 0, ""
		}
		if used > 0 {
			line, used = line+"  ", used+2
		}
		line, used = line+d.painted(looks[s.Ink], sample)+" "+name, used+n
	}
	if line != "" {
		d.line(line)
	}
}

// sampleOf shows what the marks of a series look like.
func sampleOf(s *picture.Series, i int) string {
	switch s.Shape {
	case picture.Points:
		if c := signOf(s); c != 0 {
			return string(c)
		}
		return "⠂"
	case picture.Strokes:
		return "⡇"
	case picture.Bars:
		if dotted[s.Ink] {
			return "⡡⢊"
		}
		return "⣿"
	case picture.Boxes:
		if s.Fine {
			return string(fineLine) + string(fineBox)
		}
		return string(fill(i))
	case picture.Arrows:
		return "──▶"
	}
	if dotted[s.Ink] {
		return "⠂⠂"
	}
	return "⠒⠒"
}
