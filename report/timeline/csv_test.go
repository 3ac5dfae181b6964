package timeline

import (
	"encoding/csv"
	"strings"
	"testing"

	"netsniff/report/table"
)

func TestCSVQuotes(t *testing.T) {
	l := CSVLayout()
	for _, x := range []struct{ in, want string }{
		{"plain", "plain"}, {"", ""}, {"a,b", `"a,b"`}, {`say "hi"`, `"say ""hi"""`}, {" 你好 ", " 你好 "},
	} {
		got := string(l.quote([]byte("first,"+x.in), len("first,")))
		if got != "first,"+x.want {
			t.Errorf("%q: %q, want %q", x.in, got, x.want)
		}
		record, err := csv.NewReader(strings.NewReader(got)).Read()
		if err != nil || record[1] != x.in {
			t.Errorf("%q: reads as %q, %v", x.in, record, err)
		}
	}
}

func TestHeader(t *testing.T) {
	if got := string(CSVLayout().AppendHeader(nil, []string{"No.", "a,b"})); got != "No.,\"a,b\"\n" {
		t.Errorf("%q", got)
	}
	if got := string(DefaultLayout().AppendHeader(nil, []string{"ip.src", "ip.dst"})); got != "ip.src\tip.dst\n" {
		t.Errorf("%q", got)
	}
}

// TestCSVFormulas: what was captured is text in a spreadsheet.
func TestCSVFormulas(t *testing.T) {
	l := CSVLayout()
	for text, want := range map[string]string{"=1+1": "'=1+1", "=a,b": "\"'=a,b\"", "-5": "-5", "a=1": "a=1"} {
		l.Formulas = table.QuoteFormulas
		if got := string(l.quote([]byte("x,"+text), 2)); got != "x,"+want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		l.Formulas = table.KeepFormulas
		if got := strings.Trim(string(l.quote([]byte(text), 0)), `"`); got != text {
			t.Errorf("%q kept: %q", text, got)
		}
	}
	l = DefaultLayout()
	if got := string(l.quote([]byte("=1"), 0)); got != "=1" {
		t.Errorf("without CSV: %q", got)
	}
}
