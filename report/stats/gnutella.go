package stats

import (
	"cmp"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/gnutella"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// Parts of the table gnutella.
const (
	gnutellaQueriesPart = "queries"
	gnutellaHitsPart    = "hits"
	gnutellaPingsPart   = "pings"
	gnutellaHostsPart   = "hosts"
)

var gnutellaParts = []string{gnutellaQueriesPart, gnutellaHitsPart, gnutellaPingsPart, gnutellaHostsPart}

// Bounds of what is kept of Gnutella.
const (
	maxDescriptors  = 1 << 17
	descriptorBytes = 400 // about
)

// gnutellaTables joins the descriptors that servents pass on to each other: they are in
// several connections.
type gnutellaTables struct {
	collect.IgnoreAll
	ask    *collect.Ask
	origin capture.Stamp
	conns  collect.Summaries
	passed first[passage]
	number int
}

// passage is a descriptor on its way over one connection.
type passage struct {
	*gnutella.Descriptor
	conn   *dissect.Conn
	dir    dissect.Dir
	at     reassembly.Mark
	number int // of those of a connection in order
}

// from and to are the servents between which it passed.
func (p *passage) from() capture.Addr { return p.end(p.dir) }
func (p *passage) to() capture.Addr   { return p.end(1 - p.dir) }

func (p *passage) end(sender dissect.Dir) capture.Addr {
	if sender == dissect.ToServer {
		return p.conn.Client.Addr
	}
	return p.conn.Server.Addr
}

func newGnutella(a *collect.Ask) collect.Collector { return &gnutellaTables{ask: a} }

// Frame implements Collector.
func (c *gnutellaTables) Frame(f *dissect.Frame) { c.origin = f.First }

// Event implements dissect.EventListener.
func (c *gnutellaTables) Event(x *dissect.Event) {
	if d, ok := x.About.(*gnutella.Descriptor); ok {
		c.number++
		p := passage{Descriptor: d, conn: c.conns.Of(x.Conn), dir: x.Dir, at: x.Mark, number: c.number}
		c.passed.add(p, c.most(), byPassage)
	}
}

func (c *gnutellaTables) most() int { return c.ask.Most(maxDescriptors, descriptorBytes) }

func byPassage(a, b passage) int {
	return cmp.Or(cmp.Compare(a.at.Frame, b.at.Frame), cmp.Compare(a.conn.ID, b.conn.ID), cmp.Compare(a.number, b.number))
}

// Closed implements dissect.Listener.
func (c *gnutellaTables) Closed(k *dissect.Conn, _ reassembly.Mark) { c.conns.Forget(k) }

// Merge implements Collector.
func (c *gnutellaTables) Merge(other collect.Collector) {
	o := other.(*gnutellaTables)
	c.origin = max(c.origin, o.origin)
	c.passed.merge(&o.passed)
}

// Tables implements Collector.
func (c *gnutellaTables) Tables(r *collect.Run) (tables []table.Table) {
	c.passed.sort(c.most(), byPassage)
	if len(c.passed.list) == 0 {
		return absent(c.ask, "Gnutella", r)
	}
	net := joinOverlay(c.passed.list)
	for _, x := range [...]struct {
		part    string
		title   table.Phrase
		columns []table.Column
		rows    func(origin capture.Stamp) table.RowList
		none    table.Phrase
	}{
		{gnutellaQueriesPart, table.Say("Gnutella: queries and what was found", "Gnutella：查询与结果"),
			gnutellaQueryColumns, net.queryRows, table.Say("Nobody asked for files.", "没有查询。")},
		{gnutellaHitsPart, table.Say("Gnutella: hits on their way back", "Gnutella：命中的返回路径"), gnutellaHitColumns,
			net.hitRows, table.Say("Nothing was found.", "没有命中。")},
		{gnutellaPingsPart, table.Say("Gnutella: pings and pongs", "Gnutella：Ping 与 Pong"), gnutellaPingColumns,
			net.pingRows, table.Say("There are no pings.", "没有 Ping。")},
		{gnutellaHostsPart, table.Say("Gnutella: hosts that pongs and hits name", "Gnutella：Pong 与命中提到的主机"),
			gnutellaHostColumns, net.hostRows, table.Say("No host is named.", "没有提到主机。")},
	} {
		if c.ask.Part != "" && c.ask.Part != x.part {
			continue
		}
		t := table.Table{Name: "gnutella." + x.part, Title: x.title, Columns: x.columns}
		rows := x.rows(c.origin)
		if t.Rows = rows; len(rows) == 0 {
			t.Notes = append(t.Notes, x.none)
		}
		left(&t, c.passed.beyond, table.Say("descriptors", "个描述符"))
		tables = append(tables, t)
	}
	return tables
}
