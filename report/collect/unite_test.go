package collect

import (
	"bytes"
	"testing"

	"netsniff/report/table"
)

func TestUnite(t *testing.T) {
	columns := []table.Column{{Name: "frame", Type: table.Frame, Label: table.Say("Frame", "帧")}}
	nothing := table.Say("nothing of it here", "这里没有")
	part := func(file string, notes []table.Phrase, frames ...int) Part {
		var rows table.RowList
		for _, n := range frames {
			rows = append(rows, []table.Value{table.Int(n)})
		}
		if rows == nil {
			notes = []table.Phrase{nothing}
		}
		return Part{File: file, Run: &Run{Files: []string{file}, Vitals: Vitals{Frames: 10}},
			Tables: []table.Table{{Name: "x", Columns: columns, Rows: rows, Notes: notes, Layout: table.Upright}}}
	}
	for _, test := range []struct {
		what  string
		parts []Part
		csv   string
		notes []string
	}{
		{"rows stand in the order of captures", []Part{part("b", nil, 1, 2), part("empty", nil), part("a", nil, 1)},
			"file,frame\nb,1\nb,2\na,1\n", nil},
		{"a note says whose it is", []Part{part("a", []table.Phrase{table.Say("much", "多")}, 1), part("b", nil, 1)},
			"file,frame\na,1\nb,1\n", []string{"a: much"}},
		{"nowhere is said once", []Part{part("a", nil), part("b", nil)}, "file,frame\n", []string{"nothing of it here"}},
	} {
		united := Unite(test.parts)
		if len(united) != 1 {
			t.Fatalf("%s: %d tables", test.what, len(united))
		}
		var b bytes.Buffer
		if err := table.WriteCSV(&b, &united[0], table.KeepFormulas); err != nil || b.String() != test.csv {
			t.Errorf("%s: %q, %v; want %q", test.what, b.String(), err, test.csv)
		}
		var notes []string
		for _, n := range united[0].Notes {
			notes = append(notes, n.EN)
		}
		if len(notes) != len(test.notes) || len(notes) > 0 && notes[0] != test.notes[0] {
			t.Errorf("%s: notes %q, want %q", test.what, notes, test.notes)
		}
		if sum := UniteRuns(test.parts); sum.Frames != 10*uint64(len(test.parts)) || len(sum.Files) != len(test.parts) {
			t.Errorf("%s: %+v", test.what, sum)
		}
	}
	files := []table.Column{{Name: "file", Label: table.Say("File", "文件")}}
	own := []Part{{File: "a", Run: &Run{}, Tables: []table.Table{{Name: "x", Columns: files,
		Rows: table.RowList{{table.String("mail.eml")}}}}}}
	if got := Unite(own)[0].Columns[0].Name; got != "capture" {
		t.Errorf("beside a column file the capture is called %s", got)
	}
}
