package plot

import (
	"math"
	"slices"
	"strconv"

	"netsniff/report/picture"
	"netsniff/report/table"
)

// Series of response times over time.
const (
	responseAnswered = iota
	responseRefused
	responseNone
)

// bins is how many bars the histogram has at most.
const bins = 60

// drawResponses draws how long servers took to begin their answers: over time, as a histogram,
// and as the part of all that was answered within a time.
func drawResponses(in *Input) (*picture.Picture, error) {
	t, err := in.table("exchanges")
	if err != nil {
		return nil, err
	}
	rows := newExchanges(t)
	first, last, most := math.Inf(1), math.Inf(-1), 0.0
	for rows.Next() {
		at := rows.Number(rows.start)
		first, last, most = min(first, at), max(last, at), max(most, rows.Number(rows.ttfb))
	}
	x, err := in.times(first, last)
	if err != nil {
		return nil, err
	}
	over := picture.Panel{Title: table.Say("Over time", "随时间"), X: x,
		Y: picture.Axis{Max: most, Unit: picture.Seconds, Label: toFirstByte},
		Series: []picture.Series{
			responseAnswered: {Name: table.Say("Answered", "已应答"), Shape: picture.Points, Ink: picture.Blue,
				Reach: picture.Ends},
			responseRefused: {Name: table.Say("Refused or failed", "拒绝或失败"), Shape: picture.Points,
				Ink: picture.Red, Sign: picture.Cross, Reach: picture.Ends},
			responseNone: {Name: table.Say("Not answered", "无应答"), Shape: picture.Points, Ink: picture.Amber,
				Sign: picture.Ring, Reach: picture.Ends},
		}}
	over.Y.Settle()
	took, back := overTime(rows, &over)
	if len(took)+back == 0 {
		n := table.Grouped(uint64(t.Len()))
		return nil, &Absent{[]table.Phrase{table.Say("Nothing was answered: exchanges without a reply: "+n+".",
			"没有应答：无应答的交互："+n+"。")}}
	}
	p := &picture.Picture{Title: table.Say("Response times", "响应时间"), Panels: []picture.Panel{over}}
	if len(took) > 0 {
		p.Panels = append(p.Panels, distribution(took, p, toFirstByte, table.Say("Exchanges", "交互数"))...)
	}
	if back > 0 {
		n := table.Grouped(uint64(back))
		p.Notes = append(p.Notes,
			table.Say("Left out are "+n+" during which the clock of the capture went back.",
				"略去 "+n+" 个：其间抓包的时钟倒退。"))
	}
	n := table.Grouped(uint64(len(took)))
	p.About = append(p.About, table.Say("Exchanges that were answered: "+n, "已应答的交互："+n))
	return p, nil
}

// overTime adds the exchanges to the panel, and returns how long those took that were answered, and
// how many there were during which the clock went back.
func overTime(rows *exchanges, over *picture.Panel) (took []float64, back int) {
	for rows.Rewind(); rows.Next(); {
		at := rows.Number(rows.start)
		if at < over.X.Min || at > over.X.Max {
			continue
		}
		m := picture.Mark{X: at, Y: rows.Number(rows.ttfb), First: uint32(rows.Int(rows.request)),
			Last: uint32(rows.Int(rows.reply))}
		if m.First == 0 {
			m.First = m.Last
		}
		m.Last = max(m.Last, m.First)
		switch {
		case rows.Int(rows.reply) == 0:
			over.Add(responseNone, m)
			continue
		case !rows.Known(rows.ttfb):
			continue
		case m.Y < 0:
			back++
			continue
		case rows.bad():
			over.Add(responseRefused, m)
		default:
			over.Add(responseAnswered, m)
		}
		took = append(took, m.Y)
	}
	return took, back
}

// percentile returns the least time within which a part of all took; list is sorted (nearest
// rank).
func percentile(list []float64, part float64) float64 {
	return list[min(max(int(math.Ceil(part*float64(len(list))))-1, 0), len(list)-1)]
}

// toFirstByte is the axis of response times.
var toFirstByte = table.Say("To the first byte", "至首字节")

// distribution draws how long things took: as a histogram, and as the part of all that took at most so
// long. There are some; the list is sorted by it.
func distribution(list []float64, p *picture.Picture, label, things table.Phrase) []picture.Panel {
	slices.Sort(list)
	x := timesAxis(list, label)
	return []picture.Panel{histogram(list, x, things, p), percentiles(list, x)}
}

// timesAxis is that of how long things took. A few that take far longer than all others do not make the
// rest small: they are counted below the picture.
func timesAxis(list []float64, label table.Phrase) picture.Axis {
	a := picture.Axis{Unit: picture.Seconds, Label: label, Max: list[len(list)-1]}
	if almost := 1.5 * percentile(list, 0.98); a.Max > 3*almost {
		a.Max = almost
	}
	a.Settle()
	return a
}

// histogram draws how many took how long.
func histogram(list []float64, x picture.Axis, things table.Phrase, p *picture.Picture) picture.Panel {
	q := picture.Panel{Title: table.Say("How many took how long", "直方图"), X: x, Y: picture.Axis{Label: things},
		Series: []picture.Series{{Name: table.Say("", ""), Shape: picture.Bars, Ink: picture.Blue}}}
	step := picture.Round(max(q.X.Max, 1e-9) / bins)
	var counts []int
	beyond := 0
	for _, x := range list {
		i := int(x / step)
		if x > q.X.Max {
			beyond++
			continue
		}
		for len(counts) <= i {
			counts = append(counts, 0)
		}
		counts[i]++
	}
	q.X.Min = 0
	for i, n := range counts {
		q.Y.Cover(float64(n))
		if n > 0 {
			q.X.Cover(float64(i+1) * step)
		}
	}
	q.Y.Settle()
	for i, n := range counts {
		if n > 0 {
			q.Add(0, picture.Mark{X: float64(i) * step, X2: float64(i+1) * step, Y: float64(n), N: uint32(n)})
		}
	}
	if beyond > 0 {
		n, most := table.Grouped(uint64(beyond)), q.X.Say(list[len(list)-1])
		p.Notes = append(p.Notes,
			table.Say("Beyond the histogram: "+n+" that took longer, at most "+most+".",
				"直方图之外：另有 "+n+" 个更久，最长 "+most+"。"))
	}
	return q
}

// percentiles draws which part of all took at most how long.
func percentiles(list []float64, x picture.Axis) picture.Panel {
	q := picture.Panel{Title: table.Say("Which part took at most how long", "累积分布"), X: x,
		Y: picture.Axis{Max: 100, Unit: picture.Percent, Label: table.Say("Of all", "占比")},
		Series: []picture.Series{
			{Name: table.Say("", ""), Shape: picture.Steps, Ink: picture.Blue},
			{Name: table.Say("Percentiles", "百分位"), Shape: picture.Points, Ink: picture.Black, Sign: picture.Ring},
		}}
	q.X.Min = 0
	q.Add(0, picture.Mark{})
	for i, x := range list {
		if i+1 == len(list) || list[i+1] > x {
			q.Add(0, picture.Mark{X: x, Y: 100 * float64(i+1) / float64(len(list))})
		}
	}
	for _, part := range [...]int{50, 90, 95, 99} {
		x := percentile(list, float64(part)/100)
		q.Add(1, picture.Mark{X: x, Y: float64(part), Text: "p" + strconv.Itoa(part) + " " + q.X.Say(x)})
	}
	return q
}
