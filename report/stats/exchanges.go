package stats

import (
	"cmp"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dhcp"
	"netsniff/dissect/dhcpv6"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// exchangeColumns are those of the table of all exchanges.
var exchangeColumns = []table.Column{
	{Name: "protocol", Label: table.Say("Protocol", "协议"), Importance: table.Minor},
	{Name: "stream", Label: table.Say("Stream", "流"), Type: table.Number, Importance: table.Key},
	{Name: "ordinal", Label: table.Say("#", "序号"), Type: table.Number, Importance: table.Minor},
	{Name: "client", Label: table.Say("Client", "客户端"), Type: table.Address, Importance: table.Minor},
	{Name: "client_port", Label: table.Say("Client port", "客户端端口"), Type: table.Port, Of: "client"},
	{Name: "server", Label: table.Say("Server", "服务器"), Type: table.Address, Importance: table.Minor},
	{Name: "server_port", Label: table.Say("Server port", "服务器端口"), Type: table.Port, Of: "server"},
	{Name: "request_first_frame", Label: table.Say("Request from", "请求起始帧"), Type: table.Frame,
		Importance: table.Extra},
	{Name: "request_frame", Label: table.Say("Request", "请求帧"), Type: table.Frame, Importance: table.Key},
	{Name: "reply_first_frame", Label: table.Say("Reply from", "应答起始帧"), Type: table.Frame, Importance: table.Extra},
	{Name: "reply_frame", Label: table.Say("Reply", "应答帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "start", Label: table.Say("Start", "开始"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "request_time", Label: table.Say("Request time", "请求传输"), Type: table.Duration, Importance: table.Extra},
	{Name: "method", Label: table.Say("Method", "方法"), Importance: table.Key},
	{Name: "subject", Label: table.Say("Subject", "对象"), Importance: table.Key, Ends: true},
	{Name: "status", Label: table.Say("Status", "状态"), Importance: table.Key},
	{Name: "outcome", Label: table.Say("Outcome", "结果"), Type: table.Word, Importance: table.Minor},
	{Name: "ttfb", Label: table.Say("TTFB", "首字节"), Type: table.Duration},
	{Name: "ttlb", Label: table.Say("TTLB", "末字节"), Type: table.Duration},
	{Name: "transfer", Label: table.Say("Transfer", "传输"), Type: table.Duration, Importance: table.Extra},
	{Name: "request_bytes", Label: table.Say("Request bytes", "请求字节"), Type: table.Bytes, Importance: table.Extra},
	{Name: "reply_bytes", Label: table.Say("Reply bytes", "应答字节"), Type: table.Bytes, Importance: table.Minor},
	{Name: "notes", Label: table.Say("Notes", "备注"), Type: table.Word, Importance: table.Minor},
	{Name: "reply", Label: table.Say("Reply text", "应答说明"), Importance: table.Minor},
}

// exchanges keeps every exchange.
type exchanges struct {
	collect.IgnoreAll
	ask    *collect.Ask
	origin capture.Stamp
	conns  collect.Summaries
	first[saidExchange]
	leases notices // whose talks are exchanges of several conversations
}

// saidExchange is an exchange with its words, which outlive it.
type saidExchange struct {
	dissect.Exchange
	reply string // without the status
	talk  bool   // of messages in several conversations
}

// keptOf returns what the table keeps of an exchange.
func keptOf(x *dissect.Exchange) saidExchange {
	kept := saidExchange{Exchange: *x, reply: ReplyText(x)}
	kept.Subject = subjectOf(x)
	kept.Detail, kept.Login = nil, nil
	return kept
}

// Bounds of the exchanges that are kept, and of the subject of one, in bytes.
const (
	maxExchanges  = 1 << 20
	exchangeBytes = 640 // about, with its texts and its part of a connection
	maxSubject    = 200
)

func (c *exchanges) most() int { return c.ask.Most(maxExchanges, exchangeBytes) }

func newExchanges(a *collect.Ask) collect.Collector { return &exchanges{ask: a} }

// Frame implements Collector.
func (c *exchanges) Frame(f *dissect.Frame) { c.origin = f.First }

// Exchange implements dissect.Listener.
func (c *exchanges) Exchange(x *dissect.Exchange) {
	kept := keptOf(x)
	kept.Conn = c.conns.Of(x.Conn)
	c.add(kept, c.most(), byBeginning)
}

// Event implements dissect.EventListener.
func (c *exchanges) Event(x *dissect.Event) { c.leases.event(x, c.ask.Most(maxNotices, noticeBytes)) }

// Closed implements dissect.Listener.
func (c *exchanges) Closed(k *dissect.Conn, _ reassembly.Mark) {
	c.conns.Forget(k)
	c.leases.conns.Forget(k)
}

func byBeginning(a, b saidExchange) int {
	return cmp.Or(cmp.Compare(a.Began().Frame, b.Began().Frame), cmp.Compare(a.Conn.Transport, b.Conn.Transport),
		cmp.Compare(a.Conn.ID, b.Conn.ID), cmp.Compare(a.Ordinal, b.Ordinal))
}

// Merge implements Collector.
func (c *exchanges) Merge(other collect.Collector) {
	o := other.(*exchanges)
	c.origin = max(c.origin, o.origin)
	c.merge(&o.first)
	c.leases.merge(&o.leases.first)
}

// Tables implements Collector.
func (c *exchanges) Tables(r *collect.Run) []table.Table {
	c.joinTalks()
	c.sort(c.most(), byBeginning)
	if len(c.list) == 0 && !c.ask.Named {
		return nil
	}
	if len(c.list) == 0 {
		n := table.Grouped(r.Frames)
		return []table.Table{{Name: c.ask.Name, Title: c.ask.Title, Columns: c.ask.Columns, Notes: []table.Phrase{table.Say(
			"There are no requests and replies that can be read; frames there are: "+n+
				" (the table protocols tells what they carry).",
			"没有可读的请求与应答；共有 "+n+" 帧（所承载的协议见 protocols 表）。")}}}
	}
	t := table.Table{Name: c.ask.Name, Title: c.ask.Title, Columns: exchangeColumns, Rows: (*exchangeRows)(c)}
	if c.beyond > 0 {
		kept, beyond := table.Grouped(uint64(len(c.list))), table.Grouped(c.beyond)
		t.Notes = append(t.Notes, table.Say("Only "+kept+" exchanges are kept: "+beyond+" more are not shown.",
			"只保留 "+kept+" 条，另有 "+beyond+" 条未列出。"))
	}
	return []table.Table{t}
}

// joinTalks adds what was said of leases, in place of what their single messages are
// exchanges of; more may be said before the next time, which joins all of it again.
func (c *exchanges) joinTalks() {
	c.leases.sort(c.ask.Most(maxNotices, noticeBytes), byNotice)
	if len(c.leases.list) == 0 {
		return
	}
	talks, told := joinLeases(c.leases.list), map[uint32]bool{}
	for _, t := range talks {
		told[t.first.at.Frame], told[t.asked.at.Frame] = true, true
	}
	c.list = slices.DeleteFunc(c.list, func(x saidExchange) bool {
		return x.talk || x.Protocol != nil && isLease(x.Protocol) && told[x.Began().Frame]
	})
	for i, t := range talks {
		x := t.exchange()
		x.Ordinal = uint32(i + 1)
		c.add(x, c.most(), byBeginning)
	}
}

func isLease(p *dissect.Protocol) bool {
	return p.Name == dhcp.Protocol.Name || p.Name == dhcpv6.Protocol.Name
}

type exchangeRows exchanges

// Len implements Rows.
func (r *exchangeRows) Len() int { return len(r.list) }

// Row implements Rows.
func (r *exchangeRows) Row(i int, dst []table.Value) []table.Value {
	return appendExchange(dst, &r.list[i], r.origin)
}

// appendExchange appends the values of exchangeColumns. origin is the time of
// the first frame.
func appendExchange(dst []table.Value, x *saidExchange, origin capture.Stamp) []table.Value {
	name := x.Conn.Transport.String()
	if x.Protocol != nil {
		name = x.Protocol.Name
	}
	dst = append(dst, table.String(name), table.Int(x.Conn.ID), table.Int(x.Ordinal),
		addressed(x.Conn.Client.Addr), table.Int(x.Conn.Client.Port), addressed(x.Conn.Server.Addr),
		table.Int(x.Conn.Server.Port),
		frameOf(x.Request.First), frameOf(x.Request.Last), frameOf(x.Reply.First), frameOf(x.Reply.Last))
	sending := span{x.Request.Last.At - x.Request.First.At, x.Request.Seen()}
	dst = append(dst, table.Nanoseconds(x.Began().At-origin), sending.value(), table.String(x.Method),
		table.String(x.Subject), table.String(x.Status), table.String(x.Outcome.String()))
	ttfb, timed := x.TTFB()
	ttlb, _ := x.TTLB()
	dst = append(dst, span{ttfb, timed}.value(), span{ttlb, timed}.value(), span{x.Transfer(), x.Reply.Seen()}.value())
	return append(dst, table.Int(x.Request.Bytes), table.Int(x.Reply.Bytes), table.String(x.Notes.String()),
		table.Some(x.reply))
}

// frameOf returns the frame of a segment, none if it was not captured.
func frameOf(m reassembly.Mark) table.Value {
	if m.Frame == 0 {
		return table.None()
	}
	return table.Int(m.Frame)
}

// shorten cuts s to n bytes, at the end of a character.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n] + "…"
}
