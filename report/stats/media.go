package stats

import (
	"iter"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/rtp"
	"netsniff/report/collect"
	"netsniff/report/table"
	"netsniff/report/telephony"
)

// media keeps the streams of RTP, and what RTCP says of them.
type media struct {
	streams first[telephony.Stream]
	reports telephony.Reports
}

func (m *media) take(a *collect.Ask, conns *collect.Summaries, x *dissect.Event) {
	switch about := x.About.(type) {
	case *rtp.Stream:
		m.streams.add(telephony.Stream{Conn: conns.Of(x.Conn), About: about}, a.Most(maxMedia, mediaBytes),
			telephony.ByStream)
	case *rtp.Report:
		m.reports.Take(x, about)
	}
}

func (m *media) merge(o *media) {
	m.streams.merge(&o.streams)
	m.reports.Merge(&o.reports)
}

// sorted puts the streams in order, with what was said of them.
func (m *media) sorted(a *collect.Ask) iter.Seq[int] {
	m.streams.sort(a.Most(maxMedia, mediaBytes), telephony.ByStream)
	for i := range m.streams.list {
		s := &m.streams.list[i]
		s.Said = m.reports.Of(s)
	}
	return func(yield func(int) bool) {
		for i := range m.streams.list {
			if !yield(i) {
				return
			}
		}
	}
}

var mosNote = table.Say(
	"MOS is an estimate by the E-model (ITU-T G.107) from codec, loss, jitter and what RTCP tells of the delay; nobody listened.",
	"MOS 是按 E 模型（ITU-T G.107）由编码、丢包、抖动及 RTCP 所报延迟估算的，并非实际听测。")

func mosValue(m float64, ok bool) table.Value {
	if !ok {
		return table.None()
	}
	return table.String(strconv.FormatFloat(m, 'f', 2, 64))
}

// worst returns the highest loss and the lowest quality among streams.
func worst(streams []*telephony.Stream) (loss, quality table.Value) {
	if len(streams) == 0 {
		return table.None(), table.None()
	}
	most, least, judged := 0.0, 5.0, false
	for _, s := range streams {
		most = max(most, s.About.Loss())
		if m, ok := s.MOS(); ok {
			least, judged = min(least, m), true
		}
	}
	return table.Float(100 * most), mosValue(least, judged)
}
