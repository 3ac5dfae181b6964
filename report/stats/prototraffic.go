package stats

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/frame"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// protocolTraffic counts frames and bytes over time by what they carry. A segment that brings
// only a part of a message counts for the protocol of its connection.
type protocolTraffic struct {
	ask    *collect.Ask
	spans  spans
	series map[string]*series
	names  []string // of one frame
}

const (
	// maxProtocolSteps is how many short intervals each protocol has.
	maxProtocolSteps = 1 << 12
	// protocolsOverTime is how many protocols have rows of their own: those with the most bytes.
	protocolsOverTime = 7
)

// otherProtocols is what all others are called.
const otherProtocols = "others"

var protocolTrafficColumns = []table.Column{
	{Name: "start", Label: table.Say("From", "起"), Type: table.Duration, Moment: true, Importance: table.Key},
	{Name: "end", Label: table.Say("To", "止"), Type: table.Duration, Importance: table.Key},
	{Name: "protocol", Label: table.Say("Protocol", "协议"), Importance: table.Key},
	{Name: "frames", Label: table.Say("Frames", "帧"), Type: table.Count},
	{Name: "bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes},
	{Name: "rate", Label: table.Say("Rate", "速率"), Type: table.Rate},
}

func newProtocolTraffic(a *collect.Ask) collect.Collector {
	return &protocolTraffic{ask: a, spans: newSpans(a, maxProtocolSteps), series: map[string]*series{}}
}

// Frame implements Collector.
func (c *protocolTraffic) Frame(f *dissect.Frame) {
	i, join := c.spans.place(f.At - f.First)
	c.join(join)
	name := c.carried(f)
	s := c.series[name]
	if s == nil {
		s = new(series)
		c.series[name] = s
	}
	s.count(i, f)
}

// carried names what a frame carries: the protocol of its row, else of its connection, else of
// its innermost header.
func (c *protocolTraffic) carried(f *dissect.Frame) string {
	p := rowProtocol(f)
	if p == nil && f.Conn != nil {
		p = cmp.Or(f.Conn.Protocol, f.Conn.Recognised)
	}
	if p != nil {
		return p.Name
	}
	c.names = frame.AppendProtocols(c.names[:0], f)
	if n := len(c.names); n > 0 {
		return c.names[n-1]
	}
	return otherProtocols
}

func (c *protocolTraffic) join(n int) {
	if n > 1 {
		for _, s := range c.series {
			*s = s.joined(n)
		}
	}
}

// Merge implements Collector.
func (c *protocolTraffic) Merge(other collect.Collector) {
	o := other.(*protocolTraffic)
	join, theirs := c.spans.merge(&o.spans)
	c.join(join)
	o.join(theirs)
	for name, from := range o.series {
		if to := c.series[name]; to != nil {
			to.merge(*from)
		} else {
			c.series[name] = from
		}
	}
}

// Tables implements Collector.
func (c *protocolTraffic) Tables(*collect.Run) []table.Table {
	if len(c.series) == 0 {
		return nothing(nil, c.ask)
	}
	step := c.spans.shown(cmp.Or(c.ask.Intervals, fitting))
	all, totals := map[string]series{}, map[string]uint64{}
	for name, s := range c.series {
		all[name] = s.joined(int(step / c.spans.step))
		for _, x := range all[name] {
			totals[name] += x.Bytes
		}
	}
	names := slices.SortedFunc(maps.Keys(all),
		func(a, b string) int { return cmp.Or(cmp.Compare(totals[b], totals[a]), strings.Compare(a, b)) })
	rows := &protocolTrafficRows{spans: c.spans, step: step}
	for i, name := range names {
		if i < protocolsOverTime {
			rows.names, rows.series = append(rows.names, name), append(rows.series, slices.Clone(all[name]))
			continue
		}
		if i == protocolsOverTime {
			rows.names, rows.series = append(rows.names, otherProtocols), append(rows.series, nil)
		}
		rows.series[protocolsOverTime].merge(all[name])
	}
	rows.list()
	return []table.Table{{Name: c.ask.Name, Title: c.ask.Title, Columns: protocolTrafficColumns, Rows: rows}}
}

// protocolTrafficRows are the intervals, and in them the protocols that have frames there.
type protocolTrafficRows struct {
	spans  spans
	step   capture.Stamp
	names  []string
	series []series
	places [][2]int // interval and protocol of each row
}

// list finds the rows.
func (r *protocolTrafficRows) list() {
	n := 0
	for _, s := range r.series {
		n = max(n, len(s))
	}
	for i := range n {
		for j, s := range r.series {
			if i < len(s) && s[i].Frames > 0 {
				r.places = append(r.places, [2]int{i, j})
			}
		}
	}
}

// Len implements Rows.
func (r *protocolTrafficRows) Len() int { return len(r.places) }

// Row implements Rows.
func (r *protocolTrafficRows) Row(i int, dst []table.Value) []table.Value {
	at, j := r.places[i][0], r.places[i][1]
	from, x := capture.Stamp(at)*r.step, r.series[j][at]
	to := from + r.step
	if at == 0 && r.spans.end < to {
		to = r.spans.end
	}
	return append(dst, table.Nanoseconds(from), table.Nanoseconds(to), table.String(r.names[j]), table.Int(x.Frames),
		table.Int(x.Bytes), bitRate(x.Bytes, to-from))
}
