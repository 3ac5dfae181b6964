package table

import (
	"bufio"
	"encoding/json"
	"io"
)

// WriteJSON writes one object:
//
//	{"tables": {NAME: {"title", "filter", "columns": [{"name", "label", "type", "unit"}],
//	 "rows": [{COLUMN: value}], "left_out", "notes"}}, "run": {FIGURE: number}}
//
// with a line for each row. Values that are not known are null. figures are
// numbers of the run that the tables have to be seen against.
func WriteJSON(w io.Writer, tables []Table, figures []Figure, l Lang) error {
	j := &jsonWriter{Writer: bufio.NewWriter(w), lang: l}
	j.put(`{"tables":{`)
	for i := range tables {
		if i > 0 {
			j.put(",")
		}
		j.put("\n")
		j.table(&tables[i])
	}
	j.put("\n},\n\"run\":{")
	for i, x := range figures {
		if i > 0 {
			j.put(",")
		}
		j.text(x.Name)
		j.put(":")
		j.plain(Count, Int(x.N))
	}
	j.put("}}\n")
	return j.Flush()
}

// Figure is a number of a run, named for machines and for people.
type Figure struct {
	Name  string
	Label Phrase
	N     uint64
}

// jsonWriter writes parts of JSON. Errors stay in its Writer until Flush.
type jsonWriter struct {
	*bufio.Writer
	lang    Lang
	scratch []byte
}

func (j *jsonWriter) put(s string) { _, _ = j.WriteString(s) }

func (j *jsonWriter) plain(t Type, v Value) {
	j.scratch = appendPlain(j.scratch[:0], t, v)
	_, _ = j.Write(j.scratch)
}

// text writes a string.
func (j *jsonWriter) text(s string) {
	j.scratch = appendQuoted(j.scratch[:0], s)
	_, _ = j.Write(j.scratch)
}

// appendQuoted appends a string. Marshalling strings cannot fail.
func appendQuoted(dst []byte, s string) []byte {
	b, _ := json.Marshal(s)
	return append(dst, b...)
}

func (j *jsonWriter) table(t *Table) {
	columns := t.values()
	j.text(t.Name)
	j.put(`:{"title":`)
	j.text(t.Title.In(j.lang))
	if t.Filter != "" {
		j.put(`,"filter":`)
		j.text(t.Filter)
	}
	j.put(`,"columns":[`)
	for i, c := range columns {
		if i > 0 {
			j.put(",")
		}
		j.put(`{"name":`)
		j.text(c.Name)
		j.put(`,"label":`)
		j.text(c.Label.In(j.lang))
		j.put(`,"type":"` + c.Type.String() + `"`)
		if unit := c.Type.Unit(); unit != "" {
			j.put(`,"unit":"` + unit + `"`)
		}
		j.put("}")
	}
	j.put(`],"rows":[`)
	var row []Value
	for i := range t.Len() {
		if i > 0 {
			j.put(",")
		}
		j.put("\n")
		row = t.Row(i, row[:0])
		j.scratch = AppendJSON(j.scratch[:0], columns, row)
		_, _ = j.Write(j.scratch)
	}
	j.put(`],"left_out":`)
	j.plain(Count, Int(t.left))
	if len(t.Notes) > 0 {
		j.put(`,"notes":`)
		j.texts(len(t.Notes), func(i int) string { return t.Notes[i].In(j.lang) })
	}
	j.put("}")
}

func (j *jsonWriter) texts(n int, of func(i int) string) {
	j.scratch = appendTexts(j.scratch[:0], n, of)
	_, _ = j.Write(j.scratch)
}

func appendTexts(dst []byte, n int, of func(i int) string) []byte {
	dst = append(dst, '[')
	for i := range n {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendQuoted(dst, of(i))
	}
	return append(dst, ']')
}

// AppendJSON appends a row as an object, as WriteJSON has it. columns are those
// that row has values for: none is a Bar.
func AppendJSON(dst []byte, columns []Column, row []Value) []byte {
	for i, c := range columns {
		if i == 0 {
			dst = append(dst, '{')
		} else {
			dst = append(dst, ',')
		}
		dst = append(appendQuoted(dst, c.Name), ':')
		switch v := row[i]; {
		case !v.known:
			dst = append(dst, "null"...)
		case c.Type == List:
			list := v.list()
			dst = appendTexts(dst, len(list), func(i int) string { return list[i] })
		case c.Type.numeric() && c.Type != Time:
			dst = appendPlain(dst, c.Type, v)
		default:
			dst = appendQuoted(dst, string(appendPlain(nil, c.Type, v)))
		}
	}
	return append(dst, '}')
}
