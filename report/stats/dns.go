package stats

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dns"
	"netsniff/reassembly"
)

// Parts of the table dns.
const (
	dnsServersPart     = "servers"
	dnsNamesPart       = "names"
	dnsLookupsPart     = "lookups"
	dnsResolutionsPart = "resolutions"
)

var dnsParts = []string{dnsServersPart, dnsNamesPart, dnsLookupsPart, dnsResolutionsPart}

// Bounds of what the DNS tables keep.
const (
	maxLookups = 1 << 17 // lookups told one by one, and openings of connections
	maxNames   = 1 << 16 // names with their types
	maxServers = 1 << 16
)

// lookups counts DNS lookups in all the ways that its tables show.
type lookups struct {
	ask     *Ask
	instead instead
	origin  capture.Stamp
	servers map[capture.Addr]*lookupCount
	names   map[nameKey]*lookupCount
	list    []lookup
	opens   []opening
	dropped uint64 // lookups beyond a bound
}

type nameKey struct {
	name string
	kind dns.Type
}

// lookup is what is kept of an exchange with a DNS server.
type lookup struct {
	client, server capture.Addr
	name           string
	status         string
	dns.Lookup
	begin, end reassembly.Mark
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

func newLookups(a *Ask) Collector {
	return &lookups{ask: a, instead: instead{ports: dns.DNS.TCP, overUDP: true}, servers: map[capture.Addr]*lookupCount{}, names: map[nameKey]*lookupCount{}}
}

// wants reports whether a part is asked for.
func (c *lookups) wants(part string) bool { return c.ask.Part == "" || c.ask.Part == part }

// Frame implements Collector: it notes the beginnings of connections.
func (c *lookups) Frame(f *dissect.Frame) {
	c.origin = f.First
	c.instead.frame(f)
	if f.Conn == nil || !c.wants(dnsLookupsPart) || len(c.opens) >= maxLookups {
		return
	}
	tcp := f.Transport == capture.ProtoTCP && f.TCP.Flags&(capture.SYN|capture.ACK) == capture.SYN
	if !tcp && !(f.Transport == capture.ProtoUDP && f.Delta == 0 && f.Since == 0) {
		return
	}
	k := f.Conn
	c.opens = append(c.opens, opening{k.Client.Addr, k.Server.Addr, k.Server.Port, f.Transport, k.ID, reassembly.Mark{Frame: f.Packet.Frame, At: f.At}})
}

// Exchange implements dissect.Listener.
func (c *lookups) Exchange(x *dissect.Exchange) {
	l, ok := x.Detail.(*dns.Lookup)
	if !ok {
		return
	}
	e := lookup{client: x.Conn.Client.Addr, server: x.Conn.Server.Addr, name: x.Subject, status: x.Status, Lookup: *l, begin: x.Request.First, end: x.Reply.Last}
	e.ttfb, e.timed = x.TTFB()
	if !x.Request.Seen() {
		e.begin = x.Reply.First
	}
	count(c.servers, e.server, maxServers, &e, &c.dropped)
	if c.wants(dnsNamesPart) {
		count(c.names, nameKey{shortName(e.name), e.Type}, maxNames, &e, &c.dropped)
	}
	if !c.wants(dnsLookupsPart) && !c.wants(dnsResolutionsPart) {
		return
	}
	if len(c.list) >= maxLookups {
		c.dropped++
		return
	}
	e.name = shortName(e.name)
	c.list = append(c.list, e)
}

// shortName bounds a name: those of RFC 1035 have up to 255 characters, but
// escapes may make more of them.
func shortName(s string) string {
	if len(s) > maxSubject {
		return shorten(s, maxSubject)
	}
	return s
}

// Piece implements dissect.Listener.
func (*lookups) Piece(*dissect.Piece) {}

// Closed implements dissect.Listener.
func (*lookups) Closed(*dissect.Conn, reassembly.Mark) {}

// Merge implements Collector.
func (c *lookups) Merge(other Collector) {
	o := other.(*lookups)
	c.origin = max(c.origin, o.origin)
	c.dropped += o.dropped
	c.instead.merge(&o.instead)
	mergeCounts(c.servers, o.servers)
	mergeCounts(c.names, o.names)
	c.list, c.opens = append(c.list, o.list...), append(c.opens, o.opens...)
}

// Tables implements Collector.
func (c *lookups) Tables(r *Run) (tables []Table) {
	if len(c.servers) == 0 {
		return c.instead.table(c.ask, "DNS", r)
	}
	for _, part := range []struct {
		name string
		make func() Table
	}{
		{dnsServersPart, c.serverTable}, {dnsNamesPart, c.nameTable}, {dnsLookupsPart, c.lookupTable}, {dnsResolutionsPart, c.resolutionTable},
	} {
		if !c.wants(part.name) {
			continue
		}
		t := part.make()
		if t.Rows.Len() == 0 && c.ask.Part == "" {
			continue
		}
		if c.dropped > 0 {
			n := grouped(c.dropped)
			t.Notes = append(t.Notes, Phrase{"Too many to count each: " + n + " lookups are left out.", "数量过多：有 " + n + " 次查询未计入。"})
		}
		tables = append(tables, t)
	}
	return tables
}
