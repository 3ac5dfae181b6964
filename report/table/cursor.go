package table

import (
	"slices"

	"netsniff/capture"
)

// Cursor reads the values of a table row by row, for what is made of its numbers: a picture.
type Cursor struct {
	table   *Table
	columns []Column
	at      int
	row     []Value
}

// Only leaves the rows whose number in a column is n.
func (t *Table) Only(column string, n int64) {
	c := t.Cursor()
	place := c.Column(column)
	shown := []uint32{}
	for c.Next() {
		if c.Known(place) && c.Int(place) == n {
			at := uint32(c.at)
			if t.shown != nil {
				at = t.shown[c.at]
			}
			shown = append(shown, at)
		}
	}
	t.shown = shown
}

// Place is where a column stands in the rows of a Cursor.
type Place int

// Cursor returns one that stands in front of the first row.
func (t *Table) Cursor() *Cursor { return &Cursor{table: t, columns: t.values(), at: -1} }

// Column returns the place of the column called name. A table that has none has no values
// there.
func (c *Cursor) Column(name string) Place {
	return Place(slices.IndexFunc(c.columns, func(x Column) bool { return x.Name == name }))
}

// Next goes to the next row and reports whether there is one.
func (c *Cursor) Next() bool {
	if c.at++; c.at >= c.table.Len() {
		return false
	}
	c.row = c.table.Row(c.at, c.row[:0])
	return true
}

// Rewind goes back in front of the first row.
func (c *Cursor) Rewind() { c.at = -1 }

// Known reports whether the row has a value there.
func (c *Cursor) Known(p Place) bool { return p >= 0 && c.row[p].known }

// Int returns a value of Count, Frame, Number, Bytes or Port, 0 if it is not known.
func (c *Cursor) Int(p Place) int64 {
	if !c.Known(p) {
		return 0
	}
	return int64(c.row[p].bits)
}

// Number returns a numeric value in the unit that JSON has: of a Duration seconds, of a Time
// those since 1970. 0 if it is not known.
func (c *Cursor) Number(p Place) float64 {
	switch {
	case !c.Known(p):
		return 0
	case c.columns[p].Type == Time:
		return float64(capture.Stamp(c.row[p].bits)) / 1e9
	}
	return unit{of: c.columns[p].Type}.number(c.row[p])
}

// Text returns a value of Text, Word, Address, Name or Path, "" if it is not known.
func (c *Cursor) Text(p Place) string {
	if !c.Known(p) {
		return ""
	}
	return c.row[p].Text
}

// Phrase returns a Text in both languages.
func (c *Cursor) Phrase(p Place) Phrase {
	if !c.Known(p) {
		return Phrase{}
	}
	return c.row[p].phrase()
}

// List returns the texts of a List.
func (c *Cursor) List(p Place) []string {
	if !c.Known(p) {
		return nil
	}
	return c.row[p].list()
}
