package table

import (
	"io"
	"strings"
)

// Style is how text looks.
type Style struct {
	Lang   Lang
	Colour bool // titles are bold
	Width  int  // of the bars, in characters; 0: 20
}

// WriteText writes each table with its title, a blank line between them.
// Numbers have units and are right-aligned; all durations and rates of a
// column have the same unit.
func WriteText(w io.Writer, tables []Table, s Style) error {
	for i := range tables {
		if i > 0 {
			if _, err := io.WriteString(w, "\n"); err != nil {
				return err
			}
		}
		if err := s.write(w, &tables[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s Style) write(w io.Writer, t *Table) error {
	title := t.Title.In(s.Lang)
	if t.Filter != "" {
		title += ": " + Clean(t.Filter)
	}
	if s.Colour {
		title = "\x1b[1m" + title + "\x1b[0m"
	}
	if _, err := io.WriteString(w, title+"\n"); err != nil {
		return err
	}
	var err error
	switch {
	case t.Len() == 0:
	case t.Layout == Upright:
		err = s.upright(w, t, t.Row(0, nil))
	case t.Layout == Cards:
		err = s.cards(w, t)
	default:
		err = s.rows(w, t)
	}
	if err != nil {
		return err
	}
	for _, line := range t.remarks(s.Lang) {
		if _, err := io.WriteString(w, line+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// Remarks returns what is to be said beside the rows of a table.
func (t *Table) Remarks(l Lang) []string { return t.remarks(l) }

func (t *Table) remarks(l Lang) (lines []string) {
	if t.left > 0 {
		n := Grouped(uint64(t.left))
		lines = append(lines, Phrase{"… and " + n + " more; --limit 0 shows all",
			"……另有 " + n + " 行；--limit 0 显示全部"}.In(l))
	}
	for _, n := range t.Notes {
		lines = append(lines, n.In(l))
	}
	return lines
}

// upright writes a line for each value of a row that is known.
func (s Style) upright(w io.Writer, t *Table, row []Value) error {
	var lines [][]string
	for i, c := range t.values() {
		v := row[i]
		if !v.known || c.Type == List && v.Text == "" || t.Layout == Cards && c.Type.idle(v) {
			continue
		}
		u := unitOf(c.Type, v)
		text := s.cell(u, v)
		switch {
		case c.Type == Port && len(lines) > 0:
			last := lines[len(lines)-1]
			last[1] = WithPort(last[1], text)
			continue
		case c.Type == Bytes:
			text += " B"
		}
		lines = append(lines, []string{c.Label.In(s.Lang), text})
	}
	return Align(w, []Head{{}, {}}, lines)
}

// cell returns the text of a value.
func (s Style) cell(u unit, v Value) string {
	text := string(u.append(nil, v))
	if u.of == Word {
		return Translate(text, s.Lang)
	}
	return text
}

// cards writes the lines of each row, a blank line between rows.
func (s Style) cards(w io.Writer, t *Table) error {
	var row []Value
	for i := range t.Len() {
		if i > 0 {
			if _, err := io.WriteString(w, "\n"); err != nil {
				return err
			}
		}
		row = t.Row(i, row[:0])
		if err := s.upright(w, t, row); err != nil {
			return err
		}
	}
	return nil
}

// idle reports whether a value says that there was nothing.
func (t Type) idle(v Value) bool {
	switch t {
	case Count, Bytes:
		return v.bits == 0
	case Rate:
		return v.real() == 0
	case List:
		return v.Text == ""
	}
	return false
}

// rows writes a table with a line for each row.
func (s Style) rows(w io.Writer, t *Table) error {
	columns := t.values()
	units := make([]unit, len(columns))
	var row []Value
	for i := range t.Len() {
		row = t.Row(i, row[:0])
		for j, v := range row {
			units[j] = units[j].max(unitOf(columns[j].Type, v))
		}
	}
	heads := s.heads(t.Columns, columns)
	lines := make([][]string, t.Len())
	for i := range lines {
		row = t.Row(i, row[:0])
		lines[i] = s.line(t.Columns, columns, units, row)
	}
	return Align(w, heads, lines)
}

func (s Style) heads(all, values []Column) (heads []Head) {
	for _, c := range all {
		if c.Type != Port {
			heads = append(heads, Head{Title: c.Label.In(s.Lang), Right: c.Type.numeric() && c.Type != Time})
		}
	}
	return heads
}

// line makes the cells of a row. values are the columns that row has values
// for, in the same order as in all.
func (s Style) line(all, values []Column, units []unit, row []Value) (cells []string) {
	j := 0
	for _, c := range all {
		switch c.Type {
		case Bar:
			cells = append(cells, s.bar(c.Of, values, units, row))
			continue
		case Port:
			if row[j].known {
				cells[len(cells)-1] = WithPort(cells[len(cells)-1], string(appendPlain(nil, Port, row[j])))
			}
		default:
			cell := ""
			if row[j].known {
				cell = s.cell(units[j], row[j])
			}
			cells = append(cells, cell)
		}
		j++
	}
	return cells
}

// joined returns an address with its port; those with colons stand in brackets.
func WithPort(address, port string) string {
	if strings.Contains(address, ":") {
		address = "[" + address + "]"
	}
	return address + ":" + port
}

// bar draws the number of a column as a part of the greatest one.
func (s Style) bar(of string, values []Column, units []unit, row []Value) string {
	width := s.Width
	if width == 0 {
		width = 20
	}
	for j, c := range values {
		if c.Name == of && units[j].most > 0 {
			eighths := int(units[j].number(row[j])/units[j].most*float64(8*width) + 0.5)
			b := strings.Repeat("█", eighths/8)
			if rest := eighths % 8; rest > 0 {
				b += string([]rune("▏▎▍▌▋▊▉")[rest-1])
			}
			return b
		}
	}
	return ""
}
