package plot

import (
	"strconv"
	"strings"

	"netsniff/reassembly"
	"netsniff/report/picture"
	"netsniff/report/table"
)

// graph draws something of each direction of connections, or of both at once: a panel for each.
type graph struct {
	title  table.Phrase
	joined bool // both directions share a panel
	y      picture.Axis
	series []picture.Series
	// cover finds how far the axis of numbers goes; add draws. sends says that the row is a segment of the
	// side that the panel is about.
	cover func(q *panel, rows *segments, sends bool)
	add   func(q *panel, rows *segments, sends bool)
	end   func(q *panel)
}

// panel is one of a graph while it is drawn.
type panel struct {
	picture.Panel
	conn   *connection
	server bool    // it is about what the server sends
	step   float64 // of intervals, if it has some
	sums   [2][]float64
	acked  float64 // what was acknowledged so far ends there
	begun  bool
}

// draw draws the graph of the connections in the table.
func (g *graph) draw(in *Input) (*picture.Picture, error) {
	t, err := in.table("tcp-segments")
	if err != nil {
		return nil, err
	}
	rows := newSegments(t)
	conns := rows.connections()
	first, last := span(conns)
	x, err := in.times(first, last)
	if err != nil {
		return nil, err
	}
	panels := map[side]*panel{}
	var order []*panel
	for _, c := range conns {
		for _, server := range [...]bool{false, true} {
			if g.joined && server || !g.joined && !in.shows(c, server) {
				continue
			}
			q := g.panel(c, server, x)
			panels[side{c.stream, server}] = q
			order = append(order, q)
		}
	}
	each := func(visit func(q *panel, rows *segments, sends bool)) {
		for rows.Rewind(); rows.Next(); {
			n, server := rows.Int(rows.stream), rows.fromServer()
			for _, of := range [...]bool{false, true} {
				if q := panels[side{n, of}]; q != nil {
					visit(q, rows, of == server)
				}
			}
		}
	}
	p := &picture.Picture{Title: g.title}
	each(func(q *panel, rows *segments, sends bool) {
		if at := rows.Number(rows.time); at >= q.X.Min && at <= q.X.Max {
			g.cover(q, rows, sends)
		}
	})
	for _, q := range order {
		if g.end != nil {
			g.end(q)
		}
		q.Y.Settle()
	}
	if g.add != nil {
		each(func(q *panel, rows *segments, sends bool) { g.add(q, rows, sends) })
	}
	for _, q := range order {
		p.Panels = append(p.Panels, q.Panel)
	}
	return p, nil
}

// span is from when to when there are segments.
func span(conns []*connection) (first, last float64) {
	first, last = conns[0].first, conns[0].last
	for _, c := range conns {
		first, last = min(first, c.first), max(last, c.last)
	}
	return first, last
}

func (g *graph) panel(c *connection, server bool, x picture.Axis) *panel {
	way := c.way(server)
	if g.joined {
		way = c.client + " ↔ " + c.server
	}
	n := strconv.FormatInt(c.stream, 10)
	q := &panel{conn: c, server: server,
		Panel: picture.Panel{Title: table.Say("Stream "+n+": "+way, "流 "+n+"："+way), X: x, Y: g.y}}
	for _, s := range g.series {
		s.Filter = c.filter()
		q.Series = append(q.Series, s)
	}
	return q
}

// drawRTT draws round trips from the capture point: what each acknowledgment tells.
func drawRTT(in *Input) (*picture.Picture, error) {
	var took []timed
	g := &graph{
		title: table.Say("Round-trip times of TCP segments", "TCP 报文段的往返时间"), joined: true,
		y: picture.Axis{Unit: picture.Seconds, Label: table.Say("From segment to ACK", "从报文段到确认")},
		series: []picture.Series{
			{Name: table.Say("Acknowledged by the server", "由服务器确认"), Shape: picture.Points, Ink: picture.Blue,
				Reach: picture.Ends},
			{Name: table.Say("Acknowledged by the client", "由客户端确认"), Shape: picture.Points, Ink: picture.Amber,
				Sign: picture.Up, Reach: picture.Ends},
		},
		cover: func(q *panel, rows *segments, _ bool) {
			if rows.Known(rows.rtt) {
				q.Y.Cover(rows.Number(rows.rtt))
			}
		},
		add: func(q *panel, rows *segments, _ bool) {
			if rows.Known(rows.rtt) {
				m := rows.mark(rows.Number(rows.rtt), 0)
				m.First = uint32(rows.Int(rows.acks))
				series := 1
				if rows.fromServer() {
					series = 0
				}
				q.Add(series, m)
				if m.X >= q.X.Min && m.X <= q.X.Max {
					took = append(took, timed{m.Y, m.First, m.Last})
				}
			}
		},
	}
	p, err := g.draw(in)
	if err == nil && len(took) > 1 {
		p.Panels = append(p.Panels,
			distribution(took, p, table.Say("Round trip", "往返时间"), table.Say("Acknowledgments", "确认数"),
				acknowledged(p.Panels))...)
	}
	return p, err
}

