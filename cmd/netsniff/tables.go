package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// tablePrinter prints the tables of a set.
type tablePrinter struct {
	json, csv bool
	formulas  table.Formulas
	order     table.Order
	limit     int
	style     table.Style
}

// printer reads the flags that say how tables look.
func (s *statsCmd) printer(asks []collect.Ask) (*tablePrinter, error) {
	p := &tablePrinter{json: s.json, csv: s.csv, formulas: s.formulas(), order: table.ParseOrder(s.sort)}
	if err := collect.CheckOrder(p.order, asks); err != nil {
		return nil, fmt.Errorf("--sort %s: %w", s.sort, err)
	}
	var err error
	if p.limit, err = s.rows(asks); err != nil {
		return nil, err
	}
	if p.style.Lang, err = s.language(); err != nil {
		return nil, err
	}
	p.style.Colour, err = s.coloured()
	return p, err
}

// tables returns the tables of a set, in order and cut.
func (p *tablePrinter) tables(set *collect.Set, r *collect.Run) []table.Table {
	r.Lang = p.style.Lang
	tables := collect.Unique(set.Tables(r))
	for i := range tables {
		t := &tables[i]
		t.Sort(p.order)
		if t.Name != "io" || p.limit != usualRows { // intervals are few, and some without the others mean nothing
			t.Limit(p.limit)
		}
	}
	return tables
}

// print writes the tables; what has no place in their format goes to errs.
func (p *tablePrinter) print(out, errs io.Writer, set *collect.Set, r *collect.Run) error {
	tables := p.tables(set, r)
	switch {
	case p.json:
		return table.WriteJSON(out, tables, r.Figures(), p.style.Lang)
	case p.csv:
		err := table.WriteCSV(out, tables, p.formulas)
		for i := range tables {
			for _, line := range tables[i].Remarks(p.style.Lang) {
				fmt.Fprintf(errs, "%s: %s\n", tables[i].Name, line)
			}
		}
		fmt.Fprintln(errs, r.Footer(p.style.Lang))
		return err
	}
	if err := table.WriteText(out, tables, p.style); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\n%s\n", r.Footer(p.style.Lang))
	return err
}

// Control sequences of terminals (ECMA-48 §8.3).
const (
	clearScreen = "\x1b[H\x1b[J"
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

// screen returns what draws the tables of the moment over those before, cut to
// the height of the terminal.
func (s *statsCmd) screen(p *tablePrinter, set *collect.Set) func(dst []byte) []byte {
	return func(dst []byte) []byte {
		height := 24
		if f, ok := s.out.(*os.File); ok {
			if _, h, err := term.GetSize(int(f.Fd())); err == nil {
				height = h
			}
		}
		var text bytes.Buffer
		_ = p.print(&text, io.Discard, set, &collect.Run{Interface: strings.Join(s.ifaces, "")}) // a Buffer takes all
		dst = append(dst, clearScreen...)
		for line := range bytes.Lines(text.Bytes()) {
			if height--; height == 0 {
				break
			}
			dst = append(append(dst, bytes.TrimRight(line, "\n")...), clearLine+"\n"...)
		}
		return dst
	}
}
