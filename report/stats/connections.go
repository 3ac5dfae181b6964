package stats

import (
	"slices"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// sideNumbers are what the table of connections says of each side.
var sideNumbers = []struct {
	name  string
	label Phrase
	kind  Type
	of    func(t *reassembly.Totals, d dissect.Dir) Value
}{
	{"bytes", Phrase{"Bytes", "字节"}, Bytes, func(t *reassembly.Totals, d dissect.Dir) Value { return Int(t.Sent[d].Bytes) }},
	{"unique_bytes", Phrase{"Unique", "去重字节"}, Bytes, func(t *reassembly.Totals, d dissect.Dir) Value { return Int(t.TCP.Sides[d].Unique) }},
	{"missing_bytes", Phrase{"Missing", "缺失字节"}, Bytes, func(t *reassembly.Totals, d dissect.Dir) Value { return Int(t.TCP.Sides[d].Missing()) }},
	{"frames", Phrase{"Frames", "帧"}, Count, func(t *reassembly.Totals, d dissect.Dir) Value { return Int(t.Sent[d].Frames) }},
	{"data_segments", Phrase{"Data segments", "数据段"}, Count, func(t *reassembly.Totals, d dissect.Dir) Value { return Int(t.TCP.Sides[d].DataSegments) }},
	{"resent", Phrase{"Resent", "重传"}, Count, found(reassembly.Resent)},
	{"out_of_order", Phrase{"Out of order", "乱序"}, Count, found(reassembly.OutOfOrder)},
	{"duplicate_acks", Phrase{"Dup ACKs", "重复确认"}, Count, found(reassembly.DuplicateAck)},
	{"lost_segments", Phrase{"Gaps", "丢段"}, Count, found(reassembly.LostSegment)},
	{"zero_windows", Phrase{"Zero windows", "零窗口"}, Count, found(reassembly.ZeroWindow)},
	{"window_full", Phrase{"Window full", "窗口满"}, Count, found(reassembly.WindowFull)},
	{"keep_alives", Phrase{"Keep-alives", "保活"}, Count, found(reassembly.KeepAlive)},
	{"initial_bytes", Phrase{"First flight", "首轮字节"}, Bytes, func(t *reassembly.Totals, d dissect.Dir) Value { return Int(t.TCP.Sides[d].InitialBytes) }},
	{"max_in_flight", Phrase{"In flight", "在途"}, Bytes, func(t *reassembly.Totals, d dissect.Dir) Value { return Int(t.TCP.Sides[d].MaxInFlight) }},
	{"first_window", Phrase{"First window", "初始窗口"}, Bytes, func(t *reassembly.Totals, d dissect.Dir) Value { return Int(t.TCP.Sides[d].FirstWindow) }},
	{"min_window", Phrase{"Least window", "最小窗口"}, Bytes, func(t *reassembly.Totals, d dissect.Dir) Value { return Int(t.TCP.Sides[d].MinWindow) }},
	{"mss", Phrase{"MSS", "MSS"}, Bytes, func(t *reassembly.Totals, d dissect.Dir) Value { return Int(t.TCP.Sides[d].MSS) }},
	{"oversized", Phrase{"Oversized", "超长段"}, Count, func(t *reassembly.Totals, d dissect.Dir) Value { return Int(t.TCP.Sides[d].Oversized) }},
	{"throughput", Phrase{"Throughput", "吞吐量"}, Rate, func(t *reassembly.Totals, d dissect.Dir) Value { return Float(8 * t.Throughput(d)) }},
	{"goodput", Phrase{"Goodput", "有效吞吐量"}, Rate, func(t *reassembly.Totals, d dissect.Dir) Value { return Float(8 * t.Goodput(d)) }},
}

func found(a reassembly.Analysis) func(t *reassembly.Totals, d dissect.Dir) Value {
	return func(t *reassembly.Totals, d dissect.Dir) Value { return Int(t.TCP.Sides[d].Count(a)) }
}

var connectionColumns = slices.Concat(peerColumns, []Column{
	{Name: "opened", Label: Phrase{"Opened", "建立"}, Type: Word},
	{Name: "closed", Label: Phrase{"Closed", "关闭"}, Type: Word},
	{Name: "closed_by", Label: Phrase{"By", "关闭方"}, Type: Word},
	{Name: "completeness", Label: Phrase{"Completeness", "完整性"}},
	{Name: "first_speaker", Label: Phrase{"First data from", "先发数据方"}, Type: Word},
	{Name: "start", Label: Phrase{"Start", "开始"}, Type: Duration},
	{Name: "duration", Label: Phrase{"Duration", "时长"}, Type: Duration},
	{Name: "idle_max", Label: Phrase{"Longest idle", "最长空闲"}, Type: Duration},
}, sideColumns("client", Phrase{"Client", "客户端"}), sideColumns("server", Phrase{"Server", "服务器"}))

func sideColumns(name string, label Phrase) (columns []Column) {
	for _, x := range sideNumbers {
		columns = append(columns, Column{Name: name + "_" + x.name, Label: Phrase{label.EN + ": " + x.label.EN, label.ZH + "：" + x.label.ZH}, Type: x.kind})
	}
	return columns
}

// newConnections collects TCP connections, a line each.
func newConnections(a *Ask) Collector {
	return &flows{ask: a, layout: Cards, lines: func(c *flows) Rows { return (*connectionRows)(c) }}
}

type connectionRows flows

// Len implements Rows.
func (r *connectionRows) Len() int { return len(r.list) }

// Row implements Rows.
func (r *connectionRows) Row(i int, dst []Value) []Value {
	k := r.list[i]
	t := k.Totals()
	by, speaker := None(), None()
	if t.TCP.Closed != reassembly.StillOpen {
		by = String(peers[t.TCP.ClosedBy])
	}
	if t.TCP.Spoke {
		speaker = String(peers[t.TCP.FirstSpeaker])
	}
	dst = append(appendPeers(dst, k), String(t.TCP.Opened.String()), String(t.TCP.Closed.String()), by, String(t.TCP.Completeness.String()), speaker,
		Nanoseconds(t.First.At-r.origin), Nanoseconds(t.Duration()), Nanoseconds(t.IdleMax))
	for _, d := range [...]dissect.Dir{dissect.ToServer, dissect.ToClient} {
		for _, x := range sideNumbers {
			dst = append(dst, x.of(t, d))
		}
	}
	return dst
}

// peers names who sends in a direction.
var peers = [...]string{dissect.ToServer: "client", dissect.ToClient: "server"}
