package plot

import (
	"strconv"
	"strings"

	"netsniff/report/picture"
	"netsniff/report/table"
)

// Series of a waterfall, in the order in which the time of an object passes.
const (
	waterfallDNS = iota
	waterfallConnect
	waterfallTLS
	waterfallWait
	waterfallRequest
	waterfallTransfer
	waterfallModel
)

var waterfallSeries = [...]picture.Series{
	waterfallDNS: {Name: table.Say("DNS", "DNS"), Shape: picture.Boxes, Ink: picture.Purple, Reach: picture.Ends},
	waterfallConnect: {Name: table.Say("Connect", "建立连接"), Shape: picture.Boxes, Ink: picture.Amber,
		Reach: picture.Ends},
	waterfallTLS: {Name: table.Say("TLS", "TLS"), Shape: picture.Boxes, Ink: picture.Red, Reach: picture.Ends},
	waterfallWait: {Name: table.Say("Not asked yet", "尚未请求"), Shape: picture.Boxes, Ink: picture.Grey,
		Reach: picture.Ends},
	waterfallRequest: {Name: table.Say("To first byte", "至首字节"), Shape: picture.Boxes, Ink: picture.Green,
		Reach: picture.Ends},
	waterfallTransfer: {Name: table.Say("Transfer", "传输"), Shape: picture.Boxes, Ink: picture.Blue, Reach: picture.Ends},
	waterfallModel: {Name: table.Say("By the model", "模型预测"), Shape: picture.Boxes, Ink: picture.Black,
		Reach: picture.Ends, Fine: true},
}

// maxLanes is how many lanes a panel has at most.
const maxLanes = 60

// object is a row of the table of HTTP objects.
type object struct {
	stream                                         int64
	first, last                                    uint32 // frames
	uri, status                                    string
	start                                          float64 // of the request
	dns, setup, tls, wait, request, transfer, time float64
	predicted                                      float64
}

// begin is when somebody wanted the object.
func (o *object) begin() float64 { return o.start - o.wait - o.tls - o.setup - o.dns }

// end is when the last of it came.
func (o *object) end() float64 { return o.start + o.request + o.transfer }

// drawWaterfall draws connections as lanes with their objects, and below each object in a lane of
// its own with what the textbook's model has it take.
func drawWaterfall(in *Input) (*picture.Picture, error) {
	t, err := in.table("http-connections.objects")
	if err != nil {
		return nil, err
	}
	list := objects(t, in.handshakes())
	first, last := list[0].begin(), list[0].end()
	for i := range list {
		first, last = min(first, list[i].begin()), max(last, list[i].end(), list[i].begin()+list[i].predicted)
	}
	x, err := in.times(first, last)
	if err != nil {
		return nil, err
	}
	p := &picture.Picture{Title: table.Say("HTTP waterfall", "HTTP 瀑布图")}
	lanes := picture.Panel{Layout: picture.Lanes, Title: table.Say("Connections", "连接"), X: x,
		Y: picture.Axis{Kind: picture.Category}}
	each := picture.Panel{Layout: picture.Lanes,
		Title: table.Say("Objects, and what the model has them take", "对象与模型预测"), X: x,
		Y: picture.Axis{Kind: picture.Category}}
	lanes.Series = append(lanes.Series, waterfallSeries[:waterfallModel]...)
	each.Series = append(each.Series, waterfallSeries[:]...)
	at, more := map[int64]int{}, 0
	for i := range list {
		o := &list[i]
		if o.end() < x.Min || o.begin() > x.Max {
			continue
		}
		lane, known := at[o.stream]
		if !known && len(lanes.Y.Names) < maxLanes {
			lane = len(lanes.Y.Names)
			at[o.stream], known = lane, true
			n := strconv.FormatInt(o.stream, 10)
			lanes.Y.Names = append(lanes.Y.Names, table.Say("stream "+n+" "+hostOf(o.uri), "流 "+n+" "+hostOf(o.uri)))
		}
		if known {
			o.draw(&lanes, lane)
		}
		if len(each.Y.Names) == maxLanes {
			more++
			continue
		}
		n := o.draw(&each, len(each.Y.Names))
		each.Y.Names = append(each.Y.Names, table.Phrase{EN: pathOf(o.uri)})
		o.model(&each, n)
	}
	if more > 0 {
		n := table.Grouped(uint64(more))
		p.Notes = append(p.Notes,
			table.Say("The first "+strconv.Itoa(maxLanes)+" objects are drawn, and "+n+" more are not.",
				"只画前 "+strconv.Itoa(maxLanes)+" 个对象，另有 "+n+" 个未画。"))
	}
	p.Panels = []picture.Panel{lanes, each}
	return p, nil
}

