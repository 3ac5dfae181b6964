package plot

import (
	"slices"
	"strconv"
	"strings"

	"netsniff/report/picture"
	"netsniff/report/table"
)

// Series of what a player downloads.
const (
	downloadPlain = iota
	downloadUp
	downloadDown
	downloadFailed
)

// maxViews is how many views are drawn: those that came first.
const maxViews = 4

// drawStreaming draws what players of HLS and DASH did: the buffer over time, what it was filled by, and at
// which rates that came. A view has three panels.
func drawStreaming(in *Input) (*picture.Picture, error) {
	buffer, err := in.table("streaming.buffer")
	if err != nil {
		return nil, err
	}
	segments, err := in.table("streaming.segments")
	if err != nil {
		return nil, err
	}
	v := viewed{segments.Cursor(), buffer.Cursor()}
	first, last := v.span()
	x, err := in.times(first, last)
	if err != nil {
		return nil, err
	}
	p := &picture.Picture{Title: table.Say("Streams over HTTP: the player's buffer", "HTTP 流媒体：播放器缓冲")}
	views := v.count()
	for n := range min(views, maxViews) {
		p.Panels = append(p.Panels, v.buffered(n, x), v.downloads(n, x), v.rates(n, x))
	}
	if left := views - maxViews; left > 0 {
		p.Notes = append(p.Notes,
			table.Say("The first "+strconv.Itoa(maxViews)+" views are drawn, and "+table.Grouped(uint64(left))+
				" more are not.",
				"只画前 "+strconv.Itoa(maxViews)+" 次观看，另有 "+table.Grouped(uint64(left))+" 次未画。"))
	}
	return p, nil
}

// viewed reads the rows of what players got, and of their buffers.
type viewed struct{ segments, buffer *table.Cursor }

// span is from when to when there is something to see.
func (v *viewed) span() (first, last float64) {
	s, b := v.segments, v.buffer
	start, took, at := s.Column("start"), s.Column("download_time"), b.Column("start")
	begun := false
	cover := func(from, to float64) {
		if !begun {
			first, last, begun = from, to, true
		}
		first, last = min(first, from), max(last, to)
	}
	for s.Rewind(); s.Next(); {
		cover(s.Number(start), s.Number(start)+s.Number(took))
	}
	for b.Rewind(); b.Next(); {
		cover(b.Number(at), b.Number(at))
	}
	return first, last
}

// count returns how many views there are.
func (v *viewed) count() (n int) {
	v.buffer.Rewind()
	for view := v.buffer.Column("view"); v.buffer.Next(); {
		n = max(n, int(v.buffer.Int(view))+1)
	}
	return n
}

// of visits the rows of a view.
func of(c *table.Cursor, n int, visit func()) {
	c.Rewind()
	for view := c.Column("view"); c.Next(); {
		if c.Int(view) == int64(n) {
			visit()
		}
	}
}

// mostStreams is how many streams a filter names: of more, it shows all of HTTP.
const mostStreams = 20

// streams returns the display filter of what the player of a view downloads.
func (v *viewed) streams(n int) string {
	var list []int64
	stream := v.segments.Column("stream")
	of(v.segments, n, func() {
		if x := v.segments.Int(stream); !slices.Contains(list, x) {
			list = append(list, x)
		}
	})
	if len(list) > mostStreams || len(list) == 0 {
		return "http or http2 or http3"
	}
	return streamed(list...)
}

// streamed returns the display filter of connections, of TCP or of QUIC.
func streamed(streams ...int64) string {
	var numbers []string
	for _, n := range streams {
		numbers = append(numbers, strconv.FormatInt(n, 10))
	}
	list := "stream in {" + strings.Join(numbers, ", ") + "}"
	return "tcp." + list + " or quic and udp." + list
}

func viewTitle(n int, en, zh string) table.Phrase {
	i := strconv.Itoa(n)
	return table.Say("View "+i+": "+en, "观看 "+i+"："+zh)
}