// acknowledged returns what makes filters for acknowledgments of the streams of panels.
func acknowledged(panels []picture.Panel) func(list []timed, from, to float64) string {
	var streams []string
	for i := range panels {
		streams = append(streams, panels[i].Series[0].Filter)
	}
	return func(_ []timed, from, to float64) string {
		const field = "tcp.analysis.ack_rtt"
		return field + " >= " + seconds(from) + " and " + field + " < " + seconds(to) + " and (" +
			strings.Join(streams, " or ") + ")"
	}
}

// seconds returns a time as display filters have it.
func seconds(x float64) string { return strconv.FormatFloat(x, 'f', 9, 64) }

// during returns the display filter of the frames from one time to another, seconds since the first frame.
func during(from, to float64) string {
	return "frame.time_relative >= " + seconds(from) + " and frame.time_relative <= " + seconds(to)
}

// drawWindow draws what is in flight under the window of the receiver.
func drawWindow(in *Input) (*picture.Picture, error) {
	const receive, flight, closed, full = 0, 1, 2, 3
	g := &graph{
		title: table.Say("Bytes in flight and receive window", "在途字节与接收窗口"),
		y:     picture.Axis{Unit: picture.Bytes, Label: table.Say("Bytes", "字节")},
		series: []picture.Series{
			receive: {Name: table.Say("Receive window", "接收窗口"), Shape: picture.Steps, Ink: picture.Amber},
			flight:  {Name: table.Say("In flight", "在途"), Shape: picture.Points, Ink: picture.Blue},
			closed: {Name: table.Say("Zero window (Z)", "零窗口 (Z)"), Shape: picture.Points, Ink: picture.Red,
				Sign: picture.Diamond},
			full: {Name: table.Say("Window full", "窗口已满"), Shape: picture.Points, Ink: picture.Red,
				Sign: picture.Cross},
		},
	}
	g.cover = func(q *panel, rows *segments, sends bool) {
		if sends {
			q.Y.Cover(rows.Number(rows.flight))
		} else if rows.window >= 0 && !rows.has("RST") {
			q.Y.Cover(rows.Number(rows.window))
		}
	}
	g.add = func(q *panel, rows *segments, sends bool) {
		switch {
		case sends && rows.Known(rows.flight):
			q.Add(flight, rows.mark(rows.Number(rows.flight), 0))
			if rows.is(reassembly.WindowFull.String()) {
				q.Add(full, rows.mark(rows.Number(rows.flight), 0))
			}
		case !sends && !rows.has("RST"):
			q.Add(receive, rows.mark(rows.Number(rows.window), 0))
			if rows.is(reassembly.ZeroWindow.String()) {
				m := rows.mark(0, 0)
				m.Text.EN = "Z"
				q.Add(closed, m)
			}
		}
	}
	return g.draw(in)
}

// drawThroughput draws how much was sent and acknowledged in each interval.
func drawThroughput(in *Input) (*picture.Picture, error) {
	g := &graph{
		title: table.Say("Throughput of TCP connections", "TCP 连接的吞吐量"),
		y:     picture.Axis{Unit: picture.BitRate, Label: table.Say("Rate", "速率")},
		series: []picture.Series{
			{Name: table.Say("Sent, with what was sent again", "发送（含重传）"), Shape: picture.Bars,
				Ink: picture.Grey, Reach: picture.During},
			{Name: table.Say("Acknowledged", "已确认"), Shape: picture.Steps, Ink: picture.Green, Reach: picture.During},
		},
	}
	g.cover = func(q *panel, rows *segments, sends bool) {
		q.step = picture.Round((q.X.Max - q.X.Min) / Intervals)
		if sends {
			q.sum(0, rows.Number(rows.time), rows.Number(rows.payload))
			return
		}
		if !rows.Known(rows.ack) {
			return
		}
		ack := rows.Number(rows.ack)
		if q.begun && ack > q.acked {
			q.sum(1, rows.Number(rows.time), ack-q.acked)
		}
		q.begun, q.acked = true, max(q.acked, ack)
	}
	g.end = func(q *panel) {
		n := max(len(q.sums[0]), len(q.sums[1]))
		for i := range n {
			for j := range q.sums {
				from := q.X.Min + float64(i)*q.step
				sum := 0.0
				if i < len(q.sums[j]) {
					sum = q.sums[j][i]
				}
				m := picture.Mark{X: from, X2: from + q.step, Y: rate(sum, 0, q.step)}
				q.Y.Cover(m.Y)
				q.Series[j].Marks = append(q.Series[j].Marks, m)
			}
		}
	}
	return g.draw(in)
}

// sum adds bytes to the interval of a time.
func (q *panel) sum(series int, at, bytes float64) {
	i := int((at - q.X.Min) / q.step)
	for len(q.sums[series]) <= i {
		q.sums[series] = append(q.sums[series], 0)
	}
	q.sums[series][i] += bytes
}
