package mailview

import (
	"fmt"
	"strconv"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// mailColumns are those of the list of mails.
var mailColumns = []table.Column{
	{Name: "mail", Label: table.Say("#", "序号"), Type: table.Number, Importance: table.Key},
	{Name: "session", Label: table.Say("Session", "会话"), Type: table.Number, Importance: table.Minor},
	{Name: "stream", Label: table.Say("Stream", "流"), Type: table.Number, Importance: table.Extra},
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "time", Label: table.Say("Time", "时间"), Type: table.Time, Importance: table.Minor},
	{Name: "protocol", Label: table.Say("Protocol", "协议"), Importance: table.Minor},
	{Name: "bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes, Importance: table.Minor},
	{Name: "complete", Label: table.Say("Complete", "完整"), Importance: table.Minor},
	{Name: "from", Label: table.Say("From", "发件人"), Importance: table.Key},
	{Name: "to", Label: table.Say("To", "收件人"), Type: table.List},
	{Name: "refused", Label: table.Say("Refused", "被拒收件人"), Type: table.List, Importance: table.Minor},
	{Name: "subject", Label: table.Say("Subject", "主题"), Importance: table.Key},
	{Name: "attachments", Label: table.Say("Attachments", "附件"), Type: table.List, Importance: table.Minor},
	{Name: "program", Label: table.Say("Program", "客户端程序"), Importance: table.Extra},
	{Name: "remarks", Label: table.Say("Remarks", "提示"), Type: table.List, Importance: table.Minor},
	{Name: "outcome", Label: table.Say("Outcome", "结果"), Type: table.Word},
	{Name: "reply", Label: table.Say("Reply", "应答"), Importance: table.Extra},
}

// Tables implements collect.Collector: the list of mails, and what was said.
func (c *collector) Tables(run *collect.Run) []table.Table {
	r := c.report()
	dialogue := dialogueTable(r, run.First)
	switch c.ask.Part {
	case PartList:
		return []table.Table{c.list(r)}
	case PartDialogue:
		if dialogue.Len() == 0 {
			dialogue.Notes = c.list(r).Notes
		}
		return []table.Table{dialogue}
	}
	return []table.Table{c.list(r), dialogue}
}

// list is the list of mails.
func (c *collector) list(r *Report) table.Table {
	var rows mailRows
	others := 0
	for _, s := range r.Sessions {
		for _, m := range s.Mails {
			if m.matches {
				rows = append(rows, listed{s, m})
			} else {
				others++
			}
		}
	}
	t := table.Table{Name: "mails", Title: table.Say("Mails", "邮件"), Columns: mailColumns, Rows: rows}
	if c.Filter != nil {
		t.Filter = c.Filter.Text
	}
	en, zh := r.Notes(table.English), r.Notes(table.Chinese)
	for i := range en {
		t.Notes = append(t.Notes, table.Phrase{EN: en[i], ZH: zh[i]})
	}
	switch {
	case rows.Len() > 0 || len(r.Sessions) == 0:
	case others > 0:
		t.Notes = append(t.Notes, table.Phrase{
			EN: fmt.Sprintf("No mail matches the filter, but a frame of its session does; mails there are: %d.", others),
			ZH: fmt.Sprintf("没有邮件匹配过滤器，但其会话中有匹配的帧；共有 %d 封邮件。", others),
		})
	default:
		t.Notes = append(t.Notes, table.Say("No mail passed in the sessions there are.", "这些会话中没有传输邮件。"))
	}
	return t
}

type listed struct {
	session *Session
	mail    *Mail
}

type mailRows []listed

// Len implements table.Rows.
func (r mailRows) Len() int { return len(r) }

// Row implements table.Rows.
func (r mailRows) Row(i int, dst []table.Value) []table.Value { return r[i].values(dst) }

// values appends those of mailColumns.
func (r listed) values(dst []table.Value) []table.Value {
	s, m, e := r.session, r.mail, r.mail.Envelope
	var refused, remarks []string
	for i := range e.To {
		if refusal(&e.To[i]) {
			refused = append(refused, e.To[i].Address)
		}
	}
	for i := range m.Remarks {
		remarks = append(remarks, m.Remarks[i].String())
	}
	from := strings.Join(m.From.mailboxes(), ", ")
	if from == "" {
		from = e.From
	}
	return append(dst, table.Int(m.Number), table.Int(s.Number), table.Int(s.Stream), table.Int(m.First.Frame),
		table.At(m.First.At), table.String(e.Protocol),
		table.Int(m.Bytes), table.YesNo(m.Complete()), table.String(from), table.Strings(r.recipients()),
		table.Strings(refused), table.String(m.Subject),
		table.Strings(m.Attachments()), table.String(m.Program), table.Strings(remarks), table.String(outcome(m)),
		table.Some(reply(e)))
}

// outcome says what became of a mail: of one that is sent what the server said after
// it, of one that is fetched whether it came.
func outcome(m *Mail) string {
	e := m.Envelope
	switch {
	case e.Protocol != "smtp" && e.Protocol != "lmtp" && e.Command != "APPEND":
		if m.Complete() {
			return "fetched"
		}
		return "incomplete"
	case e.Outcome == dissect.Refused:
		return "refused"
	case e.Outcome == dissect.Failed:
		return "put off"
	case e.Outcome == dissect.Succeeded:
		return "taken"
	}
	return "unanswered"
}

// reply returns what the server said of a mail that is sent.
func reply(e *mail.Envelope) string {
	if e.ReplyCode == 0 {
		return e.ReplyText
	}
	return strings.TrimSpace(strconv.Itoa(int(e.ReplyCode)) + " " + e.ReplyText)
}

// recipients are those of the envelope that were not refused; where there is
// no envelope, those of the header.
func (r listed) recipients() (to []string) {
	e := r.mail.Envelope
	if !e.HasFrom && len(e.To) == 0 {
		return r.mail.To.mailboxes()
	}
	for i := range e.To {
		if !refusal(&e.To[i]) {
			to = append(to, e.To[i].Address)
		}
	}
	return to
}

// refusal reports whether the server did not take a recipient.
func refusal(r *mail.Recipient) bool {
	return r.Outcome == dissect.Refused || r.Outcome == dissect.Failed
}

// mailboxes returns the addresses without their names; those that are only a
// name as such.
func (l *addresses) mailboxes() (all []string) {
	for _, a := range l.List {
		if a.Addr == "" {
			a.Addr = a.Name
		}
		all = append(all, a.Addr)
	}
	return all
}
