package stats

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dns"
	"netsniff/dissect/smtp"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

var findingColumns = []table.Column{
	{Name: "severity", Label: table.Say("Severity", "程度"), Type: table.Word, Importance: table.Minor},
	{Name: "title", Label: table.Say("Finding", "发现"), Importance: table.Key},
	{Name: "finding", Label: table.Say("Name", "代号"), Importance: table.Extra},
	{Name: "count", Label: table.Say("Count", "次数"), Type: table.Count, Importance: table.Key},
	{Name: "where", Label: table.Say("Where", "位置")},
	{Name: "what", Label: table.Say("What", "内容"), Type: table.List, Below: true},
	{Name: "frames", Label: table.Say("Frames", "帧"), Type: table.List},
	{Name: "meaning", Label: table.Say("Meaning", "含义"), Below: true},
	{Name: "next", Label: table.Say("Next", "下一步"), Below: true},
}

// findings remarks what an expert would. What is of one kind between the same
// two hosts is one finding, with its first frames and what it was about.
type findings struct {
	collect.IgnoreAll
	ask    *collect.Ask
	list   map[findingKey]*finding
	beyond uint64 // findings that have no line of their own
	frames frameWatch

	tunnels tunnels
}

// findingKey is what makes findings alike.
type findingKey struct {
	kind           findingKind
	client, server capture.Addr
	port           uint16
}

type finding struct {
	count  uint64
	frames []uint32 // the first ones, in order
	abouts []about  // the first ones, in order
}

// about is what a finding is about, and the frame in which it was so first.
type about struct {
	frame uint32
	what  string
}

// Bounds of the findings told, and of what is said of one.
const (
	maxFindings      = 10_000
	maxFindingFrames = 8
	maxFindingAbouts = 8
)

func newFindings(a *collect.Ask) collect.Collector {
	return &findings{ask: a, list: map[findingKey]*finding{}, tunnels: tunnels{}}
}

// add notes n findings of a kind, about what, in a frame.
func (c *findings) add(key findingKey, what string, frame uint32, n uint64) {
	x := c.list[key]
	if x == nil {
		if len(c.list) >= maxFindings {
			c.beyond += n
			return
		}
		x = new(finding)
		c.list[key] = x
	}
	x.count += n
	x.note(frame)
	x.concern(about{frame, what})
}

// note keeps frame if it is one of the first.
func (x *finding) note(frame uint32) {
	i, found := slices.BinarySearch(x.frames, frame)
	if found || frame == 0 || i == maxFindingFrames {
		return
	}
	x.frames = slices.Insert(x.frames, i, frame)
	x.frames = x.frames[:min(len(x.frames), maxFindingFrames)]
}

// first returns the first frame, 0 if what it is about was not captured.
func (x *finding) first() uint32 {
	if len(x.frames) == 0 {
		return 0
	}
	return x.frames[0]
}

// concern keeps what a finding is about if it is one of the first.
func (x *finding) concern(a about) {
	if a.what == "" {
		return
	}
	if i := slices.IndexFunc(x.abouts, func(b about) bool { return b.what == a.what }); i >= 0 {
		if x.abouts[i].frame <= a.frame {
			return
		}
		x.abouts = slices.Delete(x.abouts, i, i+1)
	}
	i, _ := slices.BinarySearchFunc(x.abouts, a, func(a, b about) int { return cmp.Or(cmp.Compare(a.frame, b.frame), cmp.Compare(a.what, b.what)) })
	x.abouts = slices.Insert(x.abouts, i, a)
	x.abouts = x.abouts[:min(len(x.abouts), maxFindingAbouts)]
}

// of returns the key of a finding about a connection.
func of(kind findingKind, c *dissect.Conn) findingKey {
	return findingKey{kind, c.Client.Addr, c.Server.Addr, c.Server.Port}
}

// Frame implements Collector.
func (c *findings) Frame(f *dissect.Frame) { c.frames.see(f, c.add) }

// Exchange implements dissect.Listener.
func (c *findings) Exchange(x *dissect.Exchange) {
	frame := x.Reply.Last.Frame
	if frame == 0 {
		frame = x.Request.Last.Frame
	}
	if l := x.Login; l != nil {
		what := strings.TrimSpace(l.Mechanism + " " + shortName(l.User))
		if !l.Hashed && l.Secret != "" {
			c.add(of(passwordInClear, x.Conn), what, x.Request.Last.Frame, 1)
		}
		if !l.Unjudged && (x.Outcome == dissect.Refused || x.Outcome == dissect.Failed) {
			c.add(of(loginRefused, x.Conn), what, frame, 1)
			return
		}
	}
	if x.Protocol == nil {
		return
	}
	if kind, ok := remarkable(x); ok {
		what := strings.Join(strings.Fields(x.Status+" "+x.Method+" "+shortName(x.Subject)), " ")
		c.add(of(kind, x.Conn), what, frame, 1)
	}
	if l, ok := x.Detail.(*dns.Lookup); ok {
		c.lookup(x, l)
	}
	c.slow(x)
}

