package stats

import "netsniff/report/table"

// findingText says of a kind how much it matters, what it is called, what it means and
// what to do next.
type findingText struct {
	name     string
	severity Severity
	title    table.Phrase
	meaning  table.Phrase
	next     table.Phrase
}

// findingTexts are those of all kinds.
var findingTexts = func() (list [findingKinds]findingText) {
	for _, some := range []map[findingKind]findingText{mailTexts, tlsTexts, applicationTexts, swarmTexts, networkTexts} {
		for k, t := range some {
			list[k] = t
		}
	}
	return list
}()
