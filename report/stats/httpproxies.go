package stats

import (
	"bytes"
	"cmp"
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/http"
	"netsniff/report/table"
)

// proxies notes what tells that somebody stood between client and server (RFC
// 9110 §7.6.3, RFC 9112 §3.2.2).
type proxies struct {
	by      map[trace]*traceUse
	dropped uint64
}

// trace is what a proxy left in a message.
type trace struct{ kind, value string }

type traceUse struct {
	times uint64
	frame uint32 // of the first
}

var proxyColumns = []table.Column{
	{Name: "trace", Label: table.Say("Trace", "痕迹"), Importance: table.Key},
	{Name: "value", Label: table.Say("Value", "值"), Importance: table.Key},
	{Name: "times", Label: table.Say("Times", "次数"), Type: table.Count},
	{Name: "first_frame", Label: table.Say("First in", "首次帧"), Type: table.Frame},
}

func (c *proxies) add(x *dissect.Exchange, t *http.Transaction) {
	if r := t.Request; r != nil {
		frame := x.Request.First.Frame
		switch {
		case r.Kind == http.MethodConnect:
			c.note("tunnel through", x.Conn.Server.String(), frame)
		case bytes.Contains(untilQuery(r.Target), []byte("://")):
			c.note("request to proxy", x.Conn.Server.String(), frame)
		}
		c.header("Via of request", r.Value(http.HeaderVia), frame)
		c.header("X-Forwarded-For", r.Value(http.HeaderXForwardedFor), frame)
	}
	if r := t.Response; r != nil {
		c.header("Via of response", r.Value(http.HeaderVia), x.Reply.First.Frame)
		c.header("X-Cache", r.Value(http.HeaderXCache), x.Reply.First.Frame)
	}
}

func untilQuery(target []byte) []byte {
	if i := bytes.IndexByte(target, '?'); i >= 0 {
		return target[:i]
	}
	return target
}

func (c *proxies) header(kind string, value []byte, frame uint32) {
	if len(value) > 0 {
		c.note(kind, shortName(string(value)), frame)
	}
}

func (c *proxies) note(kind, value string, frame uint32) {
	key := trace{kind, value}
	u := c.by[key]
	if u == nil {
		if len(c.by) >= maxVias {
			c.dropped++
			return
		}
		if c.by == nil {
			c.by = map[trace]*traceUse{}
		}
		u = &traceUse{frame: frame}
		c.by[key] = u
	}
	u.times++
	u.frame = min(u.frame, frame)
}

func (c *proxies) merge(o *proxies) {
	c.dropped += o.dropped
	for key, u := range o.by {
		into := c.by[key]
		if into == nil {
			if c.by == nil {
				c.by = map[trace]*traceUse{}
			}
			c.by[key] = u
			continue
		}
		into.times += u.times
		into.frame = min(into.frame, u.frame)
	}
}

func (c *proxies) table() table.Table {
	keys := make([]trace, 0, len(c.by))
	for key := range c.by {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b trace) int {
		return cmp.Or(cmp.Compare(c.by[a].frame, c.by[b].frame), cmp.Compare(a.kind, b.kind),
			cmp.Compare(a.value, b.value))
	})
	rows := make(table.RowList, 0, len(keys))
	for _, key := range keys {
		u := c.by[key]
		rows = append(rows, []table.Value{table.String(key.kind), table.String(key.value), table.Int(u.times),
			table.Int(u.frame)})
	}
	t := table.Table{Title: table.Say("HTTP: traces of proxies", "HTTP 代理痕迹"), Columns: proxyColumns, Rows: rows}
	if c.dropped > 0 {
		n := table.Grouped(c.dropped)
		t.Notes = append(t.Notes, table.Say("Too many to tell apart: "+n+" are left out.", "数量过多：有 "+n+" 项未计入。"))
	}
	return t
}
