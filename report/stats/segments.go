package stats

import (
	"cmp"
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// segmentColumns are those of the table of TCP segments. Numbers of the sequence space
// count from the beginning of each side, and do not wrap.
var segmentColumns = []table.Column{
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Key},
	{Name: "stream", Label: table.Say("Stream", "流"), Type: table.Number, Importance: table.Key},
	{Name: "time", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true, Importance: table.Key},
	{Name: "sender", Label: table.Say("From", "发送方"), Type: table.Word, Importance: table.Key},
	{Name: "flags", Label: table.Say("Flags", "标志"), Importance: table.Minor},
	{Name: "seq", Label: table.Say("Seq", "序号"), Type: table.Number},
	{Name: "next_seq", Label: table.Say("Next", "下一序号"), Type: table.Number, Importance: table.Extra},
	{Name: "payload_bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes},
	{Name: "ack", Label: table.Say("Ack", "确认号"), Type: table.Number},
	{Name: "window", Label: table.Say("Window", "窗口"), Type: table.Bytes, Importance: table.Minor},
	{Name: "sack", Label: table.Say("SACK", "SACK"), Type: table.List, Importance: table.Minor},
	{Name: "analysis", Label: table.Say("Analysis", "分析"), Type: table.Word, Importance: table.Minor},
	{Name: "acks_frame", Label: table.Say("Acks frame", "确认的帧"), Type: table.Frame, Importance: table.Extra},
	{Name: "ack_rtt", Label: table.Say("RTT", "RTT"), Type: table.Duration, Importance: table.Extra},
	{Name: "in_flight", Label: table.Say("In flight", "在途"), Type: table.Bytes, Importance: table.Extra},
	{Name: "client", Label: table.Say("Client", "客户端"), Type: table.Address, Importance: table.Extra},
	{Name: "client_port", Label: table.Say("Client port", "客户端端口"), Type: table.Port, Of: "client",
		Importance: table.Extra},
	{Name: "server", Label: table.Say("Server", "服务器"), Type: table.Address, Importance: table.Extra},
	{Name: "server_port", Label: table.Say("Server port", "服务器端口"), Type: table.Port, Of: "server",
		Importance: table.Extra},
}

// segments keeps every TCP segment.
type segments struct {
	ask    *collect.Ask
	origin capture.Stamp
	ends   map[uint32]*ends // by the number of the stream
	first[segment]
}

// segment is what is kept of one.
type segment struct {
	at       capture.Stamp
	rtt      capture.Stamp
	ends     *ends
	sack     *[maxSACK]block // nil: none
	frame    uint32
	stream   uint32
	seq, ack uint32
	len      uint32
	window   uint32
	inFlight uint32
	acks     uint32 // frame
	analysis reassembly.Analysis
	flags    capture.TCPFlags
	dir      dissect.Dir
	seqTurns int32 // how often the numbers had begun again at 0
	ackTurns int32
}

// maxSACK is how many blocks an option has room for (RFC 2018 §3).
const maxSACK = 4

// block is a part of the sequence space, beside each other: [left, right).
type block struct{ left, right uint32 }

// Bounds of the segments that are kept.
const (
	maxSegments  = 1 << 20
	segmentBytes = 112 // with its part of a connection and of what SACK says
)

func newSegments(a *collect.Ask) collect.Collector {
	return &segments{ask: a, ends: map[uint32]*ends{}}
}

func (c *segments) most() int { return c.ask.Most(maxSegments, segmentBytes) }

// Frame implements Collector.
func (c *segments) Frame(f *dissect.Frame) {
	c.origin = f.First
	s := f.Segment
	if s == nil || f.Conn == nil {
		return
	}
	if len(c.list) >= c.most() {
		c.beyond++ // those that come later are not among the first
		return
	}
	e := c.ends[f.Conn.ID]
	if e == nil {
		e = &ends{kind: TCP, src: place{f.Conn.Client.Addr, f.Conn.Client.Port},
			dst: place{f.Conn.Server.Addr, f.Conn.Server.Port}}
		c.ends[f.Conn.ID] = e
	}
	c.list = append(c.list, segment{
		at: f.At, rtt: s.AckRTT, ends: e, sack: sackOf(f.TCP.Options, f.TCP.Ack-s.Ack), frame: f.Packet.Frame,
		stream: f.Conn.ID,
		seq:    s.Seq, ack: s.Ack, len: uint32(s.Len), window: s.Window, inFlight: uint32(s.BytesInFlight),
		acks:     s.AcksFrame,
		analysis: s.Flags, flags: f.TCP.Flags, dir: f.Dir,
	})
}

// sackOf returns the blocks that options acknowledge, relative to base; nil if there are
// none.
func sackOf(options []byte, base uint32) *[maxSACK]block {
	for len(options) > 0 {
		kind, value, rest, ok := reassembly.NextOption(options)
		if !ok {
			return nil
		}
		if kind == reassembly.OptionSACK && len(value) >= 8 {
			var list [maxSACK]block
			for i := 0; i < maxSACK && len(value) >= 8; i, value = i+1, value[8:] {
				list[i] = block{binary.BigEndian.Uint32(value) - base, binary.BigEndian.Uint32(value[4:]) - base}
			}
			return &list
		}
		options = rest
	}
	return nil
}

// Merge implements Collector.
func (c *segments) Merge(other collect.Collector) {
	o := other.(*segments)
	c.origin = max(c.origin, o.origin)
	c.merge(&o.first)
}

func byFrame(a, b segment) int { return cmp.Compare(a.frame, b.frame) }

// Tables implements Collector.
func (c *segments) Tables(r *collect.Run) []table.Table {
	if len(c.list) == 0 {
		return absent(c.ask, "TCP", r)
	}
	c.sort(c.most(), byFrame)
	unwrap(c.list)
	t := table.Table{Name: c.ask.Name, Title: c.ask.Title, Columns: segmentColumns, Rows: (*segmentRows)(c)}
	if c.beyond > 0 {
		kept, beyond := table.Grouped(uint64(len(c.list))), table.Grouped(c.beyond)
		t.Notes = append(t.Notes, table.Say("Only the first "+kept+" segments are kept: "+beyond+" more are not shown.",
			"只保留前 "+kept+" 个报文段，另有 "+beyond+" 个未列出。"))
	}
	return []table.Table{t}
}

// reached is where the sequence space has got to on one side of a connection, if its numbers
// went on beyond 32 bits.
type reached struct{ seq, ack int64 }

// unwrap notes how often the numbers of a sequence space have begun again before each
// segment.
func unwrap(list []segment) {
	type side struct {
		stream uint32
		dir    dissect.Dir
	}
	sides := map[side]*reached{}
	for i := range list {
		s := &list[i]
		k := side{s.stream, s.dir}
		at := sides[k]
		if at == nil || s.flags&capture.SYN != 0 {
			at = &reached{int64(s.seq), int64(s.ack)}
			sides[k] = at
		}
		s.seqTurns = turn(&at.seq, s.seq)
		if s.flags&capture.ACK != 0 {
			s.ackTurns = turn(&at.ack, s.ack)
		}
	}
}

// turn goes on from a place to the next one with this number in its low 32 bits, the nearer
// of those ahead and behind, and returns how often the numbers had begun again there.
func turn(at *int64, number uint32) int32 {
	*at += int64(int32(number - uint32(*at)))
	return int32(*at >> 32)
}

type segmentRows segments

// Len implements Rows.
func (r *segmentRows) Len() int { return len(r.list) }

// Row implements Rows.
func (r *segmentRows) Row(i int, dst []table.Value) []table.Value {
	s := &r.list[i]
	seq := int64(s.seqTurns)<<32 + int64(s.seq)
	ack, acks, rtt, flight := table.None(), table.None(), table.None(), table.None()
	at := int64(s.ackTurns)<<32 + int64(s.ack)
	if s.flags&capture.ACK != 0 {
		ack = table.Int(at)
	}
	if s.acks != 0 {
		acks, rtt = table.Int(s.acks), table.Nanoseconds(s.rtt)
	}
	if s.inFlight > 0 {
		flight = table.Int(s.inFlight)
	}
	return append(dst, table.Int(s.frame), table.Int(s.stream), table.Nanoseconds(s.at-r.origin), table.String(peers[s.dir]),
		table.String(s.flags.String()), table.Int(seq), table.Int(seq+s.space()), table.Int(s.len), ack,
		table.Int(s.window), s.sacked(at),
		table.Some(s.analysis.String()), acks, rtt, flight,
		addressed(s.ends.src.addr), table.Int(s.ends.src.port), addressed(s.ends.dst.addr), table.Int(s.ends.dst.port))
}

// space is how much of the sequence space the segment takes: SYN and FIN count one each
// (RFC 9293 §3.4).
func (s *segment) space() int64 {
	n := int64(s.len)
	for _, f := range [...]capture.TCPFlags{capture.SYN, capture.FIN} {
		if s.flags&f != 0 {
			n++
		}
	}
	return n
}

// sacked lists the blocks that SACK acknowledges, such as "1449–2897"; ack is where the
// sequence space has got to.
func (s *segment) sacked(ack int64) table.Value {
	if s.sack == nil {
		return table.None()
	}
	var list []string
	for _, b := range s.sack {
		if b == (block{}) {
			continue
		}
		left, right := ack, ack
		turn(&left, b.left)
		turn(&right, b.right)
		list = append(list, strconv.FormatInt(left, 10)+"-"+strconv.FormatInt(right, 10))
	}
	return table.Strings(list)
}
