package stats

import (
	"cmp"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/http"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// httpWaits tells of each exchange of HTTP what it shared its connection with, and what its
// reply waited for beside the server: windows of HTTP/2 and HTTP/3, and bytes that were sent again.
type httpWaits struct {
	collect.IgnoreAll
	ask     *collect.Ask
	absence collect.Absence
	origin  capture.Stamp
	first[httpWait]
}

// httpWait is what is kept of an exchange.
type httpWait struct {
	conn, ordinal  uint32
	number         uint64 // of the stream within
	open           uint32
	request, reply dissect.Side
	uri, status    string
	ttfb, ttlb     capture.Stamp
	timed, within  bool // within: it is one of many streams
	windows        bool
	stream, all    capture.Stamp // waits for windows
	opening        capture.Stamp // and to be allowed to begin
	held           dissect.Held
	begin          capture.Stamp
}

func newHTTPWaits(a *collect.Ask) collect.Collector {
	return &httpWaits{ask: a, absence: collect.Absence{Ports: http.Protocol.TCP}}
}

// Frame implements Collector.
func (c *httpWaits) Frame(f *dissect.Frame) {
	c.origin = f.First
	c.absence.Frame(f)
}

// httpWaitBytes is what an exchange takes, about, with its texts.
const httpWaitBytes = 500

func (c *httpWaits) most() int { return c.ask.Most(maxObjects, httpWaitBytes) }

// Exchange implements dissect.Listener.
func (c *httpWaits) Exchange(x *dissect.Exchange) {
	t, ok := x.Detail.(*http.Transaction)
	if !ok {
		return
	}
	w := httpWait{
		conn: x.Conn.ID, ordinal: x.Ordinal, open: 1, request: x.Request, reply: x.Reply, uri: shortName(x.Subject),
		status: x.Status,
		held:   t.Held, begin: x.Began().At,
	}
	w.ttfb, w.timed = x.TTFB()
	w.ttlb, _ = x.TTLB()
	if m := t.Multiplexed; m != nil {
		w.number, w.open, w.windows, w.within = m.Stream, m.Open, m.Windows, true
		w.stream, w.all = m.Blocked()
		w.opening = m.Waited[dissect.ToServer].Opening
	}
	c.add(w, c.most(), byFirstRequest)
}

// byFirstRequest is the order in which requests were sent.
func byFirstRequest(a, b httpWait) int {
	return cmp.Or(cmp.Compare(a.request.First.Frame, b.request.First.Frame), cmp.Compare(a.conn, b.conn),
		cmp.Compare(a.number, b.number), cmp.Compare(a.ordinal, b.ordinal))
}

// Merge implements Collector.
func (c *httpWaits) Merge(other collect.Collector) {
	o := other.(*httpWaits)
	c.origin = max(c.origin, o.origin)
	c.absence.Merge(&o.absence)
	c.merge(&o.first)
}

var httpWaitColumns = []table.Column{
	{Name: "stream", Label: table.Say("Stream", "流"), Type: table.Number, Importance: table.Key},
	{Name: "substream", Label: table.Say("Within", "内部流"), Type: table.Number, Importance: table.Key},
	{Name: "request_frame", Label: table.Say("Request", "请求帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "reply_frame", Label: table.Say("Reply", "应答帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "start", Label: table.Say("Start", "开始"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "uri", Label: table.Say("URI", "URI"), Importance: table.Key, Ends: true},
	{Name: "status", Label: table.Say("Status", "状态"), Importance: table.Minor},
	{Name: "at_once", Label: table.Say("At once", "并行"), Type: table.Count, Importance: table.Key},
	{Name: "reply_bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes, Importance: table.Minor},
	{Name: "ttfb", Label: table.Say("TTFB", "首字节"), Type: table.Duration},
	{Name: "ttlb", Label: table.Say("TTLB", "末字节"), Type: table.Duration},
	{Name: "stream_window", Label: table.Say("For its window", "等本流窗口"), Type: table.Duration},
	{Name: "connection_window", Label: table.Say("For the connection's", "等连接窗口"), Type: table.Duration},
	{Name: "opening", Label: table.Say("To begin", "等待开流"), Type: table.Duration, Importance: table.Minor},
	{Name: "held_bytes", Label: table.Say("Behind a loss", "被丢包阻塞"), Type: table.Bytes},
	{Name: "held", Label: table.Say("Held for", "阻塞时间"), Type: table.Duration},
}

// Tables implements Collector.
func (c *httpWaits) Tables(r *collect.Run) []table.Table {
	if len(c.list) == 0 {
		return c.absence.Table(c.ask, "HTTP", r)
	}
	c.sort(c.most(), byFirstRequest)
	t := table.Table{Name: c.ask.Name,
		Title:   table.Say("HTTP: what replies waited for beside the server", "HTTP：应答除服务器外还在等什么"),
		Columns: httpWaitColumns, Rows: (*httpWaitRows)(c)}
	if c.beyond > 0 {
		n := table.Grouped(c.beyond)
		t.Notes = append(t.Notes,
			table.Say("Too many to tell each: "+n+" exchanges are left out.", "数量过多：有 "+n+" 次请求未列出。"))
	}
	return []table.Table{t}
}

type httpWaitRows httpWaits

// Len implements Rows.
func (r *httpWaitRows) Len() int { return len(r.list) }

// Row implements Rows.
func (r *httpWaitRows) Row(i int, dst []table.Value) []table.Value {
	w := &r.list[i]
	none := table.None()
	within, reply, ttfb, ttlb, stream, all, opening := none, none, none, none, none, none, none
	if w.within {
		within = table.Int(w.number)
	}
	if w.reply.Seen() {
		reply = table.Int(w.reply.Last.Frame)
	}
	if w.timed {
		ttfb, ttlb = table.Nanoseconds(w.ttfb), table.Nanoseconds(w.ttlb)
	}
	if w.windows {
		stream, all = table.Nanoseconds(w.stream), table.Nanoseconds(w.all)
	}
	if w.opening > 0 {
		opening = table.Nanoseconds(w.opening)
	}
	return append(dst, table.Int(w.conn), within, table.Int(w.request.Last.Frame), reply,
		table.Nanoseconds(w.begin-r.origin), table.String(w.uri),
		table.String(w.status), table.Int(w.open), table.Int(w.reply.Bytes), ttfb, ttlb, stream, all, opening,
		table.Int(w.held.Bytes), table.Nanoseconds(w.held.Time))
}