// handshakes tells how long the handshake of TLS took, by streams.
func (in *Input) handshakes() map[int64]float64 {
	took := map[int64]float64{}
	t, err := in.table("tls.handshakes")
	if err != nil {
		return took
	}
	c := t.Cursor()
	stream, time := c.Column("stream"), c.Column("time")
	for c.Next() {
		if took[c.Int(stream)] == 0 {
			took[c.Int(stream)] = c.Number(time)
		}
	}
	return took
}

// objects reads the table. What a client waited on a new connection is TLS as far as that took.
func objects(t *table.Table, tls map[int64]float64) (list []object) {
	c := t.Cursor()
	number := func(name string) func() float64 {
		p := c.Column(name)
		return func() float64 { return c.Number(p) }
	}
	start, dns, setup, wait := number("start"), number("dns"), number("setup"), number("wait")
	request, transfer, response, predicted := number("request"), number("transfer"), number("response"), number("predicted")
	stream, first, last, uri, status, place := c.Column("stream"), c.Column("request_frame"), c.Column("reply_frame"),
		c.Column("uri"), c.Column("status"), c.Column("place")
	for c.Next() {
		o := object{stream: c.Int(stream), first: uint32(c.Int(first)), last: uint32(c.Int(last)), uri: c.Text(uri),
			status: c.Text(status),
			start:  start(), dns: dns(), setup: setup(), wait: wait(), request: request(), transfer: transfer(),
			time: response(), predicted: predicted()}
		if c.Text(place) == "ahead" { // the connection waited for somebody to want something
			o.setup, o.wait, o.dns = 0, 0, 0
		}
		if o.setup > 0 {
			o.tls = min(tls[o.stream], o.wait)
			o.wait -= o.tls
		}
		list = append(list, o)
	}
	return list
}

// draw draws the parts of the time of an object in a lane, and returns the last mark but the text.
func (o *object) draw(p *picture.Panel, lane int) picture.Mark {
	m := picture.Mark{X: o.begin(), Y: float64(lane), First: o.first, Last: o.last}
	m.X2 = m.X
	for i, took := range [...]float64{waterfallDNS: o.dns, waterfallConnect: o.setup, waterfallTLS: o.tls,
		waterfallWait:    o.wait,
		waterfallRequest: o.request, waterfallTransfer: o.transfer} {
		if took > 0 {
			m.X, m.X2 = m.X2, m.X2+took
			p.Add(i, m)
		}
	}
	return m
}

// model draws what the model has the object take, and writes how it ended behind.
func (o *object) model(p *picture.Panel, m picture.Mark) {
	if o.predicted > 0 {
		p.Add(waterfallModel, picture.Mark{X: o.begin(), X2: o.begin() + o.predicted, Y: m.Y, First: o.first, Last: o.last})
	}
	for i := len(p.Series) - 2; i >= 0; i-- { // the last part that was drawn
		if n := len(p.Series[i].Marks); n > 0 && p.Series[i].Marks[n-1].Y == m.Y {
			p.Series[i].Marks[n-1].Text.EN = strings.TrimSpace(o.status + " " + (&picture.Axis{Unit: picture.Seconds}).
				Say(o.time))
			return
		}
	}
}

// hostOf is the host of a URI, pathOf what stands behind it.
func hostOf(uri string) string {
	_, rest, ok := strings.Cut(uri, "://")
	if !ok {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	return host
}

func pathOf(uri string) string {
	_, rest, ok := strings.Cut(uri, "://")
	if !ok {
		return uri
	}
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		return rest[i:]
	}
	return rest
}
