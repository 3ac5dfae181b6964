package stats

import (
	"cmp"
	"slices"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

var mailCommandColumns = slices.Concat([]table.Column{
	{Name: "protocol", Label: table.Say("Protocol", "协议"), Importance: table.Key},
	{Name: "command", Label: table.Say("Command", "命令"), Importance: table.Key},
	{Name: "phase", Label: table.Say("Phase", "阶段"), Type: table.Word, Importance: table.Minor},
	{Name: "count", Label: table.Say("Count", "次数"), Type: table.Count, Importance: table.Key},
	{Name: "refused", Label: table.Say("Refused", "拒绝"), Type: table.Count},
	{Name: "failed", Label: table.Say("Failed", "失败"), Type: table.Count},
	{Name: "unanswered", Label: table.Say("Unanswered", "无应答"), Type: table.Count},
	{Name: "unsure", Label: table.Say("Not sure", "不确定"), Type: table.Count, Importance: table.Extra},
	{Name: "request_bytes", Label: table.Say("Request bytes", "请求字节"), Type: table.Bytes, Importance: table.Extra},
	{Name: "reply_bytes", Label: table.Say("Reply bytes", "应答字节"), Type: table.Bytes, Importance: table.Extra},
}, timingColumns("response", table.Say("Response", "响应")), []table.Column{
	{Name: "transfer_mean", Label: table.Say("Transfer mean", "平均传输"), Type: table.Duration, Importance: table.Extra},
	{Name: "replies", Label: table.Say("Replies", "应答"), Type: table.List, Below: true},
})

// maxToldReplies is how many of the replies to a command are told: refusals first.
const maxToldReplies = 3

// commands counts exchanges of mail protocols by command. Their names are those that
// the protocols know.
type commands struct {
	collect.IgnoreAll
	ask     *collect.Ask
	absence collect.Absence
	counts  map[commandKey]*commandCount
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
	replies                  replyBook[replyKey]
}

func newCommands(a *collect.Ask) collect.Collector {
	return &commands{ask: a, absence: collect.MailAbsence(), counts: map[commandKey]*commandCount{}}
}

// Frame implements Collector.
func (c *commands) Frame(f *dissect.Frame) { c.absence.Frame(f) }

// Exchange implements dissect.Listener.
func (c *commands) Exchange(x *dissect.Exchange) {
	stepper, ok := x.Detail.(mail.Stepper)
	if !ok {
		return
	}
	step := stepper.MailStep()
	key := commandKey{x.Protocol, x.Method}
	if step.Part != "" {
		key.name += " " + step.Part
	}
	n := c.counts[key]
	if n == nil {
		n = &commandCount{commandKey: key, since: x.Began().Frame}
		c.counts[key] = n
	}
	n.phase = max(n.phase, step.Phase) // those of a command that was lost differ
	n.add(x)
	if k, ok := replyOf(x); ok {
		n.replies.add(k, x)
	}
}

func (n *commandCount) add(x *dissect.Exchange) {
	n.since = min(n.since, x.Began().Frame)
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
func (c *commands) Merge(other collect.Collector) {
	c.absence.Merge(&other.(*commands).absence)
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
		n.replies.merge(&o.replies)
	}
}

// Tables implements Collector.
func (c *commands) Tables(r *collect.Run) []table.Table {
	if len(c.counts) == 0 {
		return c.absence.Table(c.ask, "mail", r)
	}
	var list []*commandCount
	for _, n := range c.counts {
		list = append(list, n)
	}
	slices.SortFunc(list, func(a, b *commandCount) int {
		return cmp.Or(cmp.Compare(a.protocol.Name, b.protocol.Name), cmp.Compare(a.since, b.since),
			cmp.Compare(a.name, b.name))
	})
	var rows table.RowList
	for _, n := range list {
		rows = append(rows, n.row())
	}
	return []table.Table{{Name: c.ask.Name, Title: c.ask.Title, Columns: mailCommandColumns, Rows: rows}}
}

func (n *commandCount) row() []table.Value {
	var count uint64
	for _, o := range n.outcomes {
		count += o
	}
	row := []table.Value{table.String(n.protocol.Name), known(n.name), table.String(n.phase.String()),
		table.Int(count), table.Int(n.outcomes[dissect.Refused]), table.Int(n.outcomes[dissect.Failed]),
		table.Int(n.outcomes[dissect.Unanswered]), table.Int(n.unsure), table.Int(n.requestBytes),
		table.Int(n.replyBytes)}
	row = appendTimings(row, &n.response)
	if n.transfer.Count() == 0 {
		row = append(row, table.None())
	} else {
		row = append(row, table.Nanoseconds(n.transfer.Mean()))
	}
	return append(row, table.Strings(n.told()))
}

// told returns the replies with how often they came.
func (n *commandCount) told() (list []string) {
	n.replies.prune()
	keys := n.replies.sorted(func(k replyKey) replyKey { return k })
	for i, k := range keys {
		if i == maxToldReplies && len(keys) > maxToldReplies {
			return append(list, "…")
		}
		words := strings.TrimSpace(k.code + " " + k.text)
		if m := n.replies.list[k].count; m > 1 {
			words += " ×" + table.Grouped(m)
		}
		list = append(list, words)
	}
	return list
}
