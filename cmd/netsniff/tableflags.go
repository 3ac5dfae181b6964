package main

import (
	"errors"
	"fmt"
	"os"
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
	limited   bool // --limit was given
	columns   []string
	wide      bool
	vertical  bool
	lang      string
}

// declareShape declares which columns tables have and how they stand.
func (t *tableFlags) declareShape(f *pflag.FlagSet) {
	f.StringSliceVar(&t.columns, "columns", nil, "show these `COLUMNS` (names as in CSV, commas between them), in this order")
	f.BoolVar(&t.wide, "wide", false, "show all columns, and texts whole, however long lines become")
	f.BoolVar(&t.vertical, "vertical", false, "show each row as a record: a line for each value that says something")
}

// look reads the flags that say how text looks.
func (t *tableFlags) look(o *options) (s table.Style, err error) {
	if s.Lang, err = t.language(); err != nil {
		return s, err
	}
	s.Wide, s.Vertical, s.Width = t.wide, t.vertical, screenWidth(o.out)
	s.Colour, err = o.coloured()
	return s, err
}

// shape checks which columns are asked for.
func (t *tableFlags) shape(asks []collect.Ask) error {
	for i, name := range t.columns {
		t.columns[i] = strings.TrimSpace(name)
	}
	if err := collect.CheckColumns(t.columns, asks); err != nil {
		return fmt.Errorf("--columns: %w", err)
	}
	if (t.wide || t.vertical) && (t.json || t.csv) {
		return errors.New("--wide and --vertical say how text looks: leave them out with --json and --csv")
	}
	return nil
}

// language returns the language of titles: that of --lang, else that of the
// environment.
func (t *tableFlags) language() (table.Lang, error) {
	if t.lang != "" {
		l, ok := table.ParseLang(t.lang)
		if !ok {
			return l, fmt.Errorf("--lang %s: one of %s", t.lang, strings.Join(table.Langs(), ", "))
		}
		return l, nil
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := os.Getenv(name); value != "" {
			if strings.HasPrefix(value, "zh") {
				return table.Chinese, nil
			}
			break
		}
	}
	return table.English, nil
}

// rows returns how many rows of a table are printed: 0 is all.
func (t *tableFlags) rows(asks []collect.Ask) (int, error) {
	switch {
	case t.limit < 0:
		return 0, errors.New("--limit " + strconv.Itoa(t.limit) + ": a number of rows, or 0 for all")
	case t.limited || t.json || t.csv:
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
