package stats

import (
	"bytes"
	"cmp"
	"math"
	"slices"

	"netsniff/capture"
	"netsniff/dissect/dns"
	"netsniff/reassembly"
	"netsniff/report/table"
)

// lookupCount is what the lookups of one server, or of one name, come to.
type lookupCount struct {
	lookups, resent, unanswered        uint64
	alone                              uint64 // replies whose queries were not seen
	noError, noName, failed, refused   uint64 // by response code: 0, 3, 2, any other
	authoritative, recursive, referred uint64
	since                              uint32 // frame of the first
	times                              reassembly.Durations
	fromFirst                          reassembly.Durations
}

// lookupCounts are those of all that lookups are told apart by. The zero value
// is empty.
type lookupCounts struct {
	servers counted[capture.Addr]
	names   counted[nameKey]
	types   counted[dns.Type]
	codes   counted[string]
	ways    counted[string] // by transport
	most    int             // names and servers told apart; 0: maxNames, maxServers
}

// counted are lookups by a key. Beyond its bound it keeps the keys that came first,
// the same ones for any number of workers, and counts the lookups of the others.
type counted[K comparable] struct {
	list    map[K]*lookupCount
	dropped uint64
}

type nameKey struct {
	name string
	kind dns.Type
}

// unanswered is the response code of lookups without a response.
const unanswered = "none"

func (c *lookupCounts) add(e *lookup) {
	code := e.status
	if e.end.Frame == 0 {
		code = unanswered
	}
	servers, names := c.bounds()
	c.servers.add(e.server, servers+servers/4, servers, e)
	c.names.add(nameKey{e.name, e.Type}, names+names/4, names, e)
	c.types.add(e.Type, math.MaxInt, math.MaxInt, e) // there are 65,536
	c.codes.add(code, math.MaxInt, math.MaxInt, e)   // there are 4,096
	c.ways.add(e.transport, math.MaxInt, math.MaxInt, e)
}

// bounds returns how many servers and names are told apart.
func (c *lookupCounts) bounds() (servers, names int) {
	if c.most > 0 {
		return min(maxServers, c.most), min(maxNames, c.most)
	}
	return maxServers, maxNames
}

// prune leaves the servers and names that are told.
func (c *lookupCounts) prune() {
	servers, names := c.bounds()
	c.servers.prune(servers)
	c.names.prune(names)
}

// merge adds o, which stays as it is.
func (c *lookupCounts) merge(o *lookupCounts) {
	c.servers.merge(&o.servers)
	c.names.merge(&o.names)
	c.types.merge(&o.types)
	c.codes.merge(&o.codes)
	c.ways.merge(&o.ways)
}

// add counts a lookup for key. If there are full keys, only keep of them are left.
func (c *counted[K]) add(key K, full, keep int, e *lookup) {
	n := c.list[key]
	if n == nil {
		if len(c.list) >= full {
			c.prune(keep)
		}
		if c.list == nil {
			c.list = map[K]*lookupCount{}
		}
		n = &lookupCount{since: e.begin.Frame}
		c.list[key] = n
	}
	n.since = min(n.since, e.begin.Frame)
	n.add(e)
}

// prune leaves so many keys, those that came first: of one frame all or none.
func (c *counted[K]) prune(most int) {
	if len(c.list) <= most {
		return
	}
	frames := make([]uint32, 0, len(c.list))
	for _, n := range c.list {
		frames = append(frames, n.since)
	}
	slices.Sort(frames)
	end := frames[most]
	for key, n := range c.list {
		if n.since >= end {
			c.dropped += n.lookups + n.alone
			delete(c.list, key)
		}
	}
}

func (n *lookupCount) add(e *lookup) {
	if e.Tries == 0 {
		n.alone++
	} else {
		n.lookups++
		n.resent += uint64(e.Tries - 1)
	}
	if e.end.Frame == 0 {
		n.unanswered++
		return
	}
	switch e.Rcode {
	case dns.RcodeNoError:
		n.noError++
	case dns.RcodeNoSuchName:
		n.noName++
	case dns.RcodeServerFail:
		n.failed++
	default:
		n.refused++
	}
	if e.Flags.Has(dns.FlagAuthoritative) {
		n.authoritative++
	}
	if e.recurses() && e.Flags.Has(dns.FlagRecursionAvailable) {
		n.recursive++
	}
	if e.Referral {
		n.referred++
	}
	if e.timed {
		n.times.Add(e.ttfb)
		n.fromFirst.Add(e.FromFirst(e.end))
	}
}

func (c *counted[K]) merge(o *counted[K]) {
	c.dropped += o.dropped
	if c.list == nil {
		c.list = make(map[K]*lookupCount, len(o.list))
	}
	for key, x := range o.list {
		n := c.list[key]
		if n == nil {
			n = &lookupCount{since: x.since}
			c.list[key] = n
		}
		n.alone += x.alone
		n.lookups, n.resent, n.unanswered = n.lookups+x.lookups, n.resent+x.resent, n.unanswered+x.unanswered
		n.noError, n.noName, n.failed, n.refused = n.noError+x.noError, n.noName+x.noName, n.failed+x.failed,
			n.refused+x.refused
		n.authoritative, n.recursive, n.referred = n.authoritative+x.authoritative, n.recursive+x.recursive,
			n.referred+x.referred
		n.since = min(n.since, x.since)
		n.times.Merge(&x.times)
		n.fromFirst.Merge(&x.fromFirst)
	}
}

