package stats

import (
	"cmp"
	"slices"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/http"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// Parts of the table cache.
const (
	cacheLinkPart    = "link"
	cacheReasonsPart = "reasons"
	cacheRepliesPart = "replies"
)

var cacheParts = []string{cacheLinkPart, cacheReasonsPart, cacheRepliesPart}

// Bounds of the replies that are kept.
const (
	maxCacheReplies = 1 << 17
	askedBytes      = 800 // about, with its texts
)

// cacheTables tell what a cache near the clients would do for an access link.
type cacheTables struct {
	collect.IgnoreAll
	ask     *collect.Ask
	absence collect.Absence
	origin  capture.Stamp
	replies first[asked]
}

func newCache(a *collect.Ask) collect.Collector {
	return &cacheTables{ask: a, absence: collect.Absence{Ports: http.Protocol.TCP}}
}

// Frame implements Collector.
func (c *cacheTables) Frame(f *dissect.Frame) {
	c.origin = f.First
	c.absence.Frame(f)
}

// Exchange implements dissect.Listener.
func (c *cacheTables) Exchange(x *dissect.Exchange) {
	if t, ok := x.Detail.(*http.Transaction); ok {
		if k, ok := keepAsked(x, t); ok {
			c.replies.add(k, c.most(), byAsking)
		}
	}
}

func (c *cacheTables) most() int { return c.ask.Most(maxCacheReplies, askedBytes) }

func byAsking(a, b asked) int {
	return cmp.Or(cmp.Compare(a.at.Frame, b.at.Frame), cmp.Compare(a.stream, b.stream), cmp.Compare(a.ordinal, b.ordinal))
}

// Merge implements Collector.
func (c *cacheTables) Merge(other collect.Collector) {
	o := other.(*cacheTables)
	c.origin = max(c.origin, o.origin)
	c.absence.Merge(&o.absence)
	c.replies.merge(&o.replies)
}

// cacheSum is what the replies come to.
type cacheSum struct {
	all         cacheCount
	by          [fates]cacheCount
	crossing    int64 // bytes that come over the link though there is a cache
	first, last capture.Stamp
	ttfb        capture.Stamp // of all that are timed
	timed       int64
	fates       []fate // of each reply
}

type cacheCount struct {
	n     uint64
	bytes int64
}

func (c *cacheCount) add(k *asked) {
	c.n++
	c.bytes += k.bytes
}

// judge has a cache asked for everything, in order.
func judge(list []asked) (s cacheSum) {
	var cache sharedCache
	for i := range list {
		k := &list[i]
		f := cache.ask(k)
		s.fates = append(s.fates, f)
		s.all.add(k)
		s.by[f].add(k)
		s.crossing += f.crosses(k)
		if i == 0 {
			s.first, s.last = k.at.At, k.at.At
		}
		s.first, s.last = min(s.first, k.at.At), max(s.last, k.at.At)
		if k.timed {
			s.ttfb += k.ttfb
			s.timed++
		}
	}
	return s
}

// Tables implements Collector.
func (c *cacheTables) Tables(r *collect.Run) (tables []table.Table) {
	c.replies.sort(c.most(), byAsking)
	if len(c.replies.list) == 0 {
		return c.absence.Table(c.ask, "HTTP", r)
	}
	sum := judge(c.replies.list)
	for _, part := range []struct {
		name string
		make func() table.Table
	}{
		{cacheLinkPart, func() table.Table { return sum.linkTable(c.ask) }},
		{cacheReasonsPart, func() table.Table { return sum.reasonsTable(r.Lang) }},
		{cacheRepliesPart, func() table.Table { return c.repliesTable(&sum) }},
	} {
		if c.ask.Part == "" || c.ask.Part == part.name {
			tables = append(tables, part.make())
		}
	}
	return tables
}

var cacheReasonColumns = []table.Column{
	{Name: "reason", Label: table.Say("Reply", "应答"), Type: table.Word, Importance: table.Key},
	{Name: "count", Label: table.Say("Count", "次数"), Type: table.Count, Importance: table.Key},
	{Name: "share", Label: table.Say("Share", "占比"), Type: table.Percent},
	{Name: "bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes, Importance: table.Key},
	{Name: "meaning", Label: table.Say("Meaning", "含义"), Importance: table.Minor},
}

// reasonsTable counts what became of the requests.
func (s *cacheSum) reasonsTable(lang table.Lang) table.Table {
	var rows table.RowList
	for f, n := range s.by {
		if n.n > 0 {
			rows = append(rows, []table.Value{table.String(fate(f).String()), table.Int(n.n),
				table.Float(100 * share(n.n, s.all.n)), table.Int(n.bytes), table.String(fateMeanings[f].In(lang))})
		}
	}
	return table.Table{Name: "cache.reasons",
		Title:   table.Say("What a shared cache could have answered", "共享缓存可应答的部分"),
		Columns: cacheReasonColumns, Rows: rows}
}

var fateMeanings = [fates]table.Phrase{
	fateHit:        table.Say("answered by the cache alone", "缓存直接应答"),
	fateValidated:  table.Say("the cache asks whether its copy is still good: it is", "缓存询问副本是否仍有效：有效"),
	fateFirst:      table.Say("nobody asked for it before", "此前无人请求"),
	fateChanged:    table.Say("its copy was stale, and something else came", "副本已过期，内容已变"),
	fateVariant:    table.Say("another variant than it has (Vary)", "缓存的是另一变体（Vary）"),
	fateReload:     table.Say("the client asked for it from the server", "客户端要求由服务器应答"),
	fateMethod:     table.Say("not asked for by GET", "不是 GET 请求"),
	fateNoStore:    table.Say("not to be stored (no-store)", "不得存储（no-store）"),
	fatePrivate:    table.Say("for one user only (private)", "仅供单个用户（private）"),
	fateAuthorized: table.Say("for who has logged in (Authorization)", "仅供已登录者（Authorization）"),
	fateStatus:     table.Say("of a status that is not good for a time by itself", "该状态码的应答本身没有有效期"),
	fateNoLifetime: table.Say("nothing says how long it is good, or names its content", "未给出有效期，也没有验证器"),
	fatePartial:    table.Say("a part (Range)", "部分内容（Range）"),
	fateSecured:    table.Say("in TLS, which a cache cannot read", "在 TLS 中，缓存无法读取"),
	fateUnsure:     table.Say("the reply was not seen whole", "应答不完整"),
}

var cacheReplyColumns = []table.Column{
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Key},
	{Name: "start", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "stream", Label: table.Say("Stream", "流"), Type: table.Number, Importance: table.Minor},
	{Name: "method", Label: table.Say("Method", "方法"), Importance: table.Minor},
	{Name: "uri", Label: table.Say("URI", "URI"), Importance: table.Key, Ends: true},
	{Name: "status", Label: table.Say("Status", "状态码"), Importance: table.Main},
	{Name: "bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes},
	{Name: "reason", Label: table.Say("Cache", "缓存"), Type: table.Word, Importance: table.Key},
	{Name: "lifetime", Label: table.Say("Good for", "有效期"), Type: table.Duration},
	{Name: "lifetime_by", Label: table.Say("By", "依据")},
	{Name: "crossing_bytes", Label: table.Say("Over the link", "经链路字节"), Type: table.Bytes, Importance: table.Minor},
}

// repliesTable tells them one by one.
func (c *cacheTables) repliesTable(s *cacheSum) table.Table {
	var rows table.RowList
	for i := range c.replies.list {
		k, f := &c.replies.list[i], s.fates[i]
		code, lifetime, basis := table.None(), table.None(), table.None()
		if k.code > 0 {
			code = table.String(strconv.Itoa(int(k.code)))
		}
		if k.basis != noLifetime {
			lifetime, basis = table.Nanoseconds(capture.Stamp(k.lifetime*1e9)), table.String(k.basis.String())
		}
		rows = append(rows, []table.Value{table.Int(k.at.Frame), table.Nanoseconds(k.at.At - c.origin),
			table.Int(k.stream), known(k.method), known(k.uri), code,
			table.Int(k.bytes), table.String(f.String()), lifetime, basis, table.Int(f.crosses(k))})
	}
	t := table.Table{Name: "cache.replies",
		Title:   table.Say("What a shared cache would do, reply by reply", "共享缓存逐个应答的处理"),
		Columns: cacheReplyColumns, Rows: rows}
	left(&t, c.replies.beyond, table.Say("replies", "个应答"))
	return t
}

var cacheColumns = slices.Concat(cacheLinkColumns, cacheReasonColumns, cacheReplyColumns)
