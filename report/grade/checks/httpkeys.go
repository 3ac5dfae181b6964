package checks

import (
	"path"
	"strings"

	"netsniff/report/grade/model"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

var httpKeys = []Key{
	{Name: "http.segments", Doc: table.Say("how many TCP segments carry the response", "承载响应的 TCP 报文段数"),
		Args: []Arg{required(pathArg), hostArg}, Values: segmentCounts},
	{Name: "http.header", Doc: table.Say("value of a header field of the request or response", "请求或响应的某个首部字段"),
		Args: []Arg{required(pathArg), hostArg, {Name: "field", Form: Text, Required: true, Doc: "its name"},
			{Name: "side", Form: Choice, Default: "response", Words: []string{"request", "response"},
				Doc: "where it stands"}}, Values: headerValue},
	{Name: "http.loading", Doc: table.Say("whether objects were fetched serial or parallel", "对象是串行还是并行加载"),
		Args: []Arg{pathArg, hostArg}, Values: loadingValue},
}

func (c *Context) firstPage() (*model.HTTP, verdict.Finding) {
	for _, h := range c.exchanges() {
		if h.Status > 0 {
			return h, verdict.Finding{}
		}
	}
	return nil, c.absent("There is no answered request for %s in the capture, so there is no right answer to compare with.",
		"抓包中没有得到响应的 %s 请求，无法得出正确答案。", c.what())
}

func segmentCounts(c *Context) ([]Value, verdict.Finding) {
	h, f := c.firstPage()
	if h == nil {
		return nil, f
	}
	list := []Value{{Number: float64(h.Segments), Label: table.Say("segments as captured", "按抓到的报文段计"),
		Frames: []int64{h.Reply, h.ReplyLast}}}
	mss := h.Conn.Down.MaxSegment
	if m := h.Conn.Up.MSS; m > 0 && (oversized(h.Conn) || mss == 0) {
		mss = m
	}
	if mss > 0 {
		if n := (h.Exchange.Received + mss - 1) / mss; n != h.Segments {
			list = append(list, Value{Number: float64(n),
				Label: table.Say("bytes of the response divided by the segment size",
					"响应字节数除以报文段大小"), Frames: []int64{h.Reply}})
		}
	}
	return list, f
}

func headerValue(c *Context) ([]Value, verdict.Finding) {
	h, f := c.firstPage()
	if h == nil {
		return nil, f
	}
	name, fields, frame := strings.ToLower(c.Text("field")), h.Response, h.Reply
	if c.Text("side") == "request" {
		fields, frame = h.Request, h.Frame
	}
	v, ok := fields[name]
	if !ok {
		return nil, verdict.Failed(verdict.Say("%s (frame %d) has no field %s.", "%s（第 %d 帧）没有字段 %s。",
			path.Base(c.what()), frame, name), frame)
	}
	return []Value{{Text: v, Frames: []int64{frame}}}, f
}

func loadingValue(c *Context) ([]Value, verdict.Finding) {
	page, objects := pageOf(c)
	if page == nil || len(objects) == 0 {
		return nil, c.absent("There are no objects of a page in the capture.", "抓包中没有页面的内嵌对象。")
	}
	how := loading(objects)
	zh := map[string]string{"serial": "串行", "parallel": "并行"}[how]
	frames := []int64{page.Frame, objects[0].Frame}
	return []Value{{Text: how, Frames: frames}, {Text: zh, Frames: frames},
		{Text: map[string]string{"serial": "serially", "parallel": "in parallel"}[how], Frames: frames}}, verdict.Finding{}
}
