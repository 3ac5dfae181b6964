package stats

import (
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
	"netsniff/report/table"
)

// fetches is what one client fetched from one server.
type fetches struct {
	client, server dissect.Endpoint // the client without its port
	hosts          []string
	conns          []*dissect.Conn
	perConn        map[*dissect.Conn]uint64
	exchanges      uint64
	objects        uint64 // those that are whole
	cut            uint64 // those of which something is missing
	announced      uint64 // exchanges after which both sides let the connection go on
	pipelined      uint64
	parallel       int // most connections at work at the same time
	busy           []busy
	bytes          int64
	dns            capture.Stamp
	times          [7]reassembly.Durations
}

// busy is until when a connection is at work.
type busy struct {
	conn *dissect.Conn
	end  capture.Stamp
}

// maxPairHosts is how many names of a server a line shows.
const maxPairHosts = 4

// pairTimes are what the objects of a pair take, on average.
var pairTimes = [...]struct {
	name  string
	label table.Phrase
	how   table.Importance
	of    func(m *parts) span
}{
	{"setup", table.Say("Set-up", "建立连接"), table.Extra, func(m *parts) span { return m.setup }},
	{"request", table.Say("To first byte", "至首字节"), table.Extra, func(m *parts) span { return m.request }},
	{"transfer", table.Say("Transfer", "传输"), table.Extra, func(m *parts) span { return m.transfer }},
	{"response", table.Say("Response time", "响应时间"), table.Main, func(m *parts) span { return m.response }},
	{"rtt", table.Say("RTT", "RTT"), table.Extra, func(m *parts) span { return m.rtt }},
	{"server_time", table.Say("Server time", "服务器时间"), table.Minor, func(m *parts) span { return m.server }},
	{"predicted", table.Say("By the model", "模型预测"), table.Extra, func(m *parts) span { return m.predicted }},
}

var pairColumns = func() []table.Column {
	columns := []table.Column{
		{Name: "client", Label: table.Say("Client", "客户端"), Type: table.Address, Importance: table.Key},
		{Name: "server", Label: table.Say("Server", "服务器"), Type: table.Address, Importance: table.Key},
		{Name: "server_port", Label: table.Say("Server port", "服务器端口"), Type: table.Port, Of: "server"},
		{Name: "hosts", Label: table.Say("Hosts", "主机"), Type: table.List, Importance: table.Minor},
		{Name: "model", Label: table.Say("Model", "模型"), Type: table.Word, Importance: table.Key},
		{Name: "connections", Label: table.Say("Connections", "连接"), Type: table.Count, Importance: table.Key},
		{Name: "objects", Label: table.Say("Objects", "对象"), Type: table.Count, Importance: table.Key},
		{Name: "objects_cut", Label: table.Say("Cut off", "不完整"), Type: table.Count, Importance: table.Extra},
		{Name: "objects_most", Label: table.Say("Most on one", "单连接最多"), Type: table.Count, Importance: table.Minor},
		{Name: "parallel", Label: table.Say("At once", "并行"), Type: table.Count},
		{Name: "pipelined", Label: table.Say("Pipelined", "流水线"), Type: table.Count, Importance: table.Minor},
		{Name: "announced_persistent", Label: table.Say("Said to persist", "声明持久"), Type: table.Count,
			Importance: table.Extra},
		{Name: "reply_bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes, Importance: table.Minor},
		{Name: "dns", Label: table.Say("DNS", "DNS"), Type: table.Duration, Importance: table.Extra},
	}
	for _, x := range pairTimes {
		columns = append(columns, table.Column{Name: x.name + "_mean",
			Label: table.Say(x.label.EN+" mean", x.label.ZH+" 平均"), Type: table.Duration, Importance: x.how})
	}
	return append(columns,
		table.Column{Name: "deviation_mean", Label: table.Say("Deviation mean", "平均偏差"), Type: table.Duration,
			Importance: table.Extra},
		table.Column{Name: "response_max", Label: table.Say("Response time max", "最大响应时间"), Type: table.Duration,
			Importance: table.Minor})
}()

// pairTable has a line for each client and server.
func (c *pages) pairTable() table.Table {
	var list []*fetches
	by := map[[2]dissect.Endpoint]*fetches{}
	for i := range c.list {
		o := &c.list[i]
		key := [2]dissect.Endpoint{{Addr: o.conn.Client.Addr}, o.conn.Server}
		p := by[key]
		if p == nil {
			p = &fetches{client: key[0], server: key[1], perConn: map[*dissect.Conn]uint64{}}
			by[key] = p
			list = append(list, p)
		}
		p.add(o)
	}
	rows := make(table.RowList, 0, len(list))
	for _, p := range list {
		rows = append(rows, p.row())
	}
	return table.Table{Title: table.Say("HTTP: which connections clients use, and what an object takes",
		"HTTP 连接方式与对象耗时"), Columns: pairColumns, Rows: rows}
}

// add takes the next object.
func (p *fetches) add(o *object) {
	if !slices.Contains(p.hosts, o.host) && len(p.hosts) < maxPairHosts {
		p.hosts = append(p.hosts, o.host)
	}
	if p.perConn[o.conn] == 0 {
		p.conns = append(p.conns, o.conn)
	}
	p.perConn[o.conn]++
	p.exchanges++
	if o.whole {
		p.objects++
		p.bytes += o.reply.Bytes
	} else {
		p.cut++
	}
	if o.persistent {
		p.announced++
	}
	if o.pipelined {
		p.pipelined++
	}
	p.work(o)
	p.dns += o.measured.dns.time
	for i, x := range pairTimes {
		if s := x.of(&o.measured); s.known && o.whole {
			p.times[i].Add(s.time)
		}
	}
}

// work notes which connections are at work when o is asked for.
func (p *fetches) work(o *object) {
	p.busy = slices.DeleteFunc(p.busy, func(b busy) bool { return b.end <= o.request.First.At || b.conn == o.conn })
	p.busy = append(p.busy, busy{o.conn, o.reply.Last.At})
	p.parallel = max(p.parallel, len(p.busy))
}

// model says how the client uses connections. It is persistent if one of them
// carried several objects; if none did, what was said of the only one counts,
// or of those that were open side by side.
func (p *fetches) model() string {
	words := []string{"non-persistent"}
	reused := p.exchanges > uint64(len(p.conns))
	if alone := len(p.conns) == 1 || p.parallel > 1; reused || alone && p.announced == p.exchanges {
		words[0] = "persistent"
	}
	if p.pipelined > 0 {
		words[0] += " with pipelining"
	}
	if p.parallel > 1 {
		words = append(words, "parallel connections")
	}
	return strings.Join(words, ", ")
}

func (p *fetches) row() []table.Value {
	most := uint64(0)
	for _, k := range p.conns {
		most = max(most, p.perConn[k])
	}
	row := []table.Value{
		addressed(p.client.Addr), addressed(p.server.Addr), table.Int(p.server.Port), table.Strings(p.hosts),
		table.String(p.model()),
		table.Int(len(p.conns)), table.Int(p.objects), table.Int(p.cut), table.Int(most), table.Int(p.parallel),
		table.Int(p.pipelined), table.Int(p.announced), table.Int(p.bytes), span{p.dns, p.dns > 0}.value(),
	}
	for i := range p.times {
		row = append(row, span{p.times[i].Mean(), p.times[i].Count() > 0}.value())
	}
	response, predicted := &p.times[3], &p.times[6]
	known := response.Count() > 0 && predicted.Count() == response.Count()
	return append(row, span{response.Mean() - predicted.Mean(), known}.value(),
		span{response.Max(), response.Count() > 0}.value())
}