// buffered draws what is in the buffer, which falls while the player plays, and marks stalls.
func (v *viewed) buffered(n int, x picture.Axis) picture.Panel {
	q := picture.Panel{Title: viewTitle(n, "buffer, as estimated", "缓冲（估算）"), X: x,
		Y: picture.Axis{Unit: picture.Seconds, Label: table.Say("Media in the buffer", "缓冲中的媒体")},
		Series: []picture.Series{
			{Name: table.Say("Buffer", "缓冲"), Shape: picture.Line, Ink: picture.Blue},
			{Name: table.Say("Stall", "卡顿"), Shape: picture.Points, Ink: picture.Red, Sign: picture.Cross},
		}}
	b := v.buffer
	start, event, before, after, frame := b.Column("start"), b.Column("event"), b.Column("buffer_before"),
		b.Column("buffer"), b.Column("frame")
	var times []float64
	of(b, n, func() {
		q.Y.Cover(b.Number(before))
		q.Y.Cover(b.Number(after))
		times = append(times, b.Number(start))
	})
	q.Y.Settle()
	streams, i := v.streams(n), 0
	of(b, n, func() {
		m := picture.Mark{X: b.Number(start), Y: b.Number(before), First: uint32(b.Int(frame)), Last: uint32(b.Int(frame))}
		if m.First == 0 { // a stall, or its end: what came from the event before to the next
			m.Filter = during(times[max(i-1, 0)], times[min(i+1, len(times)-1)]) + " and (" + streams + ")"
		}
		if i++; b.Text(event) == "stall" {
			q.Add(1, m)
		}
		q.Add(0, m)
		if m.Y = b.Number(after); m.Y != b.Number(before) {
			q.Add(0, m)
		}
	})
	return q
}

// downloads draws when segments came, a lane for each track and quality.
func (v *viewed) downloads(n int, x picture.Axis) picture.Panel {
	q := picture.Panel{Layout: picture.Lanes, Title: viewTitle(n, "downloads", "下载"), X: x,
		Y: picture.Axis{Kind: picture.Category}, Series: []picture.Series{
			downloadPlain: {Name: table.Say("Segment", "分段"), Shape: picture.Boxes, Ink: picture.Blue},
			downloadUp: {Name: table.Say("The first of a better quality", "画质升高后的首段"), Shape: picture.Boxes,
				Ink: picture.Green},
			downloadDown: {Name: table.Say("The first of a lower quality", "画质降低后的首段"), Shape: picture.Boxes,
				Ink: picture.Amber},
			downloadFailed: {Name: table.Say("Failed", "失败"), Shape: picture.Boxes, Ink: picture.Red},
		}}
	s := v.segments
	start, took, track, quality := s.Column("start"), s.Column("download_time"), s.Column("track"), s.Column("quality")
	stream, turn, number, frame, status := s.Column("stream"), s.Column("turn"), s.Column("number"),
		s.Column("frame"), s.Column("status")
	lanes := map[string]int{}
	of(s, n, func() {
		name := said(s.Text(track), s.Text(quality))
		lane, known := lanes[name]
		if !known {
			if len(lanes) == maxLanes {
				return
			}
			lane = len(lanes)
			lanes[name] = lane
			q.Y.Names = append(q.Y.Names,
				table.Say(name, said(table.Translate(s.Text(track), table.Chinese), s.Text(quality))))
		}
		series := downloadPlain
		switch {
		case s.Text(status) >= "4":
			series = downloadFailed
		case s.Text(turn) == "up":
			series = downloadUp
		case s.Text(turn) == "down":
			series = downloadDown
		}
		m := picture.Mark{X: s.Number(start), X2: s.Number(start) + s.Number(took), Y: float64(lane),
			First: uint32(s.Int(frame)), Last: uint32(s.Int(frame))}
		m.Filter = during(m.X, m.X2) + " and (" + streamed(s.Int(stream)) + ")"
		if s.Known(number) {
			m.Text.EN = "#" + strconv.FormatInt(s.Int(number), 10)
		}
		q.Add(series, m)
	})
	return q
}

// rates draws how fast segments came, and the rate of what they show.
func (v *viewed) rates(n int, x picture.Axis) picture.Panel {
	q := picture.Panel{Title: viewTitle(n, "throughput and bit rate", "吞吐量与码率"), X: x,
		Y: picture.Axis{Unit: picture.BitRate, Label: table.Say("Rate", "速率")},
		Series: []picture.Series{
			{Name: table.Say("Throughput of a segment", "分段吞吐量"), Shape: picture.Points, Ink: picture.Blue},
			{Name: table.Say("Bit rate of its media", "媒体码率"), Shape: picture.Points, Ink: picture.Amber,
				Sign: picture.Diamond},
		}}
	s := v.segments
	start, took, speed, bits, frame := s.Column("start"), s.Column("download_time"), s.Column("throughput"),
		s.Column("bitrate"), s.Column("frame")
	stream := s.Column("stream")
	of(s, n, func() { q.Y.Cover(s.Number(speed)); q.Y.Cover(s.Number(bits)) })
	q.Y.Settle()
	of(s, n, func() {
		m := picture.Mark{X: s.Number(start), Y: s.Number(bits), First: uint32(s.Int(frame)), Last: uint32(s.Int(frame))}
		m.Filter = during(m.X, m.X+s.Number(took)) + " and (" + streamed(s.Int(stream)) + ")"
		if s.Known(bits) {
			q.Add(1, m)
		}
		if m.X += s.Number(took); s.Known(speed) {
			m.Y = s.Number(speed)
			q.Add(0, m)
		}
	})
	return q
}
