package stats

import (
	"cmp"
	"iter"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/rtp"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// media keeps the streams of RTP, and what RTCP says of them.
type media struct {
	streams first[mediaStream]
	reports map[reportKey]report
}

// mediaStream is a stream and where it ran.
type mediaStream struct {
	conn  *dissect.Conn
	about *rtp.Stream
	said  report // what its receiver said at last
}

// reportKey is what a report is about, at which host.
type reportKey struct {
	ssrc uint32
	host capture.Addr // of the sender of the stream
}

// report is the last that was said, and the longest time to who said it and back.
type report struct {
	mark reassembly.Mark
	rtp.Report
}

func (m *media) take(a *collect.Ask, conns *collect.Summaries, x *dissect.Event) {
	switch about := x.About.(type) {
	case *rtp.Stream:
		m.streams.add(mediaStream{conn: conns.Of(x.Conn), about: about}, a.Most(maxMedia, mediaBytes), byStream)
	case *rtp.Report:
		key := reportKey{about.About, x.Conn.Server.Addr}
		if x.Dir == dissect.ToClient {
			key.host = x.Conn.Client.Addr
		}
		if key.host == x.Conn.Client.Addr && x.Dir == dissect.ToServer {
			return
		}
		m.note(key, report{x.Mark, *about})
	}
}

// note keeps what was said last.
func (m *media) note(key reportKey, r report) {
	if m.reports == nil {
		m.reports = map[reportKey]report{}
	}
	old, ok := m.reports[key]
	switch {
	case !ok && len(m.reports) >= maxMedia:
		return
	case ok && old.mark.Frame > r.mark.Frame:
		old, r = r, old
	}
	if r.RoundTrip == 0 {
		r.RoundTrip = old.RoundTrip
	}
	m.reports[key] = r
}

func (m *media) merge(o *media) {
	m.streams.merge(&o.streams)
	for k, r := range o.reports {
		m.note(k, r)
	}
}

func byStream(a, b mediaStream) int {
	return cmp.Or(cmp.Compare(a.about.First.Frame, b.about.First.Frame), cmp.Compare(a.conn.ID, b.conn.ID),
		cmp.Compare(a.about.SSRC, b.about.SSRC), cmp.Compare(a.about.Dir, b.about.Dir))
}

// sorted puts the streams in order, with what was said of them.
func (m *media) sorted(a *collect.Ask) iter.Seq[int] {
	m.streams.sort(a.Most(maxMedia, mediaBytes), byStream)
	for i := range m.streams.list {
		s := &m.streams.list[i]
		from, _ := s.ends()
		s.said = m.reports[reportKey{s.about.SSRC, from.Addr}]
	}
	return func(yield func(int) bool) {
		for i := range m.streams.list {
			if !yield(i) {
				return
			}
		}
	}
}

// ends returns where a stream comes from and goes to.
func (s *mediaStream) ends() (from, to dissect.Endpoint) {
	if s.about.Dir == dissect.ToServer {
		return s.conn.Client, s.conn.Server
	}
	return s.conn.Server, s.conn.Client
}

// payload returns what a stream carries.
func (s *mediaStream) payload() string {
	f := s.about.Format
	switch {
	case f.Encoding == "":
		return f.Type.String()
	case f.Clock == 0:
		return f.Encoding
	}
	return f.Encoding + "/" + strconv.Itoa(int(f.Clock))
}

// impairment is what the E-model has for a codec (ITU-T G.113 Appendix I): how much it
// impairs by itself, and how robust it is against random loss.
type impairment struct{ codec, loss float64 }

var impairments = map[string]impairment{
	"pcmu": {0, 25.1}, "pcma": {0, 25.1}, "g729": {11, 19}, "g723": {15, 16.1}, "gsm": {20, 43}, "g726-32": {7, 23},
	"g728": {7, 17}, "ilbc": {11, 32},
}

// mos estimates the quality of a conversation by the E-model (ITU-T G.107): with its
// default values but for codec, loss, and as the delay the sound of a packet, twice the
// jitter and half the round trip that RTCP tells.
func (s *mediaStream) mos() (float64, bool) {
	x, ok := impairments[strings.ToLower(s.about.Format.Encoding)]
	if !ok || s.about.Packets < minJudged {
		return 0, false
	}
	loss := 100 * s.about.Loss()
	delay := float64(s.about.Frame+2*s.about.MeanJitter+s.said.RoundTrip/2) / 1e6
	r := 93.2 - 0.024*delay - (x.codec + (95-x.codec)*loss/(loss+x.loss))
	if delay > 177.3 {
		r -= 0.11 * (delay - 177.3)
	}
	switch {
	case r <= 0:
		return 1, true
	case r >= 100:
		return 4.5, true
	}
	return 1 + 0.035*r + r*(r-60)*(100-r)*7e-6, true
}

// minJudged is how many packets a stream has at least that is judged.
const minJudged = 10

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
func worst(streams []*mediaStream) (loss, quality table.Value) {
	if len(streams) == 0 {
		return table.None(), table.None()
	}
	most, least, judged := 0.0, 5.0, false
	for _, s := range streams {
		most = max(most, s.about.Loss())
		if m, ok := s.mos(); ok {
			least, judged = min(least, m), true
		}
	}
	return table.Float(100 * most), mosValue(least, judged)
}
