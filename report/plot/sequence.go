package plot

import (
	"strconv"

	"netsniff/reassembly"
	"netsniff/report/picture"
	"netsniff/report/table"
)

// Series of a time-sequence graph.
const (
	sequenceWindow = iota
	sequenceAck
	sequenceSACK
	sequenceSent
	sequenceResent
	sequenceUnordered
	sequenceMissing
	sequenceDuplicate
	sequenceClosed
	sequenceControl
)

// sequenceSeries are what a time-sequence graph shows, from what lies behind to what lies in
// front.
var sequenceSeries = [...]picture.Series{
	sequenceWindow:    {Name: table.Say("Receive window", "接收窗口"), Shape: picture.Steps, Ink: picture.Amber},
	sequenceAck:       {Name: table.Say("Acknowledged", "已确认"), Shape: picture.Steps, Ink: picture.Green},
	sequenceSACK:      {Name: table.Say("SACK", "SACK"), Shape: picture.Strokes, Ink: picture.Purple, Fine: true},
	sequenceSent:      {Name: table.Say("Segment", "报文段"), Shape: picture.Strokes, Ink: picture.Black},
	sequenceResent:    {Name: table.Say("Sent again (R)", "重传 (R)"), Shape: picture.Strokes, Ink: picture.Red},
	sequenceUnordered: {Name: table.Say("Out of order (O)", "乱序 (O)"), Shape: picture.Strokes, Ink: picture.Blue},
	sequenceMissing: {Name: table.Say("Lost before the capture point", "抓包点之前丢失"), Shape: picture.Strokes,
		Ink: picture.Sky},
	sequenceDuplicate: {Name: table.Say("Duplicate ACK", "重复确认"), Shape: picture.Points, Ink: picture.Green,
		Sign: picture.Up, Fine: true},
	sequenceClosed: {Name: table.Say("Zero window (Z)", "零窗口 (Z)"), Shape: picture.Points, Ink: picture.Amber,
		Sign: picture.Diamond},
	sequenceControl: {Name: table.Say("SYN, FIN, RST", "SYN、FIN、RST"), Shape: picture.Points, Ink: picture.Blue,
		Sign: picture.Diamond},
}

// drawSequence draws time-sequence graphs: a panel for each direction of each connection that
// carried data.
func drawSequence(in *Input) (*picture.Picture, error) {
	t, err := in.table("tcp-segments")
	if err != nil {
		return nil, err
	}
	rows := newSegments(t)
	conns := rows.connections()
	p := &picture.Picture{Title: table.Say("TCP time-sequence graph", "TCP 时间-序号图")}
	first, last := span(conns)
	x, err := in.times(first, last)
	if err != nil {
		return nil, err
	}
	panels := map[side]*sequence{}
	var order []*sequence
	for _, c := range conns {
		for _, server := range [...]bool{false, true} {
			if !in.shows(c, server) {
				continue
			}
			q := newSequence(in, c, server, x)
			panels[side{c.stream, server}] = q
			order = append(order, q)
		}
	}
	each := func(visit func(q *sequence, rows *segments, sends bool)) {
		for rows.Rewind(); rows.Next(); {
			n, server := rows.Int(rows.stream), rows.fromServer()
			if q := panels[side{n, server}]; q != nil {
				visit(q, rows, true)
			}
			if q := panels[side{n, !server}]; q != nil {
				visit(q, rows, false)
			}
		}
	}
	each((*sequence).cover)
	for _, q := range order {
		q.settle(p)
	}
	each((*sequence).add)
	for _, q := range order {
		p.Panels = append(p.Panels, q.panel)
	}
	return p, nil
}

// drawStevens draws time-sequence graphs with a point for each segment.
func drawStevens(in *Input) (*picture.Picture, error) {
	points := *in
	points.Style = Stevens
	p, err := drawSequence(&points)
	if err == nil {
		p.Title = table.Say("TCP time-sequence graph, a point for each segment", "TCP 时间-序号图（每个报文段一个点）")
	}
	return p, err
}

// shows reports whether a direction gets a panel: the one that carried more data, and the
// other if it carried at least a tenth of that.
func (in *Input) shows(c *connection, server bool) bool {
	n, other := c.sent[side{server: server}.index()], c.sent[side{server: !server}.index()]
	if n == other {
		return !server || n > 0
	}
	return n > other || 10*n >= other
}

// sequence is the panel of one direction while it is drawn.
type sequence struct {
	panel  picture.Panel
	style  Style
	window float64 // where the greatest window ends
	next   float64 // what was sent so far ends there
	sent   bool
}

