package table

import (
	"bytes"
	"cmp"
	"io"
	"strconv"
	"strings"

	"netsniff/report/cells"
)

// Style is how text looks.
type Style struct {
	Lang     Lang
	Colour   bool // titles are bold, what is said of columns left out is dim
	Width    int  // of lines, in cells of a terminal; 0: as long as need be
	Wide     bool // all columns, whole, however long lines become
	Vertical bool // a line for each value that says something
	// Command is the one whose --wide shows what is left out, as a reader types it; "" is the one
	// that writes.
	Command string
}

// WriteText writes each table with its title, a blank line between them.
// Numbers have units and are right-aligned; all durations and rates of a
// column have the same unit.
func WriteText(w io.Writer, tables []Table, s Style) error {
	if s.Wide {
		s.Width = 0
	}
	for i := range tables {
		if i > 0 {
			if _, err := io.WriteString(w, "\n"); err != nil {
				return err
			}
		}
		if err := s.write(w, &tables[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s Style) write(w io.Writer, t *Table) error {
	title := t.Title.In(s.Lang)
	if t.Filter != "" {
		title += ": " + Clean(t.Filter)
	}
	if title != "" {
		if err := s.put(w, title, bold); err != nil {
			return err
		}
	}
	var left omitted
	var err error
	switch {
	case t.Len() == 0:
	case t.Layout == Upright:
		err = s.upright(w, t, t.Row(0, nil))
	case s.Vertical:
		err = s.records(w, t)
	default:
		left, err = s.grid(w, t)
	}
	if err != nil {
		return err
	}
	for _, line := range t.remarks(s.Lang) {
		if err := s.put(w, line, ""); err != nil {
			return err
		}
	}
	return s.tell(w, left)
}

// How lines look on a terminal that has colours (ECMA-48 §8.3.117).
const (
	bold  = "\x1b[1m"
	dim   = "\x1b[2m"
	reset = "\x1b[0m"
)

// put writes a text, broken into lines.
func (s Style) put(w io.Writer, text, ink string) error {
	for _, line := range cells.Break(text, s.Width) {
		if s.Colour && ink != "" {
			line = ink + line + reset
		}
		if _, err := io.WriteString(w, line+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// Remarks returns what is to be said beside the rows of a table.
func (t *Table) Remarks(l Lang) []string { return t.remarks(l) }

func (t *Table) remarks(l Lang) (lines []string) {
	if t.left > 0 {
		n := Grouped(uint64(t.left))
		lines = append(lines, Phrase{"… and " + n + " more; --limit 0 shows all",
			"……另有 " + n + " 行；--limit 0 显示全部"}.In(l))
	}
	for _, n := range t.Notes {
		lines = append(lines, n.In(l))
	}
	return lines
}

// upright writes a line for each value of a row that is known; one that is
// longer goes on in lines that are as far in.
func (s Style) upright(w io.Writer, t *Table, row []Value) error {
	var pairs [][]string
	labels := 0
	at := map[string]int{}
	for i, c := range t.values() {
		v := row[i]
		if !v.known || c.Type == List && v.Text == "" || s.Vertical && t.Layout == Grid && c.Type.idle(v) {
			continue
		}
		text := s.cell(unitOf(c.Type, v), v)
		if j, ok := at[c.Of]; c.Type == Port && ok {
			pairs[j][1] = WithPort(pairs[j][1], text)
			continue
		}
		if c.Type == Bytes {
			text += " B"
		}
		at[c.Name] = len(pairs)
		pairs = append(pairs, []string{c.Label.In(s.Lang), text})
		labels = max(labels, cells.Width(pairs[len(pairs)-1][0]))
	}
	var lines [][]string
	for _, p := range pairs {
		room := 0
		if s.Width > 0 {
			room = max(s.Width-labels-gap, leastText)
		}
		for _, part := range cells.Break(p[1], room) {
			lines = append(lines, []string{p[0], part})
			p[0] = ""
		}
	}
	return Align(w, []Head{{}, {}}, lines)
}

// cell returns the text of a value.
func (s Style) cell(u unit, v Value) string {
	if v.zh != "" {
		return v.phrase().In(s.Lang)
	}
	text := string(u.append(nil, v))
	if u.of == Word {
		return Translate(text, s.Lang)
	}
	return text
}

// records writes each row upright, a blank line between rows.
func (s Style) records(w io.Writer, t *Table) error {
	var row []Value
	for i := range t.Len() {
		if i > 0 {
			if _, err := io.WriteString(w, "\n"); err != nil {
				return err
			}
		}
		row = t.Row(i, row[:0])
		if err := s.upright(w, t, row); err != nil {
			return err
		}
	}
	return nil
}

// idle reports whether a value says that there was nothing.
func (t Type) idle(v Value) bool {
	switch t {
	case Count, Bytes:
		return v.bits == 0
	case Rate:
		return v.real() == 0
	case List:
		return v.Text == ""
	}
	return false
}

// WithPort returns an address with its port; those with colons stand in
// brackets.
func WithPort(address, port string) string {
	if strings.Contains(address, ":") {
		address = "[" + address + "]"
	}
	return address + ":" + port
}

// omitted says what a grid does not show.
type omitted struct {
	columns []string // their names
	cut     bool     // some text is shortened
}

// usualLine is how long that line is where lines may have any length.
const usualLine = 80

// tell says on one line what is not shown.
func (s Style) tell(w io.Writer, left omitted) error {
	wide := strings.TrimSpace(s.Command + " --wide")
	end := Phrase{"; " + wide + " shows them", "；" + wide + " 显示全部"}
	switch {
	case len(left.columns) == 0 && !left.cut:
		return nil
	case len(left.columns) == 0:
		return s.put(w, Phrase{"texts with … are longer; " + wide + " shows them",
			"带 … 的文字被截短；" + wide + " 显示全文"}.In(s.Lang), dim)
	}
	n := strconv.Itoa(len(left.columns))
	begin := Phrase{n + " columns left out: ", "省略 " + n + " 列："}
	if len(left.columns) == 1 {
		begin.EN = "1 column left out: "
		end.EN = strings.Replace(end.EN, "them", "it", 1)
	}
	room := cmp.Or(s.Width, usualLine) - cells.Width(begin.In(s.Lang)+end.In(s.Lang))
	return s.put(w, begin.In(s.Lang)+shortList(left.columns, room)+end.In(s.Lang), dim)
}

// shortList names as many as width cells hold.
func shortList(names []string, width int) string {
	var b bytes.Buffer
	for i, name := range names {
		more := 0
		if i < len(names)-1 {
			more = len(", …")
		}
		if i > 0 && b.Len()+len(", ")+len(name)+more > width {
			return b.String() + ", …"
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(name)
	}
	return b.String()
}
