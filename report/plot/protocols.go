package plot

import (
	"slices"

	"netsniff/report/picture"
	"netsniff/report/table"
)

// drawProtocols draws the rate of traffic by protocol, the bars of an interval on each other.
func drawProtocols(in *Input) (*picture.Picture, error) {
	t, err := in.table("io-protocols")
	if err != nil {
		return nil, err
	}
	c := t.Cursor()
	from, to, protocol, bytes := c.Column("start"), c.Column("end"), c.Column("protocol"), c.Column("bytes")
	sums, tops, last := map[string]float64{}, map[float64]float64{}, 0.0
	var names []string
	panel := picture.Panel{Y: picture.Axis{Unit: picture.BitRate, Label: table.Say("Rate", "速率")}}
	for c.Next() {
		name, a := c.Text(protocol), c.Number(from)
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		sums[name] += c.Number(bytes)
		last = max(last, c.Number(to))
		tops[a] += rate(c.Number(bytes), a, c.Number(to))
		panel.Y.Cover(tops[a])
	}
	panel.Y.Settle()
	slices.SortStableFunc(names, func(a, b string) int { return most(sums[a], sums[b]) })
	for i, name := range names {
		s := picture.Series{Name: table.Say(name, table.Translate(name, table.Chinese)), Shape: picture.Bars,
			Ink: curves[i%len(curves)], Reach: picture.During, Filter: t.Filter}
		if name == others {
			s.Ink = picture.Grey
		}
		panel.Series = append(panel.Series, s)
	}
	if panel.X, err = in.times(0, last); err != nil {
		return nil, err
	}
	clear(tops)
	for i, name := range names { // those with the most bytes stand at the bottom
		for c.Rewind(); c.Next(); {
			if a, b := c.Number(from), c.Number(to); c.Text(protocol) == name {
				top := tops[a] + rate(c.Number(bytes), a, b)
				panel.Add(i, picture.Mark{X: a, X2: b, Y: top, Y2: tops[a]})
				tops[a] = top
			}
		}
	}
	return &picture.Picture{Title: table.Say("Traffic over time by protocol", "各协议流量随时间的变化"),
		Panels: []picture.Panel{panel}}, nil
}

// others is what the table calls protocols without rows of their own.
const others = "others"

// most puts the greater number first.
func most(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}
