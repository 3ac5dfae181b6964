package stats

import (
	"cmp"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dhcpv6"
	"netsniff/dissect/lease"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// Bounds of what is kept of DHCP.
const (
	maxNotices  = 1 << 17
	noticeBytes = 400 // about
	// leasePatience is how long after its last message a client's talk is over.
	leasePatience = capture.Stamp(64e9)
)

var leaseColumns = []table.Column{
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Key},
	{Name: "start", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "protocol", Label: table.Say("Protocol", "协议"), Importance: table.Minor},
	{Name: "host", Label: table.Say("Client", "客户端"), Importance: table.Key},
	{Name: "client_name", Label: table.Say("Name", "名称"), Importance: table.Minor},
	{Name: "what", Label: table.Say("What", "事项"), Type: table.Word, Importance: table.Key},
	{Name: "state", Label: table.Say("Outcome", "结果"), Type: table.Word, Importance: table.Key},
	{Name: "address", Label: table.Say("Address", "地址"), Type: table.Address, Importance: table.Key},
	{Name: "server", Label: table.Say("Server", "服务器"), Type: table.Address},
	{Name: "lease", Label: table.Say("Lease", "租期"), Type: table.Duration, Importance: table.Key},
	{Name: "offer_time", Label: table.Say("Offer after", "提供用时"), Type: table.Duration, Importance: table.Minor},
	{Name: "grant_time", Label: table.Say("Answer after", "应答用时"), Type: table.Duration, Importance: table.Minor},
	{Name: "duration", Label: table.Say("Took", "用时"), Type: table.Duration, Importance: table.Key},
	{Name: "tries", Label: table.Say("Asked", "请求次数"), Type: table.Count, Importance: table.Minor},
	{Name: "offers", Label: table.Say("Offers", "提供数"), Type: table.Count, Importance: table.Minor},
	{Name: "relayed", Label: table.Say("Relayed", "中继"), Importance: table.Minor},
	{Name: "message", Label: table.Say("Reason", "原因"), Importance: table.Minor},
}

// leases joins the messages of DHCP and DHCPv6 by which a host gets an address, keeps it
// and gives it back: they are in several conversations.
type leases struct {
	collect.IgnoreAll
	ask     *collect.Ask
	origin  capture.Stamp
	notices notices
}

// notices are those that were heard.
type notices struct {
	conns collect.Summaries
	first[heardNotice]
}

// event takes what an event says of a lease, if it does.
func (c *notices) event(x *dissect.Event, most int) {
	n, ok := x.About.(*lease.Notice)
	if !ok {
		return
	}
	h := heardNotice{Notice: n, at: x.Mark, protocol: "DHCP", by: x.Protocol, conn: c.conns.Of(x.Conn), dir: x.Dir}
	if x.Protocol != nil {
		h.protocol = x.Protocol.Column
	}
	c.add(h, most, byNotice)
}

// heardNotice is a message.
type heardNotice struct {
	*lease.Notice
	at       reassembly.Mark
	protocol string
	by       *dissect.Protocol
	conn     *dissect.Conn
	dir      dissect.Dir
}

// sender is who says it.
func (h *heardNotice) sender() capture.Addr {
	if h.dir == dissect.ToClient {
		return h.conn.Server.Addr
	}
	return h.conn.Client.Addr
}

func newLeases(a *collect.Ask) collect.Collector { return &leases{ask: a} }

// Frame implements Collector.
func (c *leases) Frame(f *dissect.Frame) { c.origin = f.First }

// Event implements dissect.EventListener.
func (c *leases) Event(x *dissect.Event) { c.notices.event(x, c.most()) }

// Closed implements dissect.Listener.
func (c *leases) Closed(k *dissect.Conn, _ reassembly.Mark) { c.notices.conns.Forget(k) }

func (c *leases) most() int { return c.ask.Most(maxNotices, noticeBytes) }

