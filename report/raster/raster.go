// Package raster paints a sheet as PNG, with golang.org/x/image: its rasterizer, and Go's own
// fonts, with a Chinese one of the system beside them.
package raster

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/vector"

	"netsniff/report/sheet"
)

// Write paints the sheet with so many pixels for each of its own. missing is how many characters
// no font has: boxes stand for them.
func Write(w io.Writer, s *sheet.Sheet, scale float64) (missing int, err error) {
	fonts, err := newFonts(scale)
	if err != nil {
		return 0, err
	}
	defer fonts.close()
	bounds := image.Rect(0, 0, int(math.Round(s.Width*scale)), int(math.Ceil(s.Height*scale)))
	p := &painter{image: image.NewRGBA(bounds), scale: scale, fonts: fonts}
	for i := range s.Groups {
		p.group(&s.Groups[i])
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	return fonts.missing, encoder.Encode(w, p.image)
}

// painter paints items. All lengths that it is given are those of the sheet.
type painter struct {
	image *image.RGBA
	clip  image.Rectangle
	scale float64
	fonts *fonts
	form  vector.Rasterizer // used again
}

func (p *painter) group(g *sheet.Group) {
	p.clip = p.image.Bounds()
	if c := g.Clip; c != nil {
		p.clip = image.Rect(int(c.X*p.scale), int(c.Y*p.scale), int(math.Ceil((c.X+c.Width)*p.scale)),
			int(math.Ceil((c.Y+c.Height)*p.scale))).Intersect(p.clip)
	}
	for _, i := range g.Items {
		switch i := i.(type) {
		case sheet.Path:
			p.lines([][]sheet.Point{i.Points}, i.Closes, &g.Look)
		case sheet.Box:
			p.lines([][]sheet.Point{{{X: i.X, Y: i.Y}, {X: i.X + i.Width, Y: i.Y},
				{X: i.X + i.Width, Y: i.Y + i.Height}, {X: i.X, Y: i.Y + i.Height}}},
				true, &g.Look)
		case sheet.Sign:
			p.sign(i, &g.Look)
		case sheet.Text:
			p.text(i, g.Look.Fill)
		}
	}
}

// sign paints what stands at a point.
func (p *painter) sign(s sheet.Sign, look *sheet.Look) {
	plain := *look
	if plain.Dash = nil; !s.Filled() {
		plain.Fill = sheet.None
	}
	forms := s.Lines()
	if r := s.Radius(); r > 0 {
		const corners = 24
		circle := make([]sheet.Point, corners)
		for i := range circle {
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
			circle[i] = sheet.Point{X: s.At.X + r*cos, Y: s.At.Y + r*sin}
		}
		p.lines([][]sheet.Point{circle}, true, &plain)
		return
	}
	p.lines(forms, s.Filled(), &plain)
}

// lines paints areas and the lines around them, or lines alone.
func (p *painter) lines(list [][]sheet.Point, closes bool, look *sheet.Look) {
	if closes && look.Fill != sheet.None {
		p.fill(list, look.Fill)
	}
	if look.Stroke == sheet.None {
		return
	}
	var quads [][]sheet.Point
	for _, line := range list {
		if closes && len(line) > 0 {
			line = append(line[:len(line):len(line)], line[0])
		}
		for _, part := range dashed(line, look.Dash) {
			quads = appendStroke(quads, part, look.Width)
		}
	}
	p.fill(quads, look.Stroke)
}

// fill paints areas that turn the same way.
func (p *painter) fill(areas [][]sheet.Point, c sheet.Colour) {
	left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, a := range areas {
		for _, q := range a {
			left, top, right, bottom = min(left, q.X*p.scale), min(top, q.Y*p.scale), max(right, q.X*p.scale),
				max(bottom, q.Y*p.scale)
		}
	}
	if !(left <= right) {
		return
	}
	whole := p.image.Bounds()
	box := image.Rect(clamp(left-1, whole.Max.X), clamp(top-1, whole.Max.Y), clamp(right+2, whole.Max.X),
		clamp(bottom+2, whole.Max.Y)).Intersect(p.clip)
	if box.Empty() {
		return
	}
	p.form.Reset(box.Dx(), box.Dy())
	at := func(q sheet.Point) (x, y float32) {
		return float32(q.X*p.scale - float64(box.Min.X)), float32(q.Y*p.scale - float64(box.Min.Y))
	}
	for _, a := range areas {
		for i, q := range a {
			x, y := at(q)
			if i == 0 {
				p.form.MoveTo(x, y)
			} else {
				p.form.LineTo(x, y)
			}
		}
		p.form.ClosePath()
	}
	p.form.DrawOp = draw.Over
	p.form.Draw(p.image, box, image.NewUniform(rgb(c)), image.Point{})
}

func clamp(x float64, most int) int { return int(min(max(x, 0), float64(most))) }

func rgb(c sheet.Colour) color.RGBA {
	return color.RGBA{uint8(c >> 16), uint8(c >> 8), uint8(c), 0xff}
}
