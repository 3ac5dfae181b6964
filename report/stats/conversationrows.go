package stats

import "netsniff/capture"

// conversationColumns returns the columns of a kind.
func conversationColumns(k Kind) []Column {
	columns := []Column{
		{Name: "stream", Label: Phrase{"Stream", "流"}, Type: Number},
		{Name: "address_a", Label: Phrase{"A", "A"}},
		{Name: "port_a", Label: Phrase{"Port A", "A 端口"}, Type: Port},
		{Name: "address_b", Label: Phrase{"B", "B"}},
		{Name: "port_b", Label: Phrase{"Port B", "B 端口"}, Type: Port},
		{Name: "protocol", Label: Phrase{"Protocol", "协议"}},
		{Name: "frames", Label: Phrase{"Frames", "帧"}, Type: Count},
		{Name: "bytes", Label: Phrase{"Bytes", "字节"}, Type: Bytes},
		{Name: "frames_a_b", Label: Phrase{"Frames A→B", "帧 A→B"}, Type: Count},
		{Name: "bytes_a_b", Label: Phrase{"Bytes A→B", "字节 A→B"}, Type: Bytes},
		{Name: "frames_b_a", Label: Phrase{"Frames B→A", "帧 B→A"}, Type: Count},
		{Name: "bytes_b_a", Label: Phrase{"Bytes B→A", "字节 B→A"}, Type: Bytes},
		{Name: "start", Label: Phrase{"Start", "开始"}, Type: Duration},
		{Name: "duration", Label: Phrase{"Duration", "时长"}, Type: Duration},
	}
	if k.ports() {
		return columns
	}
	return append([]Column{columns[1], columns[3]}, columns[6:]...)
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
func (r *conversationRows) Row(i int, dst []Value) []Value {
	x := r.lists[r.kind].at(int(r.order[i]))
	v, a, b := &x.value, x.key.a, x.key.b
	if v.flipped {
		a, b = b, a
	}
	if r.kind.ports() {
		stream, protocol := None(), None()
		if v.numbered {
			stream = Int(v.stream)
		}
		if v.protocol != nil {
			protocol = String(v.protocol.Name)
		}
		dst = append(dst, stream, addressed(a.addr), Int(a.port), addressed(b.addr), Int(b.port), protocol)
	} else {
		dst = append(dst, addressed(a.addr), addressed(b.addr))
	}
	t := v.total()
	return append(dst, Int(t.Frames), Int(t.Bytes), Int(v.sent[0].Frames), Int(v.sent[0].Bytes), Int(v.sent[1].Frames), Int(v.sent[1].Bytes),
		Nanoseconds(v.first-r.origin), Nanoseconds(v.last-v.first))
}

func addressed(a capture.Addr) Value { return String(a.String()) }
