package stats

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect/dns"
	"netsniff/report/table"
)

var lookupColumns = []table.Column{
	{Name: "request_frame", Label: table.Say("Query", "查询帧"), Type: table.Frame, Importance: table.Key},
	{Name: "reply_frame", Label: table.Say("Reply", "应答帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "start", Label: table.Say("Start", "开始"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "client", Label: table.Say("Client", "客户端"), Type: table.Address, Importance: table.Minor},
	{Name: "server", Label: table.Say("Server", "服务器"), Type: table.Address, Importance: table.Minor},
	nameColumn,
	typeColumn,
	{Name: "status", Label: table.Say("Status", "状态"), Importance: table.Key},
	{Name: "answers", Label: table.Say("Answers", "应答"), Type: table.List},
	{Name: "ttl", Label: table.Say("TTL", "TTL"), Type: table.Number, Importance: table.Minor},
	{Name: "source", Label: table.Say("From", "来源"), Type: table.Word, Importance: table.Minor},
	{Name: "way", Label: table.Say("Way", "方式"), Type: table.Word, Importance: table.Minor},
	{Name: "tries", Label: table.Say("Tries", "次数"), Type: table.Count, Importance: table.Minor},
	{Name: "time", Label: table.Say("Time", "时间"), Type: table.Duration},
	{Name: "from_first_try", Label: table.Say("From first try", "自首次"), Type: table.Duration, Importance: table.Minor},
	{Name: "transport", Label: table.Say("Transport", "传输方式"), Importance: table.Minor},
	{Name: "led_to", Label: table.Say("Led to", "随后的连接"), Importance: table.Minor},
	{Name: "led_to_after", Label: table.Say("After", "间隔"), Type: table.Duration, Importance: table.Minor},
}

// lookupTable has a line for each lookup.
func (c *lookups) lookupTable(list []*lookup) table.Table {
	t := table.Table{Title: table.Say("DNS lookups and what they led to", "DNS 查询及随后的连接"), Columns: lookupColumns}
	opened := c.opened()
	newest := ttls{}
	var rows table.RowList
	for _, e := range list {
		row := []table.Value{table.Int(e.begin.Frame), table.None(), table.Nanoseconds(e.begin.At - c.origin),
			addressed(e.client), addressed(e.server), table.String(e.name), table.String(e.Type.String()),
			table.String(e.status),
			table.Strings(e.answerTexts()), table.None(), table.String(newest.source(e)), table.String(e.way()),
			table.Int(e.Tries), table.None(), table.None(), table.String(e.transport), table.None(), table.None()}
		if e.end.Frame != 0 {
			row[1] = table.Int(e.end.Frame)
		}
		if a := e.firstAnswer(); a != nil {
			row[9] = table.Int(a.TTL)
		}
		if e.timed {
			row[13], row[14] = table.Nanoseconds(e.ttfb), table.Nanoseconds(e.FromFirst(e.end))
		}
		if o := opened.after(e); o != nil {
			row[16] = table.String(o.transport.String() + " " + strconv.Itoa(int(o.stream)) + " " + o.server.String() +
				":" + strconv.Itoa(int(o.port)))
			row[17] = table.Nanoseconds(o.at.At - e.end.At)
		}
		rows = append(rows, row)
	}
	t.Rows = rows
	return t
}

// way says how the server was asked: to find the answer (recursive), or for
// what it knows itself (iterative).
func (e *lookup) way() string {
	switch {
	case e.end.Frame == 0:
		return ""
	case !e.recurses():
		return "iterative"
	case !e.Flags.Has(dns.FlagRecursionAvailable):
		return "not recursive"
	}
	return "recursive"
}

// recurses reports whether the server was asked to find the answer; responses
// repeat that (RFC 1035 §4.1.1).
func (e *lookup) recurses() bool {
	return (e.Query | e.Flags).Has(dns.FlagRecursionDesired)
}

// firstAnswer returns the first record of the answer section, nil if there is
// none.
func (e *lookup) firstAnswer() *dns.Resource {
	for i := range e.Answers {
		if e.Answers[i].Section == dns.Answer {
			return &e.Answers[i]
		}
	}
	return nil
}

// maxAnswerTexts is how many answers a line shows.
const maxAnswerTexts = 8

// answerTexts returns what the answers give: addresses, names, else their types;
// signatures go without saying.
func (e *lookup) answerTexts() (list []string) {
	for i := range e.Answers {
		a := &e.Answers[i]
		if a.Section != dns.Answer || a.Type == dns.TypeRRSIG {
			continue
		}
		if len(list) == maxAnswerTexts {
			return append(list, "…")
		}
		switch {
		case a.Addr.Kind != capture.AddrNone:
			list = append(list, a.Addr.String())
		case a.Target != "":
			list = append(list, a.Type.String()+" "+shortName(a.Target))
		default:
			list = append(list, a.Type.String())
		}
	}
	return list
}

// cacheKey is what a cache keeps a TTL for.
type cacheKey struct {
	server capture.Addr
	name   string
	kind   dns.Type
}

type ttl struct {
	seconds uint32
	at      capture.Stamp
}

type ttls map[cacheKey]ttl

// source says where the server has its answer from: its own zone, or a cache,
// if the TTL has fallen by the time that passed since the answer before. Of the
// first answer that cannot be told.
func (t ttls) source(e *lookup) string {
	a := e.firstAnswer()
	switch {
	case e.end.Frame == 0:
		return ""
	case e.Referral:
		return "referral"
	case e.Flags.Has(dns.FlagAuthoritative):
		return "authoritative"
	case a == nil:
		return ""
	}
	key := cacheKey{e.server, strings.ToLower(e.name), e.Type}
	before, known := t[key]
	t[key] = ttl{a.TTL, e.end.At}
	if !known {
		return ""
	}
	const slack = 2 // seconds, for both ends round
	passed := int64((e.end.At - before.at) / 1e9)
	fallen := int64(before.seconds) - int64(a.TTL)
	if (fallen > 0 || passed < slack) && fallen >= passed-slack && fallen <= passed+slack {
		return "cache"
	}
	return "resolved"
}

// endpoints of what a lookup may have led to.
type route struct{ client, server capture.Addr }

type openings map[route][]*opening

func (c *lookups) opened() openings {
	slices.SortFunc(c.opens, func(a, b opening) int { return cmp.Compare(a.at.Frame, b.at.Frame) })
	m := openings{}
	for i := range c.opens {
		o := &c.opens[i]
		m[route{o.client, o.server}] = append(m[route{o.client, o.server}], o)
	}
	return m
}

// leadTime is how long after its answer a lookup can have led to a connection.
const leadTime = capture.Stamp(60e9)

// after returns the first connection that the client of e opened to an address
// that it got, nil if there is none in time.
func (m openings) after(e *lookup) (first *opening) {
	if e.end.Frame == 0 {
		return nil
	}
	for i := range e.Answers {
		a := &e.Answers[i]
		if a.Section != dns.Answer || a.Addr.Kind == capture.AddrNone {
			continue
		}
		list := m[route{e.client, a.Addr}]
		j, _ := slices.BinarySearchFunc(list, e.end.Frame,
			func(o *opening, frame uint32) int { return cmp.Compare(o.at.Frame, frame) })
		if j < len(list) && list[j].at.At-e.end.At <= leadTime && (first == nil || list[j].at.Frame < first.at.Frame) {
			first = list[j]
		}
	}
	return first
}
