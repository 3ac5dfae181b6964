package stats

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/ftp"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// Parts of the table ftp.
const (
	ftpTransfersPart = "transfers"
	ftpSessionsPart  = "sessions"
)

var ftpParts = []string{ftpTransfersPart, ftpSessionsPart}

// ftpTables tells what FTP transferred, and for whom.
type ftpTables struct {
	collect.IgnoreAll
	ask      *collect.Ask
	absence  collect.Absence
	origin   capture.Stamp
	book     ftpBook
	open     map[*dissect.Conn]*ftpSession // by the connections that are seen in the capture
	sessions first[*ftpSession]
}

func newFTP(a *collect.Ask) collect.Collector {
	return &ftpTables{ask: a, absence: collect.Absence{Ports: ftp.Protocol.TCP}, open: map[*dissect.Conn]*ftpSession{}}
}

// Frame implements Collector.
func (c *ftpTables) Frame(f *dissect.Frame) {
	c.origin = f.First
	c.absence.Frame(f)
}

// Exchange implements dissect.Listener.
func (c *ftpTables) Exchange(x *dissect.Exchange) {
	user := ""
	if d, ok := x.Detail.(*ftp.Exchange); ok {
		s := c.session(x.Conn.Outermost(), x)
		s.add(x, d)
		user = s.user
	}
	c.book.exchange(c.ask, x, user)
}

// session returns that of a control connection.
func (c *ftpTables) session(k *dissect.Conn, x *dissect.Exchange) *ftpSession {
	s := c.open[k]
	if s == nil {
		s = &ftpSession{conn: c.book.conns.Of(k), first: x.Began()}
		c.open[k] = s
		c.sessions.add(s, c.most(), bySession)
	}
	return s
}

func (c *ftpTables) most() int { return c.ask.Most(maxSessions, sessionBytes) }

// Closed implements dissect.Listener.
func (c *ftpTables) Closed(k *dissect.Conn, _ reassembly.Mark) {
	c.book.closed(c.ask, k)
	delete(c.open, k)
}

// Merge implements Collector.
func (c *ftpTables) Merge(other collect.Collector) {
	o := other.(*ftpTables)
	c.origin = max(c.origin, o.origin)
	c.absence.Merge(&o.absence)
	c.book.merge(&o.book)
	c.sessions.merge(&o.sessions)
}

// Tables implements Collector.
func (c *ftpTables) Tables(r *collect.Run) (tables []table.Table) {
	transfers := c.book.transfers(c.ask)
	if len(transfers)+len(c.sessions.list) == 0 {
		return c.absence.Table(c.ask, "FTP", r)
	}
	wants := func(part string) bool { return c.ask.Part == "" || c.ask.Part == part }
	if wants(ftpTransfersPart) {
		t := table.Table{Name: "ftp.transfers", Title: table.Say("FTP: transfers", "FTP：传输"), Columns: ftpTransferColumns}
		var rows table.RowList
		for i := range transfers {
			rows = append(rows, transfers[i].row(c.origin))
		}
		if t.Rows = rows; len(rows) == 0 {
			t.Notes = append(t.Notes, table.Say("Nothing was transferred.", "没有传输。"))
		}
		left(&t, c.book.asked.beyond+c.book.carried.beyond, table.Say("transfers", "次传输"))
		tables = append(tables, t)
	}
	if wants(ftpSessionsPart) {
		tables = append(tables, c.sessionTable(transfers))
	}
	return tables
}

// left notes how many rows a bound left out.
func left(t *table.Table, n uint64, what table.Phrase) {
	if n > 0 {
		t.Notes = append(t.Notes,
			table.Say(table.Grouped(n)+" more "+what.EN+" are not kept.", "另有 "+table.Grouped(n)+" "+what.ZH+"未保留。"))
	}
}

// sessionTable has a row for each control connection.
func (c *ftpTables) sessionTable(transfers []ftpTransfer) table.Table {
	sums := map[*dissect.Conn]*ftpSum{}
	for i := range transfers {
		if x := &transfers[i]; x.ftpAsked != nil {
			if sums[x.control] == nil {
				sums[x.control] = new(ftpSum)
			}
			sums[x.control].add(x)
		}
	}
	c.sessions.sort(c.most(), bySession)
	t := table.Table{Name: "ftp.sessions", Title: table.Say("FTP: sessions", "FTP：会话"), Columns: ftpSessionColumns}
	var rows table.RowList
	for _, s := range c.sessions.list {
		sum := sums[s.conn]
		if sum == nil {
			sum = new(ftpSum)
		}
		rows = append(rows, s.row(c.origin, sum))
	}
	if t.Rows = rows; len(rows) == 0 {
		t.Notes = append(t.Notes,
			table.Say("There is no control connection: data connections only.", "没有控制连接，只有数据连接。"))
	}
	left(&t, c.sessions.beyond, table.Say("sessions", "个会话"))
	return t
}

var ftpTransferColumns = []table.Column{
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Key},
	{Name: "start", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "client", Label: table.Say("Client", "客户端"), Type: table.Address, Importance: table.Minor},
	{Name: "server", Label: table.Say("Server", "服务器"), Type: table.Address, Importance: table.Minor},
	{Name: "server_port", Label: table.Say("Server port", "服务器端口"), Type: table.Port, Of: "server"},
	{Name: "stream", Label: table.Say("Stream", "流"), Type: table.Number, Importance: table.Minor},
	{Name: "data_stream", Label: table.Say("Data stream", "数据流"), Type: table.Number, Importance: table.Minor},
	{Name: "user", Label: table.Say("User", "用户"), Importance: table.Minor},
	{Name: "method", Label: table.Say("Command", "命令"), Importance: table.Key},
	{Name: "name", Label: table.Say("Name", "名称"), Importance: table.Key, Ends: true},
	{Name: "directory", Label: table.Say("Directory", "目录"), Importance: table.Minor, Ends: true},
	{Name: "direction", Label: table.Say("Direction", "方向"), Type: table.Word, Importance: table.Minor},
	{Name: "data_type", Label: table.Say("Type", "类型"), Type: table.Word},
	{Name: "setup_method", Label: table.Say("Set up by", "建立方式"), Importance: table.Minor},
	{Name: "opened_by", Label: table.Say("Opened by", "连接发起方"), Type: table.Word},
	{Name: "offset", Label: table.Say("From byte", "起始字节"), Type: table.Number, Importance: table.Minor},
	{Name: "bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes, Importance: table.Key},
	{Name: "announced", Label: table.Say("Announced", "预告字节"), Type: table.Bytes, Importance: table.Minor},
	{Name: "duration", Label: table.Say("Duration", "时长"), Type: table.Duration, Importance: table.Key},
	{Name: "rate", Label: table.Say("Rate", "速率"), Type: table.Rate, Importance: table.Key},
	{Name: "data_time", Label: table.Say("Data flowed", "数据流动时间"), Type: table.Duration, Importance: table.Minor},
	{Name: "data_rate", Label: table.Say("Rate of it", "流动速率"), Type: table.Rate, Importance: table.Minor},
	{Name: "state", Label: table.Say("State", "状态"), Type: table.Word, Importance: table.Key},
	{Name: "codes", Label: table.Say("Replies", "应答码"), Importance: table.Minor},
	{Name: "reply", Label: table.Say("Reply text", "应答说明"), Importance: table.Minor},
}
