package stats

import "netsniff/reassembly"

// Columns and values of a distribution of times, the same in all tables: one
// of how many, then min, mean, percentiles, max and standard deviation.

// timingColumns returns the columns of the times called name: "ttfb_p50" and so
// on, with how many there were as "ttfb_count".
func timingColumns(name string, label Phrase) (columns []Column) {
	columns = append(columns, Column{Name: name + "_count", Label: Phrase{label.EN + " n", label.ZH + " 数"}, Type: Count})
	for _, x := range timings {
		columns = append(columns, Column{Name: name + "_" + x.name, Label: Phrase{label.EN + " " + x.name, label.ZH + " " + x.zh}, Type: Duration})
	}
	return columns
}

// timings are the numbers of a distribution.
var timings = [...]struct {
	name, zh string
	of       func(d *reassembly.Durations) Value
}{
	{"min", "最小", func(d *reassembly.Durations) Value { return Nanoseconds(d.Min()) }},
	{"mean", "平均", func(d *reassembly.Durations) Value { return Nanoseconds(d.Mean()) }},
	{"p50", "p50", func(d *reassembly.Durations) Value { return Nanoseconds(d.Percentile(50)) }},
	{"p90", "p90", func(d *reassembly.Durations) Value { return Nanoseconds(d.Percentile(90)) }},
	{"p99", "p99", func(d *reassembly.Durations) Value { return Nanoseconds(d.Percentile(99)) }},
	{"max", "最大", func(d *reassembly.Durations) Value { return Nanoseconds(d.Max()) }},
	{"stdev", "标准差", func(d *reassembly.Durations) Value { return Nanoseconds(d.StdDev()) }},
}

// appendTimings appends the values of timingColumns; without a time only their
// number is known.
func appendTimings(dst []Value, d *reassembly.Durations) []Value {
	dst = append(dst, Int(d.Count()))
	for _, x := range timings {
		if d.Count() == 0 {
			dst = append(dst, None())
			continue
		}
		dst = append(dst, x.of(d))
	}
	return dst
}
