package mailview

import (
	"fmt"
	"slices"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/report/stats"
)

// mailColumns are those of the list of mails.
var mailColumns = []stats.Column{
	{Name: "mail", Label: stats.Phrase{EN: "#", ZH: "序号"}, Type: stats.Number},
	{Name: "session", Label: stats.Phrase{EN: "Session", ZH: "会话"}, Type: stats.Number},
	{Name: "stream", Label: stats.Phrase{EN: "Stream", ZH: "流"}, Type: stats.Number},
	{Name: "frame", Label: stats.Phrase{EN: "Frame", ZH: "帧"}, Type: stats.Frame},
	{Name: "time", Label: stats.Phrase{EN: "Time", ZH: "时间"}, Type: stats.Time},
	{Name: "protocol", Label: stats.Phrase{EN: "Protocol", ZH: "协议"}},
	{Name: "bytes", Label: stats.Phrase{EN: "Bytes", ZH: "字节"}, Type: stats.Bytes},
	{Name: "complete", Label: stats.Phrase{EN: "Complete", ZH: "完整"}},
	{Name: "from", Label: stats.Phrase{EN: "From", ZH: "发件人"}},
	{Name: "to", Label: stats.Phrase{EN: "To", ZH: "收件人"}, Type: stats.List},
	{Name: "refused", Label: stats.Phrase{EN: "Refused", ZH: "被拒收件人"}, Type: stats.List},
	{Name: "subject", Label: stats.Phrase{EN: "Subject", ZH: "主题"}},
	{Name: "attachments", Label: stats.Phrase{EN: "Attachments", ZH: "附件"}, Type: stats.List},
	{Name: "program", Label: stats.Phrase{EN: "Program", ZH: "客户端程序"}},
	{Name: "remarks", Label: stats.Phrase{EN: "Remarks", ZH: "提示"}, Type: stats.List},
}

// briefColumns are those that a screen has room for.
var briefColumns = []string{"mail", "session", "protocol", "bytes", "complete", "from", "to", "subject", "attachments"}

// columns are those of the list of mails.
func (v *View) columns() (list []stats.Column) {
	for _, c := range mailColumns {
		if !v.Brief || slices.Contains(briefColumns, c.Name) {
			list = append(list, c)
		}
	}
	return list
}

// Tables implements stats.Collector: the list of mails.
func (c *collector) Tables(*stats.Run) []stats.Table {
	r := c.report()
	rows := mailRows{brief: c.Brief}
	others := 0
	for _, s := range r.Sessions {
		for _, m := range s.Mails {
			if m.matches {
				rows.list = append(rows.list, listed{s, m})
			} else {
				others++
			}
		}
	}
	t := stats.Table{Name: c.ask.Name, Title: c.ask.Title, Columns: c.columns(), Rows: rows}
	if c.Filter != nil {
		t.Filter = c.Filter.Text
	}
	en, zh := r.Notes(stats.English), r.Notes(stats.Chinese)
	for i := range en {
		t.Notes = append(t.Notes, stats.Phrase{EN: en[i], ZH: zh[i]})
	}
	switch {
	case rows.Len() > 0 || len(r.Sessions) == 0:
	case others > 0:
		t.Notes = append(t.Notes, stats.Phrase{
			EN: fmt.Sprintf("No mail matches the filter, but a frame of its session does; mails there are: %d.", others),
			ZH: fmt.Sprintf("没有邮件匹配过滤器，但其会话中有匹配的帧；共有 %d 封邮件。", others),
		})
	default:
		t.Notes = append(t.Notes, stats.Phrase{EN: "No mail passed in the sessions there are.", ZH: "这些会话中没有传输邮件。"})
	}
	return []stats.Table{t}
}

type listed struct {
	session *Session
	mail    *Mail
}

type mailRows struct {
	list  []listed
	brief bool
}

// Len implements stats.Rows.
func (r mailRows) Len() int { return len(r.list) }

// Row implements stats.Rows.
func (r mailRows) Row(i int, dst []stats.Value) []stats.Value {
	from := len(dst)
	dst = r.list[i].values(dst)
	if !r.brief {
		return dst
	}
	if to := r.list[i].recipients(); len(to) > maxBriefly {
		dst[from+slices.IndexFunc(mailColumns, func(c stats.Column) bool { return c.Name == "to" })] = stats.Strings(append(to[:maxBriefly:maxBriefly], "+"+grouped(int64(len(to)-maxBriefly))))
	}
	kept := dst[:from]
	for j, c := range mailColumns {
		if slices.Contains(briefColumns, c.Name) {
			kept = append(kept, dst[from+j])
		}
	}
	return kept
}

// values appends those of mailColumns.
func (r listed) values(dst []stats.Value) []stats.Value {
	s, m, e := r.session, r.mail, r.mail.Envelope
	complete := "yes"
	if !m.Complete() {
		complete = "no"
	}
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
	return append(dst, stats.Int(m.Number), stats.Int(s.Number), stats.Int(s.Stream), stats.Int(m.First.Frame), stats.At(m.First.At), stats.String(e.Protocol),
		stats.Int(m.Bytes), stats.String(complete), stats.String(from), stats.Strings(r.recipients()), stats.Strings(refused), stats.String(m.Subject),
		stats.Strings(m.Attachments()), stats.String(m.Program), stats.Strings(remarks))
}

// maxBriefly is how many recipients a screen has room for.
const maxBriefly = 3

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
