package stats

import (
	"cmp"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// flows keeps the connections of a run with what they add up to, for the
// tables that have a line for each.
type flows struct {
	deaf
	ask    *Ask
	origin capture.Stamp
	first[*dissect.Conn]
	lines  func(c *flows) Rows
	layout Layout
}

// maxFlows bounds the connections that are kept.
const maxFlows = 1 << 16

// Frame implements Collector.
func (c *flows) Frame(f *dissect.Frame) { c.origin = f.First }

// Closed implements dissect.Listener.
func (c *flows) Closed(k *dissect.Conn, _ reassembly.Mark) {
	if k.Totals() != nil && k.Transport == capture.ProtoTCP {
		c.add(k.Summary(), maxFlows, byFirstFrame)
	}
}

func byFirstFrame(a, b *dissect.Conn) int {
	return cmp.Compare(a.Totals().First.Frame, b.Totals().First.Frame)
}

// Merge implements Collector.
func (c *flows) Merge(other Collector) {
	o := other.(*flows)
	c.origin = max(c.origin, o.origin)
	c.merge(&o.first)
}

// Tables implements Collector.
func (c *flows) Tables(r *Run) []Table {
	if len(c.list) == 0 {
		return absent(c.ask, "TCP", r)
	}
	c.sort(maxFlows, byFirstFrame)
	t := Table{Name: c.ask.Name, Title: c.ask.Title, Columns: c.ask.Columns, Rows: c.lines(c), Layout: c.layout}
	if c.beyond > 0 {
		kept, beyond := grouped(maxFlows), grouped(c.beyond)
		t.Notes = append(t.Notes, Phrase{"Only " + kept + " connections are kept: " + beyond + " more are not shown.", "只保留 " + kept + " 个连接，另有 " + beyond + " 个未列出。"})
	}
	return []Table{t}
}

// peerColumns name a connection.
var peerColumns = []Column{
	{Name: "stream", Label: Phrase{"Stream", "流"}, Type: Number},
	{Name: "client", Label: Phrase{"Client", "客户端"}},
	{Name: "client_port", Label: Phrase{"Client port", "客户端端口"}, Type: Port},
	{Name: "server", Label: Phrase{"Server", "服务器"}},
	{Name: "server_port", Label: Phrase{"Server port", "服务器端口"}, Type: Port},
	{Name: "protocol", Label: Phrase{"Protocol", "协议"}},
}

// appendPeers appends the values of peerColumns.
func appendPeers(dst []Value, c *dissect.Conn) []Value {
	protocol := None()
	if c.Protocol != nil {
		protocol = String(c.Protocol.Name)
	}
	return append(dst, Int(c.ID), addressed(c.Client.Addr), Int(c.Client.Port), addressed(c.Server.Addr), Int(c.Server.Port), protocol)
}
