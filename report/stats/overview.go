package stats

import (
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// overview counts what a capture is in a few lines.
type overview struct {
	vitals    collect.Vitals
	links     []capture.LinkType
	moreLinks bool                         // beyond the lowest numbers that links has
	protocols map[*dissect.Protocol]uint64 // frames by the protocol of their row
	transport [kindCount]collect.Numbers   // connections with frames that count
}

// maxLinks is how many link types are told apart.
const maxLinks = 16

// topProtocols is how many protocols the overview names.
const topProtocols = 8

var overviewColumns = []table.Column{
	{Name: "files", Label: table.Say("Files", "文件"), Type: table.List},
	{Name: "interface", Label: table.Say("Interface", "接口")},
	{Name: "links", Label: table.Say("Link types", "链路类型"), Type: table.List},
	{Name: "frames", Label: table.Say("Frames", "帧"), Type: table.Count},
	{Name: "frames_read", Label: table.Say("Frames read", "读取的帧"), Type: table.Count},
	{Name: "bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes},
	{Name: "bytes_captured", Label: table.Say("Bytes captured", "捕获字节"), Type: table.Bytes},
	{Name: "first", Label: table.Say("First frame", "首帧时间"), Type: table.Time},
	{Name: "last", Label: table.Say("Last frame", "末帧时间"), Type: table.Time},
	{Name: "duration", Label: table.Say("Duration", "时长"), Type: table.Duration},
	{Name: "frame_rate", Label: table.Say("Frame rate", "帧率"), Type: table.Frequency},
	{Name: "rate", Label: table.Say("Data rate", "数据速率"), Type: table.Rate},
	{Name: "frame_size", Label: table.Say("Average frame", "平均帧长"), Type: table.Bytes},
	{Name: "protocols", Label: table.Say("Frames by protocol", "各协议帧数"), Type: table.List},
	{Name: "tcp_connections", Label: table.Say("TCP connections", "TCP 连接"), Type: table.Count},
	{Name: "udp_conversations", Label: table.Say("UDP conversations", "UDP 会话"), Type: table.Count},
	{Name: "malformed", Label: table.Say("Malformed frames", "格式错误的帧"), Type: table.Count},
	{Name: "truncated", Label: table.Say("Frames cut short", "被截断的帧"), Type: table.Count},
	{Name: "gaps", Label: table.Say("Gaps in TCP", "TCP 数据缺口"), Type: table.Count},
	{Name: "evicted", Label: table.Say("Connections forgotten", "被遗忘的连接"), Type: table.Count},
	{Name: "dropped", Label: table.Say("Frames dropped", "丢弃的帧"), Type: table.Count},
}

func newOverview(*collect.Ask) collect.Collector {
	return &overview{protocols: map[*dissect.Protocol]uint64{}}
}

// Frame implements Collector.
func (c *overview) Frame(f *dissect.Frame) {
	c.vitals.Note(f)
	c.link(f.Link)
	c.protocols[rowProtocol(f)]++
	switch f.Transport {
	case capture.ProtoTCP, capture.ProtoUDP:
		if f.Conn == nil {
			return
		}
		k := UDP
		if f.Transport == capture.ProtoTCP {
			k = TCP
		}
		c.transport[k].Add(f.Conn.ID)
	}
}

func (c *overview) link(t capture.LinkType) {
	switch {
	case slices.Contains(c.links, t):
	case len(c.links) < maxLinks:
		c.links = append(c.links, t)
	default:
		c.moreLinks = true
		if last := slices.Index(c.links, slices.Max(c.links)); t < c.links[last] {
			c.links[last] = t
		}
	}
}

// rowProtocol returns the protocol that the row of a frame is of, or that its bytes
// were recognised as; nil for a segment that only brings a part of a message.
func rowProtocol(f *dissect.Frame) *dissect.Protocol {
	if p := f.Recognised; p != nil {
		return p
	}
	for _, m := range f.Messages() {
		if !m.Quiet && m.Protocol != nil {
			return m.Protocol
		}
	}
	return nil
}

// Merge implements Collector.
func (c *overview) Merge(other collect.Collector) {
	o := other.(*overview)
	c.vitals.Merge(&o.vitals)
	c.moreLinks = c.moreLinks || o.moreLinks
	for _, t := range o.links {
		c.link(t)
	}
	for p, n := range o.protocols {
		c.protocols[p] += n
	}
	for i := range c.transport {
		c.transport[i].Merge(o.transport[i])
	}
}
