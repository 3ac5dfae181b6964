package table

import (
	"encoding/csv"
	"io"
	"strings"
)

// WriteCSV writes a line of names and a line for each row (RFC 4180, with LF).
// Values that are not known are empty; those of a list have a semicolon between
// them. f says what becomes of those that a spreadsheet would take for formulas.
func WriteCSV(w io.Writer, t *Table, f Formulas) error {
	c := csv.NewWriter(w)
	columns := t.values()
	line := make([]string, len(columns))
	for j, x := range columns {
		line[j] = x.Name
	}
	_ = c.Write(line) // Error tells below
	var row []Value
	for j := range t.Len() {
		row = t.Row(j, row[:0])
		for k, v := range row {
			line[k] = csvCell(columns[k].Type, v, f)
		}
		_ = c.Write(line)
	}
	c.Flush()
	return c.Error()
}

func csvCell(t Type, v Value, f Formulas) string {
	text := ""
	switch {
	case !v.known:
	case t == List:
		text = strings.Join(v.list(), ";")
	default:
		text = string(appendPlain(nil, t, v))
	}
	if f.Quotes([]byte(text)) {
		return "'" + text
	}
	return text
}
