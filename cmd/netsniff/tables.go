package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/report/cells"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// tablePrinter prints the tables of a set.
type tablePrinter struct {
	json, csv bool
	dir       string // with csv: where each table gets a file; "" is the output
	formulas  table.Formulas
	order     table.Order
	columns   []string // none: all
	limit     int
	style     table.Style
	clock     *table.Clock // nil: moments are told as times since the first frame
}

// printer reads the flags that say how tables look.
func (s *statsCmd) printer(asks []collect.Ask) (*tablePrinter, error) {
	p := &tablePrinter{json: s.json, csv: s.csv, dir: s.dir, formulas: s.formulas(), order: table.ParseOrder(s.sort),
		columns: s.columns}
	if err := collect.CheckOrder(p.order, asks); err != nil {
		return nil, fmt.Errorf("--sort %s: %w", s.sort, err)
	}
	if err := s.shape(s.options, asks); err != nil {
		return nil, err
	}
	var err error
	if p.limit, err = s.rows(asks); err != nil {
		return nil, err
	}
	if p.clock, err = s.clock(); err != nil {
		return nil, err
	}
	p.style, err = s.look(s.options)
	return p, err
}

// arrange puts tables in order and cuts them.
func (p *tablePrinter) arrange(tables []table.Table) {
	for i := range tables {
		t := &tables[i]
		t.Sort(p.order)
		if t.Name != "io" || p.limit != usualRows { // intervals are few, and some without the others mean nothing
			t.Limit(p.limit)
		}
		t.Choose(p.columns)
	}
}

// tables returns the tables of a set; moments are told by the clock that is asked
// for.
func (p *tablePrinter) tables(set *collect.Set, r *collect.Run) []table.Table {
	r.Lang = p.style.Lang
	return p.dated(set.Tables(r), r)
}

// dated returns each of the tables once, with moments told by the clock that is asked for.
func (p *tablePrinter) dated(tables []table.Table, r *collect.Run) []table.Table {
	tables = collect.Unique(tables)
	for i := range tables {
		if p.clock != nil {
			tables[i].Tell(table.Clock{Origin: r.First, Zone: p.clock.Zone, Layout: p.clock.Layout})
		}
	}
	return tables
}

// print writes the tables; what has no place in their format goes to errs.
func (p *tablePrinter) print(out, errs io.Writer, tables []table.Table, r *collect.Run) error {
	p.arrange(tables)
	switch {
	case p.json:
		return table.WriteJSON(out, tables, r.Figures(), p.style.Lang)
	case p.csv:
		err := p.separated(out, errs, tables)
		fmt.Fprintln(errs, r.Footer(p.style.Lang))
		return err
	}
	if err := table.WriteText(out, tables, p.style); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\n%s\n", strings.Join(cells.Break(r.Footer(p.style.Lang), p.style.Width), "\n"))
	return err
}

// separated writes CSV: the first of the tables, or each to a file of its own.
// Two never share a file: a reader of CSV expects one head.
func (p *tablePrinter) separated(out, errs io.Writer, tables []table.Table) (err error) {
	for i := range tables {
		t := &tables[i]
		switch {
		case p.dir != "":
			err = errors.Join(err, p.file(t))
		case i == 0:
			err = table.WriteCSV(out, t, p.formulas)
		default:
			fmt.Fprintf(errs, "%s: %d rows are not in this CSV; --json has them\n", t.Name, t.Len())
			continue
		}
		for _, line := range t.Remarks(p.style.Lang) {
			fmt.Fprintf(errs, "%s: %s\n", t.Name, line)
		}
	}
	return err
}

// file writes a table to a file that is named after it.
func (p *tablePrinter) file(t *table.Table) error {
	if err := os.MkdirAll(p.dir, 0o777); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(p.dir, t.Name+".csv"))
	if err != nil {
		return err
	}
	return errors.Join(table.WriteCSV(f, t, p.formulas), f.Close())
}

// Control sequences of terminals (ECMA-48 §8.3).
const (
	home        = "\x1b[H"
	clearBelow  = "\x1b[J"
	clearScreen = home + clearBelow
	clearLine   = "\x1b[K"
)

// refreshAfter is how much capture time passes between two screens.
const refreshAfter capture.Stamp = 1e9

// refreshed shows what its set has counted, about once a second.
type refreshed struct {
	*collect.Set
	screen func(dst []byte) []byte
	next   capture.Stamp
}

// Frame counts a frame and, if it is time, appends the screen of the moment.
func (r *refreshed) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	dst, selected := r.Set.Frame(f, dst)
	if f.At >= r.next {
		r.next = f.At + refreshAfter
		dst = r.screen(dst)
	}
	return dst, selected
}

// screen returns what draws the tables of the moment over those before. Each
// has as many rows as leave room for the heads of all; what is beyond the height
// of the terminal even so is cut.
func (s *statsCmd) screen(p *tablePrinter, set *collect.Set) func(dst []byte) []byte {
	return func(dst []byte) []byte {
		moment := *p
		moment.style.Width = screenWidth(s.out)
		var lines [][]byte
		height := screenHeight(s.out) - 1 // the cursor stands below
		for rows := height; ; rows /= 2 {
			if moment.limit = rows; p.limit > 0 {
				moment.limit = min(rows, p.limit)
			}
			var text bytes.Buffer
			about := &collect.Run{Interface: strings.Join(s.ifaces, "")}
			_ = moment.print(&text, io.Discard, moment.tables(set, about), about) // a Buffer takes all
			lines = bytes.Split(bytes.TrimRight(text.Bytes(), "\n"), []byte("\n"))
			if len(lines) <= height || rows <= 1 {
				break
			}
		}
		return appendScreen(dst, bytes.Join(lines, []byte("\n")), height)
	}
}

// appendScreen appends what draws a text over the screen before, as many lines as that is high.
func appendScreen(dst, text []byte, height int) []byte {
	lines := bytes.Split(bytes.TrimRight(text, "\n"), []byte("\n"))
	dst = append(dst, home...)
	for _, line := range lines[:min(len(lines), height)] {
		dst = append(append(dst, line...), clearLine+"\n"...)
	}
	return append(dst, clearBelow...)
}
