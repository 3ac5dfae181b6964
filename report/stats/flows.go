package stats

import (
	"cmp"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// flows keeps the connections of a run with what they add up to, for the
// tables that have a line for each.
type flows struct {
	collect.IgnoreAll
	ask    *collect.Ask
	origin capture.Stamp
	first[*dissect.Conn]
	nothing string // what there is none of, if there are no connections
	lines   func(c *flows) table.Rows
}

// maxFlows bounds the connections that are kept.
const maxFlows = 1 << 16

// flowBytes is what one takes, with its totals.
const flowBytes = 900

func (c *flows) most() int { return c.ask.Most(maxFlows, flowBytes) }

// Frame implements Collector.
func (c *flows) Frame(f *dissect.Frame) { c.origin = f.First }

// Closed implements dissect.Listener.
func (c *flows) Closed(k *dissect.Conn, _ reassembly.Mark) {
	if k.Totals != nil && k.Transport == capture.ProtoTCP && k.Carrier == nil {
		c.add(k.Summary(), c.most(), byFirstFrame)
	}
}

func byFirstFrame(a, b *dissect.Conn) int {
	return cmp.Compare(a.Totals.First.Frame, b.Totals.First.Frame)
}

// Merge implements Collector.
func (c *flows) Merge(other collect.Collector) {
	o := other.(*flows)
	c.origin = max(c.origin, o.origin)
	c.merge(&o.first)
}

// Tables implements Collector.
func (c *flows) Tables(r *collect.Run) []table.Table {
	if len(c.list) == 0 {
		return absent(c.ask, c.nothing, r)
	}
	c.sort(c.most(), byFirstFrame)
	t := table.Table{Name: c.ask.Name, Title: c.ask.Title, Columns: c.ask.Columns, Rows: c.lines(c)}
	if c.beyond > 0 {
		kept, beyond := table.Grouped(uint64(len(c.list))), table.Grouped(c.beyond)
		t.Notes = append(t.Notes, table.Say("Only "+kept+" connections are kept: "+beyond+" more are not shown.",
			"只保留 "+kept+" 个连接，另有 "+beyond+" 个未列出。"))
	}
	return []table.Table{t}
}

// peerColumns name a connection.
var peerColumns = []table.Column{
	{Name: "stream", Label: table.Say("Stream", "流"), Type: table.Number, Importance: table.Key},
	{Name: "client", Label: table.Say("Client", "客户端"), Type: table.Address, Importance: table.Key},
	{Name: "client_port", Label: table.Say("Client port", "客户端端口"), Type: table.Port, Of: "client"},
	{Name: "server", Label: table.Say("Server", "服务器"), Type: table.Address, Importance: table.Key},
	{Name: "server_port", Label: table.Say("Server port", "服务器端口"), Type: table.Port, Of: "server"},
	{Name: "protocol", Label: table.Say("Protocol", "协议")},
}

// appendPeers appends the values of peerColumns.
func appendPeers(dst []table.Value, c *dissect.Conn) []table.Value {
	protocol := table.None()
	if c.Protocol != nil {
		protocol = table.String(c.Protocol.Name)
	}
	return append(dst, table.Int(c.ID), addressed(c.Client.Addr), table.Int(c.Client.Port), addressed(c.Server.Addr),
		table.Int(c.Server.Port), protocol)
}
