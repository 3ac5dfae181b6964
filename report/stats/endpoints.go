package stats

import (
	"cmp"

	"netsniff/dissect"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// endpoint is what one end sent and received.
type endpoint struct{ sent, received sum }

func (e *endpoint) total() sum {
	t := e.sent
	t.add(e.received)
	return t
}

// endpoints counts who sent and received how much.
type endpoints struct {
	reader
	ask   *collect.Ask
	lists [kindCount]ledger[place, endpoint]
}

func newEndpoints(a *collect.Ask) collect.Collector {
	return &endpoints{reader: newReader(a.Part), ask: a}
}

// Frame implements Collector.
func (c *endpoints) Frame(f *dissect.Frame) {
	found := c.read(f)
	for i := range found {
		e := &found[i]
		list := &c.lists[e.kind]
		if a, _ := list.find(e.src); a != nil {
			a.value.sent.frame(f)
		} else {
			list.others.frame(f)
		}
		if a, _ := list.find(e.dst); a != nil {
			a.value.received.frame(f)
		} else {
			list.others.frame(f)
		}
	}
}

// Merge implements Collector.
func (c *endpoints) Merge(other collect.Collector) {
	o := other.(*endpoints)
	for k := range o.lists {
		from, to := &o.lists[k], &c.lists[k]
		to.others.add(from.others)
		for i := range from.n {
			x := from.at(i)
			if y, _ := to.find(x.key); y != nil {
				y.value.sent.add(x.value.sent)
				y.value.received.add(x.value.received)
			} else {
				to.others.add(x.value.total())
			}
		}
		from.pages = nil
	}
}

// Tables implements Collector.
func (c *endpoints) Tables(*collect.Run) (tables []table.Table) {
	for k := range kindCount {
		list := &c.lists[k]
		if !c.wanted[k] || list.n == 0 && c.ask.Part == "" {
			continue
		}
		t := table.Table{
			Name:    "endpoints." + k.String(),
			Title:   table.Say(kindTitles[k]+" endpoints", kindTitles[k]+" 端点"),
			Columns: endpointColumns(k),
			Rows:    &endpointRows{list, k, list.by(heavier)},
		}
		tables = append(tables, bounded(t, list.n, list.others))
	}
	return nothing(tables, c.ask)
}

// heavier orders endpoints: more frames first, then by address.
func heavier(a, b *account[place, endpoint]) int {
	return cmp.Or(cmp.Compare(b.value.total().Frames, a.value.total().Frames),
		cmp.Compare(a.key.addr.Kind, b.key.addr.Kind), order(&a.key, &b.key))
}

// endpointColumns returns the columns of a kind.
func endpointColumns(k Kind) []table.Column {
	columns := []table.Column{
		{Name: "address", Label: table.Say("Address", "地址"), Type: table.Address, Importance: table.Key},
		{Name: "port", Label: table.Say("Port", "端口"), Type: table.Port, Of: "address"},
		{Name: "frames", Label: table.Say("Frames", "帧"), Type: table.Count},
		{Name: "bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes},
		{Name: "frames_sent", Label: table.Say("Frames sent", "发送帧"), Type: table.Count, Importance: table.Minor},
		{Name: "bytes_sent", Label: table.Say("Bytes sent", "发送字节"), Type: table.Bytes},
		{Name: "frames_received", Label: table.Say("Frames received", "接收帧"), Type: table.Count, Importance: table.Minor},
		{Name: "bytes_received", Label: table.Say("Bytes received", "接收字节"), Type: table.Bytes},
	}
	if k.ports() {
		return columns
	}
	return append(columns[:1:1], columns[2:]...)
}

// endpointRows are the endpoints of a kind in some order.
type endpointRows struct {
	list  *ledger[place, endpoint]
	kind  Kind
	order []uint32
}

// Len implements Rows.
func (r *endpointRows) Len() int { return len(r.order) }

// Row implements Rows.
func (r *endpointRows) Row(i int, dst []table.Value) []table.Value {
	x := r.list.at(int(r.order[i]))
	dst = append(dst, addressed(x.key.addr))
	if r.kind.ports() {
		dst = append(dst, table.Int(x.key.port))
	}
	t, v := x.value.total(), &x.value
	return append(dst, table.Int(t.Frames), table.Int(t.Bytes), table.Int(v.sent.Frames), table.Int(v.sent.Bytes),
		table.Int(v.received.Frames), table.Int(v.received.Bytes))
}
