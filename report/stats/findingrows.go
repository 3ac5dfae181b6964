package stats

import (
	"cmp"
	"slices"
	"strconv"

	"netsniff/capture"
	"netsniff/report/collect"
	"netsniff/report/table"
)

var findingColumns = []table.Column{
	{Name: "severity", Label: table.Say("Severity", "程度"), Type: table.Word, Importance: table.Minor},
	{Name: "title", Label: table.Say("Finding", "发现"), Importance: table.Key},
	{Name: "finding", Label: table.Say("Name", "代号"), Importance: table.Minor},
	{Name: "count", Label: table.Say("Count", "次数"), Type: table.Count, Importance: table.Key},
	{Name: "places", Label: table.Say("Places", "位置数"), Type: table.Count, Importance: table.Minor},
	{Name: "start", Label: table.Say("Since", "始于"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "reply", Label: table.Say("Reply", "应答"), Below: true},
	{Name: "where", Label: table.Say("Where", "位置"), Type: table.List, Below: true},
	{Name: "what", Label: table.Say("What", "内容"), Type: table.List, Below: true},
	{Name: "frames", Label: table.Say("Frames", "帧"), Type: table.List, Below: true},
	{Name: "meaning", Label: table.Say("Meaning", "含义"), Below: true},
	{Name: "next", Label: table.Say("Next", "下一步"), Below: true},
}

// FindingNames returns the names that --only takes, each with its title.
func FindingNames() (names []string, titles []table.Phrase) {
	for _, t := range findingTexts {
		if !slices.Contains(names, t.name) {
			names, titles = append(names, t.name), append(titles, t.title)
		}
	}
	return names, titles
}

// cause is what makes findings one: of one kind, in the same words; if some kinds
// are asked for, also at the same server.
type cause struct {
	kind   findingKind
	words  string
	server capture.Addr
	port   uint16
}

// group is a finding as it is told.
type group struct {
	cause
	finding
	places uint64
}

// said returns a copy of the book, with what is known only when nothing more follows. last is the
// time of the last frame.
func (c *findings) said(last capture.Stamp) *findingBook {
	said := findings{book: c.book.clone()}
	c.waits.tell(last, &said)
	c.cuts.tell(last, &said)
	c.arp.tell(&said)
	c.tunnels.remark(&said)
	c.links.tell(&said)
	c.ftp.tell(c.ask, &said)
	c.calls.remark(&said)
	c.guesses.tell(&said)
	c.reach.tell(last, &said)
	return &said.book
}

// Tables implements Collector.
func (c *findings) Tables(r *collect.Run) []table.Table { return c.said(r.Last).tables(c.ask, r) }

// tables returns the table of what stands in the book.
func (b *findingBook) tables(ask *collect.Ask, r *collect.Run) []table.Table {
	groups := b.groups(ask.Only)
	t := table.Table{Name: ask.Name, Title: ask.Title, Columns: findingColumns,
		Rows: &findingRows{groups, r.Lang, r.First}}
	if len(groups) == 0 {
		t.Notes = append(t.Notes, table.Say("Nothing to remark.", "没有异常。"))
	}
	beyond := uint64(0)
	for kind, n := range b.others {
		if wanted(findingKind(kind), ask.Only) {
			beyond += n
		}
	}
	if beyond > 0 {
		n := table.Grouped(beyond)
		t.Notes = append(t.Notes, table.Say("Too many to tell each: "+n+" more.", "数量过多：另有 "+n+" 项。"))
	}
	return []table.Table{t}
}

// clone returns a copy: a table may be asked for while more is counted.
func (b *findingBook) clone() findingBook {
	o := findingBook{others: b.others, list: make(map[findingKey]*finding, len(b.list))}
	for k, x := range b.list {
		y := *x
		y.examples = slices.Clone(x.examples)
		o.list[k] = &y
	}
	return o
}

// wanted reports whether a kind is asked for.
func wanted(k findingKind, only []string) bool {
	return len(only) == 0 || slices.Contains(only, findingTexts[k].name)
}

// groups puts together what has one cause, the gravest and most frequent first.
func (b *findingBook) groups(only []string) (list []*group) {
	found := map[cause]*group{}
	for _, k := range b.prune() {
		if !wanted(k.kind, only) {
			continue
		}
		at := cause{kind: k.kind, words: k.cause}
		if len(only) > 0 && k.cause == "" {
			at.server, at.port = k.server, k.port
		}
		g := found[at]
		if g == nil {
			g = &group{cause: at}
			found[at] = g
			list = append(list, g)
		}
		g.places++
		x := *b.list[k]
		x.examples = slices.Clone(x.examples)
		for i := range x.examples {
			x.examples[i].where = k
			x.examples[i].where.cause = ""
		}
		g.merge(&x)
	}
	slices.SortStableFunc(list, func(x, y *group) int {
		return cmp.Or(cmp.Compare(findingTexts[y.kind].severity, findingTexts[x.kind].severity), cmp.Compare(x.kind, y.kind),
			cmp.Compare(y.count, x.count), cmp.Compare(x.first.Frame, y.first.Frame))
	})
	return list
}

// where names the two hosts.
func (k findingKey) where() string {
	if k.client.Kind == capture.AddrNone {
		return ""
	}
	if k.server.Kind == capture.AddrNone {
		return k.client.String()
	}
	server := k.server.String()
	if k.port != 0 {
		server = table.WithPort(server, strconv.Itoa(int(k.port)))
	}
	return k.client.String() + " → " + server
}

// findingRows are the findings in order.
type findingRows struct {
	list   []*group
	lang   table.Lang
	origin capture.Stamp
}

// Len implements Rows.
func (r *findingRows) Len() int { return len(r.list) }

// Row implements Rows.
func (r *findingRows) Row(i int, dst []table.Value) []table.Value {
	g := r.list[i]
	t := &findingTexts[g.kind]
	var wheres, whats, frames []string
	for _, e := range g.examples {
		wheres, whats = appendNew(wheres, e.where.where()), appendNew(whats, e.what)
		if e.frame != 0 {
			frames = appendNew(frames, strconv.Itoa(int(e.frame)))
		}
	}
	if g.places > uint64(len(wheres)) && len(wheres) > 0 {
		wheres = append(wheres, "…")
	}
	for _, list := range []*[]string{&whats, &frames} {
		if len(*list) == maxExamples && g.count > maxExamples {
			*list = append(*list, "…")
		}
	}
	places, since := table.None(), table.None()
	if g.places > 1 {
		places = table.Int(g.places)
	}
	if g.first.Frame != 0 {
		since = table.Nanoseconds(g.first.At - r.origin)
	}
	meaning, next := t.meaning, t.next
	if r := reasonOf(g.kind, g.finding.words); r != nil {
		meaning, next = r.meaning, r.next
	}
	return append(dst, table.String(t.severity.String()), table.String(t.title.In(r.lang)), table.String(t.name),
		table.Int(g.count), places, since, table.Some(g.finding.words), table.Strings(wheres), table.Strings(whats),
		table.Strings(frames),
		table.String(meaning.In(r.lang)), table.String(next.In(r.lang)))
}

// appendNew appends s unless it is there or empty.
func appendNew(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
