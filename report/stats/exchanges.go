package stats

import (
	"cmp"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// exchangeColumns are those of the table of all exchanges.
var exchangeColumns = []Column{
	{Name: "protocol", Label: Phrase{"Protocol", "协议"}},
	{Name: "stream", Label: Phrase{"Stream", "流"}, Type: Number},
	{Name: "ordinal", Label: Phrase{"#", "序号"}, Type: Number},
	{Name: "client", Label: Phrase{"Client", "客户端"}},
	{Name: "client_port", Label: Phrase{"Client port", "客户端端口"}, Type: Port},
	{Name: "server", Label: Phrase{"Server", "服务器"}},
	{Name: "server_port", Label: Phrase{"Server port", "服务器端口"}, Type: Port},
	{Name: "request_first_frame", Label: Phrase{"Request", "请求帧"}, Type: Frame},
	{Name: "request_frame", Label: Phrase{"to", "至"}, Type: Frame},
	{Name: "reply_first_frame", Label: Phrase{"Reply", "应答帧"}, Type: Frame},
	{Name: "reply_frame", Label: Phrase{"to", "至"}, Type: Frame},
	{Name: "start", Label: Phrase{"Start", "开始"}, Type: Duration},
	{Name: "request_time", Label: Phrase{"Request time", "请求传输"}, Type: Duration},
	{Name: "method", Label: Phrase{"Method", "方法"}},
	{Name: "subject", Label: Phrase{"Subject", "对象"}},
	{Name: "status", Label: Phrase{"Status", "状态"}},
	{Name: "outcome", Label: Phrase{"Outcome", "结果"}, Type: Word},
	{Name: "ttfb", Label: Phrase{"TTFB", "首字节"}, Type: Duration},
	{Name: "ttlb", Label: Phrase{"TTLB", "末字节"}, Type: Duration},
	{Name: "transfer", Label: Phrase{"Transfer", "传输"}, Type: Duration},
	{Name: "request_bytes", Label: Phrase{"Request bytes", "请求字节"}, Type: Bytes},
	{Name: "reply_bytes", Label: Phrase{"Reply bytes", "应答字节"}, Type: Bytes},
	{Name: "notes", Label: Phrase{"Notes", "备注"}, Type: Word},
}

// exchanges keeps every exchange.
type exchanges struct {
	deaf
	ask    *Ask
	origin capture.Stamp
	first[dissect.Exchange]
}

// Bounds of the exchanges that are kept, and of the subject of one, in bytes.
const (
	maxExchanges = 1 << 20
	maxSubject   = 200
)

func newExchanges(a *Ask) Collector { return &exchanges{ask: a} }

// Frame implements Collector.
func (c *exchanges) Frame(f *dissect.Frame) { c.origin = f.First }

// Exchange implements dissect.Listener.
func (c *exchanges) Exchange(x *dissect.Exchange) {
	kept := *x
	kept.Detail, kept.Login = nil, nil
	if len(kept.Subject) > maxSubject {
		kept.Subject = shorten(kept.Subject, maxSubject)
	}
	c.add(kept, maxExchanges, byBeginning)
}

func byBeginning(a, b dissect.Exchange) int {
	return cmp.Or(cmp.Compare(begin(&a), begin(&b)), cmp.Compare(a.Conn.Transport, b.Conn.Transport), cmp.Compare(a.Conn.ID, b.Conn.ID), cmp.Compare(a.Ordinal, b.Ordinal))
}

// Merge implements Collector.
func (c *exchanges) Merge(other Collector) {
	o := other.(*exchanges)
	c.origin = max(c.origin, o.origin)
	c.merge(&o.first)
}

// Tables implements Collector.
func (c *exchanges) Tables(*Run) []Table {
	c.sort(maxExchanges, byBeginning)
	if len(c.list) == 0 {
		return nothing(nil, c.ask)
	}
	t := Table{Name: c.ask.Name, Title: c.ask.Title, Columns: exchangeColumns, Rows: (*exchangeRows)(c)}
	if c.beyond > 0 {
		kept, beyond := grouped(maxExchanges), grouped(c.beyond)
		t.Notes = append(t.Notes, Phrase{"Only " + kept + " exchanges are kept: " + beyond + " more are not shown.", "只保留 " + kept + " 条，另有 " + beyond + " 条未列出。"})
	}
	return []Table{t}
}

// begin returns the frame in which an exchange begins.
func begin(x *dissect.Exchange) uint32 {
	if x.Request.Seen() {
		return x.Request.First.Frame
	}
	return x.Reply.First.Frame
}

type exchangeRows exchanges

// Len implements Rows.
func (r *exchangeRows) Len() int { return len(r.list) }

// Row implements Rows.
func (r *exchangeRows) Row(i int, dst []Value) []Value {
	x := &r.list[i]
	name := x.Conn.Transport.String()
	if x.Protocol != nil {
		name = x.Protocol.Name
	}
	dst = append(dst, String(name), Int(x.Conn.ID), Int(x.Ordinal),
		addressed(x.Conn.Client.Addr), Int(x.Conn.Client.Port), addressed(x.Conn.Server.Addr), Int(x.Conn.Server.Port),
		frameOf(x.Request.First), frameOf(x.Request.Last), frameOf(x.Reply.First), frameOf(x.Reply.Last))
	start, sending := x.Request.First.At, span{x.Request.Last.At - x.Request.First.At, x.Request.Seen()}
	if !x.Request.Seen() {
		start = x.Reply.First.At
	}
	dst = append(dst, Nanoseconds(start-r.origin), sending.value(), String(x.Method), String(x.Subject), String(x.Status), String(x.Outcome.String()))
	ttfb, timed := x.TTFB()
	ttlb, _ := x.TTLB()
	dst = append(dst, span{ttfb, timed}.value(), span{ttlb, timed}.value(), span{x.Transfer(), x.Reply.Seen()}.value())
	return append(dst, Int(x.Request.Bytes), Int(x.Reply.Bytes), String(x.Notes.String()))
}

// frameOf returns the frame of a segment, none if it was not captured.
func frameOf(m reassembly.Mark) Value {
	if m.Frame == 0 {
		return None()
	}
	return Int(m.Frame)
}

// shorten cuts s to n bytes at most, at the end of a character.
func shorten(s string, n int) string {
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n] + "…"
}
