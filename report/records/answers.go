package records

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/stats"
	"netsniff/report/store"
	"netsniff/report/table"
)

// Query asks for tables of the records in a store.
type Query struct {
	Store  store.Store
	Asks   []collect.Ask // that Answered knows
	Within Span
	Where  *Where // nil: all records
	Joined bool   // the records of all captures count as one; else each capture by itself
	Lang   table.Lang
	Clock  *table.Clock // that moments are told by; nil: since each capture began
}

// answer is how a table is made of records.
type answer struct {
	kind    Kind
	columns []string // that it needs; nil: all
	feed    func(c collect.Collector, r *restorer, x Record)
}

// exchangeNeeds are the columns that every table of exchanges needs.
var exchangeNeeds = []string{"input", "file", "capture_start", "transport", "stream", "client", "client_address",
	"client_port", "server", "server_address", "server_port", "protocol", "ordinal", "request_first_frame", "request_frame",
	"reply_first_frame", "reply_frame", "method", "subject", "status", "outcome", "reply", "request_time", "ttfb", "ttlb",
	"transfer", "request_bytes", "reply_bytes", "notes", "part", "phase", "host", "body_bytes", "complete"}

// siteNeeds are those of tables of HTTP, which tell nothing of replies.
var siteNeeds = slices.DeleteFunc(slices.Clone(exchangeNeeds), func(name string) bool {
	return slices.Contains([]string{"reply", "method", "client", "client_address", "client_port", "ordinal", "outcome",
		"part", "phase"}, name)
})

// answers are the tables that records can answer.
var answers = map[string]answer{
	"exchanges":     {Exchanges, exchangeNeeds, hearExchange},
	"replies":       {Exchanges, exchangeNeeds, hearExchange},
	"mail-commands": {Exchanges, exchangeNeeds, hearExchange},
	"http-hosts":    {Exchanges, siteNeeds, hearExchange},
	"http-uris":     {Exchanges, siteNeeds, hearExchange},
	"dns":           {Lookups, nil, hearLookup},
	"tls":           {Handshakes, nil, hearHandshake},
	"findings":      {Findings, nil, nil},
}

// lookupParts are the parts of the table dns that records answer: the others tell what lookups led to.
var lookupParts = []string{"servers", "names", "types", "rcodes", "transports"}

// Answered reports whether records answer an ask, and what they do answer if not.
func Answered(a *collect.Ask) error {
	_, ok := answers[a.Name]
	if ok && (a.Name != "dns" || slices.Contains(lookupParts, a.Part)) {
		return nil
	}
	name := a.Name
	if a.Part != "" {
		name += "." + a.Part
	}
	return fmt.Errorf("records do not answer %s: it is made of frames (-r); of records there are %s", name,
		strings.Join(AnsweredNames(), ", "))
}

// AnsweredParts returns the parts of a table that records answer in part.
func AnsweredParts(name string) (parts []string, ok bool) {
	if name != "dns" {
		return nil, false
	}
	for _, part := range lookupParts {
		parts = append(parts, name+"."+part)
	}
	return parts, true
}

// AnsweredNames are the tables that records answer.
func AnsweredNames() (names []string) {
	for name := range answers {
		if name != "dns" {
			names = append(names, name)
		}
	}
	for _, part := range lookupParts {
		names = append(names, "dns."+part)
	}
	slices.Sort(names)
	return names
}

func hearExchange(c collect.Collector, r *restorer, x Record) {
	c.(dissect.Listener).Exchange(r.exchange(x.(*Exchange)))
}

func hearLookup(c collect.Collector, r *restorer, x Record) {
	c.(dissect.Listener).Exchange(r.lookup(x.(*Lookup)))
}

func hearHandshake(c collect.Collector, _ *restorer, x Record) {
	c.(interface{ Handshake(h *stats.Handshake) }).Handshake(handshake(x.(*Handshake)))
}

// heard is what was counted of a capture, or of all.
type heard struct {
	file       string
	begun      int64
	collectors []collect.Collector // nil of findings
	findings   stats.FindingBook
	restorer   *restorer
	rows       []uint64 // records of each ask
}

// Answer makes the tables, and tells how many records were read. Those of several captures are
// united, with their file in front, unless they are joined.
func (q *Query) Answer() (tables []table.Table, read uint64, err error) {
	by := map[string]*heard{}
	for _, k := range Kinds() {
		wanted := q.columns(k)
		if wanted == nil {
			continue
		}
		names, err := Files(q.Store, []Kind{k}, q.Within)
		if err != nil {
			return nil, read, err
		}
		if q.Where != nil {
			if err := q.Where.Fits(k); err != nil {
				return nil, read, err
			}
		}
		for _, name := range names {
			if err := q.file(name, wanted, by, &read); err != nil {
				return nil, read, err
			}
		}
	}
	return q.tables(by), read, nil
}

