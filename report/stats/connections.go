package stats

import (
	"slices"

	"netsniff/dissect"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// sideNumbers are what the table of connections says of each side.
var sideNumbers = []struct {
	name  string
	label table.Phrase
	kind  table.Type
	how   table.Importance
	of    func(t *reassembly.Totals, d dissect.Dir) table.Value
}{
	{"bytes", table.Say("Bytes", "字节"), table.Bytes, table.Main,
		func(t *reassembly.Totals, d dissect.Dir) table.Value { return table.Int(t.Sent[d].Bytes) }},
	{"unique_bytes", table.Say("Unique", "去重字节"), table.Bytes, table.Extra,
		func(t *reassembly.Totals, d dissect.Dir) table.Value { return table.Int(t.TCP.Sides[d].Unique) }},
	{"missing_bytes", table.Say("Missing", "缺失字节"), table.Bytes, table.Extra,
		func(t *reassembly.Totals, d dissect.Dir) table.Value { return table.Int(t.TCP.Sides[d].Missing()) }},
	{"frames", table.Say("Frames", "帧"), table.Count, table.Extra,
		func(t *reassembly.Totals, d dissect.Dir) table.Value { return table.Int(t.Sent[d].Frames) }},
	{"data_segments", table.Say("Data segments", "数据段"), table.Count, table.Extra,
		func(t *reassembly.Totals, d dissect.Dir) table.Value { return table.Int(t.TCP.Sides[d].DataSegments) }},
	{"resent", table.Say("Resent", "重传"), table.Count, table.Minor, found(reassembly.Resent)},
	{"out_of_order", table.Say("Out of order", "乱序"), table.Count, table.Extra, found(reassembly.OutOfOrder)},
	{"duplicate_acks", table.Say("Dup ACKs", "重复确认"), table.Count, table.Extra, found(reassembly.DuplicateAck)},
	{"lost_segments", table.Say("Lost segments", "丢段"), table.Count, table.Minor, found(reassembly.LostSegment)},
	{"zero_windows", table.Say("Zero windows", "零窗口"), table.Count, table.Minor, found(reassembly.ZeroWindow)},
	{"window_full", table.Say("Window full", "窗口满"), table.Count, table.Extra, found(reassembly.WindowFull)},
	{"keep_alives", table.Say("Keep-alives", "保活"), table.Count, table.Extra, found(reassembly.KeepAlive)},
	{"initial_bytes", table.Say("First flight", "首轮字节"), table.Bytes, table.Extra,
		func(t *reassembly.Totals, d dissect.Dir) table.Value { return table.Int(t.TCP.Sides[d].InitialBytes) }},
	{"max_in_flight", table.Say("In flight", "在途"), table.Bytes, table.Extra,
		func(t *reassembly.Totals, d dissect.Dir) table.Value { return table.Int(t.TCP.Sides[d].MaxInFlight) }},
	{"first_window", table.Say("First window", "初始窗口"), table.Bytes, table.Extra,
		func(t *reassembly.Totals, d dissect.Dir) table.Value { return table.Int(t.TCP.Sides[d].FirstWindow) }},
	{"min_window", table.Say("Least window", "最小窗口"), table.Bytes, table.Extra,
		func(t *reassembly.Totals, d dissect.Dir) table.Value { return table.Int(t.TCP.Sides[d].MinWindow) }},
	{"mss", table.Say("MSS", "MSS"), table.Bytes, table.Extra,
		func(t *reassembly.Totals, d dissect.Dir) table.Value { return table.Int(t.TCP.Sides[d].MSS) }},
	{"oversized", table.Say("Oversized", "超长段"), table.Count, table.Extra,
		func(t *reassembly.Totals, d dissect.Dir) table.Value { return table.Int(t.TCP.Sides[d].Oversized) }},
	{"throughput", table.Say("Throughput", "吞吐量"), table.Rate, table.Minor,
		func(t *reassembly.Totals, d dissect.Dir) table.Value { return table.Float(8 * t.Throughput(d)) }},
	{"goodput", table.Say("Goodput", "有效吞吐量"), table.Rate, table.Extra,
		func(t *reassembly.Totals, d dissect.Dir) table.Value { return table.Float(8 * t.Goodput(d)) }},
}

func found(a reassembly.Analysis) func(t *reassembly.Totals, d dissect.Dir) table.Value {
	return func(t *reassembly.Totals, d dissect.Dir) table.Value { return table.Int(t.TCP.Sides[d].Count(a)) }
}

var connectionColumns = slices.Concat(peerColumns, []table.Column{
	{Name: "opened", Label: table.Say("Opened", "建立"), Type: table.Word, Importance: table.Minor},
	{Name: "closed", Label: table.Say("Closed", "关闭"), Type: table.Word},
	{Name: "closed_by", Label: table.Say("By", "关闭方"), Type: table.Word},
	{Name: "completeness", Label: table.Say("Completeness", "完整性"), Importance: table.Extra},
	{Name: "first_speaker", Label: table.Say("First data from", "先发数据方"), Type: table.Word, Importance: table.Extra},
	{Name: "start", Label: table.Say("Start", "开始"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "duration", Label: table.Say("Duration", "时长"), Type: table.Duration},
	{Name: "idle_max", Label: table.Say("Longest idle", "最长空闲"), Type: table.Duration, Importance: table.Extra},
}, sideColumns("client", table.Say("Client", "客户端")), sideColumns("server", table.Say("Server", "服务器")))

func sideColumns(name string, label table.Phrase) (columns []table.Column) {
	for _, x := range sideNumbers {
		columns = append(columns, table.Column{Name: name + "_" + x.name,
			Label: table.Say(label.EN+": "+x.label.EN, label.ZH+"："+x.label.ZH), Type: x.kind, Importance: x.how})
	}
	return columns
}

// newConnections collects TCP connections, a line each.
func newConnections(a *collect.Ask) collect.Collector {
	return &flows{ask: a, nothing: "TCP", lines: func(c *flows) table.Rows { return (*connectionRows)(c) }}
}

type connectionRows flows

// Len implements Rows.
func (r *connectionRows) Len() int { return len(r.list) }

// Row implements Rows.
func (r *connectionRows) Row(i int, dst []table.Value) []table.Value {
	k := r.list[i]
	t := k.Totals
	by, speaker := table.None(), table.None()
	if t.TCP.Closed != reassembly.StillOpen {
		by = table.String(peers[t.TCP.ClosedBy])
	}
	if t.TCP.Spoke {
		speaker = table.String(peers[t.TCP.FirstSpeaker])
	}
	dst = append(appendPeers(dst, k), table.String(t.TCP.Opened.String()), table.String(t.TCP.Closed.String()), by,
		table.String(t.TCP.Completeness.String()), speaker,
		table.Nanoseconds(t.First.At-r.origin), table.Nanoseconds(t.Duration()), table.Nanoseconds(t.IdleMax))
	for _, d := range [...]dissect.Dir{dissect.ToServer, dissect.ToClient} {
		for _, x := range sideNumbers {
			dst = append(dst, x.of(t, d))
		}
	}
	return dst
}

// peers names who sends in a direction.
var peers = [...]string{dissect.ToServer: "client", dissect.ToClient: "server"}
