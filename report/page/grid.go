package page

import (
	"cmp"
	"slices"
	"strings"

	"netsniff/report/table"
)

// maxRows is how many rows of a table a page shows.
const maxRows = 100

// Grid is a table in both languages.
type Grid struct {
	Name    string // as netsniff stats takes it
	Title   table.Phrase
	Columns []Column
	Rows    [][]Cell
	Total   int  // rows there are, shown or not
	Upright bool // one row, a line for each value
	Late    bool // some columns are
	Folded  bool // a picture shows it
	Notes   []table.Phrase
}

// Column is the head of a column.
type Column struct {
	table.Column
	Right bool // numbers
	Late  bool // matters less, and is shown when the reader asks for all columns
}

// wideGrid is how many columns stand beside each other before those that matter less
// wait until somebody asks for them.
const wideGrid = 9

// classes say how cells of a type are laid out; others are texts.
var classes = map[table.Type]string{
	table.Path: "path", table.Address: "whole", table.Name: "whole", table.Time: "whole", table.Word: "whole",
}

// Class is how the cells of a column are laid out.
func (c Column) Class() string {
	class := cmp.Or(classes[c.Type], "text")
	if c.Right {
		class = "n"
	}
	if c.Late {
		class += " late"
	}
	return class
}

// Cell is a text, and the frames that it names.
type Cell struct {
	table.Phrase
	Frames []string // their numbers; "…" among them: and more
}

// newGrid reads a table that was made in English and in Chinese.
func newGrid(en, zh *table.Table) Grid {
	g := Grid{Name: en.Name, Title: en.Title, Upright: en.Layout == table.Upright}
	g.Total = en.Len()
	en.Limit(maxRows)
	zh.Limit(maxRows)
	a, b := en.Read(table.English), zh.Read(table.Chinese)
	for _, c := range a.Columns {
		late := len(a.Columns) > wideGrid && (c.Importance == table.Minor || c.Importance == table.Extra)
		g.Late = g.Late || late
		g.Columns = append(g.Columns, Column{c, c.Numeric(), late})
	}
	for i, row := range a.Rows {
		cells := make([]Cell, len(row))
		for j, text := range row {
			cells[j] = newCell(&a.Columns[j], table.Say(text, b.Rows[i][j]))
		}
		g.Rows = append(g.Rows, cells)
	}
	g.Notes = append(g.Notes, en.Notes...)
	if left := en.Left(); left > 0 {
		n := table.Grouped(uint64(left))
		g.Notes = append(g.Notes, table.Say("… and "+n+" more rows: netsniff stats "+en.Name+" has them.",
			"……另有 "+n+" 行，见 netsniff stats "+en.Name+"。"))
	}
	return g
}

// newCell makes the cell of a column.
func newCell(c *table.Column, text table.Phrase) Cell {
	x := Cell{Phrase: text}
	if c.Type == table.Frame || c.Name == "frames" && c.Type == table.List {
		if text.EN != "" {
			x.Frames = strings.Split(text.EN, ", ")
		}
	}
	return x
}

// text returns the text of a row's column, none if there is no such column.
func (g *Grid) text(row int, column string) table.Phrase {
	j := slices.IndexFunc(g.Columns, func(c Column) bool { return c.Name == column })
	if j < 0 || row >= len(g.Rows) {
		return table.Phrase{}
	}
	return g.Rows[row][j].Phrase
}
