package collect

import (
	"fmt"
	"slices"
	"strings"

	"netsniff/dissect/registry"
	"netsniff/report/table"
)

// CheckOrder reports a column that none of the tables has.
func CheckOrder(o table.Order, asks []Ask) error {
	if o.Column == "" {
		return nil
	}
	return CheckColumns([]string{o.Column}, asks)
}

// CheckColumns reports the first name of a column that none of the tables has.
func CheckColumns(names []string, asks []Ask) error {
	known := ColumnNames(asks)
	for _, name := range names {
		if slices.Contains(known, name) {
			continue
		}
		if near := nearest(name, known); near != "" {
			return fmt.Errorf("no column is called %q; did you mean %s?", name, near)
		}
		return fmt.Errorf("no column is called %q; there are %s", name, strings.Join(known, ", "))
	}
	return nil
}

// nearest returns the known name that is meant most likely, "" if none is near.
func nearest(name string, known []string) string {
	best, cost := "", len(name)/2+1
	for _, x := range known {
		c := registry.Distance(strings.ToLower(name), x)
		if len(name) >= 3 && strings.Contains(x, strings.ToLower(name)) {
			c = min(c, 1)
		}
		if c < cost {
			best, cost = x, c
		}
	}
	return best
}

// Several reports whether what is asked for may be more than one table.
func Several(asks []Ask) bool {
	return len(asks) > 1 || len(asks) == 1 && asks[0].Part == "" && len(asks[0].Parts) > 0
}

// ColumnNames lists the columns that tables can be sorted by and made of.
func ColumnNames(asks []Ask) (names []string) {
	for _, a := range asks {
		for _, c := range a.Columns {
			if c.Type != table.Bar && !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
	}
	return append(names, captureColumn(nil).Name)
}
