package telephony

import (
	"cmp"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/rtp"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// Stream is a media stream of RTP and where it ran.
type Stream struct {
	Conn  *dissect.Conn
	About *rtp.Stream
	Said  Report // what its receiver said at last
}

// ByStream compares streams by where they begin.
func ByStream(a, b Stream) int {
	return cmp.Or(cmp.Compare(a.About.First.Frame, b.About.First.Frame), cmp.Compare(a.Conn.ID, b.Conn.ID),
		cmp.Compare(a.About.SSRC, b.About.SSRC), cmp.Compare(a.About.Dir, b.About.Dir))
}

// Ends returns where a stream comes from and goes to.
func (s *Stream) Ends() (from, to dissect.Endpoint) {
	if s.About.Dir == dissect.ToServer {
		return s.Conn.Client, s.Conn.Server
	}
	return s.Conn.Server, s.Conn.Client
}

// SSRC is its identifier as Wireshark writes it.
func (s *Stream) SSRC() string { return "0x" + string(text.AppendHex(nil, uint64(s.About.SSRC), 8)) }

// Payload returns what a stream carries, such as PCMU/8000.
func (s *Stream) Payload() string {
	f := s.About.Format
	switch {
	case f.Encoding == "":
		return f.Type.String()
	case f.Clock == 0:
		return f.Encoding
	}
	return f.Encoding + "/" + strconv.Itoa(int(f.Clock))
}

// Call returns the Call-ID of SIP or the session of RTSP that set it up, "" if none is known.
func (s *Stream) Call() string {
	if s.About.Setup == nil {
		return ""
	}
	return s.About.Setup.Call
}

// Setup says what announced it: SDP, RTSP, "" if nothing did.
func (s *Stream) Setup() string {
	if s.About.Setup == nil {
		return ""
	}
	return s.About.Setup.Method
}

// impairment is what the E-model has for a codec (ITU-T G.113 Appendix I): how much it
// impairs by itself, and how robust it is against random loss.
type impairment struct{ codec, loss float64 }

var impairments = map[string]impairment{
	"pcmu": {0, 25.1}, "pcma": {0, 25.1}, "g729": {11, 19}, "g723": {15, 16.1}, "gsm": {20, 43}, "g726-32": {7, 23},
	"g728": {7, 17}, "ilbc": {11, 32},
}

// minJudged is how many packets a stream has at least that is judged.
const minJudged = 10

// RFactor estimates the quality of a conversation by the E-model (ITU-T G.107), from 0 to
// 100: with its default values but for codec, loss, and as the delay the sound of a packet,
// twice the jitter and half the round trip that RTCP tells. ok is false for codecs that the
// model does not know and for streams of very few packets.
func (s *Stream) RFactor() (r float64, ok bool) {
	x, ok := impairments[strings.ToLower(s.About.Format.Encoding)]
	if !ok || s.About.Packets < minJudged {
		return 0, false
	}
	loss := 100 * s.About.Loss()
	delay := float64(s.About.Frame+2*s.About.MeanJitter+s.Said.RoundTrip/2) / 1e6
	r = 93.2 - 0.024*delay - (x.codec + (95-x.codec)*loss/(loss+x.loss))
	if delay > 177.3 {
		r -= 0.11 * (delay - 177.3)
	}
	return min(max(r, 0), 100), true
}

// MOS is the mean opinion score that follows from the R-factor (ITU-T G.107 Annex B), from
// 1 to 4.5, ok as there.
func (s *Stream) MOS() (m float64, ok bool) {
	r, ok := s.RFactor()
	return 1 + 0.035*r + r*(r-60)*(100-r)*7e-6, ok
}

// Report is the last that RTCP said of a stream, and the longest time to who said it and back.
type Report struct {
	Mark reassembly.Mark
	rtp.Report
}

// reportKey is what a report is about, at which host.
type reportKey struct {
	ssrc uint32
	host capture.Addr // of the sender of the stream
}

// maxReports is how many streams are known of which RTCP says something.
const maxReports = 1 << 16

// Reports keeps what RTCP says of streams. The zero value is empty.
type Reports struct{ last map[reportKey]Report }

// Take notes a report, which an event told.
func (m *Reports) Take(x *dissect.Event, about *rtp.Report) {
	key := reportKey{about.About, x.Conn.Server.Addr}
	if x.Dir == dissect.ToClient {
		key.host = x.Conn.Client.Addr
	}
	if key.host == x.Conn.Client.Addr && x.Dir == dissect.ToServer {
		return
	}
	m.note(key, Report{x.Mark, *about})
}

// note keeps what was said last.
func (m *Reports) note(key reportKey, r Report) {
	if m.last == nil {
		m.last = map[reportKey]Report{}
	}
	old, ok := m.last[key]
	switch {
	case !ok && len(m.last) >= maxReports:
		return
	case ok && old.Mark.Frame > r.Mark.Frame:
		old, r = r, old
	}
	if r.RoundTrip == 0 {
		r.RoundTrip = old.RoundTrip
	}
	m.last[key] = r
}

// Merge adds what others noted.
func (m *Reports) Merge(o *Reports) {
	for k, r := range o.last {
		m.note(k, r)
	}
}

// Of returns what was said last of a stream, the zero Report if nothing was.
func (m *Reports) Of(s *Stream) Report {
	from, _ := s.Ends()
	return m.last[reportKey{s.About.SSRC, from.Addr}]
}
