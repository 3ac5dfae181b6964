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
		p.Panels = append(p.Panels, distribution(took, p, toFirstByte, table.Say("Exchanges", "交互数"), framesOf)...)
	}
	for _, q := range p.Panels[1:] {
		if slices.ContainsFunc(q.Series[0].Marks, func(m picture.Mark) bool { return q.Series[0].Shape == picture.Bars && m.N > mostListed }) {
			n := strconv.Itoa(mostListed)
			p.Notes = append(p.Notes, table.Say("The filter of a bar lists the frames of its first "+n+" exchanges.",
				"每个柱的过滤器只列出前 "+n+" 个交互的帧。"))
		}
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
func overTime(rows *exchanges, over *picture.Panel) (took []timed, back int) {
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
		took = append(took, timed{m.Y, m.First, m.Last})
	}
	return took, back
}

// toFirstByte is the axis of response times.
var toFirstByte = table.Say("To the first byte", "至首字节")
