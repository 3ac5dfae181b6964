package main

import (
	"slices"
	"strings"

	"netsniff/report/collect"
	"netsniff/report/mailview"
	"netsniff/report/stats"
	"netsniff/report/swarm"
)

// viewAsks are the views whose tables netsniff stats has as well.
func viewAsks() []collect.Ask {
	return []collect.Ask{(&mailview.View{}).Ask(), (&swarm.View{}).Ask()}
}

// definitions are those of all tables that netsniff stats has.
func definitions() []collect.Definition {
	list := stats.Definitions()
	for _, a := range viewAsks() {
		list = append(list, a.Definition)
	}
	return list
}

// findTable returns the ask for a table by its name: NAME or NAME.PART.
func findTable(name string) (collect.Ask, error) {
	whole, part, parted := strings.Cut(name, ".")
	for _, a := range viewAsks() {
		if a.Name == whole && (!parted || slices.Contains(a.Parts, part)) {
			a.Part = part
			return a, nil
		}
	}
	return stats.Find(name)
}

// namesOfTables lists all names that findTable takes.
func namesOfTables() []string {
	names := stats.Names()
	for _, a := range viewAsks() {
		names = append(names, a.Name)
		for _, p := range a.Parts {
			names = append(names, a.Name+"."+p)
		}
	}
	return names
}
