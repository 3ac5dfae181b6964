package table

// Reading is a table as a page shows it: the texts of its cells, without what no
// row has. Ports are joined to their addresses, and there are no bars.
type Reading struct {
	Columns []Column
	Rows    [][]string // a text for each column
}

// Read returns the rows to be shown in the words of a language. All durations and
// rates of a column have the same unit.
func (t *Table) Read(l Lang) (r Reading) {
	s := Style{Lang: l, Wide: true}
	columns, units := t.values(), t.units(t.values())
	slots, below, _ := s.slots(t)
	slots = append(slots, below...)
	lines := make([][]string, t.Len())
	var row []Value
	for i := range lines {
		row = t.Row(i, row[:0])
		lines[i] = s.line(slots, columns, units, row)
	}
	r.Rows = make([][]string, len(lines))
	for j := range slots {
		x := &slots[j]
		if x.silent || x.Type == Bar {
			continue
		}
		r.Columns = append(r.Columns, x.Column)
		for i, line := range lines {
			r.Rows[i] = append(r.Rows[i], line[j])
		}
	}
	return r
}

// Numeric reports whether the values of a column are numbers, which stand under
// each other by their last digit.
func (c *Column) Numeric() bool { return c.Type.numeric() && c.Type != Time }
