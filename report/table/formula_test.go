package table

import (
	"strings"
	"testing"
)

func TestFormulas(t *testing.T) {
	for cell, want := range map[string]bool{
		"=cmd|' /C calc'!A0": true, "@SUM(1)": true, "+1+1": true, "-1+1": true, "\t=1": true, "\r=1": true, "-": true,
		"+": true, "-.": true, "-1.2.3": true,
		"--1": true, "-1e5": true, "+49 30 1": true,
		"": false, "-1": false, "-0.000123": false, "+5": false, "a=b": false, "1+1": false, "'=1": false, "/=": false,
	} {
		if got := QuoteFormulas.Quotes([]byte(cell)); got != want {
			t.Errorf("%q: %v", cell, got)
		}
		if KeepFormulas.Quotes([]byte(cell)) {
			t.Errorf("%q is not kept", cell)
		}
	}
}

// TestCSVFormulas: the same goes for every cell of a table.
func TestCSVFormulas(t *testing.T) {
	x := Table{Name: "x", Columns: []Column{{Name: "a"}, {Name: "b", Type: List}, {Name: "c", Type: Duration}},
		Rows: RowList{
			{String("=1+1"), Strings([]string{"@a", "b"}), Nanoseconds(-1500000)},
			{String("a"), Strings([]string{"b", "=c"}), None()},
		}}
	for f, want := range map[Formulas]string{QuoteFormulas: "a,b,c\n'=1+1,'@a;b,-0.0015\na,b;=c,\n",
		KeepFormulas: "a,b,c\n=1+1,@a;b,-0.0015\na,b;=c,\n"} {
		var b strings.Builder
		if err := WriteCSV(&b, &x, f); err != nil || b.String() != want {
			t.Errorf("%v: %q, want %q", f, b.String(), want)
		}
	}
}
