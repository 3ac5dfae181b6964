package plot

import (
	"strconv"

	"netsniff/report/picture"
	"netsniff/report/table"
)

// Series of the lanes of handshakes.
const (
	handshakeTCP = iota
	handshakeFull
	handshakeResumed
	handshakeFailed
	handshakeOpen
)

// drawHandshakes draws how long each handshake of TLS took: over time, and in a lane of its own behind
// that of TCP. What was said in clear between both is left out.
func drawHandshakes(in *Input) (*picture.Picture, error) {
	t, err := in.table("tls.handshakes")
	if err != nil {
		return nil, err
	}
	rows := newHandshakes(t)
	first, last := rows.span()
	x, err := in.times(first, last)
	if err != nil {
		return nil, err
	}
	over := picture.Panel{Title: table.Say("Over time", "随时间"), X: x,
		Y: picture.Axis{Unit: picture.Seconds, Label: table.Say("TLS handshake", "TLS 握手")},
		Series: []picture.Series{
			{Name: table.Say("Complete", "完成"), Shape: picture.Points, Ink: picture.Blue, Reach: picture.Ends},
			{Name: table.Say("Resumed", "恢复会话"), Shape: picture.Points, Ink: picture.Green, Sign: picture.Up,
				Reach: picture.Ends},
			{Name: table.Say("Failed", "失败"), Shape: picture.Points, Ink: picture.Red, Sign: picture.Cross,
				Reach: picture.Ends},
		}}
	lanes := picture.Panel{Layout: picture.Lanes, Title: table.Say("What each took", "各次握手的耗时"),
		Y: picture.Axis{Kind: picture.Category},
		X: picture.Axis{Unit: picture.Seconds, Label: table.Say("TCP, then TLS", "先 TCP，后 TLS")},
		Series: []picture.Series{
			handshakeTCP:  {Name: table.Say("TCP", "TCP"), Shape: picture.Boxes, Ink: picture.Amber},
			handshakeFull: {Name: table.Say("TLS", "TLS"), Shape: picture.Boxes, Ink: picture.Blue, Reach: picture.Ends},
			handshakeResumed: {Name: table.Say("TLS, resumed", "TLS（恢复会话）"), Shape: picture.Boxes,
				Ink: picture.Green, Reach: picture.Ends},
			handshakeFailed: {Name: table.Say("TLS, failed", "TLS（失败）"), Shape: picture.Boxes, Ink: picture.Red,
				Reach: picture.Ends},
			handshakeOpen: {Name: table.Say("TLS, not complete", "TLS（未完成）"), Shape: picture.Boxes,
				Ink: picture.Purple, Reach: picture.Ends},
		}}
	drawn, left := rows.draw(&over, &lanes)
	p := &picture.Picture{Title: table.Say("TLS handshakes", "TLS 握手")}
	if over.Y.Max > 0 {
		p.Panels = append(p.Panels, over)
	}
	p.Panels = append(p.Panels, lanes)
	if left > 0 {
		p.Notes = append(p.Notes, onlyFirst("handshakes", "次握手", drawn, left))
	}
	return p, nil
}

// onlyFirst says that lanes are of those that came first.
func onlyFirst(en, zh string, drawn, left int) table.Phrase {
	n, more := strconv.Itoa(drawn), table.Grouped(uint64(left))
	return table.Say("The first "+n+" "+en+" have lanes, and "+more+" more have none.",
		"只画前 "+n+" "+zh+"，另有 "+more+" 个未画。")
}

// handshakes reads the rows of the table tls.handshakes.
type handshakes struct {
	*table.Cursor
	frame, end, start, name, version, outcome, resumed, took, opened, alert table.Place
}

func newHandshakes(t *table.Table) *handshakes {
	c := t.Cursor()
	return &handshakes{c, c.Column("frame"), c.Column("end_frame"), c.Column("start"), c.Column("server_name"),
		c.Column("version"),
		c.Column("outcome"), c.Column("resumed"), c.Column("time"), c.Column("tcp_time"), c.Column("alert")}
}

// span is from when to when handshakes begin.
func (h *handshakes) span() (first, last float64) {
	for begun := false; h.Next(); begun = true {
		if at := h.Number(h.start); begun {
			first, last = min(first, at), max(last, at)
		} else {
			first, last = at, at
		}
	}
	return first, last
}

// kind returns the series of the present row: among points over time, and in lanes.
func (h *handshakes) kind() (point, box int) {
	switch {
	case h.Text(h.outcome) == "failed":
		return 2, handshakeFailed
	case !h.Known(h.took):
		return -1, handshakeOpen
	case h.Known(h.resumed):
		return 1, handshakeResumed
	}
	return 0, handshakeFull
}

// draw draws all, and returns how many have lanes and how many have none.
func (h *handshakes) draw(over, lanes *picture.Panel) (drawn, left int) {
	visit := func(do func()) {
		for h.Rewind(); h.Next(); {
			if at := h.Number(h.start); at >= over.X.Min && at <= over.X.Max {
				do()
			}
		}
	}
	rows := 0
	visit(func() {
		over.Y.Cover(h.Number(h.took))
		if rows++; rows <= maxLanes {
			lanes.X.Cover(h.Number(h.opened) + h.Number(h.took))
		}
	})
	over.Y.Settle()
	lanes.X.Settle()
	visit(func() {
		point, box := h.kind()
		m := picture.Mark{X: h.Number(h.start), Y: h.Number(h.took), First: uint32(h.Int(h.frame)),
			Last: uint32(h.Int(h.frame))}
		if h.Known(h.end) {
			m.Last = uint32(h.Int(h.end))
		}
		if point >= 0 && h.Known(h.took) {
			over.Add(point, m)
		}
		if drawn == maxLanes {
			left++
			return
		}
		h.lane(lanes, box, m, drawn)
		drawn++
	})
	return drawn, left
}

// lane draws the present row in a lane.
func (h *handshakes) lane(p *picture.Panel, box int, m picture.Mark, lane int) {
	opened := h.Number(h.opened)
	m.Y = float64(lane)
	name := said("#"+strconv.FormatInt(h.Int(h.frame), 10), h.Text(h.name))
	p.Y.Names = append(p.Y.Names, table.Phrase{EN: name})
	if opened > 0 {
		m.X, m.X2 = 0, opened
		p.Add(handshakeTCP, m)
	}
	m.X, m.X2 = opened, opened+h.Number(h.took)
	m.Text.EN = h.Text(h.version)
	if h.Known(h.took) {
		m.Text.EN = said(m.Text.EN, (&picture.Axis{Unit: picture.Seconds}).Say(h.Number(h.took)))
	}
	m.Text.EN = said(m.Text.EN, h.Text(h.alert))
	p.Add(box, m)
}
