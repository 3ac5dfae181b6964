package stats

import (
	"netsniff/capture"
	"netsniff/report/collect"
	"netsniff/report/table"
	"netsniff/report/telephony"
)

var rtpCourseColumns = []table.Column{
	{Name: "first_frame", Label: table.Say("From frame", "起始帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "last_frame", Label: table.Say("To frame", "结束帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "source", Label: table.Say("From", "来自"), Type: table.Address, Importance: table.Key},
	{Name: "source_port", Label: table.Say("Source port", "源端口"), Type: table.Port, Of: "source"},
	{Name: "destination", Label: table.Say("To", "去往"), Type: table.Address, Importance: table.Key},
	{Name: "destination_port", Label: table.Say("Destination port", "目的端口"), Type: table.Port, Of: "destination"},
	{Name: "ssrc", Label: table.Say("SSRC", "SSRC"), Importance: table.Key},
	{Name: "start", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true, Importance: table.Key},
	{Name: "end", Label: table.Say("Until", "止"), Type: table.Duration, Importance: table.Minor},
	{Name: "packets", Label: table.Say("Packets", "分组"), Type: table.Count},
	{Name: "lost", Label: table.Say("Lost", "丢失"), Type: table.Number},
	{Name: "loss", Label: table.Say("Loss", "丢包率"), Type: table.Percent},
	{Name: "jitter", Label: table.Say("Jitter", "抖动"), Type: table.Duration},
	{Name: "jitter_max", Label: table.Say("Max jitter", "最大抖动"), Type: table.Duration, Importance: table.Minor},
}

func newRTPCourse(a *collect.Ask) collect.Collector { return &rtpStreams{ask: a, course: true} }

// streamSpans are the rows of a stream: its intervals with packets. A packet that is late counts in the
// interval in which it comes: lost may be negative there.
func streamSpans(s *telephony.Stream, origin capture.Stamp) (rows table.RowList) {
	x := s.About
	from, to := s.Ends()
	for i := range x.Course.Spans {
		p := &x.Course.Spans[i]
		if p.Packets == 0 && p.Expected == 0 {
			continue
		}
		start := x.First.At - origin + capture.Stamp(i)*x.Course.Step
		jitter, highest, loss := table.None(), table.None(), table.None()
		if x.Timed {
			jitter, highest = table.Nanoseconds(p.Jitter), table.Nanoseconds(p.MaxJitter)
		}
		if p.Expected > 0 {
			loss = table.Float(100 * max(0, 1-float64(p.Packets)/float64(p.Expected)))
		}
		rows = append(rows, []table.Value{table.Int(p.First), table.Int(p.Last), addressed(from.Addr),
			table.Int(from.Port), addressed(to.Addr), table.Int(to.Port),
			table.String(s.SSRC()), table.Nanoseconds(start),
			table.Nanoseconds(min(start+x.Course.Step, x.Last.At-origin)), table.Int(p.Packets),
			table.Int(int64(p.Expected) - int64(p.Packets)), loss, jitter, highest})
	}
	return rows
}
