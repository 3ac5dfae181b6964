package table

import (
	"cmp"
	"slices"
	"strings"
)

// Order is what a table is sorted by. The zero Order leaves it as it is.
type Order struct {
	Column     string
	Descending bool
}

// ParseOrder reads the name of a column; - before it turns the order around.
func ParseOrder(s string) Order {
	name, down := strings.CutPrefix(s, "-")
	return Order{name, down}
}

// Sort orders the rows of a table that has such a column; rows that compare
// equal stay as they were, and values that are not known come last.
func (t *Table) Sort(o Order) {
	columns := t.values()
	i := slices.IndexFunc(columns, func(c Column) bool { return c.Name == o.Column })
	if i < 0 || t.Rows == nil {
		return
	}
	keys := make([]Value, t.Rows.Len())
	order := make([]uint32, len(keys))
	var row []Value
	for j := range keys {
		row = t.Rows.Row(j, row[:0])
		keys[j], order[j] = row[i], uint32(j)
	}
	slices.SortStableFunc(order, func(a, b uint32) int {
		x, y := keys[a], keys[b]
		if x.known != y.known {
			if x.known {
				return -1
			}
			return 1
		}
		c := compare(columns[i].Type, x, y)
		if o.Descending {
			c = -c
		}
		return c
	})
	t.shown = order
}

// Limit leaves out the rows after the first n; 0 leaves out none.
func (t *Table) Limit(n int) {
	have := t.Len()
	if n <= 0 || have <= n || t.Layout == Upright {
		return
	}
	t.left += have - n
	if t.shown != nil {
		t.shown = t.shown[:n]
	}
}

func compare(t Type, a, b Value) int {
	switch {
	case t == Rate || t == Frequency || t == Percent:
		return cmp.Compare(a.real(), b.real())
	case t.numeric():
		return cmp.Compare(int64(a.bits), int64(b.bits))
	}
	return natural(a.Text, b.Text)
}

// natural compares texts so that numbers in them are in their order:
// 192.0.2.9 comes before 192.0.2.10.
func natural(a, b string) int {
	for a != "" && b != "" {
		x, y := digits(a), digits(b)
		if x == 0 || y == 0 {
			if c := cmp.Compare(a[0], b[0]); c != 0 {
				return c
			}
			a, b = a[1:], b[1:]
			continue
		}
		m, n := strings.TrimLeft(a[:x], "0"), strings.TrimLeft(b[:y], "0")
		if c := cmp.Or(cmp.Compare(len(m), len(n)), cmp.Compare(m, n)); c != 0 {
			return c
		}
		a, b = a[x:], b[y:]
	}
	return cmp.Compare(len(a), len(b))
}

// digits returns how many digits s begins with.
func digits(s string) (n int) {
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
