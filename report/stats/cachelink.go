package stats

import (
	"strconv"

	"netsniff/capture"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// hitDelay is what a reply of the cache takes: what a textbook has for a local network.
const hitDelay = capture.Stamp(10e6)

// linkLoad is what an access link carries: requests are answered over it one behind
// the other, as one server does whose customers come at random (M/M/1).
type linkLoad struct {
	hits     float64 // share of the requests that do not cross it
	saved    float64 // share of the bytes
	requests float64 // a second, that cross it
	object   float64 // bytes of a reply that crosses it, on average
	beyond   float64 // seconds until a reply begins, from behind the link
	link     float64 // bits a second, 0: not said
}

func (l *linkLoad) bits() float64 { return 8 * l.object * l.requests }

// use is the share of the link that is in use.
func (l *linkLoad) use() float64 { return l.bits() / l.link }

// full reports whether all of the link is in use, to the digits that are shown: a queue
// that nearly grows without end has no mean that a capture shows.
func (l *linkLoad) full() bool { return l.use() >= 0.99995 }

// access returns how many seconds a reply needs for the link, queue included: Δ/(1-βΔ)
// with Δ the time to send one and β how many there are a second. There is none if more
// comes than it can carry.
func (l *linkLoad) access() (float64, bool) {
	if l.link == 0 || l.full() {
		return 0, false
	}
	return 8 * l.object / l.link / (1 - l.use()), true
}

// delay returns the mean time in seconds until a client has its reply.
func (l *linkLoad) delay() (float64, bool) {
	a, ok := l.access()
	return (1-l.hits)*(l.beyond+a) + l.hits*float64(hitDelay)/1e9, ok
}

var cacheLinkColumns = []table.Column{
	{Name: "case", Label: table.Say("Case", "情形"), Type: table.Word, Importance: table.Key},
	{Name: "hit_ratio", Label: table.Say("Hits", "命中率"), Type: table.Percent, Importance: table.Key},
	{Name: "byte_hit_ratio", Label: table.Say("Bytes saved", "节省字节"), Type: table.Percent, Importance: table.Minor},
	{Name: "requests_per_s", Label: table.Say("Cross it", "经链路请求"), Type: table.Frequency, Importance: table.Key},
	{Name: "object_bytes", Label: table.Say("Object", "对象大小"), Type: table.Bytes, Importance: table.Key},
	{Name: "rate", Label: table.Say("Over the link", "链路流量"), Type: table.Rate},
	{Name: "use", Label: table.Say("Link in use", "链路利用率"), Type: table.Percent, Importance: table.Key},
	{Name: "access_delay", Label: table.Say("Link delay", "链路时延"), Type: table.Duration},
	{Name: "beyond_delay", Label: table.Say("Beyond it", "链路外时延"), Type: table.Duration, Importance: table.Minor},
	{Name: "delay", Label: table.Say("Mean delay", "平均时延"), Type: table.Duration, Importance: table.Key},
}

func (l *linkLoad) row(name string) []table.Value {
	use, access, delay := table.None(), table.None(), table.None()
	if l.link > 0 {
		use = table.Float(100 * l.use())
	}
	if a, ok := l.access(); ok {
		access = seconds(a)
	}
	if d, ok := l.delay(); ok {
		delay = seconds(d)
	}
	return []table.Value{table.String(name), table.Float(100 * l.hits), table.Float(100 * l.saved),
		table.Float(l.requests), table.Int(int64(l.object + 0.5)),
		table.Float(l.bits()), use, access, seconds(l.beyond), delay}
}

func seconds(s float64) table.Value { return table.Nanoseconds(capture.Stamp(s * 1e9)) }

// linkTable says what the link carries now, and with a cache.
func (s *cacheSum) linkTable(a *collect.Ask) table.Table {
	t := table.Table{Name: "cache.link",
		Title: table.Say("An access link, with a cache and without", "接入链路：有无缓存的比较"), Columns: cacheLinkColumns}
	now := s.load(a)
	shared := now
	shared.hits, shared.saved = share(s.by[fateHit].n, s.all.n), 1-share(uint64(s.crossing), uint64(s.all.bytes))
	shared.requests = now.requests * (1 - shared.hits)
	if n := s.all.n - s.by[fateHit].n; n > 0 {
		shared.object = float64(s.crossing) / float64(n)
	}
	rows := table.RowList{now.row("now"), shared.row("shared cache")}
	if a.Hit > 0 {
		given := now
		given.hits, given.saved, given.requests = a.Hit, a.Hit, now.requests*(1-a.Hit)
		rows = append(rows, given.row("hits as given"))
	}
	t.Rows = rows
	t.Notes = s.assumptions(a, &now)
	return t
}

// load returns what crosses the link now.
func (s *cacheSum) load(a *collect.Ask) linkLoad {
	l := linkLoad{link: a.Link, object: float64(s.all.bytes) / float64(max(s.all.n, 1))}
	if s.last > s.first {
		l.requests = float64(s.all.n-1) / (float64(s.last-s.first) / 1e9)
	}
	if s.timed > 0 {
		l.beyond = float64(s.ttfb) / float64(s.timed) / 1e9
	}
	return l
}

// share returns a part of a whole, 0 of nothing.
func share(n, of uint64) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// assumptions are what the numbers rest on.
func (s *cacheSum) assumptions(a *collect.Ask, now *linkLoad) []table.Phrase {
	list := []table.Phrase{
		table.Say("Assumed: all replies here come over one access link; requests come at the mean rate between the first and the last, and those that hit do not cross it; an object is a reply of mean size, heads included.",
			"假设：所有应答都经过同一条接入链路；请求速率取首末请求之间的平均值，命中的请求不经过链路；对象大小取应答（含首部）的平均值。"),
		table.Say("The delay is that beyond the link (mean time to first byte, as captured) and that of the link, D/(1-bD) with D the time to send an object and b objects per second; a hit takes "+
			strconv.Itoa(int(hitDelay/1e6))+" ms.",
			"时延为链路外时延（抓包所见的平均首字节时间）加链路时延 D/(1-bD)，D 为发送一个对象的时间，b 为每秒对象数；命中按 "+
				strconv.Itoa(int(hitDelay/1e6))+" ms 计。"),
		table.Say("The shared cache is empty at first, has room for all, and answers as RFC 9111 lets it: by s-maxage, max-age, Expires, or a tenth of the age of what was changed. Clocks are taken to agree.",
			"共享缓存起初为空、容量不限，按 RFC 9111 应答：依据 s-maxage、max-age、Expires，或内容年龄的十分之一；假定各时钟一致。"),
	}
	switch {
	case now.requests == 0:
		list = append(list, table.Say("There is no rate: all was asked for in one moment.",
			"无法计算速率：请求都在同一时刻。"))
	case a.Link == 0:
		list = append(list, table.Say("How much of the link is in use: say how fast it is (--link 1.54M).",
			"若要计算链路利用率，请用 --link 1.54M 给出链路速率。"))
	case now.full():
		list = append(list, table.Say("As much comes as the link can carry, or more: the queue, and with it the delay, grows without end.",
			"流量达到或超过链路能力：队列及时延将无限增长。"))
	}
	if n := s.by[fateSecured].n; n > 0 {
		list = append(list, table.Say("In TLS no cache between the ends can read or give a reply: "+table.Grouped(n)+
			" here.", "TLS 内的应答两端之间的缓存无法读取或提供：此处有 "+table.Grouped(n)+" 个。"))
	}
	return list
}
