package stats

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
	"netsniff/report/telephony"
)

var rtpColumns = []table.Column{
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Key},
	{Name: "start", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "source", Label: table.Say("From", "来自"), Type: table.Address, Importance: table.Key},
	{Name: "source_port", Label: table.Say("Source port", "源端口"), Type: table.Port, Of: "source"},
	{Name: "destination", Label: table.Say("To", "去往"), Type: table.Address, Importance: table.Key},
	{Name: "destination_port", Label: table.Say("Destination port", "目的端口"), Type: table.Port, Of: "destination"},
	{Name: "ssrc", Label: table.Say("SSRC", "SSRC"), Importance: table.Minor},
	{Name: "payload", Label: table.Say("Payload", "负载"), Importance: table.Minor},
	{Name: "packets", Label: table.Say("Packets", "分组"), Type: table.Count, Importance: table.Key},
	{Name: "lost", Label: table.Say("Lost", "丢失"), Type: table.Count, Importance: table.Key},
	{Name: "loss", Label: table.Say("Loss", "丢包率"), Type: table.Percent},
	{Name: "longest_loss", Label: table.Say("Longest loss", "最长连续丢失"), Type: table.Count, Importance: table.Minor},
	{Name: "duplicates", Label: table.Say("Twice", "重复"), Type: table.Count, Importance: table.Minor},
	{Name: "late", Label: table.Say("Late", "乱序"), Type: table.Count, Importance: table.Minor},
	{Name: "jitter", Label: table.Say("Jitter", "平均抖动"), Type: table.Duration, Importance: table.Key},
	{Name: "jitter_max", Label: table.Say("Max jitter", "最大抖动"), Type: table.Duration, Importance: table.Minor},
	{Name: "delta_max", Label: table.Say("Max delta", "最大间隔"), Type: table.Duration, Importance: table.Minor},
	{Name: "mos", Label: table.Say("MOS", "MOS")},
	{Name: "duration", Label: table.Say("Duration", "时长"), Type: table.Duration, Importance: table.Minor},
	{Name: "events", Label: table.Say("Keys", "按键"), Type: table.Count, Importance: table.Minor},
	{Name: "rtcp_lost", Label: table.Say("Lost by RTCP", "RTCP 丢失"), Type: table.Number, Importance: table.Minor},
	{Name: "rtcp_jitter", Label: table.Say("Jitter by RTCP", "RTCP 抖动"), Type: table.Duration, Importance: table.Minor},
	{Name: "round_trip", Label: table.Say("Round trip", "往返时间"), Type: table.Duration, Importance: table.Minor},
	{Name: "told_by", Label: table.Say("Told by", "建立方式"), Importance: table.Minor},
	{Name: "call", Label: table.Say("Call", "呼叫"), Importance: table.Minor},
}

// rtpStreams tells the streams of RTP, a line each.
type rtpStreams struct {
	collect.IgnoreAll
	ask    *collect.Ask
	course bool // intervals of streams are told, not sums
	origin capture.Stamp
	conns  collect.Summaries
	media  media
}

func newRTP(a *collect.Ask) collect.Collector { return &rtpStreams{ask: a} }

// Frame implements Collector.
func (c *rtpStreams) Frame(f *dissect.Frame) { c.origin = f.First }

// Exchange implements dissect.Listener.
func (c *rtpStreams) Exchange(*dissect.Exchange) {}

// Event implements dissect.EventListener.
func (c *rtpStreams) Event(x *dissect.Event) { c.media.take(c.ask, &c.conns, x) }

// Closed implements dissect.Listener.
func (c *rtpStreams) Closed(k *dissect.Conn, _ reassembly.Mark) { c.conns.Forget(k) }

// Merge implements Collector.
func (c *rtpStreams) Merge(other collect.Collector) {
	o := other.(*rtpStreams)
	c.origin = max(c.origin, o.origin)
	c.media.merge(&o.media)
}

// Tables implements Collector.
func (c *rtpStreams) Tables(*collect.Run) []table.Table {
	var rows table.RowList
	judged := false
	for i := range c.media.sorted(c.ask) {
		s := &c.media.streams.list[i]
		_, ok := s.MOS()
		judged = judged || ok
		if c.course {
			rows = append(rows, streamSpans(s, c.origin)...)
			continue
		}
		rows = append(rows, streamRow(s, c.origin))
	}
	t := table.Table{Name: c.ask.Name, Title: c.ask.Title, Columns: c.ask.Columns, Rows: rows}
	if n := c.media.streams.beyond; n > 0 {
		text := table.Grouped(n)
		t.Notes = append(t.Notes, table.Say(text+" more streams are not shown.", "另有 "+text+" 个流未列出。"))
	}
	switch {
	case len(rows) == 0 && !c.ask.Named:
		return nil
	case len(rows) == 0:
		t.Notes = append(t.Notes,
			table.Say("No RTP was found: nobody announced any, and nothing looks like it.",
				"没有发现 RTP：没有信令宣告，也没有形似 RTP 的分组。"))
	case judged && !c.course:
		t.Notes = append(t.Notes, mosNote)
	}
	return []table.Table{t}
}

func streamRow(s *telephony.Stream, origin capture.Stamp) []table.Value {
	x := s.About
	from, to := s.Ends()
	jitter, highest := table.None(), table.None()
	if x.Timed {
		jitter, highest = table.Nanoseconds(x.MeanJitter), table.Nanoseconds(x.MaxJitter)
	}
	lost, said, rtt := table.None(), table.None(), table.None()
	if r := &s.Said; r.Mark.Frame != 0 {
		lost = table.Int(int64(r.Lost))
		if x.Format.Clock > 0 {
			said = table.Nanoseconds(capture.Stamp(uint64(r.Jitter) * 1e9 / uint64(x.Format.Clock)))
		}
		if r.RoundTrip > 0 {
			rtt = table.Nanoseconds(r.RoundTrip)
		}
	}
	return []table.Value{table.Int(x.First.Frame), table.Nanoseconds(x.First.At - origin), addressed(from.Addr),
		table.Int(from.Port),
		addressed(to.Addr), table.Int(to.Port), table.String(s.SSRC()), known(s.Payload()),
		table.Int(x.Packets), table.Int(x.Lost), table.Float(100 * x.Loss()), table.Int(x.LongestLoss),
		table.Int(x.Duplicates), table.Int(x.Late),
		jitter, highest, table.Nanoseconds(x.MaxDelta), mosValue(s.MOS()), table.Nanoseconds(x.Last.At - x.First.At),
		table.Int(x.Events),
		lost, said, rtt, known(s.Setup()), known(s.Call())}
}
