package plot

import (
	"slices"
	"strings"

	"netsniff/report/picture"
	"netsniff/report/table"
)

// Intervals is how many intervals of time a curve has about, if nobody says how long they are.
const Intervals = 150

// curves are the inks of series that stand beside each other.
var curves = [...]picture.Ink{picture.Blue, picture.Red, picture.Green, picture.Amber, picture.Purple, picture.Sky,
	picture.Black}

// drawTraffic draws the rate of traffic: of all frames, and of those that match each of other
// filters, whose columns the table has; without other filters, by protocol.
func drawTraffic(in *Input) (*picture.Picture, error) {
	t, err := in.table("io")
	if err != nil {
		return nil, err
	}
	c := t.Cursor()
	from, to := c.Column("start"), c.Column("end")
	if !slices.ContainsFunc(t.Columns, func(x table.Column) bool { return strings.HasPrefix(x.Name, "bytes ") }) {
		return drawProtocols(in)
	}
	columns := []table.Place{c.Column("bytes")}
	series := []picture.Series{{Name: table.Say("All frames", "全部帧"), Shape: picture.Bars, Ink: picture.Grey,
		Reach: picture.During, Filter: t.Filter}}
	for _, x := range t.Columns {
		if filter, ok := strings.CutPrefix(x.Name, "bytes "); ok {
			columns = append(columns, c.Column(x.Name))
			series = append(series, picture.Series{Name: table.Phrase{EN: filter}, Shape: picture.Steps,
				Reach: picture.During, Filter: both(t.Filter, filter),
				Ink: curves[(len(series)-1)%len(curves)]})
		}
	}
	p := &picture.Picture{Title: table.Say("Traffic over time", "流量随时间的变化"), Panels: []picture.Panel{{
		Series: series, Y: picture.Axis{Unit: picture.BitRate, Label: table.Say("Rate", "速率")},
	}}}
	panel, last := &p.Panels[0], 0.0
	for c.Next() {
		last = max(last, c.Number(to))
		for _, column := range columns {
			panel.Y.Cover(rate(c.Number(column), c.Number(from), c.Number(to)))
		}
	}
	panel.Y.Settle()
	if panel.X, err = in.times(0, last); err != nil {
		return nil, err
	}
	for c.Rewind(); c.Next(); {
		a, b := c.Number(from), c.Number(to)
		for i, column := range columns {
			panel.Add(i, picture.Mark{X: a, X2: b, Y: rate(c.Number(column), a, b)})
		}
	}
	return p, nil
}

// both is the filter for frames that match two.
func both(a, b string) string {
	if a == "" {
		return b
	}
	return "(" + a + ") and (" + b + ")"
}

// rate is bits per second; 0 if no time passes.
func rate(bytes, from, to float64) float64 {
	if to <= from {
		return 0
	}
	return 8 * bytes / (to - from)
}
