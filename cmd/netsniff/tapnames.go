package main

import (
	"fmt"
	"slices"
	"strings"

	"netsniff/dissect/registry"
	"netsniff/report/follow"
	"netsniff/report/tap"
)

// unknownTap says that -z names no statistic. Below the line stand those there are.
type unknownTap struct{ near []string }

func (e *unknownTap) Error() string {
	line := "there is no such statistic"
	if len(e.near) > 0 {
		line += "; did you mean " + strings.Join(e.near, " or ") + "?"
	}
	return line + "\nThere are:\n" + columned(tapNames(), "    ", helpWidth)
}

// newUnknownTap looks for names near to the value of -z, with or without what stands behind them.
func newUnknownTap(z string) *unknownTap {
	words := strings.SplitN(strings.ToLower(z), ",", 3)
	asked := strings.Join(words[:min(len(words), 2)], ",")
	const kin = 3 // how far names of the same kind are, at most
	type candidate struct {
		name string
		cost int
	}
	var list []candidate
	for _, name := range tap.Names() {
		cost := registry.Distance(asked, name)
		head, tail, _ := strings.Cut(name, ",")
		related := words[0] != "" && (words[0] == head || len(words) == 1 && tail == words[0])
		if related || cost < min(kin, len(asked)) {
			list = append(list, candidate{name, min(cost, kin)})
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return a.cost - b.cost })
	e := new(unknownTap)
	for _, x := range list[:min(len(list), 3)] {
		e.near = append(e.near, x.name)
	}
	return e
}

// tapNames are the values of -z by name.
func tapNames() []string {
	names := tap.Names()
	for _, p := range follow.Protocols() {
		names = append(names, "follow,"+p)
	}
	slices.Sort(names)
	return names
}

// columned lists names in columns, read downwards, that fit a width with the indent before them.
func columned(names []string, indent string, width int) string {
	longest := 0
	for _, x := range names {
		longest = max(longest, len(x))
	}
	columns := max(1, (width-len(indent)+2)/(longest+2))
	rows := (len(names) + columns - 1) / columns
	var b strings.Builder
	for r := range rows {
		line := indent
		for i := r; i < len(names); i += rows {
			line += fmt.Sprintf("%-*s", longest+2, names[i])
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}
