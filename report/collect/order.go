package collect

import (
	"fmt"
	"slices"
	"strings"

	"netsniff/report/table"
)

// CheckOrder reports a column that none of the tables has.
func CheckOrder(o table.Order, asks []Ask) error {
	if o.Column == "" {
		return nil
	}
	names := ColumnNames(asks)
	if slices.Contains(names, o.Column) {
		return nil
	}
	return fmt.Errorf("no column is called %s; there are %s", o.Column, strings.Join(names, ", "))
}

// ColumnNames lists the columns that tables can be sorted by.
func ColumnNames(asks []Ask) (names []string) {
	for _, a := range asks {
		for _, c := range a.Columns {
			if c.Type != table.Bar && !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
	}
	return names
}