// remarkable says which finding the outcome of an exchange is.
func remarkable(x *dissect.Exchange) (findingKind, bool) {
	if x.Outcome == dissect.Succeeded || x.Outcome == dissect.Redirected {
		return 0, false
	}
	switch x.Protocol.Name {
	case "http":
		switch x.Outcome {
		case dissect.Refused:
			return httpClientError, true
		case dissect.Failed:
			return httpServerError, true
		}
		return requestUnanswered, x.Outcome == dissect.Unanswered
	case "dns":
		l, _ := x.Detail.(*dns.Lookup)
		switch {
		case x.Outcome == dissect.Unanswered:
			return dnsUnanswered, true
		case l != nil && l.Rcode == dns.RcodeNoSuchName:
			return dnsNoSuchName, true
		}
		return dnsFailed, true
	case "smtp":
		mail := slices.Contains([]string{"MAIL", "RCPT", "DATA", "BDAT", smtp.EndOfMail}, x.Method)
		switch x.Outcome {
		case dissect.Refused:
			return mailRefused, mail
		case dissect.Failed:
			return mailDeferred, mail
		}
		return requestUnanswered, x.Outcome == dissect.Unanswered
	}
	return requestUnanswered, x.Outcome == dissect.Unanswered && x.Protocol.NewDialogue != nil
}

// slowAfter is the time of its own from which a server is slow, longPath the
// round trip from which a network is.
const (
	slowAfter = capture.Stamp(1e9)
	longPath  = capture.Stamp(300e6)
)

// slow remarks a server that took its time, where the network's part is known.
func (c *findings) slow(x *dissect.Exchange) {
	ttfb, ok := x.TTFB()
	totals := x.Conn.Totals
	if !ok || ttfb < slowAfter || totals == nil || x.Notes&dissect.NoteUnsure != 0 || x.Method == "IDLE" {
		return
	}
	own := ttfb
	if totals.TCP != nil {
		_, server, known := totals.TCP.Split(ttfb)
		if !known {
			return
		}
		own = server
	}
	if own >= slowAfter && own > ttfb/2 {
		c.add(of(slowServer, x.Conn), strings.TrimSpace(x.Method+" "+shortName(x.Subject)), x.Reply.First.Frame, 1)
	}
}

// Closed implements dissect.Listener.
func (c *findings) Closed(k *dissect.Conn, last reassembly.Mark) {
	t := k.Totals
	if t == nil || k.Carrier != nil {
		return
	}
	if k.Protocol != nil && k.Protocol.Name == "tls" {
		c.add(of(encrypted, k), "", t.First.Frame, 1)
	}
	if t.TCP != nil {
		c.connection(k, t, last)
	}
}

// Merge implements Collector.
func (c *findings) Merge(other collect.Collector) {
	o := other.(*findings)
	c.beyond += o.beyond
	c.tunnels.merge(o.tunnels)
	for key, x := range o.list {
		y := c.list[key]
		if y == nil {
			c.list[key] = x
			continue
		}
		y.count += x.count
		for _, frame := range x.frames {
			y.note(frame)
		}
		for _, a := range x.abouts {
			y.concern(a)
		}
	}
}

// Tables implements Collector.
func (c *findings) Tables(r *collect.Run) []table.Table {
	c.tunnels.remark(c)
	clear(c.tunnels)
	keys := make([]findingKey, 0, len(c.list))
	for k := range c.list {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b findingKey) int {
		return cmp.Or(cmp.Compare(findingTexts[b.kind].severity, findingTexts[a.kind].severity), cmp.Compare(c.list[a].first(), c.list[b].first()),
			cmp.Compare(a.kind, b.kind), cmp.Compare(a.where(), b.where()))
	})
	beyond := c.beyond
	for _, k := range keys[min(len(keys), maxFindings):] {
		beyond += c.list[k].count
	}
	keys = keys[:min(len(keys), maxFindings)]
	t := table.Table{Name: c.ask.Name, Title: c.ask.Title, Columns: findingColumns, Rows: &findingRows{c.list, keys, r.Lang}}
	if len(keys) == 0 {
		t.Notes = append(t.Notes, table.Say("Nothing to remark.", "没有异常。"))
	}
	if beyond > 0 {
		n := table.Grouped(beyond)
		t.Notes = append(t.Notes, table.Say("Too many to tell each: "+n+" more.", "数量过多：另有 "+n+" 项。"))
	}
	return []table.Table{t}
}

// where names the two hosts.
func (k findingKey) where() string {
	if k.client.Kind == capture.AddrNone {
		return ""
	}
	server := k.server.String()
	if k.port != 0 {
		server = table.WithPort(server, strconv.Itoa(int(k.port)))
	}
	return k.client.String() + " → " + server
}

// findingRows are the findings in order.
type findingRows struct {
	list map[findingKey]*finding
	keys []findingKey
	lang table.Lang
}

// Len implements Rows.
func (r *findingRows) Len() int { return len(r.keys) }

// Row implements Rows.
func (r *findingRows) Row(i int, dst []table.Value) []table.Value {
	k := r.keys[i]
	x, t := r.list[k], &findingTexts[k.kind]
	frames := make([]string, len(x.frames))
	for j, n := range x.frames {
		frames[j] = strconv.Itoa(int(n))
	}
	if x.count > uint64(len(frames)) && len(frames) == maxFindingFrames {
		frames = append(frames, "…")
	}
	var whats []string
	for _, a := range x.abouts {
		whats = append(whats, a.what)
	}
	if len(whats) == maxFindingAbouts {
		whats = append(whats, "…")
	}
	return append(dst, table.String(t.severity.String()), table.String(t.title.In(r.lang)), table.String(t.name), table.Int(x.count), table.Some(k.where()), table.Strings(whats), table.Strings(frames), table.String(t.meaning.In(r.lang)), table.String(t.next.In(r.lang)))
}
