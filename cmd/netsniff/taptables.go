package main

import (
	"fmt"
	"io"
	"strings"

	"netsniff/dissect/all"
	"netsniff/dissect/filter"
	"netsniff/report/collect"
	"netsniff/report/stats"
	"netsniff/report/table"
	"netsniff/report/tap"
)

// tapTables are the statistics of tshark that are a table of netsniff stats here.
// A filter follows after a comma.
var tapTables = []struct{ name, table string }{
	{"io,phs", "protocols"},
	{"credentials", "logins"},
	{"dns,tree", "dns"},
}

// tabled reads a value of -z that asks for a table. ok tells whether it does.
func (o *options) tabled(z string) (a collect.Ask, ok bool, err error) {
	for _, t := range tapTables {
		rest, found := strings.CutPrefix(z+",", t.name+",")
		if !found {
			continue
		}
		if a, err = stats.Find(t.table); err == nil {
			a.Filter, err = o.tapFilter(strings.TrimSuffix(rest, ","))
		}
		return a, true, err
	}
	return a, false, nil
}

// tapContext is what taps in tshark's layout are made with.
func (o *options) tapContext() *tap.Context {
	return &tap.Context{Registry: all.Names(), Files: o.files, Filter: func(expression string) (tap.Match, error) {
		m, err := o.tapFilter(expression)
		if m == nil || err != nil {
			return nil, err
		}
		return m.New(), nil
	}}
}

// undecoded says of a protocol that nobody decodes that it is so; "" of others.
func (o *options) undecoded(name string) string {
	s, ok := all.Names().Protocol(name)
	if !ok || !s.Protocol.Undecoded {
		return ""
	}
	return fmt.Sprintf("%s (%s) is not decoded yet", s.Protocol.Name, s.Protocol.Title)
}

// tapFilter compiles a filter behind a name of -z; nil for none.
func (o *options) tapFilter(expression string) (*collect.Filter, error) {
	if expression == "" {
		return nil, nil
	}
	chosen, err := filter.Compile(expression, all.Names())
	if err != nil {
		return nil, err
	}
	o.wanted = append(o.wanted, chosen.Needs().Bytes...)
	return matching(expression, chosen), nil
}

// tapNames are the beginnings of values of -z that ask for tables.
func tapNames() (list []string) {
	for _, t := range tapTables {
		list = append(list, t.name)
	}
	return list
}

// writeTables prints the tables of -z below what is printed of frames.
func (t *taps) writeTables(w io.Writer) error {
	if len(t.sets) == 0 {
		return nil
	}
	t.sets[0].Merge(t.sets[1:])
	if t.below {
		if _, err := io.WriteString(w, "\n"); err != nil {
			return err
		}
	}
	r := collect.Run{Lang: t.style.Lang}
	return table.WriteText(w, t.sets[0].Tables(&r), t.style)
}
