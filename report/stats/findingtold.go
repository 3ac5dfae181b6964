package stats

import (
	"slices"

	"netsniff/capture"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// Finding is what happened between two hosts, of one kind and with one cause, and how often.
type Finding struct {
	Severity Severity
	Name     string // several kinds may have one
	Title    string // in English
	Cause    string // the pattern of the server's words; "" if there are none
	Words    string // of the server, when it happened first
	// Client and Server are the hosts, and the port of the server; of kind AddrNone and 0 where
	// it is about none.
	Client, Server capture.Addr
	Port           uint16
	Count          uint64
	First          reassembly.Mark // Frame is 0 if it is about no frame
	Examples       []FindingExample
	Untold         bool // Count are those of the kind beyond what is told
}

// FindingExample is one of the worst of a finding.
type FindingExample struct {
	What   string
	Frame  uint32 // 0: none
	Weight uint64 // the worst weigh most
}

// ToldFindings returns what a collector of findings has found, those that came first at the
// beginning. last is the time of the last frame.
func ToldFindings(c collect.Collector, last capture.Stamp) (list []Finding) {
	b := c.(*findings).said(last)
	for _, k := range b.prune() {
		x, t := b.list[k], &findingTexts[k.kind]
		f := Finding{Severity: t.severity, Name: t.name, Title: t.title.EN, Cause: k.cause, Words: x.words, Client: k.client,
			Server: k.server, Port: k.port, Count: x.count, First: x.first}
		for _, e := range x.examples {
			f.Examples = append(f.Examples, FindingExample{e.what, e.frame, e.weight})
		}
		list = append(list, f)
	}
	for k, n := range b.others {
		if t := &findingTexts[k]; n > 0 {
			list = append(list, Finding{Severity: t.severity, Name: t.name, Title: t.title.EN, Count: n, Untold: true})
		}
	}
	return list
}

// FindingBook makes the table of findings of what was told. The zero value is empty.
type FindingBook struct {
	book    findingBook
	unknown uint64 // of kinds that are not known here
}

// Add takes one, unless it is of no kind that is known here.
func (b *FindingBook) Add(f *Finding) {
	kind := slices.IndexFunc(findingTexts[:], func(t findingText) bool { return t.name == f.Name && t.title.EN == f.Title })
	if kind < 0 { // another version may have called it otherwise
		kind = slices.IndexFunc(findingTexts[:], func(t findingText) bool { return t.name == f.Name })
	}
	if kind < 0 {
		b.unknown += f.Count
		return
	}
	if f.Untold {
		b.book.others[kind] += f.Count
		return
	}
	x := &finding{count: f.Count, words: f.Words, first: f.First}
	for _, e := range f.Examples {
		x.show(example{weight: e.Weight, frame: e.Frame, what: e.What})
	}
	key := findingKey{kind: findingKind(kind), cause: f.Cause, client: f.Client, server: f.Server, port: f.Port}
	if len(b.book.list) >= maxFindings+maxFindings/4 {
		b.book.prune()
	}
	b.book.merge(&findingBook{list: map[findingKey]*finding{key: x}})
}

// Tables returns the table, for an ask of it.
func (b *FindingBook) Tables(ask *collect.Ask, r *collect.Run) []table.Table {
	told := b.book.clone()
	tables := told.tables(ask, r)
	if b.unknown > 0 {
		n := table.Grouped(b.unknown)
		tables[0].Notes = append(tables[0].Notes, table.Say("Of kinds that are not known here: "+n+" more.",
			"另有 "+n+" 项，其种类在此版本中未知。"))
	}
	return tables
}
