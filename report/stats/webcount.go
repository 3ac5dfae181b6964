package stats

import (
	"cmp"
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/http"
	"netsniff/reassembly"
	"netsniff/report/table"
)

// webCount is what some HTTP exchanges come to: all of them, or those of one
// host, method or status.
type webCount struct {
	requests, unanswered     uint64
	alone                    uint64    // replies whose requests were not seen
	classes                  [6]uint64 // replies by the first digit of their status
	unsure                   uint64    // replies that may be another request's; they are not timed
	requestBytes, replyBytes uint64
	bodyBytes                uint64 // of replies, as sent
	ttfb, ttlb               reassembly.Durations
	since                    uint32 // frame of the first
}

// untimed are notes of exchanges whose times mean something else.
const untimed = dissect.NoteUnsure | dissect.NoteEarly

func (n *webCount) add(x *dissect.Exchange, t *http.Transaction) {
	if n.since == 0 || x.Began().Frame < n.since {
		n.since = x.Began().Frame
	}
	n.requestBytes += uint64(x.Request.Bytes)
	n.replyBytes += uint64(x.Reply.Bytes)
	switch {
	case t.Request == nil:
		n.alone++
	case t.Response == nil:
		n.requests++
		n.unanswered++
	default:
		n.requests++
	}
	if t.Response == nil {
		return
	}
	n.classes[min(int(t.Response.Code/100), len(n.classes)-1)]++
	n.bodyBytes += uint64(t.Response.BodyWire)
	if x.Notes&dissect.NoteUnsure != 0 {
		n.unsure++
	}
	ttfb, ok := x.TTFB()
	if !ok || x.Notes&untimed != 0 || !t.RequestWhole {
		return
	}
	n.ttfb.Add(ttfb)
	if ttlb, _ := x.TTLB(); t.ResponseWhole && x.Notes&dissect.NoteGap == 0 {
		n.ttlb.Add(ttlb)
	}
}

func (n *webCount) merge(o *webCount) {
	if n.since == 0 || o.since != 0 && o.since < n.since {
		n.since = o.since
	}
	n.requests, n.unanswered, n.alone, n.unsure = n.requests+o.requests, n.unanswered+o.unanswered, n.alone+o.alone,
		n.unsure+o.unsure
	for i := range n.classes {
		n.classes[i] += o.classes[i]
	}
	n.requestBytes, n.replyBytes, n.bodyBytes = n.requestBytes+o.requestBytes, n.replyBytes+o.replyBytes,
		n.bodyBytes+o.bodyBytes
	n.ttfb.Merge(&o.ttfb)
	n.ttlb.Merge(&o.ttlb)
}

// webColumns are those of webCount.
var webColumns = slices.Concat([]table.Column{
	{Name: "requests", Label: table.Say("Requests", "请求"), Type: table.Count, Importance: table.Key},
	{Name: "unanswered", Label: table.Say("Unanswered", "未应答"), Type: table.Count},
	{Name: "replies_alone", Label: table.Say("Replies alone", "无请求的应答"), Type: table.Count},
	{Name: "unsure", Label: table.Say("Unsure", "不确定"), Type: table.Count},
	{Name: "status_2xx", Label: table.Say("2xx", "2xx"), Type: table.Count},
	{Name: "status_3xx", Label: table.Say("3xx", "3xx"), Type: table.Count},
	{Name: "status_4xx", Label: table.Say("4xx", "4xx"), Type: table.Count},
	{Name: "status_5xx", Label: table.Say("5xx", "5xx"), Type: table.Count},
	{Name: "request_bytes", Label: table.Say("Request bytes", "请求字节"), Type: table.Bytes, Importance: table.Extra},
	{Name: "reply_bytes", Label: table.Say("Reply bytes", "应答字节"), Type: table.Bytes, Importance: table.Minor},
	{Name: "body_bytes", Label: table.Say("Reply bodies", "应答正文字节"), Type: table.Bytes},
}, timingColumns("ttfb", table.Say("TTFB", "首字节")), timingColumns("ttlb", table.Say("TTLB", "末字节")))

// append appends the values of webColumns.
func (n *webCount) append(dst []table.Value) []table.Value {
	dst = append(dst, table.Int(n.requests), table.Int(n.unanswered), table.Int(n.alone), table.Int(n.unsure),
		table.Int(n.classes[2]), table.Int(n.classes[3]), table.Int(n.classes[4]), table.Int(n.classes[5]),
		table.Int(n.requestBytes), table.Int(n.replyBytes), table.Int(n.bodyBytes))
	return appendTimings(appendTimings(dst, &n.ttfb), &n.ttlb)
}

