package stats

import (
	"cmp"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// traffic counts frames and bytes in intervals of time since the first frame of the
// run. If nobody chose how long they are it shows at the end what fits a screen.
type traffic struct {
	ask     *collect.Ask
	spans   spans
	series  []series // all frames, then what has columns of its own
	matches []collect.Match
}

// series are the sums of intervals.
type series []sum

const (
	// maxIntervals is how many there are: frames that come later count for the
	// last one.
	maxIntervals = 1 << 20
	// maxSteps is how many short intervals there are while the interval is not
	// chosen.
	maxSteps = 1 << 16
	// fitting is how many rows there are at most if nobody says how long an
	// interval is.
	fitting = 30
)

const (
	millisecond capture.Stamp = 1e6
	second      capture.Stamp = 1e9
	minute                    = 60 * second
	hour                      = 60 * minute
	day                       = 24 * hour
)

// steps are the lengths of short intervals. Each divides the next, and those
// in intervals that are longer than a few hundred of it.
var steps = []capture.Stamp{millisecond, 10 * millisecond, 100 * millisecond, second, 10 * second, minute,
	10 * minute, hour, day}

// intervals are the lengths that are chosen from.
var intervals = []capture.Stamp{
	millisecond, 2 * millisecond, 5 * millisecond, 10 * millisecond, 20 * millisecond, 50 * millisecond,
	100 * millisecond, 200 * millisecond,
	500 * millisecond, second, 2 * second, 5 * second, 10 * second, 20 * second, 30 * second, minute, 2 * minute,
	5 * minute, 10 * minute,
	20 * minute, 30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 30 * day, 365 * day,
}

var trafficColumns = []table.Column{
	{Name: "start", Label: table.Say("From", "起"), Type: table.Duration, Moment: true, Importance: table.Key},
	{Name: "end", Label: table.Say("To", "止"), Type: table.Duration, Importance: table.Key},
	{Name: "frames", Label: table.Say("Frames", "帧"), Type: table.Count},
	{Name: "bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes},
	{Name: "rate", Label: table.Say("Rate", "速率"), Type: table.Rate},
}

var trafficBar = table.Column{Name: "bar", Type: table.Bar, Of: "bytes"}

func newTraffic(a *collect.Ask) collect.Collector {
	c := &traffic{ask: a, spans: newSpans(a, maxSteps), series: make([]series, 1+len(a.Beside))}
	for _, x := range a.Beside {
		c.matches = append(c.matches, x.Match())
	}
	return c
}

// Frame implements Collector.
func (c *traffic) Frame(f *dissect.Frame) {
	i, join := c.spans.place(f.At - f.First)
	c.join(join)
	c.series[0].count(i, f)
	for j, m := range c.matches {
		if m == nil || m(f) {
			c.series[1+j].count(i, f)
		}
	}
}

// join makes one interval of n in all series.
func (c *traffic) join(n int) {
	if n > 1 {
		for i := range c.series {
			c.series[i] = c.series[i].joined(n)
		}
	}
}

// joined makes one interval of n.
func (s series) joined(n int) series {
	if n <= 1 {
		return s
	}
	to := make(series, (len(s)+n-1)/n)
	for i, x := range s {
		to[i/n].add(x)
	}
	return to
}

func (s *series) count(i int, f *dissect.Frame) {
	s.grow(i + 1)
	(*s)[i].frame(f)
}

// grow makes room for n intervals.
func (s *series) grow(n int) {
	if n > len(*s) {
		*s = append(*s, make(series, n-len(*s))...)
	}
}

// Merge implements Collector.
func (c *traffic) Merge(other collect.Collector) {
	o := other.(*traffic)
	join, theirs := c.spans.merge(&o.spans)
	c.join(join)
	o.join(theirs)
	for i, from := range o.series {
		c.series[i].merge(from)
	}
}

// merge adds the sums of others.
func (s *series) merge(o series) {
	s.grow(len(o))
	for i, x := range o {
		(*s)[i].add(x)
	}
}

// Tables implements Collector.
func (c *traffic) Tables(*collect.Run) []table.Table {
	if len(c.series[0]) == 0 {
		return nothing(nil, c.ask)
	}
	step := c.spans.shown(cmp.Or(c.ask.Intervals, fitting))
	t := table.Table{Name: "io", Title: table.Say("Frames and bytes over time", "流量随时间的变化"),
		Columns: append([]table.Column(nil), trafficColumns...)}
	rows := &trafficRows{step: step, end: c.spans.end, short: c.spans.short(len(c.series[0]))}
	for i, s := range c.series {
		rows.series = append(rows.series, s.joined(int(step/c.spans.step)))
		if i > 0 {
			label := table.Clean(c.ask.Beside[i-1].Text)
			t.Columns = append(t.Columns, table.Column{Name: "frames " + label,
				Label: table.Phrase{EN: label, ZH: label}, Type: table.Count},
				table.Column{Name: "bytes " + label, Label: table.Say("Bytes", "字节"), Type: table.Bytes})
		}
	}
	t.Columns, t.Rows = append(t.Columns, trafficBar), rows
	if rows.short {
		t.Notes = append(t.Notes,
			table.Say("The capture is too long for intervals so short: the last one has all that comes later.",
				"间隔太短：最后一行包含其后的全部流量。"))
	}
	return []table.Table{t}
}

// trafficRows are intervals of a length.
type trafficRows struct {
	step, end capture.Stamp
	series    []series
	short     bool // the last interval has all that comes later
}

// Len implements Rows.
func (r *trafficRows) Len() int { return len(r.series[0]) }

// Row implements Rows.
func (r *trafficRows) Row(i int, dst []table.Value) []table.Value {
	from := capture.Stamp(i) * r.step
	to, all := from+r.step, r.at(0, i)
	if i == r.Len()-1 && (r.short || i == 0) {
		to = r.end
	}
	dst = append(dst, table.Nanoseconds(from), table.Nanoseconds(to), table.Int(all.Frames), table.Int(all.Bytes),
		bitRate(all.Bytes, to-from))
	for j := range r.series[1:] {
		x := r.at(1+j, i)
		dst = append(dst, table.Int(x.Frames), table.Int(x.Bytes))
	}
	return dst
}

func (r *trafficRows) at(series, i int) sum {
	if s := r.series[series]; i < len(s) {
		return s[i]
	}
	return sum{}
}

// bitRate returns bits per second, none if no time passed.
func bitRate(bytes uint64, d capture.Stamp) table.Value {
	return table.Float(float64(8*bytes) / (float64(d) / 1e9))
}
