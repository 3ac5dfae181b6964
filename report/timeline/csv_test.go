package timeline

import (
	"encoding/csv"
	"strings"
	"testing"
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
