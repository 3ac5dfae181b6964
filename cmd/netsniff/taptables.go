package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect/all"
	"netsniff/dissect/filter"
	"netsniff/report/collect"
	"netsniff/report/stats"
	"netsniff/report/table"
)

// tapTables are the statistics of tshark that are a table here. Parts of the
// table, an interval and filters follow after commas.
var tapTables = []struct {
	name  string // as -z has it
	table string
	parts bool // one of the table's parts is named
	steps bool // an interval is named, and each filter has columns of its own
}{
	{name: "conv", table: "conversations", parts: true},
	{name: "endpoints", table: "endpoints", parts: true},
	{name: "io,phs", table: "protocols"},
	{name: "io,stat", table: "io", steps: true},
	{name: "expert", table: "findings"},
	{name: "credentials", table: "logins"},
	{name: "dns,tree", table: "dns"},
	{name: "http,tree", table: "http"},
	{name: "http_srv,tree", table: "http-hosts"},
}

// tabled reads a value of -z that asks for a table. ok tells whether it does.
func (o *options) tabled(z string) (a collect.Ask, ok bool, err error) {
	for _, t := range tapTables {
		rest, found := strings.CutPrefix(z+",", t.name+",")
		if !found {
			continue
		}
		if a, err = stats.Find(t.table); err != nil {
			return a, true, err
		}
		rest = strings.TrimSuffix(rest, ",")
		if t.steps {
			err = o.stepped(&a, rest)
			return a, true, err
		}
		if t.parts {
			a.Part, rest, _ = strings.Cut(rest, ",")
			if !slices.Contains(a.Parts, a.Part) {
				return a, true, fmt.Errorf("it takes %s,TYPE with one of %s", t.name, strings.Join(a.Parts, ", "))
			}
		}
		a.Filter, err = o.tapFilter(rest)
		return a, true, err
	}
	return a, false, nil
}

// calculation is what tshark's io,stat can do with the values of a field.
var calculation = regexp.MustCompile(`^(COUNT|SUM|MIN|MAX|AVG|LOAD|FRAMES|BYTES)\(`)

// stepped reads INTERVAL[,FILTER]... of io,stat: seconds, 0 for all at once.
func (o *options) stepped(a *collect.Ask, rest string) error {
	words := strings.Split(rest, ",")
	seconds, err := strconv.ParseFloat(words[0], 64)
	switch {
	case err != nil || !(seconds >= 0) || seconds > math.MaxInt64/2e9 || seconds > 0 && seconds < 1e-6:
		return errors.New("it takes io,stat,SECONDS with filters behind it, such as io,stat,1,tcp,udp; 0 counts all at once")
	case seconds == 0:
		a.Interval = math.MaxInt64 / 2
	default:
		a.Interval = capture.Stamp(math.Round(seconds * 1e9))
	}
	for _, f := range words[1:] {
		if f == "" {
			continue
		}
		if calculation.MatchString(f) {
			return fmt.Errorf("%s: only frames and bytes are counted here; name a filter", f)
		}
		match, err := o.tapFilter(f)
		if err != nil {
			return err
		}
		a.Beside = append(a.Beside, match)
	}
	return nil
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
		a, err := stats.Find(t.table)
		switch {
		case err == nil && t.parts:
			for _, p := range a.Parts {
				list = append(list, t.name+","+p)
			}
		case t.steps:
			list = append(list, t.name+",")
		default:
			list = append(list, t.name)
		}
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
