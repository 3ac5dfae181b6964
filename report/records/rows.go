package records

import (
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"

	"github.com/parquet-go/parquet-go"
)

// Span is a span of time, in ns since 1970: from Since until before Until.
type Span struct{ Since, Until int64 }

// Always is all of time.
var Always = Span{math.MinInt64, math.MaxInt64}

// Scan reads the records of a file in their order, with those columns that are wanted; the
// others are zero. visit borrows the record until it returns. Row groups of which no record
// begins within the span are not read.
func (f *File) Scan(within Span, wanted func(column string) bool, visit func(Record) error) (err error) {
	defer func() {
		if err != nil && !errors.As(err, new(*visitError)) {
			err = fmt.Errorf("%s: %w", f.Name, err)
		}
		var of *visitError
		if errors.As(err, &of) {
			err = of.err
		}
	}()
	defer damaged(&err)
	s := scanner{file: f, within: within, record: makers[f.Kind](), visit: visit}
	for _, c := range Columns(f.Kind) {
		if c.Name != startColumn && !wanted(c.Name) {
			continue
		}
		path := []string{c.Name}
		if c.list() {
			path = append(path, "list", "element")
		}
		leaf, ok := f.parquet.Schema().Lookup(path...)
		if !ok {
			continue // an older version did not have it
		}
		s.columns = append(s.columns, &column{Column: c, leaf: leaf.ColumnIndex, repeats: c.list(),
			full: leaf.MaxDefinitionLevel})
	}
	for _, g := range f.parquet.RowGroups() {
		if err := s.group(g); err != nil {
			return err
		}
	}
	return nil
}

// startColumn is when a record of any kind begins.
const startColumn = "start"

// visitError is an error of who visits, which is not about the file.
type visitError struct{ err error }

// Error implements error.
func (e *visitError) Error() string { return e.err.Error() }

type scanner struct {
	file    *File
	within  Span
	columns []*column
	record  Record
	visit   func(Record) error
}

// group reads a row group.
func (s *scanner) group(g parquet.RowGroup) (err error) {
	if s.outside(g) {
		return nil
	}
	v := reflect.ValueOf(s.record).Elem()
	defer func() {
		for _, c := range s.columns {
			err = errors.Join(err, c.close())
		}
	}()
	for _, c := range s.columns {
		c.begin(g.ColumnChunks()[c.leaf], v.FieldByIndex(c.index))
	}
	for range g.NumRows() {
		for _, c := range s.columns {
			if err := c.next(); err != nil {
				return fmt.Errorf("it is damaged: %s: %w", c.Name, err)
			}
		}
		if at, _ := s.record.began(); at < s.within.Since || at >= s.within.Until {
			continue
		}
		if err := s.visit(s.record); err != nil {
			return &visitError{err}
		}
	}
	return nil
}

// outside reports whether no record of a row group begins within the span.
func (s *scanner) outside(g parquet.RowGroup) bool {
	for _, c := range s.columns {
		if c.Name != startColumn {
			continue
		}
		chunk, ok := g.ColumnChunks()[c.leaf].(*parquet.FileColumnChunk)
		if !ok {
			return false
		}
		least, most, ok := chunk.Bounds()
		return ok && (most.Int64() < s.within.Since || least.Int64() >= s.within.Until)
	}
	return false
}

// column reads a column of a row group.
type column struct {
	Column
	leaf    int
	repeats bool
	full    int // definition level of a value that there is

	field  reflect.Value
	pages  parquet.Pages
	page   parquet.Page
	values parquet.ValueReader
	buffer [256]parquet.Value
	from   int
	to     int
	known  map[string]string // texts that come often
}

func (c *column) begin(chunk parquet.ColumnChunk, field reflect.Value) {
	c.pages, c.field, c.from, c.to = chunk.Pages(), field, 0, 0
	if c.known == nil {
		c.known = map[string]string{}
	}
}

func (c *column) close() error {
	if c.pages == nil {
		return nil
	}
	parquet.Release(c.page)
	err := c.pages.Close()
	c.pages, c.page, c.values = nil, nil, nil
	return err
}

// peek returns the next value; io.EOF tells that there is none.
func (c *column) peek() (*parquet.Value, error) {
	for c.from == c.to {
		if c.values != nil {
			n, err := c.values.ReadValues(c.buffer[:])
			if err != nil && !errors.Is(err, io.EOF) {
				return nil, err
			}
			if c.from, c.to = 0, n; n > 0 {
				break
			}
			parquet.Release(c.page)
			c.page, c.values = nil, nil
		}
		page, err := c.pages.ReadPage()
		if err != nil {
			return nil, err
		}
		c.page, c.values = page, page.Values()
	}
	return &c.buffer[c.from], nil
}

// next sets the field to the value of the next row.
func (c *column) next() error {
	x, err := c.peek()
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	if c.repeats {
		return c.nextList(x)
	}
	c.from++
	c.set(c.field, x)
	return nil
}

func (c *column) nextList(x *parquet.Value) (err error) {
	c.field.SetLen(0)
	for {
		if x.DefinitionLevel() == c.full {
			n := c.field.Len()
			c.field.Grow(1)
			c.field.SetLen(n + 1)
			c.set(c.field.Index(n), x)
		}
		c.from++
		if x, err = c.peek(); errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil || x.RepetitionLevel() == 0 {
			return err
		}
	}
}

// set sets a field, or an element of one, to a value.
func (c *column) set(v reflect.Value, x *parquet.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if x.IsNull() {
			v.SetZero()
			return
		}
		p := reflect.New(v.Type().Elem())
		c.set(p.Elem(), x)
		v.Set(p)
	case reflect.String:
		v.SetString(c.text(x.ByteArray()))
	case reflect.Slice: // an address
		if x.IsNull() {
			v.SetZero()
			return
		}
		v.SetBytes(append([]byte(nil), x.ByteArray()...))
	case reflect.Bool:
		v.SetBool(x.Boolean())
	case reflect.Int64:
		v.SetInt(x.Int64())
	case reflect.Uint32:
		v.SetUint(uint64(x.Uint32()))
	default:
		v.SetUint(x.Uint64())
	}
}

// mostKnown bounds the texts that are kept, as they may come again.
const mostKnown = 4096

func (c *column) text(b []byte) string {
	if s, ok := c.known[string(b)]; ok {
		return s
	}
	s := string(b)
	if len(c.known) >= mostKnown {
		clear(c.known)
	}
	c.known[s] = s
	return s
}

// list reports whether a column has lists of values.
func (c *Column) list() bool { return len(c.Type) > 8 && c.Type[:8] == "list of " }
