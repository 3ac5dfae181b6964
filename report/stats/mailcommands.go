package stats

import (
	"cmp"
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/reassembly"
)

// maxCommands bounds the commands that are told apart. There are fewer: their
// names are those that the protocols know.
const maxCommands = 1024

var mailCommandColumns = slices.Concat([]Column{
	{Name: "protocol", Label: Phrase{"Protocol", "协议"}},
	{Name: "command", Label: Phrase{"Command", "命令"}},
	{Name: "phase", Label: Phrase{"Phase", "阶段"}},
	{Name: "count", Label: Phrase{"Count", "次数"}, Type: Count},
	{Name: "refused", Label: Phrase{"Refused", "拒绝"}, Type: Count},
	{Name: "failed", Label: Phrase{"Failed", "失败"}, Type: Count},
	{Name: "unanswered", Label: Phrase{"Unanswered", "无应答"}, Type: Count},
	{Name: "unsure", Label: Phrase{"Not sure", "不确定"}, Type: Count},
	{Name: "request_bytes", Label: Phrase{"Request bytes", "请求字节"}, Type: Bytes},
	{Name: "reply_bytes", Label: Phrase{"Reply bytes", "应答字节"}, Type: Bytes},
}, timingColumns("response", Phrase{"Response", "响应"}), []Column{
	{Name: "transfer_mean", Label: Phrase{"Transfer mean", "平均传输"}, Type: Duration},
})

// commands counts exchanges of mail protocols by command.
type commands struct {
	deaf
	ask    *Ask
	counts map[commandKey]*commandCount
}

type commandKey struct {
	protocol *dissect.Protocol
	name     string
}

type commandCount struct {
	commandKey
	phase                    mail.Phase
	since                    uint32
	outcomes                 [dissect.Failed + 1]uint64
	unsure                   uint64
	requestBytes, replyBytes int64
	response, transfer       reassembly.Durations
}

func newCommands(a *Ask) Collector {
	return &commands{ask: a, counts: map[commandKey]*commandCount{}}
}

// Frame implements Collector.
func (*commands) Frame(*dissect.Frame) {}

// Exchange implements dissect.Listener.
func (c *commands) Exchange(x *dissect.Exchange) {
	stepper, ok := x.Detail.(mail.Stepper)
	if !ok {
		return
	}
	key := commandKey{x.Protocol, x.Method}
	n := c.counts[key]
	if n == nil {
		if len(c.counts) >= maxCommands {
			return
		}
		n = &commandCount{commandKey: key, since: begin(x)}
		c.counts[key] = n
	}
	n.phase = max(n.phase, stepper.MailStep().Phase) // those of a command that was lost differ
	n.add(x)
}

func (n *commandCount) add(x *dissect.Exchange) {
	n.since = min(n.since, begin(x))
	n.outcomes[x.Outcome]++
	n.requestBytes += x.Request.Bytes
	n.replyBytes += x.Reply.Bytes
	const untimed = dissect.NoteUnsure | dissect.NoteEarly
	if x.Notes&dissect.NoteUnsure != 0 {
		n.unsure++
	}
	if t, ok := x.TTFB(); ok && x.Notes&untimed == 0 {
		n.response.Add(t)
		n.transfer.Add(x.Transfer())
	}
}

// Merge implements Collector.
func (c *commands) Merge(other Collector) {
	for key, o := range other.(*commands).counts {
		n := c.counts[key]
		if n == nil {
			c.counts[key] = o
			continue
		}
		n.since, n.phase = min(n.since, o.since), max(n.phase, o.phase)
		for i := range n.outcomes {
			n.outcomes[i] += o.outcomes[i]
		}
		n.unsure += o.unsure
		n.requestBytes += o.requestBytes
		n.replyBytes += o.replyBytes
		n.response.Merge(&o.response)
		n.transfer.Merge(&o.transfer)
	}
}

// Tables implements Collector.
func (c *commands) Tables(r *Run) []Table {
	if len(c.counts) == 0 {
		return absent(c.ask, "mail", r)
	}
	var list []*commandCount
	for _, n := range c.counts {
		list = append(list, n)
	}
	slices.SortFunc(list, func(a, b *commandCount) int {
		return cmp.Or(cmp.Compare(a.protocol.Name, b.protocol.Name), cmp.Compare(a.since, b.since), cmp.Compare(a.name, b.name))
	})
	var rows RowList
	for _, n := range list {
		rows = append(rows, n.row())
	}
	return []Table{{Name: c.ask.Name, Title: c.ask.Title, Columns: mailCommandColumns, Rows: rows}}
}

func (n *commandCount) row() []Value {
	var count uint64
	for _, o := range n.outcomes {
		count += o
	}
	row := []Value{String(n.protocol.Name), known(n.name), String(n.phase.String()), Int(count), Int(n.outcomes[dissect.Refused]), Int(n.outcomes[dissect.Failed]),
		Int(n.outcomes[dissect.Unanswered]), Int(n.unsure), Int(n.requestBytes), Int(n.replyBytes)}
	row = appendTimings(row, &n.response)
	if n.transfer.Count() == 0 {
		return append(row, None())
	}
	return append(row, Nanoseconds(n.transfer.Mean()))
}
