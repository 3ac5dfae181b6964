package stats

import (
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/http"
)

// Parts of the table http.
const (
	webSummaryPart  = "summary"
	webMethodsPart  = "methods"
	webStatusesPart = "statuses"
	webCachingPart  = "caching"
	webCookiesPart  = "cookies"
	webProxiesPart  = "proxies"
)

var webParts = []string{webSummaryPart, webMethodsPart, webStatusesPart, webCachingPart, webCookiesPart, webProxiesPart}

// web counts HTTP in all the ways that its tables show.
type web struct {
	deaf
	ask       *Ask
	instead   instead
	all       webCount
	conns     seen
	interim   uint64
	pipelined uint64
	logins    uint64
	methods   webCounts
	statuses  webCounts
	caching   caching
	cookies   cookies
	proxies   proxies
}

func newWeb(a *Ask) Collector {
	return &web{ask: a, instead: instead{ports: http.Protocol.TCP}}
}

// Frame implements Collector.
func (c *web) Frame(f *dissect.Frame) { c.instead.frame(f) }

// Exchange implements dissect.Listener.
func (c *web) Exchange(x *dissect.Exchange) {
	t, ok := x.Detail.(*http.Transaction)
	if !ok {
		return
	}
	c.conns.note(x.Conn.ID)
	c.all.add(x, t)
	if x.Notes&dissect.NoteInterim != 0 {
		c.interim++
	}
	if x.Notes&dissect.NotePipelined != 0 {
		c.pipelined++
	}
	if x.Login != nil {
		c.logins++
	}
	if t.Request != nil {
		c.methods.add(x.Method, x, t)
	}
	if t.Response != nil {
		c.statuses.add(x.Status, x, t)
	}
	c.caching.add(x, t)
	c.cookies.add(x, t)
	c.proxies.add(x, t)
}

// Merge implements Collector.
func (c *web) Merge(other Collector) {
	o := other.(*web)
	c.instead.merge(&o.instead)
	c.conns.merge(o.conns)
	c.all.merge(&o.all)
	c.interim, c.pipelined, c.logins = c.interim+o.interim, c.pipelined+o.pipelined, c.logins+o.logins
	c.methods.merge(&o.methods)
	c.statuses.merge(&o.statuses)
	c.caching.merge(&o.caching)
	c.cookies.merge(&o.cookies)
	c.proxies.merge(&o.proxies)
}

// Tables implements Collector.
func (c *web) Tables(r *Run) (tables []Table) {
	if c.all.since == 0 {
		return c.instead.table(c.ask, "HTTP", r)
	}
	for _, part := range []struct {
		name string
		make func() Table
	}{
		{webSummaryPart, c.summaryTable}, {webMethodsPart, c.methodTable}, {webStatusesPart, c.statusTable},
		{webCachingPart, c.caching.table}, {webCookiesPart, c.cookies.table}, {webProxiesPart, c.proxies.table},
	} {
		if c.ask.Part != "" && c.ask.Part != part.name {
			continue
		}
		if t := part.make(); t.Rows.Len() > 0 || c.ask.Part != "" {
			t.Name = "http." + part.name
			tables = append(tables, t)
		}
	}
	return tables
}

var webSummaryColumns = append([]Column{
	{Name: "connections", Label: Phrase{"Connections", "连接"}, Type: Count},
	{Name: "interim", Label: Phrase{"With 1xx", "含 1xx"}, Type: Count},
	{Name: "pipelined", Label: Phrase{"Pipelined", "流水线"}, Type: Count},
	{Name: "logins", Label: Phrase{"With credentials", "含凭证"}, Type: Count},
}, webColumns...)

func (c *web) summaryTable() Table {
	row := c.all.append([]Value{Int(c.conns.count()), Int(c.interim), Int(c.pipelined), Int(c.logins)})
	t := Table{Title: Phrase{"HTTP in all", "HTTP 总览"}, Columns: webSummaryColumns, Layout: Upright, Rows: RowList{row}}
	if n := c.instead.oneSided(); n > 0 {
		t.Notes = append(t.Notes, Phrase{
			"Connections with data of one side only, as the other was not captured or did not speak: " + grouped(uint64(n)) + ".",
			"只有一方数据的连接（另一方未被捕获或没有发送）：" + grouped(uint64(n)) + "。",
		})
	}
	return t
}

var webMethodColumns = append([]Column{{Name: "method", Label: Phrase{"Method", "方法"}}}, briefColumns...)

func (c *web) methodTable() Table {
	return Table{Title: Phrase{"HTTP by method", "HTTP（按方法）"}, Columns: webMethodColumns, Rows: c.methods.rows()}
}

var webStatusColumns = append([]Column{{Name: "status", Label: Phrase{"Status", "状态码"}}, {Name: "meaning", Label: Phrase{"Meaning", "含义"}}}, briefColumns...)

func (c *web) statusTable() Table {
	rows := c.statuses.rows()
	for i, row := range rows {
		rows[i] = append([]Value{row[0], String(http.StatusName(row[0].text))}, row[1:]...)
	}
	return Table{Title: Phrase{"HTTP by status", "HTTP（按状态码）"}, Columns: webStatusColumns, Rows: rows}
}

// sites counts HTTP by host, or by URI.
type sites struct {
	deaf
	ask     *Ask
	instead instead
	uris    bool
	counts  webCounts
}

func newHosts(a *Ask) Collector {
	return &sites{ask: a, instead: instead{ports: http.Protocol.TCP}}
}

func newURIs(a *Ask) Collector {
	return &sites{ask: a, instead: instead{ports: http.Protocol.TCP}, uris: true}
}

// Frame implements Collector.
func (c *sites) Frame(f *dissect.Frame) { c.instead.frame(f) }

// Exchange implements dissect.Listener.
func (c *sites) Exchange(x *dissect.Exchange) {
	t, ok := x.Detail.(*http.Transaction)
	if !ok {
		return
	}
	key := x.Subject
	if c.uris {
		key, _, _ = strings.Cut(key, "?")
	} else {
		key = host(x, t)
	}
	c.counts.add(shortName(key), x, t)
}

// host returns the host of an exchange in lower case, the server's address if
// the request does not say.
func host(x *dissect.Exchange, t *http.Transaction) string {
	if h := t.Host(); len(h) > 0 {
		return shortName(strings.ToLower(string(h)))
	}
	return x.Conn.Server.String()
}

// Merge implements Collector.
func (c *sites) Merge(other Collector) {
	o := other.(*sites)
	c.instead.merge(&o.instead)
	c.counts.merge(&o.counts)
}

var (
	hostColumns = append([]Column{{Name: "host", Label: Phrase{"Host", "主机"}}}, briefColumns...)
	uriColumns  = append([]Column{{Name: "uri", Label: Phrase{"URI", "URI"}}}, briefColumns...)
)

// Tables implements Collector.
func (c *sites) Tables(r *Run) []Table {
	if len(c.counts.by) == 0 {
		return c.instead.table(c.ask, "HTTP", r)
	}
	t := Table{Name: c.ask.Name, Title: c.ask.Title, Columns: c.ask.Columns, Rows: c.counts.rows()}
	c.counts.note(&t)
	return []Table{t}
}
