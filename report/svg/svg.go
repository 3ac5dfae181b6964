// Package svg writes a sheet as SVG 1.1: the same bytes for the same sheet, texts escaped by
// encoding/xml. Groups have classes, so that a page can give them other colours, and
// marks the display filter for the frames that they are of (data-filter).
package svg

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"netsniff/report/sheet"
)

// fonts are those with letters of the widths that sheet takes, and Chinese ones.
const fonts = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"

// Write writes the sheet.
func Write(w io.Writer, s *sheet.Sheet) error {
	b := bufio.NewWriter(w)
	x := &writer{enc: xml.NewEncoder(b)}
	size := []attribute{{"width", number(s.Width)}, {"height", number(s.Height)},
		{"viewBox", "0 0 " + number(s.Width) + " " + number(s.Height)}}
	x.open("svg", append([]attribute{{"xmlns", "http://www.w3.org/2000/svg"}}, append(size,
		attribute{"role", "img"}, attribute{"font-family", fonts})...)...)
	x.text("title", s.Title)
	if s.About != "" {
		x.text("desc", s.About)
	}
	for i := range s.Groups {
		x.group(i, &s.Groups[i])
	}
	x.close("svg")
	x.line()
	if x.err == nil {
		x.err = x.enc.Flush()
	}
	if x.err != nil {
		return x.err
	}
	return b.Flush()
}

// writer writes elements. The first error stays.
type writer struct {
	enc *xml.Encoder
	err error
}

type attribute struct{ name, value string }

func (x *writer) token(t xml.Token) {
	if x.err == nil {
		x.err = x.enc.EncodeToken(t)
	}
}

func (x *writer) open(name string, list ...attribute) {
	e := xml.StartElement{Name: xml.Name{Local: name}}
	for _, a := range list {
		if a.value != "" {
			e.Attr = append(e.Attr, xml.Attr{Name: xml.Name{Local: a.name}, Value: a.value})
		}
	}
	x.token(e)
}

func (x *writer) close(name string) { x.token(xml.EndElement{Name: xml.Name{Local: name}}) }

func (x *writer) line() { x.token(xml.CharData("\n")) }

// text writes an element that holds a text.
func (x *writer) text(name, s string, list ...attribute) {
	x.line()
	x.open(name, list...)
	x.token(xml.CharData(s))
	x.close(name)
}

// group writes the i-th group.
func (x *writer) group(i int, g *sheet.Group) {
	x.line()
	list := []attribute{{"class", class(g.Name)}, {"fill", colour(g.Look.Fill)}}
	if g.Look.Stroke != sheet.None {
		list = append(list, attribute{"stroke", colour(g.Look.Stroke)}, attribute{"stroke-width", number(g.Look.Width)},
			attribute{"stroke-dasharray", numbers(g.Look.Dash)})
	}
	if g.Clip != nil {
		id := "clip" + strconv.Itoa(i)
		x.open("clipPath", attribute{"id", id})
		x.open("rect", rectangle(*g.Clip)...)
		x.close("rect")
		x.close("clipPath")
		list = append(list, attribute{"clip-path", "url(#" + id + ")"})
	}
	x.open("g", list...)
	for _, item := range g.Items {
		x.item(item)
	}
	x.close("g")
}

// class makes a class of a group's name: words of small letters.
func class(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r == ' ' || r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, name)
}

func (x *writer) item(i sheet.Item) {
	switch i := i.(type) {
	case sheet.Path:
		x.mark("path", i.About, attribute{"d", path(i.Points, i.Closes)})
	case sheet.Box:
		x.mark("rect", i.About, rectangle(i.Rect)...)
	case sheet.Sign:
		x.sign(i)
	case sheet.Text:
		x.word(i)
	}
}

// mark writes an element with what it says if it is pointed at.
func (x *writer) mark(name string, n sheet.Note, list ...attribute) {
	list = append(list, attribute{"data-filter", n.Select})
	x.line()
	x.open(name, list...)
	if n.Text != "" {
		x.open("title")
		x.token(xml.CharData(n.Text))
		x.close("title")
	}
	x.close(name)
}

func (x *writer) sign(s sheet.Sign) {
	hollow := attribute{}
	if !s.Filled() {
		hollow = attribute{"fill", "none"}
	}
	if radius := s.Radius(); radius > 0 {
		x.mark("circle", s.About, attribute{"cx", number(s.At.X)}, attribute{"cy", number(s.At.Y)},
			attribute{"r", number(radius)}, hollow)
		return
	}
	d := ""
	for _, line := range s.Lines() {
		d += path(line, s.Filled())
	}
	x.mark("path", s.About, attribute{"d", d}, hollow)
}

func (x *writer) word(t sheet.Text) {
	list := []attribute{{"x", number(t.At.X)}, {"y", number(t.At.Y)}, {"font-size", number(t.Size)}}
	if t.Anchor != sheet.Start {
		list = append(list, attribute{"text-anchor", t.Anchor.String()})
	}
	if t.Bold {
		list = append(list, attribute{"font-weight", "bold"})
	}
	if t.Upward {
		list = append(list, attribute{"transform", "rotate(-90 " + number(t.At.X) + " " + number(t.At.Y) + ")"})
	}
	x.text("text", t.Text, list...)
}

func rectangle(r sheet.Rect) []attribute {
	return []attribute{{"x", number(r.X)}, {"y", number(r.Y)}, {"width", number(r.Width)}, {"height", number(r.Height)}}
}

// path writes a line through points.
func path(points []sheet.Point, closes bool) string {
	b := make([]byte, 0, 14*len(points))
	for i, p := range points {
		switch {
		case i == 0:
			b = append(b, 'M')
		default:
			b = append(b, 'L')
		}
		b = append(appendNumber(b, p.X), ' ')
		b = appendNumber(b, p.Y)
	}
	if closes {
		b = append(b, 'Z')
	}
	return string(b)
}

// number writes a length with two digits behind the point at most.
func number(x float64) string { return string(appendNumber(nil, x)) }

func appendNumber(dst []byte, x float64) []byte {
	from := len(dst)
	dst = strconv.AppendFloat(dst, x, 'f', 2, 64)
	for dst[len(dst)-1] == '0' {
		dst = dst[:len(dst)-1]
	}
	if dst[len(dst)-1] == '.' {
		dst = dst[:len(dst)-1]
	}
	if string(dst[from:]) == "-0" {
		dst = append(dst[:from], '0')
	}
	return dst
}

func numbers(list []float64) string {
	var words []string
	for _, x := range list {
		words = append(words, number(x))
	}
	return strings.Join(words, " ")
}

func colour(c sheet.Colour) string {
	if c == sheet.None {
		return "none"
	}
	return fmt.Sprintf("#%06x", int32(c))
}
