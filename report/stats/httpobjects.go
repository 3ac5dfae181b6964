package stats

import (
	"cmp"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dns"
	"netsniff/dissect/http"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// Parts of the table http-connections.
const (
	pairsPart   = "pairs"
	objectsPart = "objects"
)

var pageParts = []string{pairsPart, objectsPart}

// pages measures HTTP against the models of textbooks: which connections
// clients use for their objects, and what the time of each is made of.
type pages struct {
	collect.IgnoreAll
	ask     *collect.Ask
	absence collect.Absence
	conns   collect.Summaries
	origin  capture.Stamp
	first[object]
	names []resolved
}

// object is what is kept of an HTTP exchange that was answered.
type object struct {
	conn       *dissect.Conn
	ordinal    uint32
	uri, host  string
	status     string
	request    dissect.Side
	reply      dissect.Side
	persistent bool // both sides let the connection go on
	pipelined  bool
	untimed    bool
	whole      bool // neither request nor reply is cut
	measured   parts
}

// resolved is a DNS lookup that gave a client an address.
type resolved struct {
	client, addr capture.Addr
	at           reassembly.Mark
	took         capture.Stamp
}

func newPages(a *collect.Ask) collect.Collector {
	return &pages{ask: a, absence: collect.Absence{Ports: http.Protocol.TCP}}
}

// Frame implements Collector.
func (c *pages) Frame(f *dissect.Frame) {
	c.origin = f.First
	c.absence.Frame(f)
}

// Exchange implements dissect.Listener.
func (c *pages) Exchange(x *dissect.Exchange) {
	switch t := x.Detail.(type) {
	case *dns.Lookup:
		c.lookup(x, t)
	case *http.Transaction:
		if t.Request == nil || t.Response == nil || t.Request.Kind == http.MethodConnect {
			return
		}
		c.add(object{
			conn: c.conns.Of(x.Conn), ordinal: x.Ordinal, uri: shortName(x.Subject), host: host(x, t), status: x.Status,
			request: x.Request, reply: x.Reply, persistent: t.Persistent(),
			pipelined: x.Notes&dissect.NotePipelined != 0, untimed: x.Notes&untimed != 0,
			whole: t.RequestWhole && t.ResponseWhole && x.Notes&(dissect.NoteGap|dissect.NoteCut) == 0,
		}, c.most(), byRequest)
	}
}

// most returns how many objects are kept.
func (c *pages) most() int { return c.ask.Most(maxObjects, objectBytes) }

// objectBytes is what an object takes, about, with its texts and its part of a
// connection.
const objectBytes = 700

// Closed implements dissect.Listener.
func (c *pages) Closed(k *dissect.Conn, _ reassembly.Mark) { c.conns.Forget(k) }

func (c *pages) lookup(x *dissect.Exchange, l *dns.Lookup) {
	if !x.Reply.Seen() || !x.Request.Seen() {
		return
	}
	for i := range l.Answers {
		a := &l.Answers[i]
		if a.Section == dns.Answer && a.Addr.Kind != capture.AddrNone && len(c.names) < c.most() {
			c.names = append(c.names, resolved{x.Conn.Client.Addr, a.Addr, x.Reply.Last, l.FromFirst(x.Reply.Last)})
		}
	}
}

// Merge implements Collector.
func (c *pages) Merge(other collect.Collector) {
	o := other.(*pages)
	c.absence.Merge(&o.absence)
	c.origin = max(c.origin, o.origin)
	c.merge(&o.first)
	c.names = append(c.names, o.names...)
}

// byRequest is the order in which objects were asked for.
func byRequest(a, b object) int {
	return cmp.Or(cmp.Compare(a.request.First.Frame, b.request.First.Frame), cmp.Compare(a.conn.ID, b.conn.ID),
		cmp.Compare(a.ordinal, b.ordinal))
}

// Tables implements Collector.
func (c *pages) Tables(r *collect.Run) (tables []table.Table) {
	if len(c.list) == 0 {
		return c.absence.Table(c.ask, "HTTP", r)
	}
	c.sort(c.most(), byRequest)
	slices.SortFunc(c.names, func(a, b resolved) int { return cmp.Compare(a.at.Frame, b.at.Frame) })
	c.measure()
	for _, part := range []struct {
		name string
		make func() table.Table
	}{{pairsPart, c.pairTable}, {objectsPart, c.objectTable}} {
		if c.ask.Part != "" && c.ask.Part != part.name {
			continue
		}
		t := part.make()
		t.Name = c.ask.Name + "." + part.name
		if c.beyond > 0 {
			n := table.Grouped(c.beyond)
			t.Notes = append(t.Notes, table.Say("Too many to tell each: "+n+" objects are left out.",
				"数量过多：有 "+n+" 个对象未列出。"))
		}
		tables = append(tables, t)
	}
	return tables
}

var objectColumns = []table.Column{
	{Name: "stream", Label: table.Say("Stream", "流"), Type: table.Number, Importance: table.Key},
	{Name: "request_frame", Label: table.Say("Request", "请求帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "reply_frame", Label: table.Say("Reply", "应答帧"), Type: table.Frame, Importance: table.Key},
	{Name: "start", Label: table.Say("Start", "开始"), Type: table.Duration, Moment: true, Importance: table.Extra},
	{Name: "uri", Label: table.Say("URI", "URI"), Importance: table.Key, Ends: true},
	{Name: "status", Label: table.Say("Status", "状态"), Importance: table.Key},
	{Name: "place", Label: table.Say("On connection", "连接内位置"), Type: table.Word, Importance: table.Minor},
	{Name: "reply_bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes, Importance: table.Minor},
	{Name: "dns", Label: table.Say("DNS", "DNS"), Type: table.Duration, Importance: table.Minor},
	{Name: "setup", Label: table.Say("Set-up", "建立连接"), Type: table.Duration},
	{Name: "wait", Label: table.Say("Wait", "等待"), Type: table.Duration, Importance: table.Minor},
	{Name: "request", Label: table.Say("To first byte", "至首字节"), Type: table.Duration},
	{Name: "transfer", Label: table.Say("Transfer", "传输"), Type: table.Duration},
	{Name: "response", Label: table.Say("Response time", "响应时间"), Type: table.Duration},
	{Name: "rtt", Label: table.Say("RTT", "RTT"), Type: table.Duration, Importance: table.Minor},
	{Name: "server_time", Label: table.Say("Server time", "服务器时间"), Type: table.Duration},
	{Name: "predicted", Label: table.Say("By the model", "模型预测"), Type: table.Duration, Importance: table.Minor},
	{Name: "deviation", Label: table.Say("Deviation", "偏差"), Type: table.Duration, Importance: table.Minor},
	{Name: "complete", Label: table.Say("Complete", "完整"), Type: table.Word, Importance: table.Minor},
}

// objectTable has a line for each object.
func (c *pages) objectTable() table.Table {
	return table.Table{Title: table.Say("HTTP objects: what their time is made of, as the client saw it",
		"HTTP 对象：客户端看到的时间构成"), Columns: objectColumns, Rows: (*objectRows)(c)}
}

type objectRows pages

// Len implements Rows.
func (r *objectRows) Len() int { return len(r.list) }

// Row implements Rows.
func (r *objectRows) Row(i int, dst []table.Value) []table.Value {
	o := &r.list[i]
	m := &o.measured
	dst = append(dst, table.Int(o.conn.ID), table.Int(o.request.Last.Frame), table.Int(o.reply.Last.Frame),
		table.Nanoseconds(o.request.First.At-r.origin), table.String(o.uri), table.String(o.status),
		table.String(m.place.String()), table.Int(o.reply.Bytes))
	for _, s := range [...]span{m.dns, m.setup, m.wait, m.request, m.transfer, m.response, m.rtt, m.server,
		m.predicted, m.deviation()} {
		dst = append(dst, s.value())
	}
	return append(dst, table.YesNo(o.whole))
}
