package timeline

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/registry"
	"netsniff/report/table"
)

// Layout is how -T fields prints: the settings of -E.
type Layout struct {
	Header     bool
	BOM        bool // a byte order mark before the first line
	Separator  byte
	Occurrence Occurrence
	Aggregator byte
	Quote      byte // 0: none
	CSV        bool // quote what RFC 4180 wants quoted
	Formulas   table.Formulas
}

// Occurrence says which values of a field print.
type Occurrence byte

// Occurrences.
const (
	First Occurrence = 'f'
	Last  Occurrence = 'l'
	All   Occurrence = 'a'
)

// DefaultLayout is tshark's: tabs, all values joined by commas.
func DefaultLayout() Layout {
	return Layout{Separator: '\t', Occurrence: All, Aggregator: ','}
}

// CSVLayout is that of comma-separated values with a header
// (https://www.rfc-editor.org/rfc/rfc4180).
func CSVLayout() Layout {
	return Layout{Header: true, Separator: ',', Occurrence: All, Aggregator: ',', CSV: true}
}

// Settings lists what Set takes; a key that wants a character ends in "=".
func Settings() []string {
	return []string{
		"header=y", "header=n", "separator=/t", "separator=/s", "separator=", "occurrence=f", "occurrence=l",
		"occurrence=a",
		"aggregator=", "aggregator=/s", "quote=d", "quote=s", "quote=n", "bom=y", "bom=n",
	}
}

// Set applies one KEY=VALUE setting of -E.
func (l *Layout) Set(setting string) error {
	key, value, ok := strings.Cut(setting, "=")
	if !ok {
		return fmt.Errorf("-E %s: settings are KEY=VALUE, such as header=y", setting)
	}
	var err error
	switch key {
	case "header":
		l.Header, err = oneOf(value, yesNo, "y or n")
	case "bom":
		l.BOM, err = oneOf(value, yesNo, "y or n")
	case "separator":
		l.Separator, err = separator(value)
	case "aggregator":
		l.Aggregator, err = separator(value)
	case "occurrence":
		l.Occurrence, err = oneOf(value, map[string]Occurrence{"f": First, "l": Last, "a": All},
			"f (first), l (last) or a (all)")
	case "quote":
		l.Quote, err = oneOf(value, map[string]byte{"d": '"', "s": '\'', "n": 0}, "d (double), s (single) or n (none)")
	case "escape":
		// Control characters are always escaped.
		_, err = oneOf(value, yesNo, "y or n")
	default:
		err = errors.New("unknown key; one of header, separator, occurrence, aggregator, quote, bom")
	}
	if err != nil {
		return fmt.Errorf("-E %s: %w", setting, err)
	}
	return nil
}

var yesNo = map[string]bool{"y": true, "n": false}

// oneOf returns what value stands for; names tells the values there are.
func oneOf[V any](value string, values map[string]V, names string) (V, error) {
	v, ok := values[value]
	if !ok {
		return v, fmt.Errorf("the value is %s", names)
	}
	return v, nil
}

// separator reads a one-character value; /t, /s and // stand for tab, space
// and slash.
func separator(value string) (byte, error) {
	switch value {
	case "/t", "\\t":
		return '\t', nil
	case "/s":
		return ' ', nil
	case "//":
		return '/', nil
	}
	if len(value) != 1 || value[0] >= 0x80 {
		return 0, errors.New("one ASCII character is needed, or /t for tab, /s for space")
	}
	return value[0], nil
}

// Fields prints the chosen fields of each frame, a line each.
type Fields struct {
	Select func(f *dissect.Frame) bool // nil selects every frame
	Layout Layout
	Clock  Clock
	// Terminal: people read it. Characters that reorder or hide text are
	// escaped, not only controls.
	Terminal bool
	cells    []Cell
	alike    []int // by cell: how many from it on are of its protocol alone; 0 if it is not
	values   dissect.Values
	reader   registry.Reader
}

// Cell is one column of the output: a summary column or a field.
type Cell struct {
	Name    string
	Column  Column            // nil for fields
	Sources []registry.Source // of a field, or of a protocol
}

// NewCells returns the columns and fields called names, or an error that
// lists the unknown ones.
func NewCells(names []string, r *registry.Registry) ([]Cell, error) {
	var cells []Cell
	var unknown []error
	for _, name := range names {
		c := Cell{Name: name, Column: column(name)}
		if c.Column == nil {
			c.Sources = r.Field(name)
			if s, ok := r.Protocol(name); ok && len(c.Sources) == 0 {
				c.Sources = []registry.Source{s}
			}
			if len(c.Sources) == 0 {
				unknown = append(unknown, unknownField(name, r))
			}
		}
		cells = append(cells, c)
	}
	return cells, errors.Join(unknown...)
}

