package page

import "netsniff/report/table"

// Finding is something that an expert would remark, with its evidence.
type Finding struct {
	Severity string // "warning", "notice", "remark": the name in English
	Grave    table.Phrase
	Title    table.Phrase
	Count    string
	Said     table.Phrase // in the words of the server
	Where    table.Phrase
	What     table.Phrase
	Meaning  table.Phrase
	Next     table.Phrase
	Frames   []string
}

// findingsOf reads the table of findings.
func findingsOf(tables []Grid) (list []Finding) {
	for _, g := range tables {
		for i := range g.Rows {
			f := Finding{Severity: g.text(i, "severity").EN, Grave: g.text(i, "severity"), Title: g.text(i, "title"),
				Count: g.text(i, "count").EN, Said: g.text(i, "reply"), Where: g.text(i, "where"), What: g.text(i, "what"),
				Meaning: g.text(i, "meaning"), Next: g.text(i, "next")}
			for _, c := range g.Rows[i] {
				f.Frames = append(f.Frames, c.Frames...)
			}
			list = append(list, f)
		}
	}
	return list
}