// file reads a file of records.
func (q *Query) file(name string, wanted func(string) bool, by map[string]*heard, read *uint64) error {
	f, err := Open(q.Store, name)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Scan(q.Within, wanted, func(x Record) error {
		if q.Where != nil && !q.Where.Match(x) {
			return nil
		}
		*read++
		q.take(by, x)
		return nil
	})
}

// columns says which columns of a kind are needed; nil if none of its tables is asked for.
func (q *Query) columns(k Kind) func(string) bool {
	var names []string
	asked, all := false, false
	for i := range q.Asks {
		if a := answers[q.Asks[i].Name]; a.kind == k {
			asked = true
			all = all || a.columns == nil
			names = append(names, a.columns...)
		}
	}
	if !asked {
		return nil
	}
	return func(name string) bool {
		return all || slices.Contains(names, name) || q.Where != nil && q.Where.Names(name)
	}
}

// take has the collectors of the capture of a record hear it.
func (q *Query) take(by map[string]*heard, x Record) {
	place := x.place()
	key := place.Input
	if q.Joined {
		key = ""
	}
	h := by[key]
	if h == nil {
		h = q.heard(place)
		by[key] = h
	}
	if place.Begun < h.begun {
		h.begun = place.Begun
	}
	k := x.kind()
	for i := range q.Asks {
		a := answers[q.Asks[i].Name]
		if a.kind != k {
			continue
		}
		if h.rows[i]++; a.feed == nil {
			h.findings.Add(finding(x.(*Finding)))
			continue
		}
		a.feed(h.collectors[i], h.restorer, x)
	}
}

func (q *Query) heard(of *Place) *heard {
	h := &heard{file: of.File, begun: of.Begun, collectors: make([]collect.Collector, len(q.Asks)),
		rows: make([]uint64, len(q.Asks))}
	for i := range q.Asks {
		if answers[q.Asks[i].Name].feed != nil {
			h.collectors[i] = q.Asks[i].New(&q.Asks[i])
		}
	}
	h.restorer = newRestorer(func(c *dissect.Conn) {
		for _, x := range h.collectors {
			if l, ok := x.(dissect.Listener); ok {
				l.Closed(c, reassembly.Mark{})
			}
		}
	})
	return h
}

// tables makes the tables of what was heard.
func (q *Query) tables(by map[string]*heard) []table.Table {
	list := make([]*heard, 0, len(by))
	for _, h := range by {
		list = append(list, h)
	}
	slices.SortFunc(list, func(a, b *heard) int {
		return cmp.Or(cmp.Compare(a.begun, b.begun), strings.Compare(a.file, b.file))
	})
	if len(list) == 0 {
		list = append(list, q.heard(&Place{}))
	}
	parts := make([]collect.Part, len(list))
	for i, h := range list {
		run := &collect.Run{Lang: q.Lang, Vitals: collect.Vitals{First: capture.Stamp(h.begun), Last: capture.Stamp(h.begun)}}
		parts[i] = collect.Part{File: h.file, Run: run, Tables: q.tablesOf(h, run)}
	}
	if len(parts) == 1 {
		return parts[0].Tables
	}
	return collect.Unite(parts)
}

func (q *Query) tablesOf(h *heard, run *collect.Run) (tables []table.Table) {
	for i := range q.Asks {
		a := &q.Asks[i]
		switch {
		case h.rows[i] == 0 && !a.Named:
		case h.rows[i] == 0:
			tables = append(tables, table.Table{Name: nameOf(a), Title: a.Title, Columns: a.Columns,
				Notes: []table.Phrase{table.Say("There are no such records.", "没有这样的记录。")}, Rows: table.RowList{}})
		case h.collectors[i] == nil:
			tables = append(tables, h.findings.Tables(a, run)...)
		default:
			h.collectors[i].Frame(&dissect.Frame{First: capture.Stamp(h.begun)})
			tables = append(tables, h.collectors[i].Tables(run)...)
		}
	}
	for i := range tables {
		if q.Where != nil {
			tables[i].Filter = q.Where.Text
		}
		if q.Clock != nil {
			tables[i].Tell(table.Clock{Origin: run.First, Zone: q.Clock.Zone, Layout: q.Clock.Layout})
		}
	}
	return tables
}

// nameOf is the name of what was asked for.
func nameOf(a *collect.Ask) string {
	if a.Part != "" {
		return a.Name + "." + a.Part
	}
	return a.Name
}