func newSequence(in *Input, c *connection, server bool, x picture.Axis) *sequence {
	n := strconv.FormatInt(c.stream, 10)
	q := &sequence{style: in.Style, panel: picture.Panel{
		Title: table.Say("Stream "+n+": "+c.way(server), "流 "+n+"："+c.way(server)),
		X:     x, Y: picture.Nowhere(picture.Axis{Unit: picture.Things, Label: table.Say("Sequence number", "序号")}),
	}}
	if in.Style == Stevens {
		q.panel.Series = []picture.Series{{Name: table.Say("Segment", "报文段"), Shape: picture.Points,
			Ink: picture.Black, Filter: c.filter()},
			{Name: table.Say("Sent again", "重传"), Shape: picture.Points, Ink: picture.Red, Sign: picture.Cross,
				Filter: c.filter()}}
		return q
	}
	q.panel.Series = append(q.panel.Series, sequenceSeries[:]...)
	for i := range q.panel.Series {
		q.panel.Series[i].Filter = c.filter()
	}
	return q
}

// cover finds how far the axes go.
func (q *sequence) cover(rows *segments, sends bool) {
	if at := rows.Number(rows.time); at < q.panel.X.Min || at > q.panel.X.Max {
		return
	}
	switch {
	case sends && rows.Int(rows.next) != rows.Int(rows.seq):
		q.panel.Y.Cover(rows.Number(rows.seq))
		q.panel.Y.Cover(rows.Number(rows.next))
	case !sends && rows.Known(rows.ack) && q.style == Tcptrace:
		ack := rows.Number(rows.ack)
		q.panel.Y.Cover(ack)
		q.window = max(q.window, ack+rows.Number(rows.window))
		rows.blocks(func(left, right float64) { q.panel.Y.Cover(left); q.panel.Y.Cover(right) })
	}
}

// settle ends the axis of numbers: at the window, unless that is so far away that there would be
// little to see of the data.
func (q *sequence) settle(p *picture.Picture) {
	y := &q.panel.Y
	if high := y.Max - y.Min; q.window > y.Max {
		if q.window-y.Min > 3*high {
			p.Notes = append(p.Notes, table.Say(
				q.panel.Title.EN+": the window ends as high as "+y.Say(q.window)+", above the picture.",
				q.panel.Title.ZH+"：窗口上沿最高为 "+y.Say(q.window)+"，在图之外。"))
		} else {
			y.Max = q.window
		}
	}
	y.Settle()
}

// add draws a segment that the side of the panel sends, or what the other one says of it.
func (q *sequence) add(rows *segments, sends bool) {
	switch {
	case q.style == Stevens && sends:
		if rows.Int(rows.payload) > 0 {
			series := 0
			if resent(rows) {
				series = 1
			}
			q.panel.Add(series, rows.mark(rows.Number(rows.seq), 0))
		}
	case q.style == Stevens:
	case sends:
		q.send(rows)
	default:
		q.acknowledge(rows)
	}
}

// mark is one at the time of the segment.
func (s *segments) mark(y, y2 float64) picture.Mark {
	frame := uint32(s.Int(s.frame))
	return picture.Mark{X: s.Number(s.time), Y: y, Y2: y2, First: frame, Last: frame}
}

func resent(rows *segments) bool {
	return rows.is(reassembly.Retransmission.String()) || rows.is(reassembly.FastRetransmission.String()) ||
		rows.is(reassembly.SpuriousRetransmission.String())
}

func (q *sequence) send(rows *segments) {
	seq, next := rows.Number(rows.seq), rows.Number(rows.next)
	for _, flag := range [...]string{"SYN", "FIN", "RST"} {
		if rows.has(flag) {
			m := rows.mark(next, 0)
			m.Text.EN = flag
			q.panel.Add(sequenceControl, m)
		}
	}
	if rows.is(reassembly.LostSegment.String()) && q.sent && seq > q.next {
		q.panel.Add(sequenceMissing, rows.mark(q.next, seq))
	}
	if payload := rows.Number(rows.payload); payload > 0 {
		if rows.has("SYN") {
			seq++ // it counts one before the data (RFC 9293 §3.4)
		}
		series, m := sequenceSent, rows.mark(seq, seq+payload)
		switch {
		case resent(rows):
			series, m.Text.EN = sequenceResent, "R"
		case rows.is(reassembly.OutOfOrder.String()):
			series, m.Text.EN = sequenceUnordered, "O"
		}
		q.panel.Add(series, m)
	}
	if !q.sent || next > q.next {
		q.sent, q.next = true, next
	}
}

func (q *sequence) acknowledge(rows *segments) {
	if !rows.Known(rows.ack) {
		return
	}
	ack := rows.Number(rows.ack)
	q.panel.Add(sequenceAck, rows.mark(ack, 0))
	if !rows.has("RST") {
		q.panel.Add(sequenceWindow, rows.mark(ack+rows.Number(rows.window), 0))
	}
	rows.blocks(func(left, right float64) { q.panel.Add(sequenceSACK, rows.mark(left, right)) })
	if rows.is(reassembly.DuplicateAck.String()) {
		q.panel.Add(sequenceDuplicate, rows.mark(ack, 0))
	}
	if rows.is(reassembly.ZeroWindow.String()) {
		m := rows.mark(ack, 0)
		m.Text.EN = "Z"
		q.panel.Add(sequenceClosed, m)
	}
}
