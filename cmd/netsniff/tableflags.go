package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"netsniff/report/collect"
	"netsniff/report/table"
)

// tableFlags say how tables look.
type tableFlags struct {
	json, csv bool
	sort      string
	limit     int
	limitFlag *pflag.Flag // of a command that has --limit
	columns   []string
	vertical  bool
}

// declareShape declares which columns tables have and how they stand.
func (t *tableFlags) declareShape(o *options, f *pflag.FlagSet) {
	f.StringSliceVar(&t.columns, "columns", nil,
		"show these `COLUMNS` (names as in CSV, commas between them), in this order")
	f.BoolVar(&o.wide, "wide", false, "show all columns, and texts whole, however long lines become")
	f.BoolVar(&t.vertical, "vertical", false, "show each row as a record: a line for each value that says something")
}

// declareLimit declares --limit, with what is said of it.
func (t *tableFlags) declareLimit(f *pflag.FlagSet, use string) {
	f.IntVar(&t.limit, "limit", 0, use)
	t.limitFlag = f.Lookup("limit")
}

// limited reports whether --limit was given.
func (t *tableFlags) limited() bool { return t.limitFlag != nil && t.limitFlag.Changed }

// look reads the flags that say how text looks.
func (t *tableFlags) look(o *options) (table.Style, error) {
	colour, err := o.coloured()
	return table.Style{Lang: o.lang, Colour: colour, Width: screenWidth(o.out), Wide: o.wide, Vertical: t.vertical}, err
}

// printTable writes a table that no plan collected, and others below it of which no
// columns were chosen.
func (t *tableFlags) printTable(o *options, x table.Table, below ...table.Table) error {
	style, err := t.look(o)
	if err != nil {
		return err
	}
	x.Choose(t.columns)
	return table.WriteText(o.out, append([]table.Table{x}, below...), style)
}

// shapeOf checks the same where a table has these columns.
func (t *tableFlags) shapeOf(o *options, columns []table.Column) error {
	return t.shape(o, []collect.Ask{{Definition: collect.Definition{Columns: columns}}})
}

// shape checks which columns are asked for.
func (t *tableFlags) shape(o *options, asks []collect.Ask) error {
	for i, name := range t.columns {
		t.columns[i] = strings.TrimSpace(name)
	}
	if err := collect.CheckColumns(t.columns, asks); err != nil {
		return fmt.Errorf("--columns: %w", err)
	}
	if (o.wide || t.vertical) && (t.json || t.csv) {
		return errors.New("--wide and --vertical say how text looks: leave them out with --json and --csv")
	}
	return nil
}

// rows returns how many rows of a table are printed: 0 is all.
func (t *tableFlags) rows(asks []collect.Ask) (int, error) {
	switch {
	case t.limit < 0:
		return 0, errors.New("--limit " + strconv.Itoa(t.limit) + ": a number of rows, or 0 for all")
	case t.limited() || t.json || t.csv:
		return t.limit, nil
	case asks[0].Named:
		return namedRows, nil
	}
	return usualRows, nil
}

// How many rows of a table text has if nobody says.
const (
	usualRows = 10
	namedRows = 1000
)
