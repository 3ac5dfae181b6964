package stats

import (
	"cmp"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Bounds of the logins that are kept, and of a name or a secret, in bytes.
const (
	maxLogins = 1 << 17
	maxSecret = 1024
)

// Masked stands for a secret that is not shown. It does not tell its length.
const Masked = "********"

var loginColumns = []Column{
	{Name: "frame", Label: Phrase{"Frame", "帧"}, Type: Frame},
	{Name: "start", Label: Phrase{"Time", "时间"}, Type: Duration},
	{Name: "stream", Label: Phrase{"Stream", "流"}, Type: Number},
	{Name: "client", Label: Phrase{"Client", "客户端"}},
	{Name: "server", Label: Phrase{"Server", "服务器"}},
	{Name: "server_port", Label: Phrase{"Server port", "服务器端口"}, Type: Port},
	{Name: "protocol", Label: Phrase{"Protocol", "协议"}},
	{Name: "mechanism", Label: Phrase{"Mechanism", "认证方式"}},
	{Name: "user", Label: Phrase{"User", "用户"}},
	{Name: "secret", Label: Phrase{"Secret", "口令"}},
	{Name: "sent", Label: Phrase{"Sent", "传送方式"}, Type: Word},
	{Name: "outcome", Label: Phrase{"Outcome", "结果"}, Type: Word},
}

// How a secret is sent.
const (
	sentClear  = "in clear"  // whoever listens has it
	sentHashed = "hashed"    // what proves that somebody knows it
	sentTLS    = "encrypted" // the connection is from here on: what is sent is not seen
)

// logins keeps who logged in.
type logins struct {
	deaf
	ask    *Ask
	origin capture.Stamp
	first[login]
}

type login struct {
	dissect.Login
	conn      *dissect.Conn
	protocol  string
	at        reassembly.Mark
	ordinal   uint32
	outcome   dissect.Outcome
	encrypted bool
}

func newLogins(a *Ask) Collector { return &logins{ask: a} }

// Frame implements Collector.
func (c *logins) Frame(f *dissect.Frame) { c.origin = f.First }

// Exchange implements dissect.Listener.
func (c *logins) Exchange(x *dissect.Exchange) {
	encrypted := x.Login == nil && x.Notes&dissect.NoteUpgrade != 0 && isTLS(x.Method)
	if x.Login == nil && !encrypted {
		return
	}
	l := login{conn: x.Conn, at: x.Request.First, ordinal: x.Ordinal, outcome: x.Outcome, encrypted: encrypted}
	if !x.Request.Seen() {
		l.at = x.Reply.First
	}
	if x.Protocol != nil {
		l.protocol = x.Protocol.Name
	}
	if encrypted {
		l.Mechanism = x.Method
	} else {
		l.Login = *x.Login
		l.User, l.Secret = shortSecret(l.User), shortSecret(l.Secret)
	}
	c.add(l, maxLogins, byTime)
}

func byTime(a, b login) int {
	return cmp.Or(cmp.Compare(a.at.Frame, b.at.Frame), cmp.Compare(a.conn.ID, b.conn.ID), cmp.Compare(a.ordinal, b.ordinal))
}

// shortSecret bounds what was sent.
func shortSecret(s string) string {
	if len(s) > maxSecret {
		return shorten(s, maxSecret)
	}
	return s
}

// isTLS reports whether an upgrade is one to TLS.
func isTLS(method string) bool {
	return method == "STARTTLS" || method == "STLS" || method == "AUTH TLS"
}

// Merge implements Collector.
func (c *logins) Merge(other Collector) {
	o := other.(*logins)
	c.origin = max(c.origin, o.origin)
	c.merge(&o.first)
}

// Tables implements Collector.
func (c *logins) Tables(r *Run) []Table {
	c.sort(maxLogins, byTime)
	if len(c.list) == 0 {
		return absent(c.ask, "login", r)
	}
	var rows RowList
	for i := range c.list {
		rows = append(rows, c.list[i].row(c.origin, c.ask.Reveal))
	}
	t := Table{Name: c.ask.Name, Title: c.ask.Title, Columns: loginColumns, Rows: rows}
	if c.beyond > 0 {
		kept, beyond := grouped(maxLogins), grouped(c.beyond)
		t.Notes = append(t.Notes, Phrase{"Only " + kept + " logins are kept: " + beyond + " more are not shown.", "只保留 " + kept + " 次登录，另有 " + beyond + " 次未列出。"})
	}
	return []Table{t}
}

func (l *login) row(origin capture.Stamp, reveal bool) []Value {
	secret, sent := known(l.Secret), sentClear
	switch {
	case l.encrypted:
		sent = sentTLS
	case l.Hashed:
		sent = sentHashed
	case l.Secret == "":
		sent = ""
	}
	if l.Secret != "" && !reveal {
		secret = String(Masked)
	} else if l.Secret != "" {
		secret = String(l.Secret)
	}
	return []Value{Int(l.at.Frame), Nanoseconds(l.at.At - origin), Int(l.conn.ID), addressed(l.conn.Client.Addr), addressed(l.conn.Server.Addr), Int(l.conn.Server.Port),
		known(l.protocol), known(l.Mechanism), known(l.User), secret, known(sent), String(l.outcome.String())}
}
