package stats

import (
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
)

// overview counts what a capture is in a few lines.
type overview struct {
	vitals    Vitals
	links     []capture.LinkType
	protocols map[*dissect.Protocol]uint64 // frames by the protocol of their row
	transport [kindCount]seen              // connections with frames that count
}

// maxLinks is how many link types are told apart.
const maxLinks = 16

// topProtocols is how many protocols the overview names.
const topProtocols = 8

var overviewColumns = []Column{
	{Name: "files", Label: Phrase{"Files", "文件"}, Type: List},
	{Name: "interface", Label: Phrase{"Interface", "接口"}},
	{Name: "links", Label: Phrase{"Link types", "链路类型"}, Type: List},
	{Name: "frames", Label: Phrase{"Frames", "帧"}, Type: Count},
	{Name: "frames_read", Label: Phrase{"Frames read", "读取的帧"}, Type: Count},
	{Name: "bytes", Label: Phrase{"Bytes", "字节"}, Type: Bytes},
	{Name: "bytes_captured", Label: Phrase{"Bytes captured", "捕获字节"}, Type: Bytes},
	{Name: "first", Label: Phrase{"First frame", "首帧时间"}, Type: Time},
	{Name: "last", Label: Phrase{"Last frame", "末帧时间"}, Type: Time},
	{Name: "duration", Label: Phrase{"Duration", "时长"}, Type: Duration},
	{Name: "frame_rate", Label: Phrase{"Frame rate", "帧率"}, Type: Frequency},
	{Name: "rate", Label: Phrase{"Data rate", "数据速率"}, Type: Rate},
	{Name: "frame_size", Label: Phrase{"Average frame", "平均帧长"}, Type: Bytes},
	{Name: "protocols", Label: Phrase{"Frames by protocol", "各协议帧数"}, Type: List},
	{Name: "tcp_connections", Label: Phrase{"TCP connections", "TCP 连接"}, Type: Count},
	{Name: "udp_conversations", Label: Phrase{"UDP conversations", "UDP 会话"}, Type: Count},
	{Name: "malformed", Label: Phrase{"Malformed frames", "格式错误的帧"}, Type: Count},
	{Name: "truncated", Label: Phrase{"Frames cut short", "被截断的帧"}, Type: Count},
	{Name: "gaps", Label: Phrase{"Gaps in TCP", "TCP 数据缺口"}, Type: Count},
	{Name: "evicted", Label: Phrase{"Connections forgotten", "被遗忘的连接"}, Type: Count},
	{Name: "dropped", Label: Phrase{"Frames dropped", "丢弃的帧"}, Type: Count},
}

func newOverview(*Ask) Collector { return &overview{protocols: map[*dissect.Protocol]uint64{}} }

// Frame implements Collector.
func (c *overview) Frame(f *dissect.Frame) {
	c.vitals.note(f)
	c.link(f.Link)
	c.protocols[speaker(f)]++
	if f.Conn != nil {
		k := UDP
		if f.Conn.Transport == capture.ProtoTCP {
			k = TCP
		}
		c.transport[k].note(f.Conn.ID)
	}
}

func (c *overview) link(t capture.LinkType) {
	if !slices.Contains(c.links, t) && len(c.links) < maxLinks {
		c.links = append(c.links, t)
	}
}

// speaker returns the protocol that the row of a frame is of, or that its bytes
// were recognised as; nil for a segment that only brings a part of a message.
func speaker(f *dissect.Frame) *dissect.Protocol {
	if p := f.Recognised(); p != nil {
		return p
	}
	for _, m := range f.Messages() {
		if !m.Quiet && m.Protocol != nil {
			return m.Protocol
		}
	}
	return nil
}

// seen is a set of numbers that begin at 0 and have few holes: a bit for each.
type seen []uint64

func (s *seen) note(n uint32) {
	if i := int(n / 64); i >= len(*s) {
		*s = append(*s, make(seen, i+1-len(*s))...)
	}
	(*s)[n/64] |= 1 << (n % 64)
}

func (s *seen) merge(o seen) {
	if len(o) > len(*s) {
		*s, o = o, *s
	}
	for i, bits := range o {
		(*s)[i] |= bits
	}
}

// Merge implements Collector.
func (c *overview) Merge(other Collector) {
	o := other.(*overview)
	c.vitals.merge(&o.vitals)
	for _, t := range o.links {
		c.link(t)
	}
	for p, n := range o.protocols {
		c.protocols[p] += n
	}
	for i := range c.transport {
		c.transport[i].merge(o.transport[i])
	}
}
