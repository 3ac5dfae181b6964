package stats

import (
	"cmp"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/http"
	"netsniff/report/table"
)

// cookies follows cookies (RFC 6265) from Set-Cookie to Cookie. Their values
// are secrets: they are compared, but neither kept nor shown.
type cookies struct {
	by      map[cookie]*cookieUse
	dropped uint64
}

// cookie is one value of a cookie of one client.
type cookie struct {
	client capture.Addr
	name   string
	value  uint64 // a hash of it
}

type cookieUse struct {
	size       int // of the value
	set, sent  cookieSide
	attributes string // as first set
}

// cookieSide is where a cookie was set, or sent back.
type cookieSide struct {
	times uint64
	frame uint32 // of the first
	host  string // of that
}

var cookieColumns = []table.Column{
	{Name: "client", Label: table.Say("Client", "客户端"), Type: table.Address, Importance: table.Minor},
	{Name: "name", Label: table.Say("Cookie", "Cookie"), Importance: table.Key},
	{Name: "value", Label: table.Say("Value", "值"), Importance: table.Minor},
	{Name: "value_bytes", Label: table.Say("Length", "长度"), Type: table.Bytes, Importance: table.Minor},
	{Name: "set_by", Label: table.Say("Set by", "设置者")},
	{Name: "set_frame", Label: table.Say("Set in", "设置帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "set", Label: table.Say("Times set", "设置次数"), Type: table.Count},
	{Name: "attributes", Label: table.Say("Attributes", "属性")},
	{Name: "sent_to", Label: table.Say("Sent to", "发送到")},
	{Name: "sent_frame", Label: table.Say("First sent in", "首次发送帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "sent", Label: table.Say("Times sent", "发送次数"), Type: table.Count},
}

// masked stands for a secret.
const masked = "***"

func (c *cookies) add(x *dissect.Exchange, t *http.Transaction) {
	if r := t.Request; r != nil {
		for i := range r.Headers {
			if r.Headers[i].ID != http.HeaderCookie {
				continue
			}
			for field := r.Headers[i].Value; len(field) > 0; {
				var name, value []byte
				name, value, field = http.NextCookie(field)
				if use := c.use(x, name, value); use != nil {
					use.sent.add(x.Request.First.Frame, host(x, t))
				}
			}
		}
	}
	if r := t.Response; r != nil {
		for i := range r.Headers {
			if r.Headers[i].ID != http.HeaderSetCookie {
				continue
			}
			name, value, attributes := http.NextCookie(r.Headers[i].Value)
			if use := c.use(x, name, value); use != nil {
				if use.set.times == 0 {
					use.attributes = shortName(string(attributes))
				}
				use.set.add(x.Reply.First.Frame, host(x, t))
			}
		}
	}
}

func (c *cookies) use(x *dissect.Exchange, name, value []byte) *cookieUse {
	if len(name) == 0 {
		return nil
	}
	key := cookie{x.Conn.Client.Addr, shortName(string(name)), hashOf(value)}
	u := c.by[key]
	if u == nil {
		if len(c.by) >= maxCookies {
			c.dropped++
			return nil
		}
		if c.by == nil {
			c.by = map[cookie]*cookieUse{}
		}
		u = &cookieUse{size: len(value)}
		c.by[key] = u
	}
	return u
}

func (s *cookieSide) add(frame uint32, host string) { s.merge(&cookieSide{1, frame, host}) }

// merge reports whether o comes first.
func (s *cookieSide) merge(o *cookieSide) bool {
	first := o.times > 0 && (s.times == 0 || o.frame < s.frame)
	if first {
		s.frame, s.host = o.frame, o.host
	}
	s.times += o.times
	return first
}

func (c *cookies) merge(o *cookies) {
	c.dropped += o.dropped
	for key, u := range o.by {
		into := c.by[key]
		if into == nil {
			if c.by == nil {
				c.by = map[cookie]*cookieUse{}
			}
			c.by[key] = u
			continue
		}
		if into.set.merge(&u.set) {
			into.attributes = u.attributes
		}
		into.sent.merge(&u.sent)
	}
}

// frame returns that of the first mention.
func (u *cookieUse) frame() uint32 {
	if u.set.times == 0 || u.sent.times > 0 && u.sent.frame < u.set.frame {
		return u.sent.frame
	}
	return u.set.frame
}

func (c *cookies) table() table.Table {
	keys := make([]cookie, 0, len(c.by))
	for key := range c.by {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b cookie) int {
		return cmp.Or(cmp.Compare(c.by[a].frame(), c.by[b].frame()), cmp.Compare(a.name, b.name),
			cmp.Compare(a.value, b.value), cmp.Compare(a.client.String(), b.client.String()))
	})
	rows := make(table.RowList, 0, len(keys))
	for _, key := range keys {
		u := c.by[key]
		row := []table.Value{addressed(key.client), table.String(key.name), table.String(masked), table.Int(u.size),
			table.None(), table.None(), table.Int(u.set.times), table.String(u.attributes), table.None(), table.None(),
			table.Int(u.sent.times)}
		if u.set.times > 0 {
			row[4], row[5] = table.String(u.set.host), table.Int(u.set.frame)
		}
		if u.sent.times > 0 {
			row[8], row[9] = table.String(u.sent.host), table.Int(u.sent.frame)
		}
		rows = append(rows, row)
	}
	t := table.Table{Title: table.Say("HTTP: cookies, from Set-Cookie to Cookie", "HTTP Cookie：从设置到发送"),
		Columns: cookieColumns, Rows: rows}
	if c.dropped > 0 {
		n := table.Grouped(c.dropped)
		t.Notes = append(t.Notes, table.Say("Too many to tell apart: "+n+" cookies are left out.",
			"数量过多：有 "+n+" 个 Cookie 未计入。"))
	}
	return t
}
