package braille

import (
	"strings"
	"testing"

	"netsniff/report/cells"
	"netsniff/report/picture"
	"netsniff/report/table"
)

func draw(t *testing.T, p *picture.Picture, o Options) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, p, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestPlane: what a small picture looks like, dot by dot.
func TestPlane(t *testing.T) {
	p := &picture.Picture{Title: table.Say("A line", ""), Panels: []picture.Panel{{
		X: picture.Axis{Max: 23}, Y: picture.Axis{Max: 15, Label: table.Say("Things", "")},
		Series: []picture.Series{
			{Name: table.Say("up", ""), Shape: picture.Line, Marks: []picture.Mark{{}, {X: 15, Y: 15}}},
			{Name: table.Say("strokes", ""), Shape: picture.Strokes,
				Marks: []picture.Mark{{X: 20, Y: 0, Y2: 15, Text: table.Phrase{EN: "R"}}}},
			{Name: table.Say("signs", ""), Shape: picture.Points, Sign: picture.Cross, Marks: []picture.Mark{{X: 10, Y: 2}}},
		},
	}}}
	want := `A line

⠒⠒ up  ⡇ strokes  × signs
Things
  │                   ⢀⣀⠤⠔⠒⠁      R
  │             ⣀⡠⠤⠒⠒⠉⠁           ⢸
  │      ⢀⣀⠤⠤⠒⠊⠉                  ⢸
0 ┤⣀⣀⠤⠔⠒⠉⠁         ×              ⢸
  └┬──────────────────────────────┬─────
   0                             20
`
	if got := draw(t, p, Options{Width: 40, Height: 4}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestWideText: characters of two cells stand beside boxes as well, and lines do not become longer.
func TestWideText(t *testing.T) {
	p := &picture.Picture{Panels: []picture.Panel{{Layout: picture.Lanes, X: picture.Axis{Max: 10},
		Y: picture.Axis{Kind: picture.Category, Names: []table.Phrase{{EN: "a"}}},
		Series: []picture.Series{{Shape: picture.Boxes,
			Marks: []picture.Mark{{X: 1, X2: 2, Text: table.Say("referral", "转介")}}}}}}}
	got := draw(t, p, Options{Width: 40, Lang: table.Chinese})
	if !strings.Contains(got, "转介") || strings.Contains(got, "referral") {
		t.Error(got)
	}
	for line := range strings.Lines(got) {
		if n := cells.Width(strings.TrimSuffix(line, "\n")); n > 40 {
			t.Errorf("%d cells: %q", n, line)
		}
	}
}

// TestHostile: texts that are too long or too wide break no line, and all layouts keep within the
// width, however narrow.
func TestHostile(t *testing.T) {
	long := strings.Repeat("很长 text ", 60)
	name := table.Phrase{EN: long, ZH: long}
	series := func(shape picture.Shape, marks ...picture.Mark) []picture.Series {
		return []picture.Series{{Name: name, Shape: shape, Marks: marks}}
	}
	p := &picture.Picture{Title: name, About: []table.Phrase{name}, Notes: []table.Phrase{name}, Panels: []picture.Panel{
		{Title: name, X: picture.Axis{Max: 1, Label: name}, Y: picture.Axis{Max: 1e18, Label: name},
			Series: series(picture.Points, picture.Mark{X: 1, Y: 1, Text: table.Phrase{EN: long}})},
		{Layout: picture.Lanes, X: picture.Axis{Max: 1},
			Y:      picture.Axis{Kind: picture.Category, Names: []table.Phrase{name, {}}},
			Series: series(picture.Boxes, picture.Mark{X: -5, X2: 9, Y: 7}, picture.Mark{X: 0.2, X2: 3, Y: 1, Text: table.Phrase{EN: long}})},
		{Layout: picture.Ladder, X: picture.Axis{Kind: picture.Category, Names: []table.Phrase{name, name}},
			Y: picture.Axis{Kind: picture.Category, Names: []table.Phrase{{EN: "1 s"}, {EN: "2 s"}}},
			Series: series(picture.Arrows, picture.Mark{X: 0, X2: 1, Y: 0, Text: table.Phrase{EN: long}},
				picture.Mark{X: 1, X2: 0, Y: 1, Text: table.Phrase{EN: long}})},
	}}
	for _, width := range []int{1, 30, 47, 80, 200} {
		for line := range strings.Lines(draw(t, p, Options{Width: width})) {
			if n := cells.Width(strings.TrimSuffix(line, "\n")); n > max(width, leastWidth) {
				t.Errorf("width %d: %d cells: %s", width, n, line)
			}
		}
	}
}
