package stats

import (
	"cmp"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dns"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// Parts of the table dns.
const (
	dnsServersPart     = "servers"
	dnsNamesPart       = "names"
	dnsTypesPart       = "types"
	dnsCodesPart       = "rcodes"
	dnsTransportsPart  = "transports"
	dnsLookupsPart     = "lookups"
	dnsResolutionsPart = "resolutions"
)

var dnsParts = []string{dnsServersPart, dnsNamesPart, dnsTypesPart, dnsCodesPart, dnsTransportsPart, dnsLookupsPart,
	dnsResolutionsPart}

// Bounds of what the DNS tables keep.
const (
	maxLookups = 1 << 17 // lookups told one by one, and openings of connections
	maxNames   = 1 << 16 // names with their types
	maxServers = 1 << 16
)

// lookups counts DNS lookups in all the ways that its tables show.
type lookups struct {
	collect.IgnoreAll
	ask     *collect.Ask
	absence collect.Absence
	origin  capture.Stamp
	list    []lookup
	opens   []opening
	beyond  lookupCounts // of lookups that are not in list
	dropped uint64       // how many
	later   uint64       // connections that are not in opens
}

// lookup is what is kept of an exchange with a DNS server.
type lookup struct {
	client, server capture.Addr
	name           string
	status         string
	transport      string
	dns.Lookup
	begin, end reassembly.Mark
	last       capture.Stamp // of the last try
	ttfb       capture.Stamp
	timed      bool
}

// opening is the first frame of a connection: what a lookup may have led to.
type opening struct {
	client, server capture.Addr
	port           uint16
	transport      capture.Proto
	stream         uint32
	at             reassembly.Mark
}

func newLookups(a *collect.Ask) collect.Collector {
	return &lookups{ask: a, absence: collect.Absence{Ports: dns.DNS.TCP, OverUDP: true},
		beyond: lookupCounts{most: a.Most(maxNames, lookupCountBytes)}}
}

// wants reports whether a part is asked for.
func (c *lookups) wants(part string) bool { return c.ask.Part == "" || c.ask.Part == part }

// Frame implements Collector: it notes the beginnings of connections.
func (c *lookups) Frame(f *dissect.Frame) {
	c.origin = f.First
	c.absence.Frame(f)
	if f.Conn == nil || !c.wants(dnsLookupsPart) {
		return
	}
	tcp := f.Transport == capture.ProtoTCP && f.TCP.Flags&(capture.SYN|capture.ACK) == capture.SYN
	if !tcp && !(f.Transport == capture.ProtoUDP && f.Delta == 0 && f.Since == 0) {
		return
	}
	if len(c.opens) >= c.most() {
		c.later++
		return
	}
	k := f.Conn
	c.opens = append(c.opens, opening{k.Client.Addr, k.Server.Addr, k.Server.Port, f.Transport, k.ID,
		reassembly.Mark{Frame: f.Packet.Frame, At: f.At}})
}

// most returns how many lookups are told one by one.
func (c *lookups) most() int { return c.ask.Most(maxLookups, lookupBytes) }

// lookupBytes is what one takes, about, with its texts and an opening.
const lookupBytes = 700

// lookupCountBytes is what the count of a name takes, about, once while the
// capture is read and once more in its table.
const lookupCountBytes = 2000

// Exchange implements dissect.Listener.
func (c *lookups) Exchange(x *dissect.Exchange) {
	l, ok := x.Detail.(*dns.Lookup)
	if !ok {
		return
	}
	e := lookup{client: x.Conn.Client.Addr, server: x.Conn.Server.Addr, name: shortName(x.Subject), status: x.Status,
		transport: DNSTransport(x.Conn), Lookup: *l, begin: x.Began(), end: x.Reply.Last, last: x.Request.Last.At}
	e.ttfb, e.timed = x.TTFB()
	if most := c.most(); len(c.list) >= most+most/4 {
		c.prune()
	}
	c.list = append(c.list, e)
}

// prune leaves the lookups that are told one by one: those that were asked first,
// the same ones for any number of workers.
func (c *lookups) prune() {
	slices.SortFunc(c.list, func(a, b lookup) int {
		return cmp.Or(cmp.Compare(a.begin.Frame, b.begin.Frame), cmp.Compare(a.end.Frame, b.end.Frame),
			cmp.Compare(a.ID, b.ID))
	})
	most := min(len(c.list), c.most())
	for i := range c.list[most:] {
		c.dropped++
		c.beyond.add(&c.list[most+i])
	}
	clear(c.list[most:])
	c.list = c.list[:most]
	if len(c.opens) <= c.most() {
		return
	}
	slices.SortFunc(c.opens, func(a, b opening) int { return cmp.Compare(a.at.Frame, b.at.Frame) })
	c.later += uint64(len(c.opens) - c.most())
	c.opens = c.opens[:c.most()]
}

// shortName bounds a name: those of RFC 1035 have up to 255 characters, but
// escapes may make more of them.
func shortName(s string) string { return shorten(s, maxSubject) }

// Merge implements Collector.
func (c *lookups) Merge(other collect.Collector) {
	o := other.(*lookups)
	c.origin = max(c.origin, o.origin)
	c.absence.Merge(&o.absence)
	c.list, c.opens = append(c.list, o.list...), append(c.opens, o.opens...)
	c.beyond.merge(&o.beyond)
	c.dropped += o.dropped
	c.later += o.later
}

// retry is what a query has in common with the one before that got no answer,
// also if the client sends it from another port.
type retry struct {
	client, server capture.Addr
	name           string
	kind           dns.Type
	id             uint16
}

// maxRetry is how long a client waits before it asks again, at most.
const maxRetry = capture.Stamp(30e9)

// joined returns the lookups in the order in which they were asked. Tries from
// several ports are one lookup. What c keeps stays as it is, as more may come.
func (c *lookups) joined() []*lookup {
	c.prune()
	list := make([]*lookup, 0, len(c.list))
	waiting := map[retry]int{}
	for i := range c.list {
		e := &c.list[i]
		if e.Tries == 0 {
			list = append(list, e)
			continue
		}
		key := retry{e.client, e.server, e.name, e.Type, e.ID}
		at, again := waiting[key]
		if again && e.begin.At-list[at].last <= maxRetry {
			e = list[at].again(e)
			list[at] = e
		} else {
			at = len(list)
			list = append(list, e)
		}
		if delete(waiting, key); e.end.Frame == 0 {
			waiting[key] = at
		}
	}
	return list
}

// again returns the lookup that e and the tries that follow are.
func (e *lookup) again(next *lookup) *lookup {
	all := *next
	all.begin, all.First, all.Tries = e.begin, e.First, e.Tries+next.Tries
	return &all
}

// Tables implements Collector.
func (c *lookups) Tables(r *collect.Run) (tables []table.Table) {
	if len(c.list) == 0 {
		return c.absence.Table(c.ask, "DNS", r)
	}
	list := c.joined()
	counts := lookupCounts{most: c.beyond.most}
	counts.merge(&c.beyond)
	for _, e := range list {
		counts.add(e)
	}
	counts.prune()
	for _, part := range []struct {
		name string
		make func() table.Table
		left uint64
	}{
		{dnsServersPart, counts.serverTable, counts.servers.dropped}, {dnsNamesPart, counts.nameTable, counts.names.dropped},
		{dnsTypesPart, counts.typeTable, 0}, {dnsCodesPart, counts.codeTable, 0},
		{dnsTransportsPart, counts.transportTable, 0},
		{dnsLookupsPart, func() table.Table { return c.lookupTable(list) }, c.dropped},
		{dnsResolutionsPart, func() table.Table { return resolutionTable(list) }, c.dropped},
	} {
		if !c.wants(part.name) {
			continue
		}
		t := part.make()
		empty := t.Rows.Len() == 0 || part.name == dnsTransportsPart && t.Rows.Len() == 1 // one needs no table
		if t.Name = "dns." + part.name; empty && c.ask.Part == "" {
			continue
		}
		if part.left > 0 {
			n := table.Grouped(part.left)
			t.Notes = append(t.Notes, table.Say("Too many to tell each: "+n+" lookups are left out.",
				"数量过多：有 "+n+" 次查询未列出。"))
		}
		if part.name == dnsLookupsPart && c.later > 0 {
			n := table.Grouped(c.later)
			t.Notes = append(t.Notes, table.Say("What lookups led to is not told of "+n+" connections: too many.",
				"数量过多：有 "+n+" 个连接未与查询对应。"))
		}
		tables = append(tables, t)
	}
	return tables
}