// countColumns are those of lookupCount.
var countColumns = slices.Concat([]table.Column{
	{Name: "lookups", Label: table.Say("Lookups", "查询"), Type: table.Count, Importance: table.Key},
	{Name: "replies_alone", Label: table.Say("Replies alone", "无查询的应答"), Type: table.Count, Importance: table.Minor},
	{Name: "noerror", Label: table.Say("NOERROR", "NOERROR"), Type: table.Count, Importance: table.Minor},
	{Name: "nxdomain", Label: table.Say("NXDOMAIN", "NXDOMAIN"), Type: table.Count},
	{Name: "servfail", Label: table.Say("SERVFAIL", "SERVFAIL"), Type: table.Count},
	{Name: "other_errors", Label: table.Say("Other errors", "其他错误"), Type: table.Count},
	{Name: "unanswered", Label: table.Say("Unanswered", "无应答"), Type: table.Count},
	{Name: "resent", Label: table.Say("Resent", "重发"), Type: table.Count, Importance: table.Minor},
	{Name: "authoritative", Label: table.Say("Authoritative", "权威"), Type: table.Count, Importance: table.Minor},
	{Name: "recursive", Label: table.Say("Recursive", "递归"), Type: table.Count, Importance: table.Minor},
	{Name: "referrals", Label: table.Say("Referrals", "转介"), Type: table.Count, Importance: table.Extra},
}, timingColumns("time", table.Say("Time", "时间")), []table.Column{
	{Name: "from_first_try_max", Label: table.Say("From first try, max", "自首次，最大"), Type: table.Duration,
		Importance: table.Extra},
})

func (n *lookupCount) appendValues(dst []table.Value) []table.Value {
	for _, x := range []uint64{n.lookups, n.alone, n.noError, n.noName, n.failed, n.refused, n.unanswered, n.resent,
		n.authoritative, n.recursive, n.referred} {
		dst = append(dst, table.Int(x))
	}
	dst = appendTimings(dst, &n.times)
	if n.fromFirst.Count() == 0 {
		return append(dst, table.None())
	}
	return append(dst, table.Nanoseconds(n.fromFirst.Max()))
}

// busiest returns the keys, most lookups first, then by their first frame and
// as compare has them.
func busiest[K comparable](m map[K]*lookupCount, compare func(a, b K) int) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b K) int {
		return cmp.Or(cmp.Compare(m[b].lookups, m[a].lookups), cmp.Compare(m[a].since, m[b].since), compare(a, b))
	})
	return keys
}

func (c *lookupCounts) serverTable() table.Table {
	return table.Table{Title: table.Say("DNS by server", "DNS：按服务器"),
		Columns: slices.Concat([]table.Column{{Name: "server", Label: table.Say("Server", "服务器"),
			Type: table.Address, Importance: table.Key}}, countColumns),
		Rows: countRows(c.servers.list, func(a, b capture.Addr) int { return bytes.Compare(a.B[:], b.B[:]) },
			func(k capture.Addr) []table.Value { return []table.Value{addressed(k)} })}
}

func (c *lookupCounts) nameTable() table.Table {
	return table.Table{Title: table.Say("DNS by name and type", "DNS：按名称与类型"),
		Columns: slices.Concat([]table.Column{nameColumn, typeColumn}, countColumns),
		Rows: countRows(c.names.list,
			func(a, b nameKey) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.kind, b.kind)) },
			func(k nameKey) []table.Value {
				return []table.Value{table.String(k.name), table.String(k.kind.String())}
			})}
}

func (c *lookupCounts) typeTable() table.Table {
	return table.Table{Title: table.Say("DNS by type", "DNS：按类型"),
		Columns: slices.Concat([]table.Column{typeColumn}, countColumns),
		Rows: countRows(c.types.list, cmp.Compare[dns.Type],
			func(k dns.Type) []table.Value { return []table.Value{table.String(k.String())} })}
}

// The columns of countColumns from codesFrom to codesTo would repeat the codes
// of the table by codes.
const codesFrom, codesTo = 2, 7

var codeColumns = slices.Concat([]table.Column{{Name: "rcode", Label: table.Say("Response code", "响应码"),
	Importance: table.Key}},
	countColumns[:codesFrom], countColumns[codesTo:])

func (c *lookupCounts) codeTable() table.Table {
	rows := countRows(c.codes.list, cmp.Compare[string],
		func(k string) []table.Value { return []table.Value{table.String(k)} })
	for i := range rows {
		rows[i] = slices.Delete(rows[i], 1+codesFrom, 1+codesTo)
	}
	return table.Table{Title: table.Say("DNS by response code", "DNS：按响应码"),
		Columns: codeColumns, Rows: rows}
}

func (c *lookupCounts) transportTable() table.Table {
	return table.Table{Title: table.Say("DNS by transport", "DNS：按传输方式"),
		Columns: slices.Concat([]table.Column{transportColumn}, countColumns),
		Rows: countRows(c.ways.list, cmp.Compare[string],
			func(k string) []table.Value { return []table.Value{table.String(k)} })}
}

var (
	transportColumn = table.Column{Name: "transport", Label: table.Say("Transport", "传输方式"), Importance: table.Key}
	nameColumn      = table.Column{Name: "name", Label: table.Say("Name", "名称"), Importance: table.Key}
	typeColumn      = table.Column{Name: "type", Label: table.Say("Type", "类型"), Importance: table.Key}
)

// countRows returns a row for each key, which show tells.
func countRows[K comparable](m map[K]*lookupCount, compare func(a, b K) int,
	show func(K) []table.Value) (rows table.RowList) {
	for _, k := range busiest(m, compare) {
		rows = append(rows, m[k].appendValues(show(k)))
	}
	return rows
}
