package stats

import (
	"slices"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
	"netsniff/report/telephony"
)

// maxCallSteps is how many requests of calls are kept; maxMedia how many streams of RTP.
const (
	maxCallSteps = 1 << 16
	maxMedia     = 1 << 16
	callBytes    = 512
	mediaBytes   = 6 << 10 // with what came of it over time
)

var callColumns = []table.Column{
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Key},
	{Name: "start", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "caller", Label: table.Say("Caller", "主叫"), Importance: table.Key},
	{Name: "callee", Label: table.Say("Callee", "被叫"), Importance: table.Key},
	{Name: "client", Label: table.Say("From", "来自"), Type: table.Address, Importance: table.Minor},
	{Name: "server", Label: table.Say("To", "去往"), Type: table.Address, Importance: table.Minor},
	{Name: "state", Label: table.Say("State", "状态"), Type: table.Word, Importance: table.Key},
	{Name: "trying", Label: table.Say("Response", "首个应答"), Type: table.Duration, Importance: table.Minor},
	{Name: "post_dial", Label: table.Say("Post-dial", "拨号后延迟"), Type: table.Duration},
	{Name: "ring", Label: table.Say("Ringing", "振铃"), Type: table.Duration},
	{Name: "duration", Label: table.Say("Duration", "通话时长"), Type: table.Duration, Importance: table.Key},
	{Name: "hung_up", Label: table.Say("Hung up", "挂断方"), Type: table.Word},
	{Name: "status", Label: table.Say("Status", "状态码"), Importance: table.Key},
	{Name: "resent", Label: table.Say("Resent", "重发"), Type: table.Count, Importance: table.Minor},
	{Name: "streams", Label: table.Say("Streams", "媒体流"), Type: table.Count, Importance: table.Minor},
	{Name: "loss", Label: table.Say("Worst loss", "最大丢包率"), Type: table.Percent},
	{Name: "mos", Label: table.Say("MOS", "MOS"), Importance: table.Minor},
	{Name: "call_id", Label: table.Say("Call-ID", "Call-ID"), Importance: table.Minor},
}

// calls joins the transactions of calls, and the media that they set up.
type calls struct {
	collect.IgnoreAll
	ask    *collect.Ask
	origin capture.Stamp
	conns  collect.Summaries
	steps  first[telephony.Step]
	media  media
}

func newCalls(a *collect.Ask) collect.Collector { return &calls{ask: a} }

// Frame implements Collector.
func (c *calls) Frame(f *dissect.Frame) { c.origin = f.First }

// Exchange implements dissect.Listener.
func (c *calls) Exchange(x *dissect.Exchange) {
	if s, ok := telephony.StepOf(x); ok {
		s.Conn = c.conns.Of(x.Conn)
		c.steps.add(s, c.ask.Most(maxCallSteps, callBytes), telephony.ByStep)
	}
}

// Event implements dissect.EventListener.
func (c *calls) Event(x *dissect.Event) { c.media.take(c.ask, &c.conns, x) }

// Closed implements dissect.Listener.
func (c *calls) Closed(k *dissect.Conn, _ reassembly.Mark) { c.conns.Forget(k) }

// Merge implements Collector.
func (c *calls) Merge(other collect.Collector) {
	o := other.(*calls)
	c.origin = max(c.origin, o.origin)
	c.steps.merge(&o.steps)
	c.media.merge(&o.media)
}

// apart is a time that is known, or none.
func apart(d capture.Stamp, ok bool) table.Value {
	if !ok {
		return table.None()
	}
	return table.Nanoseconds(d)
}

func callRow(x *telephony.Call, origin capture.Stamp, streams []*telephony.Stream) []table.Value {
	status := table.None()
	if x.Code > 0 {
		status = table.String(strconv.Itoa(int(x.Code)) + " " + x.Phrase)
	}
	loss, mos := worst(streams)
	count := table.None()
	if len(streams) > 0 {
		count = table.Int(len(streams))
	}
	s := &x.First
	return []table.Value{table.Int(s.At.Frame), table.Nanoseconds(s.At.At - origin), known(s.T.From), known(s.T.To),
		addressed(s.Conn.Client.Addr), addressed(s.Conn.Server.Addr), known(x.State().String()), apart(x.Response()),
		apart(x.PostDial()), apart(x.RingTime()), apart(x.Duration()), known(x.HungUp.String()), status, table.Int(x.Resent),
		count, loss, mos, known(s.T.CallID)}
}

// Tables implements Collector.
func (c *calls) Tables(*collect.Run) []table.Table {
	c.steps.sort(c.ask.Most(maxCallSteps, callBytes), telephony.ByStep)
	byCall := map[string][]*telephony.Stream{}
	for i := range c.media.sorted(c.ask) {
		s := &c.media.streams.list[i]
		if id := s.Call(); id != "" {
			byCall[id] = append(byCall[id], s)
		}
	}
	var rows table.RowList
	for _, x := range telephony.Join(c.steps.list) {
		rows = append(rows, callRow(x, c.origin, byCall[x.First.T.CallID]))
	}
	t := table.Table{Name: c.ask.Name, Title: c.ask.Title, Columns: callColumns, Rows: rows}
	if c.steps.beyond > 0 {
		n := table.Grouped(c.steps.beyond)
		t.Notes = append(t.Notes, table.Say(n+" requests of calls were not kept.", "有 "+n+" 个呼叫请求未保留。"))
	}
	switch {
	case len(rows) == 0 && !c.ask.Named:
		return nil
	case len(rows) == 0:
		t.Notes = append(t.Notes,
			table.Say("No call begins in this capture: there is no INVITE.", "本捕获中没有呼叫（没有 INVITE）。"))
	case slices.ContainsFunc(c.media.streams.list, func(s telephony.Stream) bool { _, ok := s.MOS(); return ok }):
		t.Notes = append(t.Notes, mosNote)
	}
	return []table.Table{t}
}
