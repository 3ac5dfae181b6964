package detail

import (
	"testing"

	"netsniff/dissect"
	"netsniff/report/tree"
)

// TestMemory: a line is the same whether its text was kept or is made.
func TestMemory(t *testing.T) {
	word := func(u uint64) string { return [...]string{"", "one", "two"}[u%3] }
	var lines []*tree.Line
	for _, f := range []dissect.Field{
		{Title: "Number", Type: dissect.Uint}, {Title: "Hex", Type: dissect.Uint, Base: dissect.Hex2},
		{Title: "Word", Type: dissect.Uint, Names: word},
		{Title: "Flag", Type: dissect.Bool}, {Title: "Signed", Type: dissect.Int}, {Title: "Time", Type: dissect.RelTime},
		{Title: "Host", Type: dissect.IPv4}, {Title: "Card", Type: dissect.Ether}, {Title: "Text", Type: dissect.String},
	} {
		for _, unit := range []string{"", "bytes"} {
			lines = append(lines, &tree.Line{ID: len(lines), Field: &f, Unit: unit, Computed: unit != ""})
		}
	}
	kept, made := new(Tree), 0
	text := func(l *tree.Line, v dissect.Value, within uint64) {
		n := tree.Node{Kind: tree.Field, Line: l, Value: &v, Layer: &tree.Layer{}}
		before := indent[:4*(made%3)]
		want := before + string(AppendLine(nil, &n, within)) + "\n"
		if got := string(kept.line(nil, before, &n, within)); got != want {
			t.Fatalf("%+v within %x: %q, want %q", v, within, got, want)
		}
		made++
	}
	for range 2 {
		for _, l := range lines {
			for u := range uint64(70) {
				b := []byte{byte(u), 2, 0, byte(u / 3)}
				if l.Field.Type == dissect.Ether {
					b = append(b, byte(u/7), 9)
				}
				text(l, dissect.Value{U: u * u * 11, B: b}, 0)
				for _, mask := range []uint64{0x1f, 0xe0, 0x1f00} {
					text(l, dissect.Value{U: u & 7, B: b, Mask: mask}, 0)
					text(l, dissect.Value{U: u & 7, B: b, Mask: mask}, 0x1fff)
				}
			}
		}
	}
	if made < 1000 {
		t.Error("only", made)
	}
}
