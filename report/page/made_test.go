package page

import (
	"math"

	"netsniff/report/picture"
	"netsniff/report/table"
)

// made returns a page with a picture of each layout and shape, and texts that would do harm
// as markup.
func made() *Page {
	const hostile = `</script><img src=x onerror="document.title='harm'">`
	plane := picture.Picture{Kind: "tcp-sequence", Title: table.Say("Sequence numbers", "序号"), Panels: []picture.Panel{{
		X: picture.Axis{Kind: picture.Time, Label: table.Say("Time", "时间"), Unit: picture.Seconds, Max: 10},
		Y: picture.Axis{Label: table.Say("Sequence", "序号"), Unit: picture.Bytes, Max: 200000},
		Series: []picture.Series{
			{Name: table.Say("segments", "报文段"), Shape: picture.Strokes, Ink: picture.Blue, Filter: "tcp.stream == 0"},
			{Name: table.Say("window", "窗口"), Shape: picture.Steps, Ink: picture.Green},
			{Name: table.Say("sent again", "重传"), Shape: picture.Points, Ink: picture.Red, Sign: picture.Cross},
			{Name: table.Say("in flight", "在途"), Shape: picture.Line, Ink: picture.Purple},
		},
	}, {
		Title: table.Say("Rate", "速率"),
		X:     picture.Axis{Kind: picture.Time, Label: table.Say("Time", "时间"), Unit: picture.Seconds, Max: 10},
		Y:     picture.Axis{Label: table.Say("Rate", "速率"), Unit: picture.BitRate, Max: 5e6},
		Series: []picture.Series{
			{Name: table.Say("all", "全部"), Shape: picture.Bars, Ink: picture.Sky},
		},
	}}}
	for i := range 100 {
		x, f := float64(i)/10, uint32(i+1)
		s := plane.Panels[0].Series
		s[0].Marks = append(s[0].Marks, picture.Mark{X: x, Y: x * 15000, Y2: x*15000 + 1400, First: f, Last: f})
		s[1].Marks = append(s[1].Marks, picture.Mark{X: x, Y: x*15000 + 40000, First: f, Last: f})
		s[3].Marks = append(s[3].Marks, picture.Mark{X: x, Y: 20000 + 10000*math.Sin(x), First: f, Last: f})
		if i%20 == 7 {
			s[2].Marks = append(s[2].Marks, picture.Mark{X: x, Y: x * 14000, First: f, Last: f, Text: table.Phrase{EN: "R"}})
		}
		bars := plane.Panels[1].Series
		bars[0].Marks = append(bars[0].Marks,
			picture.Mark{X: x, X2: x + 0.1, Y: 2e6 + 1e6*math.Cos(x), First: f, Last: f + 2, N: 3})
	}
	lanes := picture.Picture{Kind: "waterfall", Title: table.Say("Objects "+hostile, "对象"), Panels: []picture.Panel{{
		Layout: picture.Lanes,
		X:      picture.Axis{Kind: picture.Time, Label: table.Say("Time", "时间"), Unit: picture.Seconds, Max: 0.8},
		Y: picture.Axis{Kind: picture.Category,
			Names: []table.Phrase{table.Say("tcp 0", "tcp 0"), table.Say("tcp 1", "tcp 1"), table.Say(hostile, hostile)}},
		Series: []picture.Series{
			{Name: table.Say("connect", "连接"), Shape: picture.Boxes, Ink: picture.Amber,
				Marks: []picture.Mark{{X: 0, X2: 0.1, Y: 0, First: 1, Last: 3}, {X: 0.2, X2: 0.3, Y: 1, First: 4, Last: 6}}},
			{Name: table.Say("wait", "等待"), Shape: picture.Boxes, Ink: picture.Blue,
				Marks: []picture.Mark{{X: 0.1, X2: 0.4, Y: 0, First: 4, Last: 9, Text: table.Phrase{EN: "/index.html"}},
					{X: 0.3, X2: 0.7, Y: 1, First: 7, Last: 12, Text: table.Phrase{EN: hostile}},
					{X: 0.3, X2: 0.7, Y: 2, First: 7, Last: 12}}},
		},
	}}}
	ladder := picture.Picture{Kind: "ladder", Title: table.Say("Dialogue", "对话"), Panels: []picture.Panel{{
		Layout: picture.Ladder,
		X: picture.Axis{Kind: picture.Category,
			Names: []table.Phrase{table.Say("192.0.2.10", "192.0.2.10"), table.Say("192.0.2.25", "192.0.2.25")}},
		Series: []picture.Series{
			{Name: table.Say("client", "客户端"), Shape: picture.Arrows, Ink: picture.Blue,
				Marks: []picture.Mark{{X: 0, X2: 1, Y: 1, First: 3, Last: 3, Text: table.Phrase{EN: "EHLO desktop.example"}},
					{X: 0, X2: 1, Y: 3, First: 5, Last: 5, Text: table.Phrase{EN: hostile}}}},
			{Name: table.Say("server", "服务器"), Shape: picture.Arrows, Ink: picture.Green,
				Marks: []picture.Mark{{X: 1, X2: 0, Y: 0, First: 2, Last: 2, Text: table.Phrase{EN: "220 mail.example"}},
					{X: 1, X2: 0, Y: 2, First: 4, Last: 4, Text: table.Phrase{EN: "250 welcome"}}}},
		},
	}}}
	return &Page{Files: []string{hostile + ".pcap"}, Program: "netsniff", Sections: []Section{
		{ID: "timing", Title: table.Say("Timing", "时间"), Pictures: []*picture.Picture{&plane}},
		{ID: "http", Title: table.Say("Web", "网页"), Pictures: []*picture.Picture{&lanes}},
		{ID: "mail", Title: table.Say("Mail", "邮件"), Pictures: []*picture.Picture{&ladder}},
	}}
}
