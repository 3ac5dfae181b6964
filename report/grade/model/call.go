package model

import (
	"fmt"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/rtp"
	"netsniff/report/telephony"
)

// maxMedia is how many media streams are kept.
const maxMedia = 4096

// Call is a call of SIP, on one of its legs.
type Call struct {
	Conn     *Conn   `cel:"conn" doc:"the conversation or connection that its first INVITE ran on"`
	ID       string  `cel:"call_id" doc:"its Call-ID"`
	Caller   string  `cel:"caller" doc:"who called: sip:alice@example.com"`
	Callee   string  `cel:"callee" doc:"who was called"`
	State    string  `cel:"state" doc:"answered, refused, cancelled or unanswered"`
	Status   int64   `cel:"status" doc:"code of the final response to INVITE, such as 200 or 486; 0 if none came"`
	Reason   string  `cel:"reason" doc:"its phrase, and what Reason or Warning say; empty if none came"`
	PostDial float64 `cel:"post_dial" doc:"post-dial delay: seconds until the ringing, or what else was heard of the callee; -1 if nothing was"`
	Ring     float64 `cel:"ring_time" doc:"seconds from the ringing to the answer, -1 if one was not seen"`
	Duration float64 `cel:"duration" doc:"seconds from the answer to the BYE, -1 if one was not seen"`
	HungUp   string  `cel:"hung_up" doc:"who hung up: caller or callee; empty if nobody was seen to"`
	Resent   int64   `cel:"resent" doc:"requests of it that were sent again"`
	Frame    int64   `cel:"frame" doc:"frame of the first INVITE"`
	Answer   int64   `cel:"answer_frame" doc:"frame of the 200 that answered it, 0 if none"`
	Last     int64   `cel:"last_frame" doc:"frame of the BYE, else of the final response, else of the last INVITE"`
	Start    float64 `cel:"start" doc:"time of frame"`
}

// Media is a media stream of RTP: packets of one source (SSRC), one way.
type Media struct {
	Conn        *Conn   `cel:"conn" doc:"its conversation"`
	Src         string  `cel:"src" doc:"IP address that it came from"`
	SrcPort     int64   `cel:"src_port" doc:"port that it came from"`
	Dst         string  `cel:"dst" doc:"IP address that it went to"`
	DstPort     int64   `cel:"dst_port" doc:"port that it went to"`
	SSRC        string  `cel:"ssrc" doc:"its synchronization source, such as '0xca110000'"`
	Codec       string  `cel:"codec" doc:"what it carries, with the clock rate if that is known: PCMU/8000"`
	Packets     int64   `cel:"packets" doc:"that came"`
	Lost        int64   `cel:"lost" doc:"packets that the sequence numbers tell of and that did not come"`
	Loss        float64 `cel:"loss" doc:"share of its packets that were lost, from 0 to 1"`
	LongestLoss int64   `cel:"longest_loss" doc:"most packets that were lost one after the other"`
	Duplicates  int64   `cel:"duplicates" doc:"packets that came again"`
	Reordered   int64   `cel:"reordered" doc:"packets that came behind a later one"`
	Jitter      float64 `cel:"jitter" doc:"mean interarrival jitter (RFC 3550) in seconds, -1 if the clock is not known"`
	MaxJitter   float64 `cel:"max_jitter" doc:"the highest, -1 if the clock is not known"`
	RFactor     float64 `cel:"r_factor" doc:"quality from 0 to 100, estimated by the E-model (ITU-T G.107); -1 for codecs that it does not know and for very few packets"`
	MOS         float64 `cel:"mos" doc:"the same as mean opinion score, from 1 to 4.5; -1 as r_factor"`
	Call        string  `cel:"call_id" doc:"Call-ID of the call, or session of RTSP, that set it up; empty if not known"`
	Frame       int64   `cel:"frame" doc:"frame in which it begins"`
	Last        int64   `cel:"last_frame" doc:"frame in which it ends"`
	Start       float64 `cel:"start" doc:"time of frame"`
	Duration    float64 `cel:"duration" doc:"seconds from its first packet to its last"`
}

