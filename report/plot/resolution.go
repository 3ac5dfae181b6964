package plot

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"netsniff/report/picture"
	"netsniff/report/table"
)

// Series of a resolution.
const (
	resolutionRecursive = iota
	resolutionReferral
	resolutionAnswer
	resolutionBad
)

// lookup is a row of the table of DNS lookups, in a tree: what a server had to ask to answer.
type lookup struct {
	first, last         uint32 // frames
	start, took         float64
	client, server      string
	name, kind, status  string
	answers             []string
	referral, recursive bool
	asked               []*lookup
	under               bool // it is part of another
}

func (l *lookup) end() float64 { return l.start + l.took }

// drawResolution draws lookups as trees, a lane for each.
func drawResolution(in *Input) (*picture.Picture, error) {
	t, err := in.table("dns.lookups")
	if err != nil {
		return nil, err
	}
	list := grown(lookups(t))
	trees := slices.ContainsFunc(list, func(l *lookup) bool { return len(l.asked) > 0 })
	var lanes []lane
	more := 0
	for _, l := range list {
		if l.under || trees && len(l.asked) == 0 && !l.recursive || l.end() < in.From || in.To > 0 && l.start > in.To {
			continue
		}
		if grow := appendTree(nil, l, "", ""); len(lanes) == 0 || len(lanes)+len(grow) <= maxLanes {
			lanes = append(lanes, grow[:min(len(grow), maxLanes)]...)
			more += max(0, len(grow)-maxLanes)
		} else {
			more += len(grow)
		}
	}
	if len(lanes) == 0 {
		return nil, nothingBetween
	}
	first, last := math.Inf(1), math.Inf(-1)
	for _, l := range lanes {
		first, last = min(first, l.start), max(last, l.end())
	}
	q := picture.Panel{Layout: picture.Lanes, Y: picture.Axis{Kind: picture.Category}, Series: []picture.Series{
		resolutionRecursive: {Name: table.Say("Asked to find the answer", "请求递归解析"), Shape: picture.Boxes,
			Ink: picture.Blue, Reach: picture.Ends},
		resolutionReferral: {Name: table.Say("Referred to other servers", "转介到其他服务器"), Shape: picture.Boxes,
			Ink: picture.Amber, Reach: picture.Ends},
		resolutionAnswer: {Name: table.Say("Answered", "已应答"), Shape: picture.Boxes, Ink: picture.Green,
			Reach: picture.Ends},
		resolutionBad: {Name: table.Say("Failed, or not answered", "失败或无应答"), Shape: picture.Boxes,
			Ink: picture.Red, Reach: picture.Ends},
	}}
	if q.X, err = in.times(first, last); err != nil {
		return nil, err
	}
	for i, l := range lanes {
		q.Y.Names = append(q.Y.Names, table.Phrase{EN: l.branch + l.name + " " + l.kind + " → " + l.server})
		q.Add(l.series(), picture.Mark{X: l.start, X2: l.end(), Y: float64(i), First: l.first,
			Last: max(l.last, l.first), Text: l.said()})
	}
	p := &picture.Picture{Title: table.Say("DNS resolution", "DNS 解析过程"), Panels: []picture.Panel{q}}
	if more > 0 {
		n := table.Grouped(uint64(more))
		p.Notes = append(p.Notes,
			table.Say(strconv.Itoa(len(lanes))+" lookups are drawn, and "+n+" more are not; -f and --from choose others.",
				"画出 "+strconv.Itoa(len(lanes))+" 次查询，另有 "+n+" 次未画；可用 -f 和 --from 选择。"))
	}
	return p, nil
}

// lookups reads the table.
func lookups(t *table.Table) (list []*lookup) {
	c := t.Cursor()
	first, last, start, took := c.Column("request_frame"), c.Column("reply_frame"), c.Column("start"),
		c.Column("from_first_try")
	client, server, name, kind := c.Column("client"), c.Column("server"), c.Column("name"), c.Column("type")
	status, answers, source, way := c.Column("status"), c.Column("answers"), c.Column("source"), c.Column("way")
	for c.Next() {
		list = append(list, &lookup{first: uint32(c.Int(first)), last: uint32(c.Int(last)), start: c.Number(start),
			took:   c.Number(took),
			client: c.Text(client), server: c.Text(server), name: c.Text(name), kind: c.Text(kind), status: c.Text(status),
			answers: c.List(answers), referral: c.Text(source) == referral, recursive: c.Text(way) == "recursive"})
	}
	slices.SortStableFunc(list, func(a, b *lookup) int { return int(a.first) - int(b.first) })
	return list
}

// referral is the source of what names servers of a zone nearer to the name instead of an answer.
const referral = "referral"

// maxWaiting is how many lookups that a server was busy with are looked through for the one that
// it asked another for.
const maxWaiting = 64

// grown puts each lookup below the one that its client was asked at that time: of those the one
// for the same name, else the one that began last.
func grown(list []*lookup) []*lookup {
	open := map[string][]*lookup{} // by the server that was asked
	for _, l := range list {
		waiting := open[l.client]
		waiting = slices.DeleteFunc(waiting, func(p *lookup) bool { return p.last != 0 && p.end() < l.start })
		if n := len(waiting); n > maxWaiting {
			waiting = slices.Delete(waiting, 0, n-maxWaiting)
		}
		open[l.client] = waiting
		var of *lookup
		for _, p := range slices.Backward(waiting) {
			if of == nil || !within(of.name, l.name) && within(p.name, l.name) {
				of = p
			}
		}
		if of != nil {
			of.asked = append(of.asked, l)
			l.under = true
		}
		open[l.server] = append(open[l.server], l)
	}
	return list
}

// within reports whether name is zone, or below it, or one of the zones that it is in: who looks
// for a name asks for those as well (RFC 9156).
func within(name, zone string) bool {
	name, zone = strings.ToLower(name), strings.ToLower(zone)
	return name == zone || zone == "<root>" || strings.HasSuffix(name, "."+zone)
}

// lane is a lookup and what is drawn before its name.
type lane struct {
	*lookup
	branch string
}

// maxDepth is how deep a tree is drawn.
const maxDepth = 8

func appendTree(dst []lane, l *lookup, branch, below string) []lane {
	dst = append(dst, lane{l, branch})
	if len(below) > 3*4*maxDepth {
		return dst
	}
	for i, x := range l.asked {
		if i == len(l.asked)-1 {
			dst = appendTree(dst, x, below+"└ ", below+"  ")
		} else {
			dst = appendTree(dst, x, below+"├ ", below+"│ ")
		}
	}
	return dst
}

func (l *lookup) series() int {
	switch {
	case l.last == 0 || l.status != "NOERROR" && l.status != "NXDOMAIN":
		return resolutionBad
	case l.recursive:
		return resolutionRecursive
	case l.referral:
		return resolutionReferral
	}
	return resolutionAnswer
}

// said is what the server answered.
func (l *lookup) said() table.Phrase {
	switch {
	case l.last == 0:
		return table.Phrase{}
	case l.status != "NOERROR":
		return table.Phrase{EN: l.status}
	case l.referral:
		return table.Say(referral, table.Translate(referral, table.Chinese))
	}
	return table.Phrase{EN: strings.Join(l.answers[:min(len(l.answers), 3)], ", ")}
}
