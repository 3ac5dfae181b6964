package stats

import (
	"netsniff/reassembly"
	"netsniff/report/table"
)

// Columns and values of a distribution of times, the same in all tables: one
// of how many, then min, mean, percentiles, max and standard deviation.

// timingColumns returns the columns of the times called name: "ttfb_p50" and so
// on, with how many there were as "ttfb_count".
func timingColumns(name string, label table.Phrase) (columns []table.Column) {
	columns = append(columns, table.Column{Name: name + "_count", Label: table.Say(label.EN+" n", label.ZH+" 数"),
		Type: table.Count, Importance: table.Extra})
	for _, x := range timings {
		columns = append(columns, table.Column{Name: name + "_" + x.name,
			Label: table.Say(label.EN+" "+x.name, label.ZH+" "+x.zh), Type: table.Duration, Importance: x.importance})
	}
	return columns
}

// timings are the numbers of a distribution.
var timings = [...]struct {
	name, zh   string
	importance table.Importance
	of         func(d *reassembly.Durations) table.Value
}{
	{"min", "最小", table.Extra, func(d *reassembly.Durations) table.Value { return table.Nanoseconds(d.Min()) }},
	{"mean", "平均", table.Minor, func(d *reassembly.Durations) table.Value { return table.Nanoseconds(d.Mean()) }},
	{"p50", "p50", table.Main, func(d *reassembly.Durations) table.Value { return table.Nanoseconds(d.Percentile(50)) }},
	{"p90", "p90", table.Main, func(d *reassembly.Durations) table.Value { return table.Nanoseconds(d.Percentile(90)) }},
	{"p99", "p99", table.Minor, func(d *reassembly.Durations) table.Value { return table.Nanoseconds(d.Percentile(99)) }},
	{"max", "最大", table.Main, func(d *reassembly.Durations) table.Value { return table.Nanoseconds(d.Max()) }},
	{"stdev", "标准差", table.Extra, func(d *reassembly.Durations) table.Value { return table.Nanoseconds(d.StdDev()) }},
}

// appendTimings appends the values of timingColumns; without a time only their
// number is known.
func appendTimings(dst []table.Value, d *reassembly.Durations) []table.Value {
	dst = append(dst, table.Int(d.Count()))
	for _, x := range timings {
		if d.Count() == 0 {
			dst = append(dst, table.None())
			continue
		}
		dst = append(dst, x.of(d))
	}
	return dst
}
