package plot

import (
	"netsniff/dissect/text"
	"netsniff/report/picture"
	"netsniff/report/table"
)

// Series of calls.
const (
	callDial = iota
	callRing
	callTalk
	callOver
)

// heardStreams is how many streams of RTP have curves.
const heardStreams = 7

// drawCalls draws calls as lanes, and how evenly the packets of their media came.
func drawCalls(in *Input) (*picture.Picture, error) {
	p := &picture.Picture{Title: table.Say("Calls and media", "呼叫与媒体")}
	calls, none := in.table("calls")
	media, silent := in.table("rtp-intervals")
	if none != nil && silent != nil {
		return nil, none
	}
	var times []float64
	if none == nil {
		c := calls.Cursor()
		for start := c.Column("start"); c.Next(); {
			times = append(times, c.Number(start), c.Number(start)+callTime(c))
		}
	}
	if silent == nil {
		c := media.Cursor()
		for start, end := c.Column("start"), c.Column("end"); c.Next(); {
			times = append(times, c.Number(start), c.Number(end))
		}
	}
	first, last := times[0], times[0]
	for _, at := range times {
		first, last = min(first, at), max(last, at)
	}
	x, err := in.times(first, last)
	if err != nil {
		return nil, err
	}
	if none == nil {
		p.Panels = append(p.Panels, callLanes(calls, x, p))
	}
	if silent == nil {
		p.Panels = append(p.Panels, mediaPanels(media, x, p)...)
	}
	return p, nil
}

// callTime is how long the call of the present row is seen.
func callTime(c *table.Cursor) float64 {
	return c.Number(c.Column("post_dial")) + c.Number(c.Column("ring")) + c.Number(c.Column("duration"))
}

func callLanes(t *table.Table, x picture.Axis, p *picture.Picture) picture.Panel {
	q := picture.Panel{Layout: picture.Lanes, Title: table.Say("Calls", "呼叫"), X: x,
		Y: picture.Axis{Kind: picture.Category}, Series: []picture.Series{
			callDial: {Name: table.Say("Until it rings", "拨号至振铃"), Shape: picture.Boxes, Ink: picture.Amber},
			callRing: {Name: table.Say("Rings", "振铃"), Shape: picture.Boxes, Ink: picture.Sky},
			callTalk: {Name: table.Say("Talk", "通话"), Shape: picture.Boxes, Ink: picture.Green},
			callOver: {Name: table.Say("Not answered", "未接通"), Shape: picture.Boxes, Ink: picture.Red},
		}}
	c := t.Cursor()
	frame, start, state, status := c.Column("frame"), c.Column("start"), c.Column("state"), c.Column("status")
	parts := [...]table.Place{callDial: c.Column("post_dial"), callRing: c.Column("ring"), callTalk: c.Column("duration")}
	caller, callee, id := c.Column("caller"), c.Column("callee"), c.Column("call_id")
	left := 0
	for c.Next() {
		m := picture.Mark{X: c.Number(start), Y: float64(len(q.Y.Names)), First: uint32(c.Int(frame)),
			Last: uint32(c.Int(frame))}
		if m.X > x.Max || m.X+callTime(c) < x.Min {
			continue
		}
		if len(q.Y.Names) == maxLanes {
			left++
			continue
		}
		q.Y.Names = append(q.Y.Names, table.Phrase{EN: c.Text(caller) + " → " + c.Text(callee)})
		lasts, answered := callDial, c.Text(state) == "answered"
		for i, place := range parts {
			if c.Known(place) {
				lasts = i
			}
		}
		for i, place := range parts {
			m.X2 = m.X + c.Number(place)
			m.Filter = "sip.Call-ID == " + string(text.AppendQuoted(nil, []byte(c.Text(id)))) + " and " + during(m.X, m.X2)
			if i == lasts {
				m.Text.EN = c.Text(status)
			}
			series := i
			if i == callDial && !answered {
				series = callOver
			}
			if c.Known(place) || i == lasts {
				q.Add(series, m)
			}
			m.X = m.X2
		}
	}
	if left > 0 {
		p.Notes = append(p.Notes, onlyFirst("calls", "次呼叫", maxLanes, left))
	}
	return q
}

// mediaPanels draws the jitter and the loss of streams of RTP over time.
func mediaPanels(t *table.Table, x picture.Axis, p *picture.Picture) []picture.Panel {
	jitter := picture.Panel{Title: table.Say("Jitter", "抖动"), X: x,
		Y: picture.Axis{Unit: picture.Seconds, Label: table.Say("Interarrival jitter", "到达间隔抖动")}}
	loss := picture.Panel{Title: table.Say("Lost packets", "丢失的分组"), X: x,
		Y: picture.Axis{Unit: picture.Percent, Label: table.Say("Of all", "占比")}}
	c := t.Cursor()
	first, last, start, end := c.Column("first_frame"), c.Column("last_frame"), c.Column("start"), c.Column("end")
	source, destination, ssrc := c.Column("source"), c.Column("destination"), c.Column("ssrc")
	shake, share := c.Column("jitter_max"), c.Column("loss")
	at, more := map[string]int{}, map[string]bool{}
	for c.Next() {
		name := c.Text(ssrc) + " " + c.Text(source) + " → " + c.Text(destination)
		i, known := at[name]
		if !known {
			if i = len(at); i == heardStreams {
				more[name] = true
				continue
			}
			at[name] = i
			s := picture.Series{Name: table.Phrase{EN: name}, Shape: picture.Line, Ink: curves[i],
				Filter: "rtp.ssrc == " + c.Text(ssrc)}
			jitter.Series = append(jitter.Series, s)
			s.Shape = picture.Steps
			loss.Series = append(loss.Series, s)
		}
		m := picture.Mark{X: (c.Number(start) + c.Number(end)) / 2, Y: c.Number(shake), First: uint32(c.Int(first)),
			Last: uint32(c.Int(last))}
		if c.Known(shake) {
			jitter.Y.Cover(m.Y)
			jitter.Add(i, m)
		}
		m.X, m.Y = c.Number(start), c.Number(share)
		loss.Y.Cover(m.Y)
		loss.Add(i, m)
	}
	if len(more) > 0 {
		p.Notes = append(p.Notes, onlyFirst("streams", "个流", heardStreams, len(more)))
	}
	jitter.Y.Settle()
	loss.Y.Max = max(loss.Y.Max, 1)
	return []picture.Panel{jitter, loss}
}