// NewFields returns a Fields for names, or an error that lists the unknown
// ones.
func NewFields(names []string, r *registry.Registry) (*Fields, error) {
	cells, err := NewCells(names, r)
	return &Fields{Layout: DefaultLayout(), cells: cells, alike: alike(cells)}, err
}

// alike counts for each cell how many from it on are fields of the same protocol
// and of no other.
func alike(cells []Cell) []int {
	list := make([]int, len(cells))
	for i := len(cells) - 1; i >= 0; i-- {
		c := &cells[i]
		if len(c.Sources) != 1 || c.Sources[0].Field == nil {
			continue
		}
		list[i] = 1
		if i+1 < len(cells) && list[i+1] > 0 && cells[i+1].Sources[0].Protocol == c.Sources[0].Protocol {
			list[i] += list[i+1]
		}
	}
	return list
}

func unknownField(name string, r *registry.Registry) error {
	if near := r.Nearest(name, 3); len(near) > 0 {
		return fmt.Errorf("-e %s: no such field; did you mean %s?", name, strings.Join(near, ", "))
	}
	return fmt.Errorf("-e %s: no such field; netsniff fields lists them", name)
}

// AppendHeader appends the line of names that -E header=y asks for.
func (l Layout) AppendHeader(dst []byte, names []string) []byte {
	for i, name := range names {
		if i > 0 {
			dst = append(dst, l.Separator)
		}
		n := len(dst)
		dst = l.quote(append(dst, name...), n)
	}
	return append(dst, '\n')
}

// Frame appends f's line.
func (p *Fields) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	if p.Select != nil && !p.Select(f) {
		return dst, false
	}
	p.reader.Begin(f)
	for i := 0; i < len(p.cells); i++ {
		if i > 0 {
			dst = append(dst, p.Layout.Separator)
		}
		c := &p.cells[i]
		if n := p.alike[i]; n > 0 && !p.reader.Has(&c.Sources[0]) {
			for ; n > 1; n-- { // a third of a hundred fields is empty that way
				dst = append(dst, p.Layout.Separator)
				i++
			}
			continue
		}
		dst = p.cell(dst, f, c)
	}
	return append(dst, '\n'), true
}

func (p *Fields) cell(dst []byte, f *dissect.Frame, c *Cell) []byte {
	if c.Column == nil && p.Layout.Quote == 0 && !p.Layout.CSV {
		return p.field(dst, f, c.Sources)
	}
	start := len(dst)
	if p.Layout.Quote != 0 {
		dst = append(dst, p.Layout.Quote)
	}
	from := len(dst)
	if c.Column != nil {
		dst = clean(c.Column(&p.Clock, dst, f), from, !p.Terminal)
	} else {
		dst = p.field(dst, f, c.Sources)
	}
	if p.Layout.Quote != 0 {
		if len(dst) == from {
			return dst[:start] // no value: no quotes either
		}
		dst = append(dst, p.Layout.Quote)
	}
	return p.Layout.quote(dst, from)
}

// quote puts dst[from:] in quotes if CSV wants that, and an apostrophe before
// what a spreadsheet would take for a formula. There are no line breaks left in
// it.
func (l Layout) quote(dst []byte, from int) []byte {
	if l.CSV && l.Formulas.Quotes(dst[from:]) {
		dst = slices.Insert(dst, from, '\'')
	}
	if text := dst[from:]; !l.CSV || bytes.IndexByte(text, '"') < 0 && bytes.IndexByte(text, l.Separator) < 0 {
		return dst
	}
	doubled := bytes.ReplaceAll(dst[from:], []byte{'"'}, []byte(`""`))
	dst = append(append(dst[:from], '"'), doubled...)
	return append(dst, '"')
}

// field appends the values of a field; a protocol's value is its name.
func (p *Fields) field(dst []byte, f *dissect.Frame, sources []registry.Source) []byte {
	values := 0
	for i := range sources {
		s := &sources[i]
		if s.Field == nil {
			if s.Present(f) {
				dst = append(dst, s.Protocol.Title...)
			}
			continue
		}
		if p.values.Reset(); !p.reader.Collect(s, &p.values) {
			continue
		}
		list := p.values.List
		switch {
		case len(list) == 0:
			continue
		case len(list) == 1:
		case p.Layout.Occurrence == First:
			list = list[:1]
		case p.Layout.Occurrence == Last:
			list = list[len(list)-1:]
		}
		for i := range list {
			if values++; values > 1 {
				dst = append(dst, p.Layout.Aggregator)
			}
			from := len(dst)
			if dst = registry.AppendValue(dst, s.Field, &list[i]); s.Field.Type.Textual() {
				dst = clean(dst, from, !p.Terminal)
			}
		}
	}
	return dst
}
