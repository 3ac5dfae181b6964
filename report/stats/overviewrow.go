package stats

import (
	"cmp"
	"math/bits"
	"slices"
	"strconv"

	"netsniff/dissect/frame"
	"netsniff/dissect/tcp"
)

// Tables implements Collector.
func (c *overview) Tables(r *Run) []Table {
	v, d := &c.vitals, c.vitals.duration()
	row := []Value{
		Strings(r.Files), None(), Strings(c.linkNames()), Int(v.Frames), None(), Int(v.Bytes), None(),
		None(), None(), None(), None(), None(), None(),
		Strings(c.top()), Int(c.transport[TCP].count()), Int(c.transport[UDP].count()),
		Int(v.Malformed), Int(v.Truncated), Int(v.Gaps), Int(r.Evicted), None(),
	}
	set := func(name string, x Value) {
		row[slices.IndexFunc(overviewColumns, func(c Column) bool { return c.Name == name })] = x
	}
	if r.Interface != "" {
		set("interface", String(r.Interface))
		set("dropped", Int(r.Dropped))
	}
	if r.Frames != v.Frames {
		set("frames_read", Int(r.Frames))
	}
	if v.Captured != v.Bytes {
		set("bytes_captured", Int(v.Captured))
	}
	if v.Frames > 0 {
		set("first", At(v.First))
		set("last", At(v.Last))
		set("duration", Nanoseconds(d))
		set("frame_rate", Float(float64(v.Frames)/(float64(d)/1e9)))
		set("rate", bitRate(v.Bytes, d))
		set("frame_size", Int((v.Bytes+v.Frames/2)/v.Frames))
	}
	return []Table{{Name: "overview", Title: Phrase{"Overview", "概览"}, Columns: overviewColumns, Rows: RowList{row}, Layout: Upright}}
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
		names = append(names, x.name+" "+grouped(x.n))
	}
	return names
}

func (s seen) count() (n int) {
	for _, x := range s {
		n += bits.OnesCount64(x)
	}
	return n
}
