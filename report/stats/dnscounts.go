package stats

import (
	"bytes"
	"cmp"
	"slices"

	"netsniff/capture"
	"netsniff/dissect/dns"
	"netsniff/reassembly"
)

// lookupCount is what the lookups of one server, or of one name, come to.
type lookupCount struct {
	lookups, resent, unanswered        uint64
	noError, noName, failed, refused   uint64 // by response code: 0, 3, 2, any other
	authoritative, recursive, referred uint64
	since                              uint32 // frame of the first
	times                              reassembly.Durations
	fromFirst                          reassembly.Durations
}

// count counts a lookup for key; beyond a bound it counts as dropped.
func count[K comparable](m map[K]*lookupCount, key K, most int, e *lookup, dropped *uint64) {
	n := m[key]
	if n == nil {
		if len(m) >= most {
			*dropped++
			return
		}
		n = &lookupCount{since: e.begin.Frame}
		m[key] = n
	}
	n.add(e)
}

func (n *lookupCount) add(e *lookup) {
	n.lookups++
	if e.Tries > 1 {
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
	if e.Query.Has(dns.FlagRecursionDesired) && e.Flags.Has(dns.FlagRecursionAvailable) {
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

func mergeCounts[K comparable](into, from map[K]*lookupCount) {
	for key, x := range from {
		n := into[key]
		if n == nil {
			into[key] = x
			continue
		}
		n.lookups, n.resent, n.unanswered = n.lookups+x.lookups, n.resent+x.resent, n.unanswered+x.unanswered
		n.noError, n.noName, n.failed, n.refused = n.noError+x.noError, n.noName+x.noName, n.failed+x.failed, n.refused+x.refused
		n.authoritative, n.recursive, n.referred = n.authoritative+x.authoritative, n.recursive+x.recursive, n.referred+x.referred
		n.since = min(n.since, x.since)
		n.times.Merge(&x.times)
		n.fromFirst.Merge(&x.fromFirst)
	}
}

// countColumns are those of lookupCount.
var countColumns = slices.Concat([]Column{
	{Name: "lookups", Label: Phrase{"Lookups", "查询"}, Type: Count},
	{Name: "noerror", Label: Phrase{"NOERROR", "NOERROR"}, Type: Count},
	{Name: "nxdomain", Label: Phrase{"NXDOMAIN", "NXDOMAIN"}, Type: Count},
	{Name: "servfail", Label: Phrase{"SERVFAIL", "SERVFAIL"}, Type: Count},
	{Name: "other_errors", Label: Phrase{"Other errors", "其他错误"}, Type: Count},
	{Name: "unanswered", Label: Phrase{"Unanswered", "无应答"}, Type: Count},
	{Name: "resent", Label: Phrase{"Resent", "重发"}, Type: Count},
	{Name: "authoritative", Label: Phrase{"Authoritative", "权威"}, Type: Count},
	{Name: "recursive", Label: Phrase{"Recursive", "递归"}, Type: Count},
	{Name: "referrals", Label: Phrase{"Referrals", "转介"}, Type: Count},
}, timingColumns("time", Phrase{"Time", "时间"}), []Column{
	{Name: "from_first_try_max", Label: Phrase{"From first try, max", "自首次，最大"}, Type: Duration},
})

func (n *lookupCount) appendValues(dst []Value) []Value {
	for _, x := range []uint64{n.lookups, n.noError, n.noName, n.failed, n.refused, n.unanswered, n.resent, n.authoritative, n.recursive, n.referred} {
		dst = append(dst, Int(x))
	}
	dst = appendTimings(dst, &n.times)
	if n.fromFirst.Count() == 0 {
		return append(dst, None())
	}
	return append(dst, Nanoseconds(n.fromFirst.Max()))
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

func (c *lookups) serverTable() Table {
	t := Table{Name: "dns.servers", Title: Phrase{"DNS by server", "DNS：按服务器"}, Columns: slices.Concat([]Column{{Name: "server", Label: Phrase{"Server", "服务器"}}}, countColumns)}
	var rows RowList
	for _, k := range busiest(c.servers, func(a, b capture.Addr) int { return bytes.Compare(a.B[:], b.B[:]) }) {
		rows = append(rows, c.servers[k].appendValues([]Value{addressed(k)}))
	}
	t.Rows = rows
	return t
}

func (c *lookups) nameTable() Table {
	t := Table{Name: "dns.names", Title: Phrase{"DNS by name and type", "DNS：按名称与类型"}, Columns: slices.Concat([]Column{
		{Name: "name", Label: Phrase{"Name", "名称"}}, {Name: "type", Label: Phrase{"Type", "类型"}},
	}, countColumns)}
	var rows RowList
	for _, k := range busiest(c.names, func(a, b nameKey) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.kind, b.kind)) }) {
		rows = append(rows, c.names[k].appendValues([]Value{String(k.name), String(k.kind.String())}))
	}
	t.Rows = rows
	return t
}
