package stats

import (
	"netsniff/capture"
	"netsniff/report/table"
)

// conversationColumns returns the columns of a kind.
func conversationColumns(k Kind) []table.Column {
	columns := []table.Column{
		{Name: "stream", Label: table.Say("Stream", "流"), Type: table.Number},
		{Name: "address_a", Label: table.Say("A", "A"), Type: table.Address, Importance: table.Key},
		{Name: "port_a", Label: table.Say("Port A", "A 端口"), Type: table.Port, Of: "address_a"},
		{Name: "address_b", Label: table.Say("B", "B"), Type: table.Address, Importance: table.Key},
		{Name: "port_b", Label: table.Say("Port B", "B 端口"), Type: table.Port, Of: "address_b"},
		{Name: "protocol", Label: table.Say("Protocol", "协议")},
		{Name: "frames", Label: table.Say("Frames", "帧"), Type: table.Count},
		{Name: "bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes, Importance: table.Key},
		{Name: "frames_a_b", Label: table.Say("Frames A→B", "帧 A→B"), Type: table.Count, Importance: table.Minor},
		{Name: "bytes_a_b", Label: table.Say("Bytes A→B", "字节 A→B"), Type: table.Bytes},
		{Name: "frames_b_a", Label: table.Say("Frames B→A", "帧 B→A"), Type: table.Count, Importance: table.Minor},
		{Name: "bytes_b_a", Label: table.Say("Bytes B→A", "字节 B→A"), Type: table.Bytes},
		{Name: "start", Label: table.Say("Start", "开始"), Type: table.Duration, Moment: true, Importance: table.Minor},
		{Name: "duration", Label: table.Say("Duration", "时长"), Type: table.Duration, Importance: table.Key},
	}
	if k.ports() {
		return columns
	}
	return append([]table.Column{columns[1], columns[3]}, columns[6:]...)
}

// conversationRows are the conversations of a kind in some order.
type conversationRows struct {
	*conversations
	kind  Kind
	order []uint32
}

// Len implements Rows.
func (r *conversationRows) Len() int { return len(r.order) }

// Row implements Rows.
func (r *conversationRows) Row(i int, dst []table.Value) []table.Value {
	x := r.lists[r.kind].at(int(r.order[i]))
	v, a, b := &x.value, x.key.a, x.key.b
	if v.flipped {
		a, b = b, a
	}
	if r.kind.ports() {
		stream, protocol := table.None(), table.None()
		if v.numbered {
			stream = table.Int(v.stream)
		}
		if v.protocol != nil {
			protocol = table.String(v.protocol.Name)
		}
		dst = append(dst, stream, addressed(a.addr), table.Int(a.port), addressed(b.addr), table.Int(b.port), protocol)
	} else {
		dst = append(dst, addressed(a.addr), addressed(b.addr))
	}
	t := v.total()
	return append(dst, table.Int(t.Frames), table.Int(t.Bytes), table.Int(v.sent[0].Frames),
		table.Int(v.sent[0].Bytes), table.Int(v.sent[1].Frames), table.Int(v.sent[1].Bytes),
		table.Nanoseconds(v.first-r.origin), table.Nanoseconds(v.last-v.first))
}

func addressed(a capture.Addr) table.Value { return table.String(a.String()) }