func byNotice(a, b heardNotice) int {
	return cmp.Or(cmp.Compare(a.at.Frame, b.at.Frame), cmp.Compare(a.conn.ID, b.conn.ID))
}

// Merge implements Collector.
func (c *leases) Merge(other collect.Collector) {
	o := other.(*leases)
	c.origin = max(c.origin, o.origin)
	c.notices.merge(&o.notices.first)
}

// leaseTalk is what a client and servers say about one thing.
type leaseTalk struct {
	first, last heardNotice
	asked       heardNotice // the last that the client said
	offer       *heardNotice
	answer      *heardNotice // Grant or Refuse
	wanted      string       // address that the client named
	name        string
	tries       int
	offers      int
	relayed     bool
}

// Words of the table.
var leaseKinds = map[lease.Step]string{
	lease.Discover: "new lease", lease.Request: "known address", lease.Renew: "renewal", lease.Release: "release",
	lease.Decline: "decline", lease.Inform: "information",
	lease.Offer: "new lease", lease.Grant: "answer alone", lease.Refuse: "answer alone",
}

const leaseUnanswered = "unanswered"

var leaseStates = [...]string{"granted", "refused", "offered", leaseUnanswered, "done"}

// joinLeases makes talks of messages, in order.
func joinLeases(list []heardNotice) (talks []*leaseTalk) {
	type host struct{ protocol, client string }
	open := map[host]*leaseTalk{}
	for _, n := range list {
		who := host{n.protocol, n.Client}
		t := open[who]
		if t != nil && n.at.At-t.last.at.At > leasePatience {
			t = nil
		}
		if t == nil || !t.goesOn(&n) {
			t = &leaseTalk{first: n}
			open[who] = t
			talks = append(talks, t)
		}
		t.take(n)
	}
	return talks
}

// goesOn reports whether a message belongs to a talk.
func (t *leaseTalk) goesOn(n *heardNotice) bool {
	if t.asked.Notice == nil { // only a server was heard so far
		return n.Step == t.first.Step && n.XID == t.first.XID || n.Step == lease.Request && t.offer != nil
	}
	switch n.Step {
	case lease.Offer:
		return n.XID == t.asked.XID && t.asked.Step == lease.Discover
	case lease.Grant, lease.Refuse:
		return n.XID == t.asked.XID && (t.answer == nil || t.answer.Step == n.Step)
	case lease.Request:
		return t.answer == nil && (t.asked.Step == lease.Discover && t.offer != nil || t.asked.Step == lease.Request)
	}
	return t.answer == nil && n.Step == t.asked.Step && n.XID == t.asked.XID
}

// take takes the next message of the talk.
func (t *leaseTalk) take(n heardNotice) {
	t.last = n
	t.relayed = t.relayed || n.Relayed
	if n.Name != "" {
		t.name = n.Name
	}
	switch n.Step {
	case lease.Offer:
		if t.offers++; t.offer == nil {
			t.offer = &n
		}
	case lease.Grant, lease.Refuse:
		if t.answer == nil {
			t.answer = &n
		}
	default:
		if t.asked.Notice == nil || t.asked.Step == n.Step {
			t.tries++
		}
		if n.Address != "" {
			t.wanted = n.Address
		}
		t.asked = n
	}
}

// state says how it went.
func (t *leaseTalk) state() string {
	switch {
	case t.answer != nil && t.answer.Step == lease.Refuse:
		return "refused"
	case t.first.Step == lease.Decline || t.first.Step == lease.Release:
		return "done"
	case t.answer != nil:
		return "granted"
	case t.offer != nil:
		return "offered"
	}
	return leaseUnanswered
}

// leaseMethods name talks by the messages that they are made of.
var leaseMethods = map[lease.Step]string{
	lease.Discover: "DISCOVER", lease.Offer: "DISCOVER", lease.Request: "REQUEST", lease.Renew: "REQUEST", lease.Grant: "REQUEST",
	lease.Refuse: "REQUEST", lease.Decline: "DECLINE", lease.Release: "RELEASE", lease.Inform: "INFORM",
}

