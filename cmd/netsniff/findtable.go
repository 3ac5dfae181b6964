package main

import (
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
func findTable(name string) (collect.Ask, error) { return stats.Find(name, viewAsks()...) }

// namesOfTables lists all names that findTable takes.
func namesOfTables() []string { return stats.Names(viewAsks()...) }
