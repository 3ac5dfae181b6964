package table

import (
	"encoding/csv"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// every has a column of each type that rows have values for.
func every() Table {
	return Table{
		Name:  "every",
		Title: Phrase{"Every type", "所有类型"},
		Columns: []Column{
			{Name: "text", Label: Phrase{"Text", "文本"}, Type: Address},
			{Name: "port", Label: Phrase{"Port", "端口"}, Type: Port, Of: "text"},
			{Name: "count", Label: Phrase{"Count", "数"}, Type: Count},
			{Name: "frame", Label: Phrase{"Frame", "帧"}, Type: Frame},
			{Name: "bytes", Label: Phrase{"Bytes", "字节"}, Type: Bytes},
			{Name: "duration", Label: Phrase{"Duration", "时长"}, Type: Duration},
			{Name: "rate", Label: Phrase{"Rate", "速率"}, Type: Rate},
			{Name: "share", Label: Phrase{"Share", "占比"}, Type: Percent},
			{Name: "at", Label: Phrase{"At", "时间"}, Type: Time},
			{Name: "list", Label: Phrase{"List", "列表"}, Type: List},
			{Name: "bar", Type: Bar, Of: "count"},
		},
		Rows: RowList{
			{String("192.0.2.9"), Int(80), Int(1234567), Int(12345), Int(40), Nanoseconds(1_500_000), Float(2_500_000),
				Float(12.5), At(1_700_000_000_123_456_000), Strings([]string{"a", "b c"})},
			{String("2001:db8::1"), Int(443), Int(0), Int(7), Int(9_000), Nanoseconds(-250_000), Float(0.5), Float(100),
				At(0), Strings(nil)},
			{String("数据 \x1b[31m\u202e\xff"), None(), Int(-5), None(), None(), None(), None(), None(), None(),
				Strings([]string{"\n"})},
		},
	}
}

// TestFormatsAgree: each number of the JSON is that of the CSV, and of the text
// as far as its digits go.
func TestFormatsAgree(t *testing.T) {
	tables := []Table{every()}
	var text, asJSON, asCSV strings.Builder
	if err := WriteText(&text, tables, Style{}); err != nil {
		t.Fatal(err)
	}
	if err := WriteJSON(&asJSON, tables, nil, English); err != nil {
		t.Fatal(err)
	}
	if err := WriteCSV(&asCSV, &tables[0], QuoteFormulas); err != nil {
		t.Fatal(err)
	}
	var document struct {
		Tables map[string]struct {
			Columns []struct{ Name string }
			Rows    []map[string]any
		}
	}
	if err := json.Unmarshal([]byte(asJSON.String()), &document); err != nil {
		t.Fatalf("%v in %s", err, asJSON.String())
	}
	lines, err := csv.NewReader(strings.NewReader(asCSV.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := document.Tables["every"]
	if len(lines) != 1+len(got.Rows) || len(got.Rows) != 3 {
		t.Fatalf("%d lines of CSV, %d rows of JSON", len(lines), len(got.Rows))
	}
	rows := strings.Split(text.String(), "\n")[2:]
	for i, row := range got.Rows {
		for j, c := range got.Columns {
			if lines[0][j] != c.Name {
				t.Errorf("column %d is %s and %s", j, lines[0][j], c.Name)
			}
			sameCell(t, c.Name, row[c.Name], lines[1+i][j])
		}
		if strings.ContainsAny(rows[i], "\x1b\u202e") || strings.Contains(lines[1+i][0], "\x1b") {
			t.Errorf("a control character in %q", rows[i])
		}
	}
	for _, want := range []string{
		`192\.0\.2\.9:80 +1,234,567 +12345 +40 +1\.500? ms +2\.500 Mbit/s +12\.50 % +2023-11-14T22:13:20\.123456Z +a, b c +█{20}`,
		`\[2001:db8::1\]:443 +0 +7 +9,000 +-0\.250? ms +0\.000 Mbit/s +100\.00 % +1970-01-01T00:00:00\.000000Z`,
		`数据 \\x1b\[31m\\xe2\\x80\\xae\\xff +-5`,
	} {
		if !regexp.MustCompile(want).MatchString(text.String()) {
			t.Errorf("no %s in\n%s", want, text.String())
		}
	}
}

// sameCell compares a value of JSON with a cell of CSV.
func sameCell(t *testing.T, name string, value any, cell string) {
	t.Helper()
	switch v := value.(type) {
	case nil:
		if cell != "" {
			t.Errorf("%s is null and %q", name, cell)
		}
	case float64:
		if x, err := strconv.ParseFloat(cell, 64); err != nil || x != v {
			t.Errorf("%s is %v and %s", name, v, cell)
		}
	case string:
		if v != cell {
			t.Errorf("%s is %q and %q", name, v, cell)
		}
	}
}

// TestTold: people read words of ours in their language, programs in English.
func TestTold(t *testing.T) {
	x := Table{Columns: []Column{{Name: "said"}}, Rows: RowList{{Told(Say("(user a\x1b)", "（用户 a\x1b）"))}, {Told(Phrase{EN: "250 OK"})}}}
	if zh := x.Read(Chinese).Rows; zh[0][0] != `（用户 a\x1b）` || zh[1][0] != "250 OK" {
		t.Error(zh)
	}
	if en := x.Read(English).Rows; en[0][0] != `(user a\x1b)` {
		t.Error(en)
	}
	if j := string(AppendJSON(nil, x.Columns, x.Rows.Row(0, nil))); strings.Contains(j, "用户") || !strings.Contains(j, "(user a") {
		t.Error(j)
	}
	c := x.Cursor()
	c.Next()
	if p := c.Phrase(c.Column("said")); p != Say(`(user a\x1b)`, `（用户 a\x1b）`) {
		t.Error(p)
	}
}

func TestSortAndLimit(t *testing.T) {
	first := func(t *Table) (names []string) {
		for i := range t.Len() {
			names = append(names, string(appendPlain(nil, Text, t.Row(i, nil)[0])))
		}
		return names
	}
	for _, c := range []struct {
		order string
		limit int
		want  string
	}{
		{"", 0, "192.0.2.9 2001:db8::1 数"},
		{"bytes", 0, "192.0.2.9 2001:db8::1 数"},
		{"-bytes", 0, "2001:db8::1 192.0.2.9 数"}, // what is not known is last
		{"duration", 2, "2001:db8::1 192.0.2.9"},
		{"-rate", 1, "192.0.2.9"},
		{"nothing", 1, "192.0.2.9"},
	} {
		x := every()
		x.Sort(ParseOrder(c.order))
		x.Limit(c.limit)
		got := strings.Join(first(&x), " ")
		if !strings.HasPrefix(got, c.want) || x.Len()+x.Left() != 3 {
			t.Errorf("%q, %d: %s, %d left", c.order, c.limit, got, x.Left())
		}
	}
}

func TestNatural(t *testing.T) {
	ordered := []string{"", "192.0.2.9", "192.0.2.10", "192.0.10.1", "a", "a1", "a02", "a10", "b"}
	for i, a := range ordered {
		for j, b := range ordered {
			if c := natural(a, b); (c < 0) != (i < j) || (c > 0) != (i > j) {
				t.Errorf("%q and %q: %d", a, b, c)
			}
		}
	}
}