func isV6(p *dissect.Protocol) bool { return p != nil && p.Name == dhcpv6.Protocol.Name }

// exchange returns the talk as one exchange: what the client says first, and all that servers
// say to it. Discovery, offer, request and acknowledgment are one.
func (t *leaseTalk) exchange() saidExchange {
	x := saidExchange{talk: true, reply: t.first.Reason}
	x.Conn, x.Protocol, x.Method, x.Subject = t.first.conn, t.first.by, leaseMethods[t.first.Step], t.wanted
	if x.Method == "DISCOVER" && isV6(t.first.by) {
		x.Method = "SOLICIT"
	}
	if t.asked.Notice != nil {
		x.Request = dissect.Side{First: t.first.at, Last: t.first.at, Segments: uint32(t.tries)}
	}
	for _, n := range [...]*heardNotice{t.offer, t.answer} {
		if n == nil {
			continue
		}
		if !x.Reply.Seen() {
			x.Reply.First = n.at
		}
		x.Reply.Last = n.at
		x.Reply.Segments++
		if n.Address != "" {
			x.Subject = n.Address
		}
		if n.Reason != "" {
			x.reply = n.Reason
		}
	}
	switch {
	case t.answer == nil:
	case t.answer.Step == lease.Refuse:
		x.Outcome = dissect.Refused
	default:
		x.Outcome = dissect.Succeeded
	}
	if x.Status = t.state(); x.Status == leaseUnanswered {
		x.Status = ""
	}
	if t.tries > 1 {
		x.Notes |= dissect.NoteResent
	}
	return x
}

func (t *leaseTalk) row(origin capture.Stamp) []table.Value {
	address, server, period, reason := t.wanted, table.None(), table.None(), t.first.Reason
	for _, n := range [...]*heardNotice{t.offer, t.answer} {
		if n == nil {
			continue
		}
		if n.Address != "" {
			address = n.Address
		}
		if n.Reason != "" {
			reason = n.Reason
		}
		switch {
		case n.For > 0:
			period = table.Nanoseconds(n.For)
		case n.For < 0:
			period = table.Nanoseconds(capture.Stamp(lease.Forever) * 1e9)
		}
		if server = addressed(n.sender()); n.protocol == "DHCP" && n.Server != "" {
			server = table.String(n.Server)
		}
	}
	offer, grant, took := table.None(), table.None(), table.None()
	if t.offer != nil {
		offer = table.Nanoseconds(t.offer.at.At - t.first.at.At)
	}
	if t.answer != nil && t.asked.Notice != nil {
		grant, took = table.Nanoseconds(t.answer.at.At-t.asked.at.At), table.Nanoseconds(t.answer.at.At-t.first.at.At)
	}
	return []table.Value{table.Int(t.first.at.Frame), table.Nanoseconds(t.first.at.At - origin),
		table.String(t.first.protocol), known(t.first.Client), known(t.name),
		table.String(leaseKinds[t.first.Step]), table.String(t.state()), table.Some(address), server, period, offer,
		grant, took,
		table.Int(t.tries), table.Int(t.offers), table.YesNo(t.relayed), known(reason)}
}

// Tables implements Collector.
func (c *leases) Tables(r *collect.Run) []table.Table {
	c.notices.sort(c.most(), byNotice)
	var rows table.RowList
	for _, t := range joinLeases(c.notices.list) {
		rows = append(rows, t.row(c.origin))
	}
	if len(rows) == 0 {
		return absent(c.ask, "DHCP", r)
	}
	t := table.Table{Name: c.ask.Name, Title: c.ask.Title, Columns: leaseColumns, Rows: rows}
	left(&t, c.notices.beyond, table.Say("messages", "个报文"))
	return []table.Table{t}
}
