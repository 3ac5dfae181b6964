package stats

import (
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/http"
	"netsniff/dissect/http/status"
	"netsniff/report/collect"
	"netsniff/report/table"
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
	collect.IgnoreAll
	ask       *collect.Ask
	absence   collect.Absence
	all       webCount
	conns     collect.Numbers
	interim   uint64
	pipelined uint64
	logins    uint64
	methods   webCounts
	statuses  webCounts
	caching   caching
	cookies   cookies
	proxies   proxies
}

func newWeb(a *collect.Ask) collect.Collector {
	most := a.Most(maxHosts, 4*webCountBytes)
	return &web{ask: a, absence: collect.Absence{Ports: http.Protocol.TCP},
		methods: webCounts{most: most}, statuses: webCounts{most: most}}
}

// Frame implements Collector.
func (c *web) Frame(f *dissect.Frame) { c.absence.Frame(f) }

// Exchange implements dissect.Listener.
func (c *web) Exchange(x *dissect.Exchange) {
	t, ok := x.Detail.(*http.Transaction)
	if !ok {
		return
	}
	c.conns.Add(x.Conn.ID)
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
func (c *web) Merge(other collect.Collector) {
	o := other.(*web)
	c.absence.Merge(&o.absence)
	c.conns.Merge(o.conns)
	c.all.merge(&o.all)
	c.interim, c.pipelined, c.logins = c.interim+o.interim, c.pipelined+o.pipelined, c.logins+o.logins
	c.methods.merge(&o.methods)
	c.statuses.merge(&o.statuses)
	c.caching.merge(&o.caching)
	c.cookies.merge(&o.cookies)
	c.proxies.merge(&o.proxies)
}

// Tables implements Collector.
func (c *web) Tables(r *collect.Run) (tables []table.Table) {
	if c.all.since == 0 {
		return c.absence.Table(c.ask, "HTTP", r)
	}
	for _, part := range []struct {
		name string
		make func() table.Table
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

var webSummaryColumns = append([]table.Column{
	{Name: "connections", Label: table.Say("Connections", "连接"), Type: table.Count},
	{Name: "interim", Label: table.Say("With 1xx", "含 1xx"), Type: table.Count},
	{Name: "pipelined", Label: table.Say("Pipelined", "流水线"), Type: table.Count},
	{Name: "logins", Label: table.Say("With credentials", "含凭证"), Type: table.Count},
}, webColumns...)

func (c *web) summaryTable() table.Table {
	row := c.all.append([]table.Value{table.Int(c.conns.Count()), table.Int(c.interim), table.Int(c.pipelined),
		table.Int(c.logins)})
	t := table.Table{Title: table.Say("HTTP in all", "HTTP 总览"), Columns: webSummaryColumns, Layout: table.Upright,
		Rows: table.RowList{row}}
	if n := c.absence.OneSided(); n > 0 {
		t.Notes = append(t.Notes, table.Say(
			"Connections with data of one side only, as the other was not captured or did not speak: "+
				table.Grouped(uint64(n))+".",
			"只有一方数据的连接（另一方未被捕获或没有发送）："+table.Grouped(uint64(n))+"。",
		))
	}
	return t
}

var webMethodColumns = append([]table.Column{{Name: "method", Label: table.Say("Method", "方法"),
	Importance: table.Key}}, briefColumns...)

func (c *web) methodTable() table.Table {
	return table.Table{Title: table.Say("HTTP by method", "HTTP（按方法）"), Columns: webMethodColumns,
		Rows: c.methods.rows()}
}

var webStatusColumns = append([]table.Column{{Name: "status", Label: table.Say("Status", "状态码"), Importance: table.Key},
	{Name: "meaning", Label: table.Say("Meaning", "含义")}}, briefColumns...)

func (c *web) statusTable() table.Table {
	rows := c.statuses.rows()
	for i, row := range rows {
		rows[i] = append([]table.Value{row[0], table.String(status.Text(row[0].Text))}, row[1:]...)
	}
	return table.Table{Title: table.Say("HTTP by status", "HTTP（按状态码）"), Columns: webStatusColumns, Rows: rows}
}

// sites counts HTTP by host, or by URI.
type sites struct {
	collect.IgnoreAll
	ask     *collect.Ask
	absence collect.Absence
	uris    bool
	counts  webCounts
}

func newHosts(a *collect.Ask) collect.Collector {
	return newSites(a, false)
}

func newURIs(a *collect.Ask) collect.Collector {
	return newSites(a, true)
}

func newSites(a *collect.Ask, uris bool) collect.Collector {
	return &sites{ask: a, absence: collect.Absence{Ports: http.Protocol.TCP}, uris: uris,
		counts: webCounts{most: a.Most(maxHosts, 2*webCountBytes)}}
}

// Frame implements Collector.
func (c *sites) Frame(f *dissect.Frame) { c.absence.Frame(f) }

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
func (c *sites) Merge(other collect.Collector) {
	o := other.(*sites)
	c.absence.Merge(&o.absence)
	c.counts.merge(&o.counts)
}

var (
	hostColumns = append([]table.Column{{Name: "host", Label: table.Say("Host", "主机"), Importance: table.Key}},
		briefColumns...)
	uriColumns = append([]table.Column{{Name: "uri", Label: table.Say("URI", "URI"), Importance: table.Key,
		Ends: true}}, briefColumns...)
)

// Tables implements Collector.
func (c *sites) Tables(r *collect.Run) []table.Table {
	if len(c.counts.by) == 0 {
		return c.absence.Table(c.ask, "HTTP", r)
	}
	t := table.Table{Name: c.ask.Name, Title: c.ask.Title, Columns: c.ask.Columns, Rows: c.counts.rows()}
	c.counts.note(&t)
	return []table.Table{t}
}
