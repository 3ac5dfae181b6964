package checks

import (
	"strings"

	"netsniff/report/grade/model"
	"netsniff/report/grade/rubric"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

var segmentArgs = append([]Arg{
	{Name: "n", Form: Whole, Default: "1", Doc: "which segment, from 1"},
	{Name: "begins", Form: Text, Default: "POST ",
		Doc: "first bytes of the payload of segment 1; the first with data if there is none such"},
	{Name: "value", Form: Choice, Default: "seq", Words: []string{"seq", "length", "sent", "acked", "rtt", "frame"},
		Doc: "what of it"},
}, connArgs...)

// data returns the segments with data of a side from the one that begins with a text
// on, without those that were sent again.
func (c *Context) data() ([]*model.Segment, *model.Conn, verdict.Finding) {
	x, f := c.conn()
	if x == nil {
		return nil, nil, f
	}
	begins := c.Text("begins")
	for _, side := range []*model.Side{x.Up, x.Down} {
		for i, s := range side.Segments {
			if strings.HasPrefix(s.Head, strings.TrimRight(begins, " ")) {
				var list []*model.Segment
				for _, s := range side.Segments[i:] {
					if !s.Resent {
						list = append(list, s)
					}
				}
				return list, x, f
			}
		}
	}
	if f, bad := Quality(c.Capture, "http", []*model.Conn{x}); bad {
		return nil, x, f
	}
	return nil, x, verdict.Failed(verdict.Say("No segment of the connection begins with %q.",
		"该连接中没有以 %q 开头的报文段。", begins), x.First)
}

func requestSegment(of func(*model.Segment) []Value) func(*Context) ([]Value, verdict.Finding) {
	return func(c *Context) ([]Value, verdict.Finding) {
		list, _, f := c.data()
		if len(list) == 0 {
			return nil, f
		}
		return of(list[0]), f
	}
}

func segmentNumber(c *Context) ([]Value, verdict.Finding) {
	list, x, f := c.data()
	n := int(c.Int("n"))
	if len(list) == 0 {
		return nil, f
	}
	if n < 1 || n > len(list) {
		return nil, verdict.Failed(verdict.Say("There are %d segments with data, not %d.",
			"带数据的报文段有 %d 个，不足 %d 个。", len(list), n), list[0].Frame)
	}
	s := list[n-1]
	frames := []int64{s.Frame, s.AckFrame}
	one := func(v float64) []Value { return []Value{{Number: v, Frames: frames}} }
	switch c.Text("value") {
	case "length":
		return one(float64(s.Length)), f
	case "frame":
		return one(float64(s.Frame)), f
	case "sent":
		return moments(c, x, s.Time, frames), f
	case "acked", "rtt":
		if s.AckFrame == 0 {
			return nil, verdict.Cannot(verdict.Say("The acknowledgment of frame %d is not in the capture.",
				"抓包中没有对第 %d 帧的确认。", s.Frame), s.Frame)
		}
		if c.Text("value") == "rtt" {
			return one(s.RTT), f
		}
		return moments(c, x, s.AckTime, frames), f
	}
	return []Value{{Number: float64(s.Seq), Label: relativeLabel, Frames: frames},
		{Number: float64(s.RawSeq), Label: rawLabel, Frames: frames}}, f
}

// moments are the ways in which a time is counted.
func moments(c *Context, x *model.Conn, t float64, frames []int64) []Value {
	return []Value{{Number: t, Label: table.Say("since the first frame", "自首帧起"), Frames: frames},
		{Number: t - x.Start, Label: table.Say("since the SYN", "自 SYN 起"), Frames: frames},
		{Number: c.Capture.Start + t, Label: table.Say("since 1970", "自 1970 年起"), Frames: frames}}
}

// estimatedRTT is EstimatedRTT = 7/8 EstimatedRTT + 1/8 SampleRTT (RFC 6298 §2 with the
// first sample as the first estimate, as textbooks have it).
func estimatedRTT(c *Context) ([]Value, verdict.Finding) {
	const alpha = 0.125
	list, _, f := c.data()
	n := int(c.Int("n"))
	if len(list) == 0 {
		return nil, f
	}
	if n < 1 || n > len(list) {
		return nil, verdict.Failed(verdict.Say("There are %d segments with data, not %d.",
			"带数据的报文段有 %d 个，不足 %d 个。", len(list), n), list[0].Frame)
	}
	var frames []int64
	estimate := 0.0
	for i, s := range list[:n] {
		if s.AckFrame == 0 {
			return nil, verdict.Cannot(verdict.Say("The acknowledgment of frame %d is not in the capture.",
				"抓包中没有对第 %d 帧的确认。", s.Frame), s.Frame)
		}
		if frames = append(frames, s.Frame, s.AckFrame); i == 0 {
			estimate = s.RTT
		} else {
			estimate = (1-alpha)*estimate + alpha*s.RTT
		}
	}
	values := []Value{{Number: estimate, Label: table.Say("from the samples of the capture", "按抓包样本"), Frames: frames}}
	samples := c.List("samples")
	own := table.Say("carried forward from your own answers", "按你自己前面的答案推算")
	if v, ok := c.chain(samples[:min(len(samples), n)], alpha); ok && len(samples) >= n {
		values = append(values, Value{Number: v, Label: own, Frames: frames})
	}
	if before, ok := c.typed(c.Text("previous")); ok && len(samples) >= n {
		if s, ok := c.typed(samples[n-1]); ok {
			values = append(values, Value{Number: (1-alpha)*before + alpha*s, Label: own, Frames: frames})
		}
	}
	return values, f
}

// chain is the estimate from typed samples.
func (c *Context) chain(names []string, alpha float64) (estimate float64, ok bool) {
	for i, name := range names {
		s, ok := c.typed(name)
		switch {
		case !ok:
			return 0, false
		case i == 0:
			estimate = s
		default:
			estimate = (1-alpha)*estimate + alpha*s
		}
	}
	return estimate, len(names) > 0
}

// typed returns a typed answer that is a time, in seconds.
func (c *Context) typed(name string) (float64, bool) {
	v, unit, ok := rubric.Number(c.Answers[strings.ToLower(name)])
	if !ok {
		return 0, false
	}
	if unit == "" {
		unit = c.Text("sample_unit")
	}
	_, factor, known := rubric.Unit(unit)
	if !known {
		factor = 1
	}
	return v * factor, true
}
