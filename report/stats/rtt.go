package stats

import (
	"maps"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

var rttColumns = slices.Concat(peerColumns, []table.Column{
	{Name: "leg", Label: table.Say("Leg", "路段"), Type: table.Word, Importance: table.Key},
	{Name: "by", Label: table.Say("Measured by", "测量依据"), Type: table.Word, Importance: table.Minor},
	{Name: "vantage", Label: table.Say("Captured at", "抓包位置"), Type: table.Word, Importance: table.Minor},
	{Name: "vantage_reason", Label: table.Say("Because", "依据"), Type: table.Word, Importance: table.Extra},
	{Name: "handshake", Label: table.Say("Handshake", "握手"), Type: table.Duration, Importance: table.Minor},
	{Name: "path", Label: table.Say("Both legs", "全程"), Type: table.Duration, Importance: table.Minor},
}, timingColumns("rtt", table.Say("RTT", "RTT")), []table.Column{
	{Name: "ambiguous", Label: table.Say("Ambiguous", "不确定"), Type: table.Count, Importance: table.Extra},
	{Name: "delayed", Label: table.Say("Delayed ACKs", "延迟确认"), Type: table.Count, Importance: table.Extra},
})

// roundTrips collects the round trips of connections: a line for each leg, from the
// capture point to one end and back.
type roundTrips struct {
	flows
	open  map[*dissect.Conn]*quicPace // of conversations of UDP that go on
	paces map[*dissect.Conn]*quicPace // of the connections that are kept
}

func newRTT(a *collect.Ask) collect.Collector {
	c := &roundTrips{open: map[*dissect.Conn]*quicPace{}, paces: map[*dissect.Conn]*quicPace{}}
	c.flows = flows{ask: a, nothing: "TCP or QUIC",
		lines: func(*flows) table.Rows { return rttRows{c.withSamples(), c.paces} }}
	return c
}

// Frame implements Collector.
func (c *roundTrips) Frame(f *dissect.Frame) {
	c.flows.Frame(f)
	k := f.Conn
	if k == nil || k.Transport != capture.ProtoUDP || len(f.Payload) == 0 {
		return
	}
	p := c.open[k]
	if p == nil {
		if len(c.open) >= c.most() {
			return
		}
		if p = beginPace(f.Dir, f.Payload); p == nil {
			return
		}
		c.open[k] = p
	}
	p.take(f.Dir, f.At, f.Payload)
}

// Closed implements dissect.Listener.
func (c *roundTrips) Closed(k *dissect.Conn, m reassembly.Mark) {
	p := c.open[k]
	if p == nil {
		c.flows.Closed(k, m)
		return
	}
	delete(c.open, k)
	if k.Protocol == nil || k.Protocol.Name != "quic" || k.Totals == nil {
		return
	}
	k = k.Summary()
	c.add(k, c.most(), byFirstFrame)
	if c.paces[k] = p; len(c.paces) > 2*c.most() {
		c.prune()
	}
}

// prune forgets the paces of connections that are not kept.
func (c *roundTrips) prune() {
	kept := make(map[*dissect.Conn]*quicPace, len(c.list))
	for _, k := range c.list {
		if p := c.paces[k]; p != nil {
			kept[k] = p
		}
	}
	c.paces = kept
}

// Merge implements Collector.
func (c *roundTrips) Merge(other collect.Collector) {
	o := other.(*roundTrips)
	c.flows.Merge(&o.flows)
	maps.Copy(c.paces, o.paces)
}

// Tables implements Collector.
func (c *roundTrips) Tables(r *collect.Run) []table.Table {
	tables := c.flows.Tables(r)
	if slices.ContainsFunc(c.list, func(k *dissect.Conn) bool { return k.Protocol != nil && k.Protocol.Name == "tls" }) {
		tables[0].Notes = append(tables[0].Notes, table.Say("Handshakes of TLS, their round trips and times apart from TCP's: netsniff stats tls",
			"TLS 握手的往返次数与用时（不含 TCP）：netsniff stats tls"))
	}
	return tables
}

// withSamples returns the connections of which a round trip is known.
func (c *roundTrips) withSamples() (list []*dissect.Conn) {
	for _, k := range c.list {
		if p := c.paces[k]; p != nil {
			if p.handshake[0].Known || p.handshake[1].Known || p.spun() {
				list = append(list, k)
			}
			continue
		}
		t := k.Totals.TCP
		if t.Leg(dissect.ToServer).Known || t.Leg(dissect.ToClient).Known {
			list = append(list, k)
		}
	}
	return list
}

// rttRows are two lines for each connection.
type rttRows struct {
	list  []*dissect.Conn
	paces map[*dissect.Conn]*quicPace
}

// Len implements Rows.
func (r rttRows) Len() int { return 2 * len(r.list) }

// Row implements Rows.
func (r rttRows) Row(i int, dst []table.Value) []table.Value {
	k, d := r.list[i/2], dissect.Dir(i%2)
	dst = append(appendPeers(dst, k), table.String(legs[d]))
	if p := r.paces[k]; p != nil {
		times, by := p.leg(d)
		dst = append(dst, table.String(by), table.None(), table.None(), leg(p.handshake[d]), leg(p.path()))
		return append(appendTimings(dst, times), table.None(), table.None())
	}
	t := k.Totals.TCP
	vantage, reason := t.Vantage()
	dst = append(dst, table.String("acknowledgments"), table.String(vantage.String()), table.String(reason.String()),
		leg(t.Handshake[d]), leg(t.Path()))
	rtt := t.RTT(d)
	return append(appendTimings(dst, &rtt.Durations), table.Int(rtt.Ambiguous), table.Int(rtt.Held))
}

var legs = [...]string{dissect.ToServer: "to server", dissect.ToClient: "to client"}

func leg(l reassembly.Leg) table.Value {
	if !l.Known {
		return table.None()
	}
	return table.Nanoseconds(l.Time)
}
