package stats

import (
	"cmp"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/imap"
	"netsniff/dissect/mail"
	"netsniff/dissect/pop3"
	"netsniff/dissect/smtp"
	"netsniff/reassembly"
)

// maxSessions bounds the mail sessions that are kept.
const maxSessions = 1 << 17

// mailColumns are those of the table of mail sessions.
var mailColumns = slices.Concat(peerColumns, []Column{
	{Name: "start", Label: Phrase{"Start", "开始"}, Type: Duration},
	{Name: "duration", Label: Phrase{"Duration", "时长"}, Type: Duration},
	{Name: "client_name", Label: Phrase{"Client calls itself", "客户端自称"}},
	{Name: "encryption", Label: Phrase{"Encryption", "加密"}, Type: Word},
	{Name: "user", Label: Phrase{"User", "用户"}},
	{Name: "mechanism", Label: Phrase{"By", "认证方式"}},
	{Name: "login", Label: Phrase{"Login", "登录"}, Type: Word},
	{Name: "logins_refused", Label: Phrase{"Logins refused", "登录被拒"}, Type: Count},
	{Name: "mails", Label: Phrase{"Mails sent", "发送邮件"}, Type: Count},
	{Name: "mails_refused", Label: Phrase{"Mails refused", "邮件被拒"}, Type: Count},
	{Name: "recipients_accepted", Label: Phrase{"Recipients accepted", "接受收件人"}, Type: Count},
	{Name: "recipients_refused", Label: Phrase{"Recipients refused", "拒绝收件人"}, Type: Count},
	{Name: "messages_retrieved", Label: Phrase{"Messages retrieved", "取回邮件"}, Type: Count},
	{Name: "messages_deleted", Label: Phrase{"Messages deleted", "删除邮件"}, Type: Count},
	{Name: "manner", Label: Phrase{"Manner", "收取方式"}, Type: Word},
	{Name: "content_bytes", Label: Phrase{"Mail bytes", "邮件字节"}, Type: Bytes},
	{Name: "missing_bytes", Label: Phrase{"Missing", "缺失字节"}, Type: Bytes},
	{Name: "exchanges", Label: Phrase{"Exchanges", "交互数"}, Type: Count},
	{Name: "unsure", Label: Phrase{"Not sure", "不确定"}, Type: Count},
}, phaseColumns())

var phaseNames = [...]string{
	mail.Other: "其他", mail.Greeting: "问候", mail.Hello: "能力协商", mail.StartTLS: "加密协商", mail.Auth: "认证",
	mail.Addressing: "信封", mail.Transfer: "数据", mail.Browse: "浏览", mail.Change: "修改", mail.Close: "结束",
}

// phaseColumns has a column for the time that each phase took.
func phaseColumns() (columns []Column) {
	for p := range mail.Phase(mail.Phases) {
		columns = append(columns, Column{Name: "time_" + p.String(), Label: Phrase{"Time: " + p.String(), "用时：" + phaseNames[p]}, Type: Duration})
	}
	return columns
}

// sessions keeps what was done on connections of SMTP, POP3 and IMAP.
type sessions struct {
	deaf
	ask     *Ask
	instead instead
	origin  capture.Stamp
	open    map[*dissect.Conn]*session
	list    []*session // over
	beyond  uint64
}

func newSessions(a *Ask) Collector {
	ports := slices.Concat(smtp.Protocol.TCP, pop3.Protocol.TCP, imap.Protocol.TCP)
	return &sessions{ask: a, instead: instead{ports: ports}, open: map[*dissect.Conn]*session{}}
}

// Frame implements Collector.
func (c *sessions) Frame(f *dissect.Frame) {
	c.origin = f.First
	c.instead.frame(f)
}

// Exchange implements dissect.Listener.
func (c *sessions) Exchange(x *dissect.Exchange) {
	stepper, ok := x.Detail.(mail.Stepper)
	if !ok {
		return
	}
	s := c.open[x.Conn]
	if s == nil {
		if len(c.open)+len(c.list) >= maxSessions {
			c.beyond++
			return
		}
		s = &session{conn: x.Conn, protocol: x.Protocol, since: begin(x)}
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
func (c *sessions) Merge(other Collector) {
	o := other.(*sessions)
	c.instead.merge(&o.instead)
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
func (c *sessions) Tables(r *Run) []Table {
	list := c.all()
	if len(list) == 0 {
		return c.instead.table(c.ask, "mail", r)
	}
	if n := len(list); n > maxSessions {
		c.beyond += uint64(n - maxSessions)
		list = list[:maxSessions]
	}
	var rows RowList
	for _, s := range list {
		rows = append(rows, s.row(c.origin))
	}
	t := Table{Name: c.ask.Name, Title: c.ask.Title, Columns: mailColumns, Rows: rows, Layout: Cards}
	if c.beyond > 0 {
		kept, beyond := grouped(maxSessions), grouped(c.beyond)
		t.Notes = append(t.Notes, Phrase{"Only " + kept + " sessions are kept: " + beyond + " exchanges are of others.", "只保留 " + kept + " 个会话：另有 " + beyond + " 次交互属于其他会话。"})
	}
	return []Table{t}
}
