package stats

import (
	"cmp"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/ftp"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// Bounds of the logins that are kept, and of a name or a secret, in bytes.
const (
	maxLogins = 1 << 17
	maxSecret = 1024
)

var loginColumns = []table.Column{
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Key},
	{Name: "start", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "stream", Label: table.Say("Stream", "流"), Type: table.Number, Importance: table.Minor},
	{Name: "client", Label: table.Say("Client", "客户端"), Type: table.Address, Importance: table.Minor},
	{Name: "server", Label: table.Say("Server", "服务器"), Type: table.Address, Importance: table.Key},
	{Name: "server_port", Label: table.Say("Server port", "服务器端口"), Type: table.Port, Of: "server"},
	{Name: "protocol", Label: table.Say("Protocol", "协议"), Importance: table.Minor},
	{Name: "mechanism", Label: table.Say("Mechanism", "认证方式")},
	{Name: "user", Label: table.Say("User", "用户"), Importance: table.Key},
	{Name: "secret", Label: table.Say("Secret", "密码")},
	{Name: "sent", Label: table.Say("Sent", "传送方式"), Type: table.Word},
	{Name: "outcome", Label: table.Say("Outcome", "结果"), Type: table.Word, Importance: table.Key},
	{Name: "reply", Label: table.Say("Reply", "应答"), Importance: table.Minor},
}

// How a secret is sent.
const (
	sentClear  = "in clear"  // whoever listens has it
	sentHashed = "hashed"    // what proves that somebody knows it
	sentInTLS  = "in TLS"    // whoever has the keys has it
	sentTLS    = "encrypted" // the connection is from here on: what is sent is not seen
)

// logins keeps who logged in.
type logins struct {
	collect.IgnoreAll
	ask     *collect.Ask
	absence collect.Absence
	origin  capture.Stamp
	conns   collect.Summaries
	packets packetLogins
	first[login]
}

type login struct {
	dissect.Login
	conn      *dissect.Conn
	protocol  string
	at        reassembly.Mark
	ordinal   uint32
	reply     string // in the server's words
	outcome   string // "": the reply says nothing of it
	encrypted bool
	alone     bool // said in frames of no connection
}

func newLogins(a *collect.Ask) collect.Collector {
	return &logins{ask: a, absence: collect.MailAbsence(), packets: newPacketLogins()}
}

// Frame implements Collector.
func (c *logins) Frame(f *dissect.Frame) {
	c.origin = f.First
	c.absence.Frame(f)
	c.packets.frame(f, c.most(), func(l login) { c.add(l, c.most(), byTime) })
}

// Exchange implements dissect.Listener.
func (c *logins) Exchange(x *dissect.Exchange) {
	encrypted := x.Login == nil && x.Notes&dissect.NoteUpgrade != 0 && isTLS(x)
	if x.Login == nil && !encrypted {
		return
	}
	l := login{conn: c.conns.Of(x.Conn), at: x.Began(), ordinal: x.Ordinal, outcome: x.Outcome.String(),
		reply: wordsOf(x), encrypted: encrypted}
	if x.Protocol != nil {
		l.protocol = x.Protocol.Name
	}
	if encrypted {
		if l.Mechanism = x.Method; x.Protocol == &ftp.Protocol {
			l.Mechanism += " " + shortName(x.Subject) // AUTH TLS
		}
	} else {
		if l.Login = *x.Login; l.Unjudged {
			l.outcome = ""
		}
		l.User, l.Secret = shorten(l.User, maxSecret), shorten(l.Secret, maxSecret)
	}
	c.add(l, c.most(), byTime)
}

// most returns how many logins are kept.
func (c *logins) most() int { return c.ask.Most(maxLogins, loginBytes) }

// loginBytes is what one takes, about.
const loginBytes = 640

// Closed implements dissect.Listener.
func (c *logins) Closed(k *dissect.Conn, _ reassembly.Mark) { c.conns.Forget(k) }

func byTime(a, b login) int {
	return cmp.Or(cmp.Compare(a.at.Frame, b.at.Frame), cmp.Compare(a.conn.ID, b.conn.ID),
		cmp.Compare(a.ordinal, b.ordinal))
}

// isTLS reports whether an upgrade is one to TLS.
func isTLS(x *dissect.Exchange) bool {
	return x.Method == "STARTTLS" || x.Method == "STLS" || x.Method == "AUTH" && x.Protocol == &ftp.Protocol
}

// Merge implements Collector.
func (c *logins) Merge(other collect.Collector) {
	o := other.(*logins)
	c.origin = max(c.origin, o.origin)
	c.absence.Merge(&o.absence)
	c.merge(&o.first)
}

// Tables implements Collector.
func (c *logins) Tables(r *collect.Run) []table.Table {
	c.sort(c.most(), byTime)
	if len(c.list) == 0 {
		return c.absence.Table(c.ask, "login", r)
	}
	var rows table.RowList
	for i := range c.list {
		rows = append(rows, c.list[i].row(c.origin, c.ask.Reveal))
	}
	t := table.Table{Name: c.ask.Name, Title: c.ask.Title, Columns: loginColumns, Rows: rows}
	if c.beyond > 0 {
		kept, beyond := table.Grouped(uint64(len(c.list))), table.Grouped(c.beyond)
		t.Notes = append(t.Notes, table.Say("Only "+kept+" logins are kept: "+beyond+" more are not shown.",
			"只保留 "+kept+" 次登录，另有 "+beyond+" 次未列出。"))
	}
	return []table.Table{t}
}

func (l *login) row(origin capture.Stamp, reveal bool) []table.Value {
	secret, sent := known(l.Secret), sentClear
	switch {
	case l.encrypted:
		sent = sentTLS
	case l.Hashed:
		sent = sentHashed
	case l.Secret == "":
		sent = ""
	case l.conn.Secured:
		sent = sentInTLS
	}
	if l.Secret != "" && !reveal {
		secret = table.String(table.Masked)
	} else if l.Secret != "" {
		secret = table.String(l.Secret)
	}
	stream, port := table.Int(l.conn.ID), table.Int(l.conn.Server.Port)
	if l.alone {
		stream, port = table.None(), table.None()
	}
	return []table.Value{table.Int(l.at.Frame), table.Nanoseconds(l.at.At - origin), stream,
		addressed(l.conn.Client.Addr), addressed(l.conn.Server.Addr), port,
		known(l.protocol), known(l.Mechanism), known(l.User), secret, known(sent), known(l.outcome), known(l.reply)}
}
