package stats

import (
	"cmp"
	"slices"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// Bounds of the servers that are told apart, and of what is said of one.
const maxMailServers = 4096

// Parts of the table of mail servers.
const (
	partServers = "servers"
	partPhases  = "phases"
	partReplies = "replies"
)

var mailServerParts = []string{partServers, partPhases, partReplies}

var serverColumns = []table.Column{
	{Name: "server", Label: table.Say("Server", "服务器"), Type: table.Address, Importance: table.Key},
	{Name: "server_port", Label: table.Say("Server port", "服务器端口"), Type: table.Port, Of: "server"},
	{Name: "protocol", Label: table.Say("Protocol", "协议"), Importance: table.Minor},
}

var responseColumns = []table.Column{
	{Name: "response_p50", Label: table.Say("p50", "p50"), Type: table.Duration, Importance: table.Key},
	{Name: "response_p90", Label: table.Say("p90", "p90"), Type: table.Duration, Importance: table.Key},
	{Name: "response_p99", Label: table.Say("p99", "p99"), Type: table.Duration},
	{Name: "response_max", Label: table.Say("Max", "最大"), Type: table.Duration, Importance: table.Minor},
}

var mailServerColumns = slices.Concat(serverColumns, []table.Column{
	{Name: "sessions", Label: table.Say("Sessions", "会话"), Type: table.Count, Importance: table.Minor},
	{Name: "logins", Label: table.Say("Logins", "登录"), Type: table.Count, Importance: table.Minor},
	{Name: "logins_refused", Label: table.Say("Logins refused", "登录被拒"), Type: table.Count, Importance: table.Minor},
	{Name: "mails", Label: table.Say("Mails", "邮件"), Type: table.Count, Importance: table.Key},
	{Name: "mails_refused", Label: table.Say("Refused", "邮件被拒"), Type: table.Count, Importance: table.Key},
	{Name: "recipients_refused", Label: table.Say("Recipients refused", "收件人被拒"), Type: table.Count},
	{Name: "commands", Label: table.Say("Commands", "命令"), Type: table.Count, Importance: table.Extra},
	{Name: "unanswered", Label: table.Say("Unanswered", "无应答"), Type: table.Count, Importance: table.Minor},
}, responseColumns, []table.Column{
	{Name: "slowest", Label: table.Say("Slowest phase", "最慢阶段"), Type: table.Word},
})

var serverPhaseColumns = slices.Concat(serverColumns, []table.Column{
	{Name: "phase", Label: table.Say("Phase", "阶段"), Type: table.Word},
	{Name: "count", Label: table.Say("Count", "次数"), Type: table.Count},
}, responseColumns)

var serverReplyColumns = slices.Concat(serverColumns, replyColumns[1:])

// mailServers counts what servers of SMTP, POP3 and IMAP did and how long it took.
type mailServers struct {
	collect.IgnoreAll
	ask     *collect.Ask
	absence collect.Absence
	open    map[*dissect.Conn]bool // sessions that were counted
	list    map[mailServerKey]*mailServer
	replies replyBook[serverReplyKey]
	beyond  uint64
}

type mailServerKey struct {
	addr     capture.Addr
	port     uint16
	protocol *dissect.Protocol
}

type serverReplyKey struct {
	mailServerKey
	replyKey
}

type mailServer struct {
	since                       uint32
	sessions, commands          uint64
	logins, loginsNot           uint64
	mails, mailsNot, recipients uint64
	unanswered                  uint64
	phases                      [mail.Phases]reassembly.Durations
}

func newMailServers(a *collect.Ask) collect.Collector {
	return &mailServers{ask: a, absence: collect.MailAbsence(), open: map[*dissect.Conn]bool{},
		list: map[mailServerKey]*mailServer{}}
}

// Frame implements Collector.
func (c *mailServers) Frame(f *dissect.Frame) { c.absence.Frame(f) }

// Exchange implements dissect.Listener.
func (c *mailServers) Exchange(x *dissect.Exchange) {
	stepper, ok := x.Detail.(mail.Stepper)
	if !ok {
		return
	}
	key := mailServerKey{x.Conn.Server.Addr, x.Conn.Server.Port, x.Protocol}
	s := c.list[key]
	if s == nil {
		if len(c.list) >= maxMailServers {
			c.beyond++
			return
		}
		s = &mailServer{since: x.Began().Frame}
		c.list[key] = s
	}
	if !c.open[x.Conn] {
		c.open[x.Conn] = true
		s.sessions++
	}
	s.since = min(s.since, x.Began().Frame)
	s.add(x, stepper.MailStep())
	if k, ok := replyOf(x); ok {
		c.replies.add(serverReplyKey{key, k}, x)
	}
}

// add takes an exchange with the server.
func (s *mailServer) add(x *dissect.Exchange, step *mail.Step) {
	s.commands++
	ok, refused := x.Outcome == dissect.Succeeded, x.Outcome == dissect.Refused || x.Outcome == dissect.Failed
	if x.Outcome == dissect.Unanswered {
		s.unanswered++
	}
	if x.Login != nil {
		s.logins += count64(ok)
		s.loginsNot += count64(refused)
	}
	switch {
	case step.Phase == mail.Transfer && ok:
		s.mails += uint64(step.Messages)
	case step.Phase == mail.Transfer && refused && sends(step.Envelope):
		s.mailsNot += uint64(step.Messages)
	case x.Method == "MAIL":
		s.mailsNot += count64(refused)
	case x.Method == "RCPT":
		s.recipients += count64(refused)
	}
	const untimed = dissect.NoteUnsure | dissect.NoteEarly
	if t, timed := x.TTFB(); timed && x.Notes&untimed == 0 && !waitsOnPurpose(x) {
		s.phases[step.Phase].Add(t)
	}
}

func count64(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// Closed implements dissect.Listener.
func (c *mailServers) Closed(k *dissect.Conn, _ reassembly.Mark) { delete(c.open, k) }

// Merge implements Collector.
func (c *mailServers) Merge(other collect.Collector) {
	o := other.(*mailServers)
	c.absence.Merge(&o.absence)
	c.beyond += o.beyond
	c.replies.merge(&o.replies)
	for key, x := range o.list {
		s := c.list[key]
		if s == nil {
			c.list[key] = x
			continue
		}
		s.since = min(s.since, x.since)
		s.sessions, s.commands, s.unanswered = s.sessions+x.sessions, s.commands+x.commands, s.unanswered+x.unanswered
		s.logins, s.loginsNot = s.logins+x.logins, s.loginsNot+x.loginsNot
		s.mails, s.mailsNot, s.recipients = s.mails+x.mails, s.mailsNot+x.mailsNot, s.recipients+x.recipients
		for p := range s.phases {
			s.phases[p].Merge(&x.phases[p])
		}
	}
}

// ranked is a server with the times of all its phases.
type ranked struct {
	mailServerKey
	*mailServer
	all reassembly.Durations
}

// ranking returns the servers, the slowest first.
func (c *mailServers) ranking() (list []*ranked) {
	for key, s := range c.list {
		x := &ranked{mailServerKey: key, mailServer: s}
		for p := range s.phases {
			x.all.Merge(&s.phases[p])
		}
		list = append(list, x)
	}
	slices.SortFunc(list, func(a, b *ranked) int {
		return cmp.Or(cmp.Compare(b.all.Percentile(90), a.all.Percentile(90)), cmp.Compare(a.since, b.since),
			compareAddresses(a.addr, b.addr), cmp.Compare(a.port, b.port), cmp.Compare(a.protocol.Name, b.protocol.Name))
	})
	return list
}

// Tables implements Collector.
func (c *mailServers) Tables(r *collect.Run) (tables []table.Table) {
	list := c.ranking()
	if len(list) == 0 {
		return c.absence.Table(c.ask, "mail", r)
	}
	part := func(name string, title table.Phrase, columns []table.Column, rows table.RowList) {
		if c.ask.Part == "" || c.ask.Part == name {
			tables = append(tables, table.Table{Name: c.ask.Name + "." + name, Title: title, Columns: columns, Rows: rows})
		}
	}
	said := map[mailServerKey][]serverReplyKey{}
	c.replies.prune()
	for _, k := range c.replies.sorted(func(k serverReplyKey) replyKey { return k.replyKey }) {
		said[k.mailServerKey] = append(said[k.mailServerKey], k)
	}
	var servers, phases, replies table.RowList
	for _, x := range list {
		servers = append(servers, x.row())
		phases = append(phases, x.phaseRows()...)
		for _, k := range said[x.mailServerKey] {
			replies = append(replies, c.replies.appendRow(x.appendName(nil), k, k.replyKey))
		}
	}
	part(partServers, table.Say("Mail servers, the slowest first", "邮件服务器（最慢的在前）"), mailServerColumns, servers)
	part(partPhases, table.Say("Response times of mail servers by phase", "邮件服务器各阶段的响应时间"),
		serverPhaseColumns, phases)
	part(partReplies, table.Say("Replies of mail servers, refusals first", "邮件服务器的应答（拒绝在前）"),
		serverReplyColumns, replies)
	if c.beyond > 0 && len(tables) > 0 {
		n := table.Grouped(c.beyond)
		tables[0].Notes = append(tables[0].Notes,
			table.Say("Exchanges with servers beyond the first "+strconv.Itoa(maxMailServers)+": "+n+".",
				"超出前 "+strconv.Itoa(maxMailServers)+" 个服务器的交互："+n+" 次。"))
	}
	return tables
}

// appendName appends the values of serverColumns.
func (k *mailServerKey) appendName(dst []table.Value) []table.Value {
	return append(dst, addressed(k.addr), table.Int(k.port), table.String(k.protocol.Name))
}

// appendResponse appends the values of responseColumns.
func appendResponse(dst []table.Value, d *reassembly.Durations) []table.Value {
	if d.Count() == 0 {
		return append(dst, table.None(), table.None(), table.None(), table.None())
	}
	return append(dst, table.Nanoseconds(d.Percentile(50)), table.Nanoseconds(d.Percentile(90)),
		table.Nanoseconds(d.Percentile(99)), table.Nanoseconds(d.Max()))
}

func (x *ranked) row() []table.Value {
	row := x.appendName(nil)
	for _, n := range []uint64{x.sessions, x.logins, x.loginsNot, x.mails, x.mailsNot, x.recipients, x.commands,
		x.unanswered} {
		row = append(row, table.Int(n))
	}
	slowest := mail.Phase(0)
	for p := range x.phases {
		if x.phases[p].Count() > 0 &&
			(x.phases[slowest].Count() == 0 || x.phases[p].Percentile(90) > x.phases[slowest].Percentile(90)) {
			slowest = mail.Phase(p)
		}
	}
	row = appendResponse(row, &x.all)
	if x.all.Count() == 0 {
		return append(row, table.None())
	}
	return append(row, table.String(slowest.String()))
}

func (x *ranked) phaseRows() (rows [][]table.Value) {
	for p := range x.phases {
		if d := &x.phases[p]; d.Count() > 0 {
			row := append(x.appendName(nil), table.String(mail.Phase(p).String()), table.Int(d.Count()))
			rows = append(rows, appendResponse(row, d))
		}
	}
	return rows
}
