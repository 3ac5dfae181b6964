package stats

import (
	"cmp"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// maxSessions bounds the mail sessions that are kept.
const maxSessions = 1 << 17

// sessionBytes is what one takes, about.
const sessionBytes = 700

func (c *sessions) most() int { return c.ask.Most(maxSessions, sessionBytes) }

// mailColumns are those of the table of mail sessions.
var mailColumns = slices.Concat(peerColumns, []table.Column{
	{Name: "start", Label: table.Say("Start", "开始"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "duration", Label: table.Say("Duration", "时长"), Type: table.Duration},
	{Name: "client_name", Label: table.Say("Client calls itself", "客户端自称"), Importance: table.Minor},
	{Name: "encryption", Label: table.Say("Encryption", "加密"), Type: table.Word, Importance: table.Minor},
	{Name: "user", Label: table.Say("User", "用户"), Importance: table.Key},
	{Name: "mechanism", Label: table.Say("By", "认证方式"), Importance: table.Minor},
	{Name: "login", Label: table.Say("Login", "登录"), Type: table.Word},
	{Name: "logins_refused", Label: table.Say("Logins refused", "登录被拒"), Type: table.Count, Importance: table.Minor},
	{Name: "mails", Label: table.Say("Mails sent", "发送邮件"), Type: table.Count, Importance: table.Key},
	{Name: "mails_refused", Label: table.Say("Mails refused", "邮件被拒"), Type: table.Count, Importance: table.Minor},
	{Name: "recipients_accepted", Label: table.Say("Recipients accepted", "接受收件人"), Type: table.Count,
		Importance: table.Minor},
	{Name: "recipients_refused", Label: table.Say("Recipients refused", "拒绝收件人"), Type: table.Count,
		Importance: table.Minor},
	{Name: "messages_retrieved", Label: table.Say("Messages retrieved", "取回邮件"), Type: table.Count,
		Importance: table.Minor},
	{Name: "messages_deleted", Label: table.Say("Messages deleted", "删除邮件"), Type: table.Count, Importance: table.Extra},
	{Name: "manner", Label: table.Say("Manner", "收取方式"), Type: table.Word, Importance: table.Extra},
	{Name: "content_bytes", Label: table.Say("Mail bytes", "邮件字节"), Type: table.Bytes, Importance: table.Minor},
	{Name: "missing_bytes", Label: table.Say("Missing", "缺失字节"), Type: table.Bytes, Importance: table.Extra},
	{Name: "exchanges", Label: table.Say("Exchanges", "交互数"), Type: table.Count, Importance: table.Extra},
	{Name: "unsure", Label: table.Say("Not sure", "不确定"), Type: table.Count, Importance: table.Extra},
}, phaseColumns())

var phaseNames = [...]string{
	mail.Other: "其他", mail.Greeting: "问候", mail.Hello: "能力协商", mail.StartTLS: "加密协商", mail.Auth: "认证",
	mail.Addressing: "信封", mail.Transfer: "数据", mail.Browse: "浏览", mail.Change: "修改", mail.Close: "结束",
}

// phaseColumns has a column for the time that each phase took.
func phaseColumns() (columns []table.Column) {
	for p := range mail.Phase(mail.Phases) {
		columns = append(columns, table.Column{Name: "time_" + p.String(),
			Label: table.Say("Time: "+p.String(), "用时："+phaseNames[p]), Type: table.Duration, Importance: table.Extra})
	}
	return columns
}

// sessions keeps what was done on connections of SMTP, POP3 and IMAP.
type sessions struct {
	collect.IgnoreAll
	ask     *collect.Ask
	absence collect.Absence
	origin  capture.Stamp
	open    map[*dissect.Conn]*session
	list    []*session // over
	beyond  uint64
}

func newSessions(a *collect.Ask) collect.Collector {
	return &sessions{ask: a, absence: collect.MailAbsence(), open: map[*dissect.Conn]*session{}}
}

// Frame implements Collector.
func (c *sessions) Frame(f *dissect.Frame) {
	c.origin = f.First
	c.absence.Frame(f)
}

// Exchange implements dissect.Listener.
func (c *sessions) Exchange(x *dissect.Exchange) {
	stepper, ok := x.Detail.(mail.Stepper)
	if !ok {
		return
	}
	s := c.open[x.Conn]
	if s == nil {
		if len(c.open)+len(c.list) >= c.most() {
			c.beyond++
			return
		}
		s = &session{conn: x.Conn, protocol: x.Protocol, since: x.Began().Frame}
		c.open[x.Conn] = s
	}
	s.add(x, stepper.MailStep())
}

// Closed implements dissect.Listener.
func (c *sessions) Closed(k *dissect.Conn, _ reassembly.Mark) {
	if s := c.open[k]; s != nil {
		delete(c.open, k)
		c.list = append(c.list, s)
	}
}

// Merge implements Collector.
func (c *sessions) Merge(other collect.Collector) {
	o := other.(*sessions)
	c.absence.Merge(&o.absence)
	c.origin = max(c.origin, o.origin)
	c.list = append(c.list, o.all()...)
	c.beyond += o.beyond
}

// all returns the sessions that are over and those that are not.
func (c *sessions) all() []*session {
	list := slices.Clone(c.list)
	for _, s := range c.open {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b *session) int {
		return cmp.Or(cmp.Compare(a.since, b.since), cmp.Compare(a.conn.ID, b.conn.ID))
	})
	return list
}

// Tables implements Collector.
func (c *sessions) Tables(r *collect.Run) []table.Table {
	list := c.all()
	if len(list) == 0 {
		return c.absence.Table(c.ask, "mail", r)
	}
	if n, most := len(list), c.most(); n > most {
		c.beyond += uint64(n - most)
		list = list[:most]
	}
	var rows table.RowList
	for _, s := range list {
		rows = append(rows, s.row(c.origin))
	}
	t := table.Table{Name: c.ask.Name, Title: c.ask.Title, Columns: mailColumns, Rows: rows}
	if c.beyond > 0 {
		kept, beyond := table.Grouped(uint64(len(list))), table.Grouped(c.beyond)
		t.Notes = append(t.Notes, table.Say("Only "+kept+" sessions are kept: "+beyond+" exchanges are of others.",
			"只保留 "+kept+" 个会话：另有 "+beyond+" 次交互属于其他会话。"))
	}
	return []table.Table{t}
}
