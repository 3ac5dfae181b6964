package checks

import (
	"slices"
	"strings"

	"netsniff/report/grade/model"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

var lookupArgs = []Arg{
	{Name: "name", Form: Text, Doc: "that is asked for"},
	{Name: "type", Form: Text, Doc: "of the query: A, AAAA, NS, MX, PTR, AXFR"},
	{Name: "server", Form: Text, Doc: "IP address that is asked"},
}

var dnsChecks = []Check{
	{Name: "dns.lookup", Expects: "dns", Doc: table.Say("a name was looked up, and answered", "查询域名并得到应答"),
		Args: append([]Arg{{Name: "status", Form: Text, Default: "NOERROR", Doc: "of the response, such as NXDOMAIN"},
			{Name: "transport", Form: Choice, Default: "any", Words: []string{"any", "udp", "tcp"},
				Doc: "over which it was asked"},
			{Name: "answers", Form: Whole, Default: "0",
				Doc: "least number of records in the answer"}}, lookupArgs...), Run: lookup},
	{Name: "dns.join", Expects: "dns", Doc: table.Say("a lookup led to a connection: a SYN to one of its addresses follows",
		"查询结果被使用：随后有到其中某地址的 SYN"),
		Args: append([]Arg{{Name: "within", Form: Seconds,
			Doc: "longest time after the answer; the TTL if it is not given"}}, lookupArgs...), Run: join},
	{Name: "dns.once", Expects: "dns",
		Doc: table.Say("a name was asked for once only: later connections used what was known",
			"域名只查询了一次"), Args: lookupArgs, Run: once},
	{Name: "dns.transfer", Expects: "dns",
		Doc: table.Say("a zone was transferred over TCP, SOA first and last",
			"区域传送（AXFR，经 TCP，SOA 在首尾）"), Args: lookupArgs[:1], Run: zone},
}

var dnsKeys = []Key{
	{Name: "dns.rtt", Unit: "s", Doc: table.Say("time from the query to the response", "查询到响应的时间"), Args: lookupArgs,
		Values: lookupKey(func(l *model.Lookup) []Value {
			return []Value{{Number: l.RTT, Frames: []int64{l.Frame, l.Reply}}}
		})},
	{Name: "dns.server", Doc: table.Say("IP address that was asked", "所查询的服务器地址"), Args: lookupArgs,
		Values: lookupKey(func(l *model.Lookup) []Value {
			return []Value{{Text: l.Server, Frames: []int64{l.Frame}}}
		})},
	{Name: "dns.answers", Doc: table.Say("records in the answer, with or without CNAMEs", "应答记录数（含或不含 CNAME）"),
		Args: lookupArgs, Values: lookupKey(func(l *model.Lookup) []Value {
			plain := 0
			for _, a := range l.Answers {
				if a.Type != "CNAME" {
					plain++
				}
			}
			frames := []int64{l.Reply}
			return []Value{{Number: float64(l.Records), Label: table.Say("all records", "全部记录"), Frames: frames},
				{Number: float64(plain), Label: table.Say("without CNAMEs", "不含 CNAME"), Frames: frames}}
		})},
	{Name: "dns.address", Doc: table.Say("an address of the answer", "应答中的某个地址"), Args: lookupArgs,
		Values: lookupKey(func(l *model.Lookup) (list []Value) {
			for _, a := range l.Addresses {
				list = append(list, Value{Text: a, Frames: []int64{l.Reply}})
			}
			return list
		})},
	{Name: "dns.id", Doc: table.Say("transaction ID, decimal or hexadecimal", "事务标识（十进制或十六进制）"),
		Args: lookupArgs, Values: lookupKey(func(l *model.Lookup) []Value {
			return []Value{{Number: float64(l.ID), Frames: []int64{l.Frame}}}
		})},
}

// lookups returns those that a check speaks of.
func (c *Context) lookups() (list []*model.Lookup) {
	name, kind, server := strings.ToLower(strings.TrimSuffix(c.Text("name"),
		".")), strings.ToUpper(c.Text("type")), c.Text("server")
	for _, l := range c.Capture.Lookups {
		if (name == "" || l.Name == name || strings.Contains(name, "*") && globbed(name, l.Name)) &&
			(kind == "" || l.Type == kind) && (server == "" || l.Server == server) {
			list = append(list, l)
		}
	}
	return list
}

func (c *Context) noLookup() verdict.Finding {
	if f, bad := Quality(c.Capture, "dns", nil); bad {
		return f
	}
	f := verdict.Failed(verdict.Say("There is no query %s %s in the capture: empty the resolver's cache (ipconfig /flushdns) before the exercise.",
		"抓包中没有 %s %s 的查询：请在实验前清空 DNS 缓存（ipconfig /flushdns）。", c.Text("type"), c.Text("name")))
	f.Filter = "dns"
	return f
}

func lookup(c *Context) verdict.Finding {
	status, transport := strings.ToUpper(c.Text("status")), c.Text("transport")
	var last *model.Lookup
	for _, l := range c.lookups() {
		if transport != "any" && l.Transport != transport {
			continue
		}
		last = l
		if c.step(l.Status == status &&
			l.Records >= c.Int("answers"),
			verdict.Say("frame %d: %s %s to %s over %s, %s with %d records",
				"第 %d 帧：%s %s 发往 %s（%s），%s，%d 条记录", l.Frame, l.Type, l.Name, l.Server, l.Transport,
				l.Status, l.Records)) {
			return verdict.Passed(verdict.Say("%s %s was asked (frame %d) and answered by %s with %d records (frame %d).",
				"查询 %s %s（第 %d 帧），%s 应答 %d 条记录（第 %d 帧）。", l.Type, l.Name, l.Frame, l.Server, l.Records,
				l.Reply), l.Frame, l.Reply)
		}
	}
	switch {
	case last == nil:
		return c.noLookup()
	case last.Reply == 0:
		return verdict.Failed(verdict.Say("%s %s was asked (frame %d), but no response is in the capture.",
			"查询了 %s %s（第 %d 帧），但抓包中没有响应。", last.Type, last.Name, last.Frame), last.Frame)
	}
	return verdict.Failed(verdict.Say("%s %s was answered with %s and %d records (frame %d).",
		"%s %s 的应答为 %s，%d 条记录（第 %d 帧）。", last.Type, last.Name, last.Status, last.Records, last.Reply),
		last.Frame, last.Reply)
}

func join(c *Context) verdict.Finding {
	var answered *model.Lookup
	for _, l := range c.lookups() {
		if len(l.Addresses) == 0 {
			continue
		}
		answered = l
		within := c.Seconds("within")
		if within == 0 {
			within = ttl(l)
		}
		for _, x := range c.Capture.Conns {
			if x.SYN != 0 && x.Start >= l.End && x.Start-l.End <= within && slices.Contains(l.Addresses, x.Server) {
				c.step(true, verdict.Say("frame %d: SYN to %s, %.3f s after the answer",
					"第 %d 帧：到 %s 的 SYN，应答后 %.3f 秒", x.SYN, x.Server, x.Start-l.End))
				return verdict.Passed(verdict.Say("%s was answered with %s (frame %d), and a connection to it was opened (frame %d).",
					"%s 解析为 %s（第 %d 帧），随后建立了到它的连接（第 %d 帧）。", l.Name, x.Server, l.Reply, x.SYN),
					l.Frame, l.Reply, x.SYN)
			}
		}
		c.step(false, verdict.Say("frame %d: %s answered with %s, no SYN to it within %g s",
			"第 %d 帧：%s 解析为 %s，%g 秒内没有到它的 SYN", l.Reply, l.Name, some(l.Addresses), within))
	}
	if answered == nil {
		return c.noLookup()
	}
	return verdict.Failed(verdict.Say("No connection to an address of %s (%s) was opened after the answer in frame %d.",
		"在第 %[3]d 帧的应答之后没有建立到 %[1]s（%[2]s）的连接。", answered.Name, some(answered.Addresses),
		answered.Reply), answered.Frame, answered.Reply)
}

// ttl returns how long an answer may be used, with a second of slack.
func ttl(l *model.Lookup) float64 {
	least := int64(-1)
	for _, a := range l.Answers {
		if least < 0 || a.TTL < least {
			least = a.TTL
		}
	}
	return float64(max(least, 1)) + 1
}

func once(c *Context) verdict.Finding {
	list := c.lookups()
	var frames []int64
	for _, l := range list {
		frames = append(frames, l.Frame)
	}
	switch len(list) {
	case 0:
		return c.noLookup()
	case 1:
		return verdict.Passed(verdict.Say("%s was asked for once (frame %d).", "%s 只查询了一次（第 %d 帧）。", list[0].Name,
			list[0].Frame), frames...)
	}
	return verdict.Failed(verdict.Say("There are %d queries.", "共有 %d 次查询。", len(list)), frames...)
}

func zone(c *Context) verdict.Finding {
	for _, l := range c.lookups() {
		if l.Type != "AXFR" || l.Transport != "tcp" {
			continue
		}
		if l.Status == "NOERROR" && l.Records > 1 {
			return verdict.Passed(verdict.Say("The zone %s was transferred, %d records (frame %d).",
				"已传送区域 %s，共 %d 条记录（第 %d 帧）。", l.Name, l.Records, l.Frame), l.Frame, l.Reply)
		}
		return verdict.Failed(verdict.Say("The transfer of %s was answered with %s (frame %d).",
			"%s 的区域传送应答为 %s（第 %d 帧）。", l.Name, l.Status, l.Frame), l.Frame, l.Reply)
	}
	return c.noLookup()
}

// lookupKey makes a key of what a lookup says: the first, or any of those for a name.
func lookupKey(of func(*model.Lookup) []Value) func(*Context) ([]Value, verdict.Finding) {
	return func(c *Context) ([]Value, verdict.Finding) {
		var list []Value
		n := 0
		for _, l := range c.lookups() {
			if l.Reply == 0 || n == maxAgain || n > 0 && c.Text("name") == "" {
				continue
			}
			if v := of(l); len(v) > 0 {
				list = append(list, v...)
				n++
			}
		}
		if n == 0 {
			return nil, c.noLookup()
		}
		return list, verdict.Finding{}
	}
}
