package table

import (
	"io"
	"slices"
	"strings"

	"netsniff/report/cells"
)

// slot is a column as text shows it.
type slot struct {
	Column
	at      int // index of its values in rows; -1: a Bar
	port    int // index of the ports that are joined to it; -1: none
	head    string
	natural int  // cells that the longest text takes, or the head
	width   int  // cells that it gets; 0: it is left out
	silent  bool // no row has a value
	idle    bool // no row has a value that says something
}

// grid writes a table with a line for each row, and returns what it left out.
func (s Style) grid(w io.Writer, t *Table) (left omitted, err error) {
	columns := t.values()
	units := t.units(columns)
	slots, below, extra := s.slots(t)
	lines := make([][]string, t.Len())
	marks := make([][]string, 0, t.Len()) // what stands below each line
	var row []Value
	said := make([]string, len(below))
	for i := range lines {
		row = t.Row(i, row[:0])
		lines[i] = s.line(slots, columns, units, row)
		marks = append(marks, s.beneath(below, units, row, said))
	}
	fit(slots, s.Width)
	slots, lines = shown(slots, lines, &left)
	left.columns = append(left.columns, extra...)
	heads := make([]Head, len(slots))
	for i, c := range slots {
		heads[i] = Head{Title: c.head, Right: c.Type.numeric() && c.Type != Time}
	}
	return left, align(heads, lines, func(i int, line []byte) error {
		if _, err := w.Write(line); err != nil || i < 0 {
			return err
		}
		for _, mark := range marks[i] {
			if _, err := io.WriteString(w, mark+"\n"); err != nil {
				return err
			}
		}
		return nil
	})
}

// units returns the unit of each column: that of its greatest value.
func (t *Table) units(columns []Column) []unit {
	units := make([]unit, len(columns))
	var row []Value
	for i := range t.Len() {
		row = t.Row(i, row[:0])
		for j, v := range row {
			units[j] = units[j].max(unitOf(columns[j].Type, v))
		}
	}
	return units
}

// slots returns the columns that stand beside each other, and those that stand
// below; extra names what is there only if it is asked for.
func (s Style) slots(t *Table) (slots, below []slot, extra []string) {
	values := -1
	for _, c := range t.Columns {
		x := slot{Column: c, at: -1, port: -1, head: c.Label.In(s.Lang), silent: true, idle: true}
		if c.Type != Bar {
			values++
			x.at = values
		}
		last := len(slots) - 1
		switch {
		case c.Importance == Extra && !s.Wide:
			extra = append(extra, c.Name)
			continue
		case c.Below:
			below = append(below, x)
			continue
		case c.Type == Port && last >= 0 && slots[last].Name == c.Of:
			slots[last].port = x.at
			continue
		}
		x.natural = cells.Width(x.head)
		slots = append(slots, x)
	}
	return slots, below, extra
}

// line makes the cells of a row and notes how wide they are.
func (s Style) line(slots []slot, columns []Column, units []unit, row []Value) []string {
	texts := make([]string, len(slots))
	for i := range slots {
		x := &slots[i]
		if x.Type == Bar {
			texts[i] = s.bar(x.Of, columns, units, row)
		} else if v := row[x.at]; v.known {
			texts[i] = s.cell(units[x.at], v)
			x.idle = x.idle && x.Type.idle(v)
			if x.port >= 0 && row[x.port].known {
				texts[i] = WithPort(texts[i], string(appendPlain(nil, Port, row[x.port])))
			}
		}
		x.silent = x.silent && texts[i] == ""
		x.natural = max(x.natural, cells.Width(texts[i]))
	}
	return texts
}

// beneath returns the lines below a row. What is said of the row before as well
// is not said again; said keeps it.
func (s Style) beneath(below []slot, units []unit, row []Value, said []string) (lines []string) {
	for i, x := range below {
		text := s.cell(units[x.at], row[x.at])
		if text == "" || text == said[i] || !row[x.at].known {
			continue
		}
		said[i] = text
		lead := indent + x.head + ": "
		if s.Lang == Chinese {
			lead = indent + x.head + "："
		}
		room := s.Width
		if room > 0 {
			room = max(room-cells.Width(lead), leastText)
		}
		for _, part := range cells.Break(text, room) {
			lines = append(lines, lead+part)
			lead = strings.Repeat(" ", cells.Width(lead))
		}
	}
	return lines
}

// indent is how far in lines below a row are.
const indent = "    "

// shown returns the columns that are not left out, and the lines with their
// cells, cut to their widths.
func shown(slots []slot, lines [][]string, left *omitted) ([]slot, [][]string) {
	var kept []int
	for i, x := range slots {
		switch {
		case x.width > 0:
			kept = append(kept, i)
		case !x.silent:
			left.columns = append(left.columns, x.Name)
		}
	}
	var list []slot
	for _, i := range kept {
		x := slots[i]
		x.head = cells.Cut(x.head, x.width)
		list = append(list, x)
	}
	for i, line := range lines {
		short := line[:0]
		for j, at := range kept {
			text := list[j].cut(line[at])
			left.cut = left.cut || text != line[at] && list[j].Type != Bar
			short = append(short, text)
		}
		lines[i] = short
	}
	return list, lines
}

// cut returns a text as it fits.
func (x *slot) cut(text string) string {
	if x.Type == Address || x.Ends {
		return cells.CutMiddle(text, x.width)
	}
	return cells.Cut(text, x.width)
}

// barWidth is how wide the longest bar is.
const barWidth = 20

// bar draws the number of a column as a part of the greatest one.
func (s Style) bar(of string, columns []Column, units []unit, row []Value) string {
	j := slices.IndexFunc(columns, func(c Column) bool { return c.Name == of })
	if j < 0 || units[j].most <= 0 {
		return ""
	}
	eighths := int(units[j].number(row[j])/units[j].most*float64(8*barWidth) + 0.5)
	b := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		b += string([]rune("▏▎▍▌▋▊▉")[rest-1])
	}
	return b
}
