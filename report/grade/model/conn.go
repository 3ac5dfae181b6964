package model

import (
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Conn is a TCP connection or a UDP conversation.
type Conn struct {
	ID         int64    `cel:"id" doc:"tcp.stream or udp.stream"`
	Transport  string   `cel:"transport" doc:"tcp or udp"`
	Protocol   string   `cel:"protocol" doc:"what it carries, as filters call it: http, smtp, tls; empty if nobody knows"`
	Within     []string `cel:"within" doc:"protocols inside TLS, HTTP/2 or a proxy that could be read, as filters call them"`
	Client     string   `cel:"client" doc:"IP address of the client"`
	Server     string   `cel:"server" doc:"IP address of the server"`
	ClientPort int64    `cel:"client_port" doc:"port of the client"`
	ServerPort int64    `cel:"server_port" doc:"port of the server"`
	First      int64    `cel:"frame" doc:"its first frame"`
	Last       int64    `cel:"last_frame" doc:"its last frame"`
	Start      float64  `cel:"start" doc:"time of its first frame"`
	End        float64  `cel:"end" doc:"time of its last frame"`
	Duration   float64  `cel:"duration" doc:"seconds from its first frame to its last"`
	Frames     int64    `cel:"frames" doc:"its frames"`
	Opened     string   `cel:"opened" doc:"established, midstream, unanswered, refused or 'SYN not captured'; empty if not TCP"`
	Closed     string   `cel:"closed" doc:"FIN (both sides), 'half closed', RST or open; empty if not TCP"`
	ClosedBy   string   `cel:"closed_by" doc:"who sent the first FIN or the RST: client or server; empty if nobody did"`
	Missing    int64    `cel:"missing" doc:"bytes that were acknowledged but are not in the capture"`

	SYN        int64   `cel:"syn_frame" doc:"frame of the SYN, 0 if it was not captured"`
	SYNACK     int64   `cel:"synack_frame" doc:"frame of the SYN, ACK, 0 if it was not captured"`
	ACK        int64   `cel:"ack_frame" doc:"frame of the ACK that completes the handshake, 0 if it was not captured"`
	SYNSeq     int64   `cel:"syn_seq" doc:"raw sequence number of the SYN, -1 if it was not captured"`
	SYNACKSeq  int64   `cel:"synack_seq" doc:"raw sequence number of the SYN, ACK, -1 if it was not captured"`
	SYNACKAck  int64   `cel:"synack_ack" doc:"raw acknowledgment number of the SYN, ACK, -1 if it was not captured"`
	InitialRTT float64 `cel:"initial_rtt" doc:"seconds from the SYN to the ACK that completes the handshake, -1 if not seen"`
	FINs       []int64 `cel:"fin_frames" doc:"frames with FIN"`
	RSTs       []int64 `cel:"rst_frames" doc:"frames with RST"`

	Up          *Side `cel:"up" doc:"what the client sent"`
	Down        *Side `cel:"down" doc:"what the server sent"`
	MaxParallel int64 `cel:"open_at_once" doc:"connections between the same two hosts to the same port that were open while this one was, with it"`
}

// Side is what one end of a connection sent.
type Side struct {
	Frames       int64   `cel:"frames" doc:"frames"`
	Bytes        int64   `cel:"bytes" doc:"bytes of payload, those sent again as well"`
	Unique       int64   `cel:"unique_bytes" doc:"bytes of payload, each counted once"`
	Wire         int64   `cel:"wire_bytes" doc:"bytes of whole frames"`
	DataSegments int64   `cel:"data_segments" doc:"segments or datagrams with payload"`
	Resent       int64   `cel:"retransmissions" doc:"segments that were sent again, as TCP analysis has it"`
	ResentFrames []int64 `cel:"retransmission_frames" doc:"frames of those"`
	ZeroWindows  int64   `cel:"zero_windows" doc:"segments that offered no window"`
	WindowFull   int64   `cel:"window_full" doc:"segments that filled the other side's window"`
	MinWindow    int64   `cel:"min_window" doc:"least receive window that it offered, in bytes, scaled"`
	MinWindowRaw int64   `cel:"min_window_raw" doc:"the same as the header has it, not scaled"`
	MaxWindow    int64   `cel:"max_window" doc:"greatest receive window that it offered, in bytes"`
	Scale        int64   `cel:"window_scale" doc:"factor by which its window is multiplied, 1 if none, -1 if the handshake was not seen"`
	MSS          int64   `cel:"mss" doc:"maximum segment size that it offered, 0 if none was seen"`
	MaxSegment   int64   `cel:"max_segment" doc:"largest payload of a segment"`
	Oversized    int64   `cel:"oversized" doc:"segments larger than the other side's MSS allows: offload joined them before the capture saw them"`
	FirstData    float64 `cel:"first_data" doc:"time of its first frame with payload, -1 if none"`
	LastData     float64 `cel:"last_data" doc:"time of its last frame with payload, -1 if none"`
	RTT          *RTT    `cel:"rtt" doc:"round trips from the capture point to the other end and back, of what this side sent"`

	Segments []*Segment `cel:"segments" doc:"its segments with payload, in order; at most 4096"`
}

// RTT sums up round trips.
type RTT struct {
	Count int64   `cel:"count" doc:"samples; 0: the rest is -1"`
	Min   float64 `cel:"min" doc:"seconds"`
	Mean  float64 `cel:"mean" doc:"seconds"`
	P50   float64 `cel:"p50" doc:"median, seconds"`
	P90   float64 `cel:"p90" doc:"seconds"`
	P99   float64 `cel:"p99" doc:"seconds"`
	Max   float64 `cel:"max" doc:"seconds"`
}

// Segment is a TCP segment with payload.
type Segment struct {
	Frame    int64   `cel:"frame" doc:"its frame"`
	Time     float64 `cel:"time" doc:"when it was sent"`
	Seq      int64   `cel:"seq" doc:"sequence number, relative"`
	RawSeq   int64   `cel:"raw_seq" doc:"sequence number as the header has it"`
	Length   int64   `cel:"length" doc:"bytes of payload"`
	Resent   bool    `cel:"retransmission" doc:"it was sent before"`
	Head     string  `cel:"begins" doc:"the first bytes of its payload as text, at most 16"`
	AckFrame int64   `cel:"ack_frame" doc:"first frame that acknowledges all of it, 0 if none"`
	AckTime  float64 `cel:"acked_at" doc:"time of that frame, -1 if none"`
	RTT      float64 `cel:"rtt" doc:"acked_at - time, -1 if not known"`
}

// noConn stands for the connection of a frame that has none.
var noConn = &Conn{ID: -1, SYNSeq: -1, SYNACKSeq: -1, SYNACKAck: -1, InitialRTT: -1, Up: noSide(), Down: noSide()}

func noSide() *Side { return &Side{Scale: -1, FirstData: -1, LastData: -1, RTT: rttOf(nil)} }

// fill completes a connection from what its frames add up to.
func (c *Conn) fill(of *dissect.Conn, origin capture.Stamp) {
	c.Protocol = carried(of)
	t := of.Totals
	if t == nil {
		return
	}
	c.Last, c.End = int64(t.Last.Frame), seconds(t.Last.At-origin)
	c.Duration = seconds(t.Duration())
	for d, s := range [...]*Side{dissect.ToServer: c.Up, dissect.ToClient: c.Down} {
		s.volume(&t.Sent[d], origin)
		if t.TCP != nil {
			s.tcp(&t.TCP.Sides[d], t.TCP.RTT(reassembly.Dir(d)))
			c.Missing += int64(t.TCP.Sides[d].Missing())
		}
	}
	c.Frames = c.Up.Frames + c.Down.Frames
	if t.TCP == nil {
		return
	}
	c.Opened, c.Closed = t.TCP.Opened.String(), t.TCP.Closed.String()
	if t.TCP.Closed != reassembly.StillOpen {
		c.ClosedBy = [...]string{dissect.ToServer: "client", dissect.ToClient: "server"}[t.TCP.ClosedBy]
	}
}

// Reads reports whether a protocol was read inside TLS, or whatever the connection
// carries.
func (c *Conn) Reads(protocol string) bool { return slices.Contains(c.Within, protocol) }

// carried returns what a connection carries, as filters call it.
func carried(of *dissect.Conn) string {
	p := of.Protocol
	if p == nil {
		p = of.Recognised
	}
	if p == nil {
		return ""
	}
	return p.Name
}

func (s *Side) volume(v *reassembly.Volume, origin capture.Stamp) {
	s.Frames, s.Bytes, s.Unique, s.Wire = int64(v.Frames), int64(v.Bytes), int64(v.Bytes), int64(v.Wire)
	if v.Bytes > 0 {
		s.FirstData, s.LastData = seconds(v.FirstData-origin), seconds(v.LastData-origin)
	}
}

func (s *Side) tcp(x *reassembly.Side, rtt reassembly.RTT) {
	s.Unique, s.DataSegments = int64(x.Unique), int64(x.DataSegments)
	s.ZeroWindows, s.WindowFull = int64(x.Count(reassembly.ZeroWindow)), int64(x.Count(reassembly.WindowFull))
	s.MinWindow, s.MaxWindow = int64(x.MinWindow), int64(x.MaxWindow)
	s.MSS, s.MaxSegment, s.Oversized = int64(x.MSS), int64(x.MaxSegment), int64(x.Oversized)
	switch {
	case x.Scale >= 0:
		s.Scale = 1 << x.Scale
	case x.Scale == reassembly.ScaleUnused:
		s.Scale = 1
	}
	s.RTT = rttOf(&rtt)
}

func rttOf(r *reassembly.RTT) *RTT {
	if r == nil || r.Count() == 0 {
		return &RTT{Min: -1, Mean: -1, P50: -1, P90: -1, P99: -1, Max: -1}
	}
	return &RTT{
		Count: int64(r.Count()), Min: seconds(r.Min()), Mean: seconds(r.Mean()), Max: seconds(r.Max()),
		P50: seconds(r.Percentile(50)), P90: seconds(r.Percentile(90)), P99: seconds(r.Percentile(99)),
	}
}

// parallel counts for each TCP connection how many to the same server and port
// were open at once.
func parallel(conns []*Conn) {
	type way struct {
		client, server string
		port           int64
	}
	same := map[way][]*Conn{}
	for _, c := range conns {
		if c.Transport == "tcp" {
			k := way{c.Client, c.Server, c.ServerPort}
			same[k] = append(same[k], c)
		}
	}
	for _, list := range same {
		ends := make([]float64, 0, len(list))
		for _, c := range list { // by their beginnings
			ends = slices.DeleteFunc(ends, func(end float64) bool { return end < c.Start })
			ends = append(ends, c.End)
			c.MaxParallel = int64(len(ends))
		}
	}
}

func seconds(t capture.Stamp) float64 { return float64(t) / 1e9 }
