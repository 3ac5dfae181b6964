package plot

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"netsniff/report/picture"
	"netsniff/report/table"
)

// timed is a thing that took seconds, from one frame to another.
type timed struct {
	took        float64
	first, last uint32
}

// mark returns the thing as a mark.
func (x timed) mark(y float64) picture.Mark {
	return picture.Mark{X: x.took, Y: y, First: x.first, Last: x.last}
}

// bins is how many bars the histogram has at most.
const bins = 60

// mostListed is how many things a filter lists by their frames: of more, the first of the capture.
const mostListed = 200

// framesOf returns a filter that lists the frames of things.
func framesOf(list []timed, _, _ float64) string {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b timed) int { return cmp.Compare(a.first, b.first) })
	var numbers []string
	for _, x := range list[:min(len(list), mostListed)] {
		numbers = append(numbers, strconv.FormatUint(uint64(x.first), 10))
		if x.last != x.first {
			numbers = append(numbers, strconv.FormatUint(uint64(x.last), 10))
		}
	}
	return "frame.number in {" + strings.Join(numbers, ", ") + "}"
}

// percentile returns the one within whose time a part of all took; list is sorted (nearest rank).
func percentile(list []timed, part float64) timed {
	return list[min(max(int(math.Ceil(part*float64(len(list))))-1, 0), len(list)-1)]
}

// distribution draws how long things took: as a histogram, and as the part of all that took at most so
// long. There are some; the list is sorted by it. The filter of a bar is of those in it, which took
// from one time to before another.
func distribution(list []timed, p *picture.Picture, label, things table.Phrase,
	filter func(list []timed, from, to float64) string) []picture.Panel {
	slices.SortStableFunc(list, func(a, b timed) int { return cmp.Compare(a.took, b.took) })
	x := timesAxis(list, label)
	return []picture.Panel{histogram(list, x, things, p, filter), percentiles(list, x)}
}

// timesAxis is that of how long things took. A few that take far longer than all others do not make the
// rest small: they are counted below the picture.
func timesAxis(list []timed, label table.Phrase) picture.Axis {
	a := picture.Axis{Unit: picture.Seconds, Label: label, Max: list[len(list)-1].took}
	if almost := 1.5 * percentile(list, 0.98).took; a.Max > 3*almost {
		a.Max = almost
	}
	a.Settle()
	return a
}

// histogram draws how many took how long; list is sorted.
func histogram(list []timed, x picture.Axis, things table.Phrase, p *picture.Picture,
	filter func(list []timed, from, to float64) string) picture.Panel {
	q := picture.Panel{Title: table.Say("How many took how long", "直方图"), X: x, Y: picture.Axis{Label: things},
		Series: []picture.Series{{Name: table.Say("", ""), Shape: picture.Bars, Ink: picture.Blue}}}
	step := picture.Round(max(q.X.Max, 1e-9) / bins)
	within := len(list)
	for within > 0 && list[within-1].took > q.X.Max {
		within--
	}
	q.X.Min = 0
	var bars []picture.Mark
	for from := 0; from < within; {
		i := math.Floor(list[from].took/step + 1e-9)
		m := picture.Mark{X: i * step, X2: (i + 1) * step}
		to := from
		for to < within && list[to].took < m.X2-1e-9*step {
			to++
		}
		to = max(to, from+1)
		m.Y, m.N, m.Filter = float64(to-from), uint32(to-from), filter(list[from:to], m.X, m.X2)
		q.X.Cover(m.X2)
		q.Y.Cover(m.Y)
		bars = append(bars, m)
		from = to
	}
	q.Y.Settle()
	for _, m := range bars {
		q.Add(0, m)
	}
	if beyond := len(list) - within; beyond > 0 {
		n, most := table.Grouped(uint64(beyond)), q.X.Say(list[len(list)-1].took)
		p.Notes = append(p.Notes,
			table.Say("Beyond the histogram: "+n+" that took longer, at most "+most+".",
				"直方图之外：另有 "+n+" 个更久，最长 "+most+"。"))
	}
	return q
}

// percentiles draws which part of all took at most how long.
func percentiles(list []timed, x picture.Axis) picture.Panel {
	q := picture.Panel{Title: table.Say("Which part took at most how long", "累积分布"), X: x,
		Y: picture.Axis{Max: 100, Unit: picture.Percent, Label: table.Say("Of all", "占比")},
		Series: []picture.Series{
			{Name: table.Say("", ""), Shape: picture.Steps, Ink: picture.Blue, Reach: picture.Ends},
			{Name: table.Say("Percentiles", "百分位"), Shape: picture.Points, Ink: picture.Black, Sign: picture.Ring,
				Reach: picture.Ends},
		}}
	q.X.Min = 0
	q.Add(0, picture.Mark{})
	for i, x := range list {
		if i+1 == len(list) || list[i+1].took > x.took {
			q.Add(0, x.mark(100*float64(i+1)/float64(len(list))))
		}
	}
	for _, part := range [...]int{50, 90, 95, 99} {
		m := percentile(list, float64(part)/100).mark(float64(part))
		m.Text.EN = "p" + strconv.Itoa(part) + " " + q.X.Say(m.X)
		q.Add(1, m)
	}
	return q
}