// callPart makes calls and media streams, as the tables calls and rtp have them.
type callPart struct {
	idle
	b       *builder
	steps   []telephony.Step
	streams []telephony.Stream
	reports telephony.Reports
	conns   map[*dissect.Conn]*Conn // of the summaries in steps and streams
}

func newCallPart(b *builder) part { return &callPart{b: b, conns: map[*dissect.Conn]*Conn{}} }

// keep returns what stays of a connection.
func (p *callPart) keep(c *dissect.Conn) *dissect.Conn {
	s := c.Summary()
	p.conns[s] = p.b.conn(c)
	return s
}

// exchange implements part.
func (p *callPart) exchange(x *dissect.Exchange, _ *Exchange) {
	if s, ok := telephony.StepOf(x); ok {
		s.Conn = p.keep(x.Conn)
		p.steps = append(p.steps, s)
	}
}

// event implements part.
func (p *callPart) event(x *dissect.Event) {
	switch about := x.About.(type) {
	case *rtp.Stream:
		if len(p.streams) >= maxMedia {
			p.b.left(fmt.Sprintf("media streams beyond %d", maxMedia))
			return
		}
		p.streams = append(p.streams, telephony.Stream{Conn: p.keep(x.Conn), About: about})
	case *rtp.Report:
		p.reports.Take(x, about)
	}
}

// finish implements part.
func (p *callPart) finish() {
	slices.SortFunc(p.steps, telephony.ByStep)
	for _, x := range telephony.Join(p.steps) {
		p.b.out.Calls = append(p.b.out.Calls, p.call(x))
	}
	slices.SortFunc(p.streams, telephony.ByStream)
	for i := range p.streams {
		s := &p.streams[i]
		s.Said = p.reports.Of(s)
		p.b.out.Media = append(p.b.out.Media, p.media(s))
	}
}

func (p *callPart) call(x *telephony.Call) *Call {
	c := &Call{Conn: p.conns[x.First.Conn], ID: x.First.T.CallID, Caller: x.First.T.From, Callee: x.First.T.To,
		State: x.State().String(), Status: int64(x.Code), Reason: x.Phrase, PostDial: orNone(x.PostDial()),
		Ring: orNone(x.RingTime()), Duration: orNone(x.Duration()), HungUp: x.HungUp.String(), Resent: int64(x.Resent),
		Frame: int64(x.First.At.Frame), Answer: int64(x.Answered.Frame), Last: int64(x.Ended.Frame),
		Start: p.b.since(x.First.At)}
	if c.Last == 0 {
		c.Last = int64(max(x.Last.At.Frame, x.Last.Reply.Frame))
	}
	return c
}

func (p *callPart) media(s *telephony.Stream) *Media {
	x := s.About
	from, to := s.Ends()
	m := &Media{Conn: p.conns[s.Conn], Src: p.b.address(from.Addr), SrcPort: int64(from.Port),
		Dst: p.b.address(to.Addr), DstPort: int64(to.Port), SSRC: s.SSRC(), Codec: s.Payload(),
		Packets: int64(x.Packets), Lost: int64(x.Lost), Loss: x.Loss(), LongestLoss: int64(x.LongestLoss),
		Duplicates: int64(x.Duplicates), Reordered: int64(x.Late), Jitter: -1, MaxJitter: -1, RFactor: -1, MOS: -1,
		Call: s.Call(), Frame: int64(x.First.Frame), Last: int64(x.Last.Frame), Start: p.b.since(x.First),
		Duration: seconds(x.Last.At - x.First.At)}
	if x.Timed {
		m.Jitter, m.MaxJitter = seconds(x.MeanJitter), seconds(x.MaxJitter)
	}
	if r, ok := s.RFactor(); ok {
		m.RFactor = r
		m.MOS, _ = s.MOS()
	}
	return m
}

// orNone is a time in seconds, -1 if it is not known.
func orNone(t capture.Stamp, ok bool) float64 {
	if !ok {
		return -1
	}
	return seconds(t)
}