// briefColumns are what tables with many rows show of webCount.
var briefColumns = []table.Column{
	{Name: "requests", Label: table.Say("Requests", "请求"), Type: table.Count},
	{Name: "unanswered", Label: table.Say("Unanswered", "未应答"), Type: table.Count},
	{Name: "status_4xx", Label: table.Say("4xx", "4xx"), Type: table.Count},
	{Name: "status_5xx", Label: table.Say("5xx", "5xx"), Type: table.Count},
	{Name: "request_bytes", Label: table.Say("Request bytes", "请求字节"), Type: table.Bytes},
	{Name: "reply_bytes", Label: table.Say("Reply bytes", "应答字节"), Type: table.Bytes},
	{Name: "ttfb_p50", Label: table.Say("TTFB p50", "首字节 p50"), Type: table.Duration},
	{Name: "ttfb_p90", Label: table.Say("TTFB p90", "首字节 p90"), Type: table.Duration},
	{Name: "ttfb_p99", Label: table.Say("TTFB p99", "首字节 p99"), Type: table.Duration, Importance: table.Minor},
	{Name: "ttlb_p50", Label: table.Say("TTLB p50", "末字节 p50"), Type: table.Duration, Importance: table.Minor},
	{Name: "ttlb_max", Label: table.Say("TTLB max", "末字节 最大"), Type: table.Duration, Importance: table.Minor},
}

// brief appends the values of briefColumns.
func (n *webCount) brief(dst []table.Value) []table.Value {
	percentile := func(d *reassembly.Durations, p int) table.Value {
		return span{d.Percentile(p), d.Count() > 0}.value()
	}
	return append(dst, table.Int(n.requests), table.Int(n.unanswered), table.Int(n.classes[4]),
		table.Int(n.classes[5]), table.Int(n.requestBytes), table.Int(n.replyBytes),
		percentile(&n.ttfb, 50), percentile(&n.ttfb, 90), percentile(&n.ttfb, 99), percentile(&n.ttlb, 50),
		percentile(&n.ttlb, 100))
}

// webCounts counts by a key. Of too many keys those stay that were first seen
// first, whatever order their exchanges ended in and whoever counted them: up
// to twice the bound are held, so that they can be put in order.
type webCounts struct {
	by      map[string]*webCount
	last    uint32 // keys first seen after this frame do not count any more; 0: all do
	dropped uint64 // exchanges of keys beyond the bound
	most    int    // keys that are told apart; 0: maxHosts
}

// Bounds of what the HTTP tables tell apart.
const (
	maxHosts   = 1 << 16 // hosts, and URIs
	maxObjects = 1 << 17 // exchanges told one by one
	maxCookies = 1 << 14 // cookies with their values
	maxSizes   = 1 << 16 // objects whose size is remembered
	maxVias    = 1 << 10 // values of fields that tell of proxies
)

// add counts an exchange for a key.
func (c *webCounts) add(key string, x *dissect.Exchange, t *http.Transaction) {
	n := c.by[key]
	switch {
	case n != nil:
	case c.last > 0 && x.Began().Frame > c.last:
		c.dropped++
		return
	default:
		if len(c.by) >= 2*c.bound() {
			c.trim()
		}
		if c.by == nil {
			c.by = map[string]*webCount{}
		}
		n = new(webCount)
		c.by[key] = n
	}
	n.add(x, t)
}

func (c *webCounts) bound() int {
	if c.most == 0 {
		return maxHosts
	}
	return c.most
}

// webCountBytes is what the count of a key takes, about, with its times.
const webCountBytes = 1000

// trim keeps no more keys than the bound allows.
func (c *webCounts) trim() {
	most := c.bound()
	if len(c.by) <= most {
		return
	}
	keys := make([]string, 0, len(c.by))
	for key := range c.by {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a,
		b string) int {
		return cmp.Or(cmp.Compare(c.by[a].since, c.by[b].since), cmp.Compare(a, b))
	})
	c.last = c.by[keys[most-1]].since
	for _, key := range keys[most:] {
		c.dropped += c.by[key].requests + c.by[key].alone
		delete(c.by, key)
	}
}

func (c *webCounts) merge(o *webCounts) {
	c.dropped += o.dropped
	for key, n := range o.by {
		if into := c.by[key]; into != nil {
			into.merge(n)
			continue
		}
		if c.by == nil {
			c.by = map[string]*webCount{}
		}
		c.by[key] = n
	}
}

// rows returns a row for each key, the most frequent first.
func (c *webCounts) rows() table.RowList {
	c.trim()
	keys := make([]string, 0, len(c.by))
	for key := range c.by {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		x, y := c.by[a], c.by[b]
		return cmp.Or(cmp.Compare(y.requests, x.requests), cmp.Compare(x.since, y.since), cmp.Compare(a, b))
	})
	list := make(table.RowList, 0, len(keys))
	for _, key := range keys {
		list = append(list, c.by[key].brief([]table.Value{table.String(key)}))
	}
	return list
}

// note says what the bound left out.
func (c *webCounts) note(t *table.Table) {
	if c.dropped > 0 {
		n := table.Grouped(c.dropped)
		t.Notes = append(t.Notes, table.Say("Too many to tell apart: "+n+" exchanges are left out.",
			"数量过多：有 "+n+" 次请求未计入。"))
	}
}
