package records

import (
	"fmt"
	"math"
	"net/netip"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"netsniff/dissect/filter"
)

// Where is a condition on the columns of records, in the syntax of the display filter as far as
// columns go: ==, !=, <, <=, >, >=, contains, matches, in {a, b}; and, or, not, parentheses; the
// name of a column alone asks whether it has a value. Of lists one element has to do.
type Where struct {
	Text string

	root  term
	names []name
	kind  Kind // for which it is resolved
}

// name is a column in a condition, and where it stands there.
type name struct {
	text     string
	from, to int
	column   *Column // of the kind
	test     *test
}

// term is a part of a condition.
type term func(v reflect.Value) bool

// ParseWhere reads a condition. Errors are those of filters, with a caret.
func ParseWhere(text string) (*Where, error) {
	p := &whereParser{where: &Where{Text: text, kind: kinds}}
	if err := p.read(); err != nil {
		return nil, err
	}
	return p.where, nil
}

// Names reports whether a column is needed.
func (w *Where) Names(column string) bool {
	return slices.ContainsFunc(w.names, func(n name) bool { return n.text == column })
}

// Fits resolves the names among the columns of a kind.
func (w *Where) Fits(k Kind) error {
	columns := Columns(k)
	for i := range w.names {
		n := &w.names[i]
		at := slices.IndexFunc(columns, func(c Column) bool { return c.Name == n.text })
		if at < 0 {
			return w.wrong(n.from, n.to, fmt.Sprintf("records of %s have no column %q; docs/records.md lists them", k, n.text))
		}
		n.column = &columns[at]
		if err := n.test.fit(w, n.column); err != nil {
			return err
		}
	}
	w.kind = k
	return nil
}

// Match reports whether a record of the kind that it Fits fulfils the condition.
func (w *Where) Match(r Record) bool { return w.root(reflect.ValueOf(r).Elem()) }

func (w *Where) wrong(from, to int, message string) error {
	return &filter.Error{Filter: w.Text, Start: from, End: to, Message: "--where: " + message}
}

// test compares a column with values.
type test struct {
	name   int // in Where.names
	op     string
	values []literal
	re     *regexp.Regexp
}

// literal is a value as it stands in a condition.
type literal struct {
	text     string
	quoted   bool
	from, to int

	number float64 // of columns of numbers
	truth  bool
	net    netip.Prefix // of columns of addresses, if it is one
}

// units are those of durations, in ns.
var units = map[string]float64{"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9}

// fit reads the values as the column has them.
func (t *test) fit(w *Where, c *Column) (err error) {
	kind := strings.TrimPrefix(c.Type, "list of ")
	for i := range t.values {
		v := &t.values[i]
		switch {
		case kind == "string" || kind == "binary":
			if n, err := netip.ParsePrefix(v.text); err == nil && (c.Name == "client" || c.Name == "server") {
				v.net = n
			}
		case t.op == "contains" || t.op == "matches":
			return w.wrong(v.from, v.to, fmt.Sprintf("%s is no text", c.Name))
		case kind == "boolean":
			if v.truth, err = strconv.ParseBool(strings.ToLower(v.text)); err != nil {
				return w.wrong(v.from, v.to, fmt.Sprintf("%s is true or false", c.Name))
			}
		case kind == "timestamp":
			at, ok := ParseTime(v.text)
			if !ok {
				return w.wrong(v.from, v.to, fmt.Sprintf("%s is a time, such as \"2026-11-21 08:00\" (UTC)", c.Name))
			}
			v.number = float64(at)
		default:
			if !v.numeric(c) {
				return w.wrong(v.from, v.to, fmt.Sprintf("%s is a number%s", c.Name, unitText(c)))
			}
		}
	}
	return nil
}

func unitText(c *Column) string {
	if c.Unit == "ns" {
		return " of ns, or a time such as 250ms"
	}
	return ""
}

func (v *literal) numeric(c *Column) (ok bool) {
	digits := strings.TrimRight(v.text, "nusmh")
	if unit := v.text[len(digits):]; unit != "" && c.Unit == "ns" {
		n, err := strconv.ParseFloat(digits, 64)
		by, known := units[unit]
		v.number = n * by
		return err == nil && known
	}
	n, err := strconv.ParseFloat(v.text, 64)
	v.number = n
	return err == nil && !math.IsNaN(n)
}

// ParseTime reads a time in UTC: "2026-11-21", "2026-11-21 08:00", with seconds, or as RFC 3339
// has it.
func ParseTime(text string) (ns int64, ok bool) {
	for _, layout := range [...]string{time.DateOnly, "2006-01-02 15:04", time.DateTime, "2006-01-02T15:04",
		"2006-01-02T15:04:05", time.RFC3339Nano} {
		if at, err := time.Parse(layout, text); err == nil {
			return nanoseconds(at), true
		}
	}
	return 0, false
}

// nanoseconds returns a time as records have it, the nearest of theirs for one that is before or
// after all of them: those of 1677 to 2262.
func nanoseconds(at time.Time) int64 {
	switch {
	case at.Before(time.Unix(0, math.MinInt64)):
		return math.MinInt64
	case at.After(time.Unix(0, math.MaxInt64)):
		return math.MaxInt64
	}
	return at.UnixNano()
}

// holds reports whether a field does what is asked of it.
func (t *test) holds(c *Column, v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer:
		return !v.IsNil() && t.holds(c, v.Elem())
	case reflect.Slice:
		if c.Type == "binary" {
			addr, ok := netip.AddrFromSlice(v.Bytes())
			return ok && t.text(addr.String())
		}
		for i := range v.Len() {
			if t.holds(c, v.Index(i)) {
				return true
			}
		}
		return false
	case reflect.String:
		return t.text(v.String())
	case reflect.Bool:
		return t.op == "" && v.Bool() || t.any(func(l *literal) bool { return (l.truth == v.Bool()) == (t.op != "!=") })
	case reflect.Int64:
		return t.number(float64(v.Int()))
	}
	return t.number(float64(v.Uint()))
}

func (t *test) any(does func(*literal) bool) bool {
	for i := range t.values {
		if does(&t.values[i]) {
			return true
		}
	}
	return false
}

func (t *test) text(s string) bool {
	switch t.op {
	case "":
		return s != ""
	case "contains":
		return strings.Contains(s, t.values[0].text)
	case "matches":
		return t.re.MatchString(s)
	}
	return t.any(func(l *literal) bool {
		if l.net.IsValid() {
			addr, err := netip.ParseAddr(s)
			return err == nil && l.net.Contains(addr) == (t.op != "!=")
		}
		return compares(t.op, strings.Compare(s, l.text))
	})
}

func (t *test) number(n float64) bool {
	if t.op == "" {
		return true
	}
	return t.any(func(l *literal) bool {
		switch {
		case n < l.number:
			return compares(t.op, -1)
		case n > l.number:
			return compares(t.op, 1)
		}
		return compares(t.op, 0)
	})
}

// compares reports whether an operator holds of how two values compare.
func compares(op string, c int) bool {
	switch op {
	case "==", "in":
		return c == 0
	case "!=":
		return c != 0
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	}
	return c >= 0
}
