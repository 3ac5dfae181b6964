package svg

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"regexp"
	"strings"
	"testing"

	"netsniff/report/picture"
	"netsniff/report/raster"
	"netsniff/report/sheet"
	"netsniff/report/table"
)

// hostile are texts that would be more than texts if they were pasted.
var hostile = []string{
	`</text><script>alert(1)</script>`, `" onload="alert(1)`, `'><img src=x onerror=alert(1)>`,
	`&lt;b&gt; &#x41; <![CDATA[x]]>`, `-->`, "日本 \u202e evil", "\x00\x1b[31m", "\xff\xfe",
}

// drawn is a picture with a text in every place that has one.
func drawn(text string) *picture.Picture {
	said := table.Phrase{EN: text, ZH: text}
	name := func(i picture.Ink, shape picture.Shape, marks ...picture.Mark) picture.Series {
		return picture.Series{Name: said, Shape: shape, Ink: i, Filter: text, Marks: marks}
	}
	lane := picture.Axis{Kind: picture.Category, Names: []table.Phrase{said, said}}
	return &picture.Picture{Title: said, About: []table.Phrase{said}, Notes: []table.Phrase{said}, Panels: []picture.Panel{
		{Title: said, X: picture.Axis{Max: 1, Label: said}, Y: picture.Axis{Max: 1, Label: said}, Series: []picture.Series{
			name(picture.Amber, picture.Steps, picture.Mark{X: 0.1, Y: 0.2}, picture.Mark{X: 0.4, Y: 0.9}),
			name(picture.Red, picture.Points, picture.Mark{X: 0.5, Y: 0.5, First: 1, Last: 3, N: 2, Text: table.Phrase{EN: text}}),
			name(picture.Black, picture.Strokes, picture.Mark{X: 0.5, Y: 0.1, Y2: 1e300, First: 1, Last: 1}),
			name(picture.Grey, picture.Bars, picture.Mark{X: -1e300, X2: 1e300, Y: 1}),
		}},
		{Layout: picture.Lanes, X: picture.Axis{Max: 1}, Y: lane,
			Series: []picture.Series{name(picture.Sky, picture.Boxes, picture.Mark{X: 0.2, X2: 0.5, Y: 1, Text: table.Phrase{EN: text}})}},
		{Layout: picture.Ladder, X: lane, Y: lane,
			Series: []picture.Series{name(picture.Blue, picture.Arrows,
				picture.Mark{X2: 1, First: 4, Last: 5, Text: table.Phrase{EN: text}})}},
	}}
}

// TestHostileTexts: what comes from the wire stays text: elements and attributes are those of any
// other picture, and nothing refers to anything outside.
func TestHostileTexts(t *testing.T) {
	want := structure(t, drawn("harmless"))
	for _, text := range hostile {
		got := structure(t, drawn(text))
		if got != want && len(text) == len("harmless") || strings.Contains(got, "script") ||
			strings.Contains(got, "onload") || strings.Contains(got, "img") {
			t.Errorf("%q makes\n%s", text, got)
		}
	}
}

// structure lists the elements of a picture with the names of their attributes.
func structure(t *testing.T, p *picture.Picture) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, sheet.Lay(p, sheet.Options{})); err != nil {
		t.Fatal(err)
	}
	var names strings.Builder
	for d := xml.NewDecoder(&b); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return names.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			names.WriteString(e.Name.Local)
			for _, a := range e.Attr {
				names.WriteString(" " + a.Name.Local)
				if strings.Contains(a.Value, "://") && a.Name.Local != "xmlns" {
					t.Errorf("%s refers to %s", e.Name.Local, a.Value)
				}
			}
			names.WriteString("\n")
		}
	}
}

// TestPNG: the same sheet as pixels, whatever it holds.
func TestPNG(t *testing.T) {
	for _, text := range []string{hostile[0], hostile[5]} {
		var b, again bytes.Buffer
		s := sheet.Lay(drawn(text), sheet.Options{Width: 300})
		if _, err := raster.Write(&b, s, 2); err != nil {
			t.Fatal(err)
		}
		if _, err := raster.Write(&again, s, 2); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
			t.Errorf("%q: two pictures of one sheet, %v", text, err)
		}
		x, err := png.Decode(&b)
		if err != nil || x.Bounds().Dx() != 600 {
			t.Errorf("%q: %v, %v", text, err, x.Bounds())
		}
	}
}

// TestLanes: each of many lanes has its own place, and so have the boxes in them.
func TestLanes(t *testing.T) {
	const n = 40
	p := picture.Panel{Layout: picture.Lanes, X: picture.Axis{Max: 1}, Y: picture.Axis{Kind: picture.Category},
		Series: []picture.Series{{Shape: picture.Boxes}}}
	for i := range n {
		p.Y.Names = append(p.Y.Names, table.Phrase{EN: "lane"})
		p.Series[0].Marks = append(p.Series[0].Marks, picture.Mark{X: 0.1, X2: 0.2, Y: float64(i)})
	}
	var b bytes.Buffer
	if err := Write(&b, sheet.Lay(&picture.Picture{Panels: []picture.Panel{p}}, sheet.Options{})); err != nil {
		t.Fatal(err)
	}
	for what, pattern := range map[string]string{"names": `y="([^"]*)"[^>]*>lane`, "boxes": `<rect x="[^"]*" y="([^"]*)"[^>]*><title>`} {
		places := map[string]bool{}
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(b.String(), -1) {
			places[m[1]] = true
		}
		if len(places) != n {
			t.Errorf("%s stand at %d places", what, len(places))
		}
	}
}
