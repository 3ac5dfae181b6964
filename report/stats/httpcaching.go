package stats

import (
	"bytes"
	"hash/fnv"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/http"
	"netsniff/report/table"
)

// caching counts what caches do (RFC 9111): those of the clients, as their
// conditional requests show, and those on the way.
type caching struct {
	conditional, notModified, changed uint64
	saved, savedUnknown               uint64
	hits, aged                        uint64
	fresh                             uint64 // replies that say for how long they may be used
	uncached                          uint64 // or that they may not be, unless the server is asked again
	sizes                             map[copyOf]int64
}

// copyOf names what a client may keep a copy of.
type copyOf struct {
	client, server capture.Addr
	uri            uint64 // a hash of it
}

var cachingColumns = []table.Column{
	{Name: "conditional", Label: table.Say("Conditional requests", "条件请求"), Type: table.Count},
	{Name: "not_modified", Label: table.Say("Not modified (304)", "未修改 (304)"), Type: table.Count},
	{Name: "not_modified_share", Label: table.Say("Share of 304", "304 占比"), Type: table.Percent},
	{Name: "changed", Label: table.Say("Sent again", "内容已变"), Type: table.Count},
	{Name: "saved_bytes", Label: table.Say("Bytes saved", "节省字节"), Type: table.Bytes},
	{Name: "saved_unknown", Label: table.Say("304 of unknown size", "大小未知的 304"), Type: table.Count},
	{Name: "cache_hits", Label: table.Say("Hits of caches on the way", "途中缓存命中"), Type: table.Count},
	{Name: "aged", Label: table.Say("Replies with an age", "带 Age 的应答"), Type: table.Count},
	{Name: "fresh", Label: table.Say("Replies good for a time", "一段时间内可直接使用的应答"), Type: table.Count},
	{Name: "uncached", Label: table.Say("Not without asking again", "须重新验证或不可缓存的应答"), Type: table.Count},
}

func (c *caching) add(x *dissect.Exchange, t *http.Transaction) {
	if t.Response == nil {
		return
	}
	c.headers(t.Response)
	if t.Request == nil {
		return
	}
	key := copyOf{x.Conn.Client.Addr, x.Conn.Server.Addr, hashOf([]byte(x.Subject))}
	code := t.Response.Code
	if t.Conditional() {
		c.conditional++
		switch code {
		case 304:
			c.notModified++
			c.save(key, t.Response)
		case 200:
			c.changed++
		}
	}
	if _, known := c.sizes[key]; code == 200 && x.Method == "GET" && t.ResponseWhole &&
		(known || len(c.sizes) < maxSizes) {
		if c.sizes == nil {
			c.sizes = map[copyOf]int64{}
		}
		c.sizes[key] = t.Response.BodyWire
	}
}

// save counts what a 304 made unnecessary: as many bytes as the client was
// sent before, or as the field says that were not sent.
func (c *caching) save(key copyOf, r *http.Response) {
	n, known := c.sizes[key]
	if !known && r.Length >= 0 {
		n, known = r.Length, true
	}
	if !known {
		c.savedUnknown++
		return
	}
	c.saved += uint64(n)
}

// headers counts what a response says of caches.
func (c *caching) headers(r *http.Response) {
	if bytes.Contains(bytes.ToUpper(r.Value(http.HeaderXCache)), []byte("HIT")) {
		c.hits++
	}
	if age, err := strconv.Atoi(string(bytes.TrimSpace(r.Value(http.HeaderAge)))); err == nil && age > 0 {
		c.aged++
	}
	control := bytes.ToLower(r.Value(http.HeaderCacheControl))
	switch {
	case bytes.Contains(control, []byte("no-store")), bytes.Contains(control, []byte("no-cache")),
		bytes.Contains(control, []byte("max-age=0")):
		c.uncached++
	case bytes.Contains(control, []byte("max-age=")), r.Value(http.HeaderExpires) != nil:
		c.fresh++
	}
}

// hashOf is short for what is too long to be kept.
func hashOf(b []byte) uint64 {
	h := fnv.New64a()
	_, _ = h.Write(b)
	return h.Sum64()
}

func (c *caching) merge(o *caching) {
	c.conditional, c.notModified, c.changed = c.conditional+o.conditional, c.notModified+o.notModified, c.changed+o.changed
	c.saved, c.savedUnknown = c.saved+o.saved, c.savedUnknown+o.savedUnknown
	c.hits, c.aged, c.fresh, c.uncached = c.hits+o.hits, c.aged+o.aged, c.fresh+o.fresh, c.uncached+o.uncached
}

func (c *caching) table() table.Table {
	t := table.Table{Title: table.Say("HTTP: what caches do", "HTTP 缓存"), Columns: cachingColumns,
		Layout: table.Upright, Rows: table.RowList{}}
	if c.conditional+c.hits+c.aged+c.fresh+c.uncached == 0 {
		return t
	}
	t.Rows = table.RowList{{
		table.Int(c.conditional), table.Int(c.notModified),
		table.Float(100 * float64(c.notModified) / float64(c.conditional)), table.Int(c.changed),
		table.Int(c.saved), table.Int(c.savedUnknown), table.Int(c.hits), table.Int(c.aged), table.Int(c.fresh),
		table.Int(c.uncached),
	}}
	return t
}
