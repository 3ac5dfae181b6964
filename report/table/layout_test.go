package table_test

import (
	"errors"
	"strings"
	"testing"

	"netsniff/report/table"
)

func TestWrite(t *testing.T) {
	var out strings.Builder
	err := table.Align(&out, []table.Head{{Title: "Name"}, {Title: "Bytes", Right: true}, {Title: "What it is"}}, [][]string{
		{"a", "1", "one two"},
		{"long name", "12345678", ""},
		{"上海", "7", "wide"},
		{"é", "", strings.Repeat("long ", 40)},
	})
	want := "Name          Bytes  What it is\n" +
		"a                 1  one two\n" +
		"long name  12345678\n" +
		"上海              7  wide\n" +
		"é                    " + strings.TrimRight(strings.Repeat("long ", 40), " ") + "\n"
	if err != nil || out.String() != want {
		t.Errorf("%v\n%s\nwant\n%s", err, out.String(), want)
	}
}

type full struct{}

var errFull = errors.New("full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteFails(t *testing.T) {
	if err := table.Align(full{}, []table.Head{{Title: "Name"}}, nil); !errors.Is(err, errFull) {
		t.Error(err)
	}
}
