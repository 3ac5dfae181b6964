package stats

import (
	"cmp"
	"slices"
	"strconv"

	"netsniff/dissect/frame"
	"netsniff/dissect/tcp"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// Tables implements Collector.
func (c *overview) Tables(r *collect.Run) []table.Table {
	v, d := &c.vitals, c.vitals.Duration()
	row := []table.Value{
		table.Strings(r.Files), table.None(), table.Strings(c.linkNames()), table.Int(v.Frames), table.None(),
		table.Int(v.Bytes), table.None(),
		table.None(), table.None(), table.None(), table.None(), table.None(), table.None(),
		table.Strings(c.top()), table.Int(c.transport[TCP].Count()), table.Int(c.transport[UDP].Count()),
		table.Int(v.Malformed), table.Int(v.Truncated), table.Int(v.Gaps), table.Int(r.Evicted), table.None(),
	}
	set := func(name string, x table.Value) {
		row[slices.IndexFunc(overviewColumns, func(c table.Column) bool { return c.Name == name })] = x
	}
	if r.Interface != "" {
		set("interface", table.String(r.Interface))
		set("dropped", table.Int(r.Dropped))
	}
	if r.Frames != v.Frames {
		set("frames_read", table.Int(r.Frames))
	}
	if v.Captured != v.Bytes {
		set("bytes_captured", table.Int(v.Captured))
	}
	if v.Frames > 0 {
		set("first", table.At(v.First))
		set("last", table.At(v.Last))
		set("duration", table.Nanoseconds(d))
		set("frame_rate", table.Float(float64(v.Frames)/(float64(d)/1e9)))
		set("rate", bitRate(v.Bytes, d))
		set("frame_size", table.Int((v.Bytes+v.Frames/2)/v.Frames))
	}
	return []table.Table{{Name: "overview", Title: table.Say("Overview", "概览"), Columns: overviewColumns,
		Rows: table.RowList{row}, Layout: table.Upright}}
}

func (c *overview) linkNames() (names []string) {
	slices.Sort(c.links)
	for _, t := range c.links {
		name := frame.LinkName(t)
		if name == "" {
			name = "link type " + strconv.Itoa(int(t))
		}
		names = append(names, name)
	}
	if c.moreLinks {
		names = append(names, "…")
	}
	return names
}

// top names the protocols with the most rows.
func (c *overview) top() (names []string) {
	type counted struct {
		name string
		n    uint64
	}
	var list []counted
	for p, n := range c.protocols {
		if p == nil {
			p = &tcp.Protocol
		}
		if i := slices.IndexFunc(list, func(x counted) bool { return x.name == p.Name }); i >= 0 {
			list[i].n += n
		} else {
			list = append(list, counted{p.Name, n})
		}
	}
	slices.SortFunc(list, func(a, b counted) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.name, b.name)) })
	for _, x := range list[:min(len(list), topProtocols)] {
		names = append(names, x.name+" "+table.Grouped(x.n))
	}
	return names
}
