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
	servers map[capture.Addr]*lookupCount
	names   map[nameKey]*lookupCount
	types   map[dns.Type]*lookupCount
	codes   map[string]*lookupCount
	dropped uint64 // lookups of servers or names beyond the bound
	most    int    // names and servers told apart; 0: maxNames, maxServers
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
	servers, names := maxServers, maxNames
	if c.most > 0 {
		servers, names = min(servers, c.most), min(names, c.most)
	}
	told := count(&c.servers, e.server, servers, e)
	told = count(&c.names, nameKey{e.name, e.Type}, names, e) && told
	count(&c.types, e.Type, math.MaxInt, e) // there are 65,536
	count(&c.codes, code, math.MaxInt, e)   // there are 4,096
	if !told {
		c.dropped++
	}
}

// merge adds o, which stays as it is.
func (c *lookupCounts) merge(o *lookupCounts) {
	mergeCounts(&c.servers, o.servers)
	mergeCounts(&c.names, o.names)
	mergeCounts(&c.types, o.types)
	mergeCounts(&c.codes, o.codes)
	c.dropped += o.dropped
}

// count counts a lookup for key. It returns false if there are too many keys.
func count[K comparable](m *map[K]*lookupCount, key K, most int, e *lookup) bool {
	n := (*m)[key]
	if n == nil {
		if len(*m) >= most {
			return false
		}
		if *m == nil {
			*m = map[K]*lookupCount{}
		}
		n = &lookupCount{since: e.begin.Frame}
		(*m)[key] = n
	}
	n.since = min(n.since, e.begin.Frame)
	n.add(e)
	return true
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

func mergeCounts[K comparable](into *map[K]*lookupCount, from map[K]*lookupCount) {
	if *into == nil {
		*into = make(map[K]*lookupCount, len(from))
	}
	for key, x := range from {
		n := (*into)[key]
		if n == nil {
			n = &lookupCount{since: x.since}
			(*into)[key] = n
		}
		n.alone += x.alone
		n.lookups, n.resent, n.unanswered = n.lookups+x.lookups, n.resent+x.resent, n.unanswered+x.unanswered
		n.noError, n.noName, n.failed, n.refused = n.noError+x.noError, n.noName+x.noName, n.failed+x.failed, n.refused+x.refused
		n.authoritative, n.recursive, n.referred = n.authoritative+x.authoritative, n.recursive+x.recursive, n.referred+x.referred
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
	{Name: "from_first_try_max", Label: table.Say("From first try, max", "自首次，最大"), Type: table.Duration, Importance: table.Extra},
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
		Columns: slices.Concat([]table.Column{{Name: "server", Label: table.Say("Server", "服务器"), Type: table.Address, Importance: table.Key}}, countColumns),
		Rows:    countRows(c.servers, func(a, b capture.Addr) int { return bytes.Compare(a.B[:], b.B[:]) }, func(k capture.Addr) []table.Value { return []table.Value{addressed(k)} })}
}

func (c *lookupCounts) nameTable() table.Table {
	return table.Table{Title: table.Say("DNS by name and type", "DNS：按名称与类型"),
		Columns: slices.Concat([]table.Column{nameColumn, typeColumn}, countColumns),
		Rows: countRows(c.names, func(a, b nameKey) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.kind, b.kind)) },
			func(k nameKey) []table.Value {
				return []table.Value{table.String(k.name), table.String(k.kind.String())}
			})}
}

func (c *lookupCounts) typeTable() table.Table {
	return table.Table{Title: table.Say("DNS by type", "DNS：按类型"),
		Columns: slices.Concat([]table.Column{typeColumn}, countColumns),
		Rows:    countRows(c.types, cmp.Compare[dns.Type], func(k dns.Type) []table.Value { return []table.Value{table.String(k.String())} })}
}

// The columns of countColumns from codesFrom to codesTo would repeat the codes
// of the table by codes.
const codesFrom, codesTo = 2, 7

var codeColumns = slices.Concat([]table.Column{{Name: "rcode", Label: table.Say("Response code", "响应码"), Importance: table.Key}},
	countColumns[:codesFrom], countColumns[codesTo:])

func (c *lookupCounts) codeTable() table.Table {
	rows := countRows(c.codes, cmp.Compare[string], func(k string) []table.Value { return []table.Value{table.String(k)} })
	for i := range rows {
		rows[i] = slices.Delete(rows[i], 1+codesFrom, 1+codesTo)
	}
	return table.Table{Title: table.Say("DNS by response code", "DNS：按响应码"),
		Columns: codeColumns, Rows: rows}
}

var (
	nameColumn = table.Column{Name: "name", Label: table.Say("Name", "名称"), Importance: table.Key}
	typeColumn = table.Column{Name: "type", Label: table.Say("Type", "类型"), Importance: table.Key}
)

// countRows returns a row for each key, which show tells.
func countRows[K comparable](m map[K]*lookupCount, compare func(a, b K) int, show func(K) []table.Value) (rows table.RowList) {
	for _, k := range busiest(m, compare) {
		rows = append(rows, m[k].appendValues(show(k)))
	}
	return rows
}
