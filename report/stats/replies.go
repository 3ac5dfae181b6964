package stats

import (
	"cmp"
	"slices"
	"strings"

	"netsniff/dissect"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// maxReplies bounds the replies that are told apart.
const maxReplies = 8192

var replyColumns = []table.Column{
	{Name: "protocol", Label: table.Say("Protocol", "协议"), Importance: table.Minor},
	{Name: "code", Label: table.Say("Code", "状态码"), Importance: table.Key},
	{Name: "outcome", Label: table.Say("Outcome", "结果"), Type: table.Word, Importance: table.Minor},
	{Name: "count", Label: table.Say("Count", "次数"), Type: table.Count, Importance: table.Key},
	{Name: "frame", Label: table.Say("First", "首帧"), Type: table.Frame},
	{Name: "text", Label: table.Say("Text", "说明"), Importance: table.Key},
}

// replyKey is what makes replies alike: addresses, numbers and identifiers in their
// texts do not count.
type replyKey struct {
	protocol *dissect.Protocol
	outcome  dissect.Outcome
	code     string
	text     string
}

// replyOf returns the key of the reply of an exchange; ok is false if there was none.
func replyOf(x *dissect.Exchange) (k replyKey, ok bool) {
	if x.Protocol == nil || x.Status == "" || !x.Reply.Seen() {
		return k, false
	}
	pattern := patternOf(wordsOf(x))
	return replyKey{x.Protocol, x.Outcome, shortName(x.Status),
		strings.TrimSpace(strings.TrimPrefix(pattern, x.Status))}, true
}

// replyBook counts replies by a key. Beyond its bound it keeps those that came first,
// the same ones for any number of workers, and counts the others. The zero value is
// empty.
type replyBook[K comparable] struct {
	list   map[K]*replyCount
	beyond uint64
}

type replyCount struct {
	count uint64
	first reassembly.Mark
}

func (b *replyBook[K]) add(key K, x *dissect.Exchange) {
	n := b.list[key]
	if n == nil {
		if b.list == nil {
			b.list = map[K]*replyCount{}
		}
		if len(b.list) >= maxReplies+maxReplies/4 {
			b.prune()
		}
		n = &replyCount{first: x.Reply.First}
		b.list[key] = n
	}
	n.count++
	if x.Reply.First.Frame < n.first.Frame {
		n.first = x.Reply.First
	}
}

func (b *replyBook[K]) merge(o *replyBook[K]) {
	b.beyond += o.beyond
	if b.list == nil {
		b.list = o.list
		return
	}
	for key, x := range o.list {
		n := b.list[key]
		if n == nil {
			b.list[key] = x
			continue
		}
		n.count += x.count
		if x.first.Frame < n.first.Frame {
			n.first = x.first
		}
	}
}

// prune leaves those that came first.
func (b *replyBook[K]) prune() {
	if len(b.list) <= maxReplies {
		return
	}
	frames := make([]uint32, 0, len(b.list))
	for _, n := range b.list {
		frames = append(frames, n.first.Frame)
	}
	slices.Sort(frames)
	last := frames[maxReplies-1]
	for key, n := range b.list {
		if n.first.Frame > last {
			b.beyond += n.count
			delete(b.list, key)
		}
	}
}

// sorted returns the keys, refusals first, then the most frequent of a protocol.
func (b *replyBook[K]) sorted(of func(K) replyKey) (keys []K) {
	for k := range b.list {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y K) int {
		i, j := of(x), of(y)
		return cmp.Or(cmp.Compare(j.outcome, i.outcome), cmp.Compare(i.protocol.Name, j.protocol.Name),
			cmp.Compare(b.list[y].count, b.list[x].count), cmp.Compare(i.code, j.code), cmp.Compare(i.text, j.text),
			cmp.Compare(b.list[x].first.Frame, b.list[y].first.Frame))
	})
	return keys
}

// appendRow appends the values of replyColumns without the protocol.
func (b *replyBook[K]) appendRow(dst []table.Value, key K, k replyKey) []table.Value {
	n := b.list[key]
	return append(dst, table.String(k.code), table.String(k.outcome.String()), table.Int(n.count),
		table.Int(n.first.Frame), table.String(k.text))
}

// replies counts how servers answered, in their own words.
type replies struct {
	collect.IgnoreAll
	ask     *collect.Ask
	absence collect.Absence
	book    replyBook[replyKey]
}

func newReplies(a *collect.Ask) collect.Collector {
	return &replies{ask: a, absence: collect.MailAbsence()}
}

// Frame implements Collector.
func (c *replies) Frame(f *dissect.Frame) { c.absence.Frame(f) }

// Exchange implements dissect.Listener.
func (c *replies) Exchange(x *dissect.Exchange) {
	if k, ok := replyOf(x); ok {
		c.book.add(k, x)
	}
}

// Merge implements Collector.
func (c *replies) Merge(other collect.Collector) {
	o := other.(*replies)
	c.absence.Merge(&o.absence)
	c.book.merge(&o.book)
}

// Tables implements Collector.
func (c *replies) Tables(r *collect.Run) []table.Table {
	c.book.prune()
	keys := c.book.sorted(func(k replyKey) replyKey { return k })
	if len(keys) == 0 {
		return c.absence.Table(c.ask, "reply", r)
	}
	var rows table.RowList
	for _, k := range keys {
		rows = append(rows, c.book.appendRow([]table.Value{table.String(k.protocol.Name)}, k, k))
	}
	t := table.Table{Name: c.ask.Name, Title: c.ask.Title, Columns: replyColumns, Rows: rows}
	if c.book.beyond > 0 {
		n := table.Grouped(c.book.beyond)
		t.Notes = append(t.Notes, table.Say("Too many to tell each: "+n+" more.", "数量过多：另有 "+n+" 个。"))
	}
	return []table.Table{t}
}
