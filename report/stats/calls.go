package stats

import (
	"cmp"
	"slices"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/sip"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
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

// Words of the table.
const (
	callAnswered  = "answered"
	callRefused   = "refused"
	callCancelled = "cancelled"
	callOpen      = "unanswered"
	byCaller      = "caller"
	byCallee      = "callee"
)

// calls joins the transactions of calls, and the media that they set up.
type calls struct {
	collect.IgnoreAll
	ask    *collect.Ask
	origin capture.Stamp
	conns  collect.Summaries
	steps  first[callStep]
	media  media
}

// callStep is a transaction of a call.
type callStep struct {
	conn   *dissect.Conn
	method string
	at     reassembly.Mark // of the request
	reply  reassembly.Mark
	resent bool
	t      *sip.Transaction
}

func newCalls(a *collect.Ask) collect.Collector { return &calls{ask: a} }

// Frame implements Collector.
func (c *calls) Frame(f *dissect.Frame) { c.origin = f.First }

// Exchange implements dissect.Listener.
func (c *calls) Exchange(x *dissect.Exchange) {
	t, ok := x.Detail.(*sip.Transaction)
	if !ok || x.Method != "INVITE" && x.Method != "BYE" && x.Method != "CANCEL" {
		return
	}
	c.steps.add(callStep{conn: c.conns.Of(x.Conn), method: x.Method, at: x.Request.First, reply: x.Reply.First,
		resent: x.Notes&dissect.NoteResent != 0, t: t},
		c.ask.Most(maxCallSteps, callBytes), byStep)
}

// Event implements dissect.EventListener.
func (c *calls) Event(x *dissect.Event) { c.media.take(c.ask, &c.conns, x) }

// Closed implements dissect.Listener.
func (c *calls) Closed(k *dissect.Conn, _ reassembly.Mark) { c.conns.Forget(k) }

func byStep(a, b callStep) int {
	return cmp.Or(cmp.Compare(a.at.Frame, b.at.Frame), cmp.Compare(a.conn.ID, b.conn.ID),
		cmp.Compare(a.t.Number, b.t.Number), cmp.Compare(a.method, b.method))
}

// Merge implements Collector.
func (c *calls) Merge(other collect.Collector) {
	o := other.(*calls)
	c.origin = max(c.origin, o.origin)
	c.steps.merge(&o.steps)
	c.media.merge(&o.media)
}

// call is a call on one of its legs.
type call struct {
	first    callStep // the first INVITE
	last     callStep // the last INVITE that began it
	ringing  reassembly.Mark
	trying   reassembly.Mark
	answered reassembly.Mark
	ended    reassembly.Mark
	endedBy  string
	code     uint16
	phrase   string
	resent   int
	cancel   bool
}

// callKey tells the legs of calls apart.
type callKey struct {
	id   string
	conn uint32
	a, b dissect.Endpoint
}

func (s *callStep) key() callKey {
	return callKey{s.t.CallID, s.conn.ID, s.conn.Client, s.conn.Server}
}

// join makes calls of transactions, in order.
func joinCalls(steps []callStep) (list []*call) {
	open := map[callKey]*call{}
	for _, s := range steps {
		x := open[s.key()]
		switch {
		case s.method == "INVITE" && !s.t.InDialog:
			if x == nil || x.answered.Frame != 0 {
				x = &call{first: s}
				open[s.key()] = x
				list = append(list, x)
			}
			x.invite(s)
		case x == nil:
		case s.method == "CANCEL":
			x.cancel = true
		case s.method == "BYE" && x.ended.Frame == 0:
			x.ended, x.endedBy = s.at, byCallee
			if s.t.Dir == x.first.t.Dir {
				x.endedBy = byCaller
			}
		}
		if x != nil && s.resent {
			x.resent++
		}
	}
	return list
}

// invite takes an INVITE that begins a call, again where credentials were asked for.
func (x *call) invite(s callStep) {
	x.last, x.code, x.phrase = s, s.t.Code, s.t.Phrase
	if x.trying.Frame == 0 {
		x.trying = s.t.Trying
	}
	x.ringing = s.t.Ringing
	if s.t.Code/100 == 2 {
		x.answered = s.reply
	}
}

// state says what became of a call.
func (x *call) state() string {
	switch {
	case x.answered.Frame != 0:
		return callAnswered
	case x.code == 487 || x.cancel:
		return callCancelled
	case x.code >= 300:
		return callRefused
	}
	return callOpen
}

// between returns the time from one segment to another, if both were seen.
func between(from, to reassembly.Mark) table.Value {
	if from.Frame == 0 || to.Frame == 0 {
		return table.None()
	}
	return table.Nanoseconds(to.At - from.At)
}

// postDial is the time until something is heard of the callee (RFC 6076 §4.3).
func (x *call) postDial() table.Value {
	to := x.ringing
	if to.Frame == 0 {
		to = x.last.reply
	}
	return between(x.first.at, to)
}

func (x *call) row(origin capture.Stamp, streams []*mediaStream) []table.Value {
	status := table.None()
	if x.code > 0 {
		status = table.String(strconv.Itoa(int(x.code)) + " " + x.phrase)
	}
	loss, mos := worst(streams)
	count := table.None()
	if len(streams) > 0 {
		count = table.Int(len(streams))
	}
	s := &x.first
	return []table.Value{table.Int(s.at.Frame), table.Nanoseconds(s.at.At - origin), known(s.t.From), known(s.t.To),
		addressed(s.conn.Client.Addr), addressed(s.conn.Server.Addr), known(x.state()), between(s.at, x.trying),
		x.postDial(),
		between(x.ringing, x.answered), between(x.answered, x.ended), known(x.endedBy), status, table.Int(x.resent),
		count, loss, mos, known(s.t.CallID)}
}

// Tables implements Collector.
func (c *calls) Tables(*collect.Run) []table.Table {
	c.steps.sort(c.ask.Most(maxCallSteps, callBytes), byStep)
	byCall := map[string][]*mediaStream{}
	for i := range c.media.sorted(c.ask) {
		s := &c.media.streams.list[i]
		if s.about.Setup != nil && s.about.Setup.Call != "" {
			byCall[s.about.Setup.Call] = append(byCall[s.about.Setup.Call], s)
		}
	}
	var rows table.RowList
	for _, x := range joinCalls(c.steps.list) {
		rows = append(rows, x.row(c.origin, byCall[x.first.t.CallID]))
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
	case slices.ContainsFunc(c.media.streams.list, func(s mediaStream) bool { _, ok := s.mos(); return ok }):
		t.Notes = append(t.Notes, mosNote)
	}
	return []table.Table{t}
}
