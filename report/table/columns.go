package table

import "slices"

// Choose keeps the columns with these names, in their order. A table that has
// none of them stays as it is.
func (t *Table) Choose(names []string) {
	values := t.values()
	chosen := chosenRows{Rows: t.Rows}
	var columns []Column
	for _, name := range names {
		i := slices.IndexFunc(values, func(c Column) bool { return c.Name == name })
		if i < 0 || slices.Contains(chosen.at, i) {
			continue
		}
		c := values[i]
		c.Importance = Key
		columns, chosen.at = append(columns, c), append(chosen.at, i)
	}
	if len(columns) == 0 {
		return
	}
	t.Columns = columns
	if t.Rows != nil {
		t.Rows = &chosen
	}
}

// chosenRows are rows of which some values are shown.
type chosenRows struct {
	Rows
	at  []int
	all []Value // of a row
}

// Row implements Rows.
func (r *chosenRows) Row(i int, dst []Value) []Value {
	r.all = r.Rows.Row(i, r.all[:0])
	for _, j := range r.at {
		dst = append(dst, r.all[j])
	}
	return dst
}
