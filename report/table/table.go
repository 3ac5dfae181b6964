// Package table is the model of a table - typed columns, values, units, notes -
// and writes it as text, JSON or CSV: the same names and numbers in all three.
// It knows nothing of where the numbers come from.
package table

// Table is a result: the same names and numbers whichever way it is written.
type Table struct {
	Name    string // lower case, dots between parts: "conversations.tcp"
	Title   Phrase // in text a line; none if there is no title
	Columns []Column
	Rows    Rows
	Layout  Layout
	Filter  string // of the frames that count, "" for all
	// Notes are said beside the rows: what a bound left out, or why there are
	// no rows and what there was instead.
	Notes []Phrase
	// Shown is how Limit and Sort arranged the rows: nil is all in their order.
	shown []uint32
	left  int // rows that Limit left out
}

// Layout is how text arranges a table.
type Layout uint8

// Layouts.
const (
	Grid    Layout = iota // a line for each row
	Upright               // one row: a line for each column
)

// Phrase is a text in the languages that reports are written in.
type Phrase struct{ EN, ZH string }

// Say returns the phrase that is said so in English and in Chinese.
func Say(en, zh string) Phrase { return Phrase{EN: en, ZH: zh} }

// In returns the phrase in a language; a language without one speaks English.
func (p Phrase) In(l Lang) string {
	if l == Chinese && p.ZH != "" {
		return p.ZH
	}
	return p.EN
}

// Lang is the language of titles, labels and notes. Names of columns and
// numbers are the same in all.
type Lang uint8

// Languages.
const (
	English Lang = iota
	Chinese
)

var langNames = [...]string{"en", "zh"}

func (l Lang) String() string { return langNames[l] }

// Langs lists the names that ParseLang takes.
func Langs() []string { return langNames[:] }

// ParseLang returns the language called s.
func ParseLang(s string) (Lang, bool) {
	for i, name := range langNames {
		if s == name {
			return Lang(i), true
		}
	}
	return English, false
}

// Column describes the values of a column.
type Column struct {
	Name  string // for machines, lower case: "bytes_to_server"
	Label Phrase // for people
	Type  Type
	// Of is the name of another column: a Bar draws its numbers, a Port is
	// joined to its addresses.
	Of         string
	Importance Importance
	Moment     bool // a Duration since the first frame, which Table.Tell makes a date
	Below      bool // long: text has it on lines of its own below the row
	Ends       bool // its end tells as much as its beginning: it is shortened in the middle
}

// Importance says which columns text leaves out where a line is too short for
// all. Of those of the same importance the last goes first. JSON and CSV have
// all of them.
type Importance uint8

// Importances.
const (
	Main  Importance = iota // stays as long as there is room
	Key                     // what the row is about: the last to go
	Minor                   // goes before those
	Extra                   // is there only if it is asked for
)

// Type says what the values of a column are and how they are written.
type Type uint8

// Types. In JSON and CSV numbers are numbers of the unit named here, times are
// text as RFC 3339 has it.
const (
	Text      Type = iota
	Count          // a whole number of things
	Frame          // the number of a frame
	Number         // a whole number that counts nothing: a stream
	Bytes          // bytes
	Duration       // made of nanoseconds, written as seconds
	Rate           // bits per second
	Frequency      // things per second
	Percent        // 0 to 100
	Time           // a capture.Stamp
	List           // several texts
	Path           // protocols with colons between them; text indents the last one
	Address        // of a host
	Name           // of something that is asked for by it: never shortened
	Port           // text joins it to the address of Column.Of
	Bar            // drawn in text only, from the numbers of Column.Of
	Word           // of a fixed vocabulary: text says it in its language
)

var typeNames = [...]string{
	"text", "count", "frame", "number", "bytes", "duration", "rate", "frequency", "percent", "time", "list", "path",
	"text", "text", "port", "bar", "text",
}

func (t Type) String() string { return typeNames[t] }

// Unit returns the unit of the numbers in JSON and CSV, "" if they have none.
func (t Type) Unit() string {
	switch t {
	case Bytes:
		return "B"
	case Duration:
		return "s"
	case Rate:
		return "bit/s"
	case Frequency:
		return "1/s"
	case Percent:
		return "%"
	}
	return ""
}

// numeric reports whether values are numbers.
func (t Type) numeric() bool {
	switch t {
	case Text, Word, List, Path, Address, Name, Bar:
		return false
	}
	return true
}

// Rows are the rows of a table. They are made when they are asked for, so that
// a million of them need no more memory than what they are made of.
type Rows interface {
	Len() int
	// Row appends the values of row i, one for each column that is no Bar.
	Row(i int, dst []Value) []Value
}

// RowList is the simplest Rows.
type RowList [][]Value

// Len implements Rows.
func (l RowList) Len() int { return len(l) }

// Row implements Rows.
func (l RowList) Row(i int, dst []Value) []Value { return append(dst, l[i]...) }

// Len returns how many rows are to be shown.
func (t *Table) Len() int {
	switch {
	case t.Rows == nil:
		return 0
	case t.shown != nil:
		return len(t.shown)
	}
	return t.Rows.Len() - t.left
}

// Row appends the values of the ith row to be shown.
func (t *Table) Row(i int, dst []Value) []Value {
	if t.shown != nil {
		i = int(t.shown[i])
	}
	return t.Rows.Row(i, dst)
}

// Left returns how many rows Limit left out.
func (t *Table) Left() int { return t.left }

// values returns the columns that rows have values for.
func (t *Table) values() []Column {
	list := make([]Column, 0, len(t.Columns))
	for _, c := range t.Columns {
		if c.Type != Bar {
			list = append(list, c)
		}
	}
	return list
}
