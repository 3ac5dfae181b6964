package stats

import (
	"slices"

	"netsniff/dissect"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

var rttColumns = slices.Concat(peerColumns, []table.Column{
	{Name: "leg", Label: table.Say("Leg", "路段"), Type: table.Word, Importance: table.Key},
	{Name: "vantage", Label: table.Say("Captured at", "抓包位置"), Type: table.Word, Importance: table.Minor},
	{Name: "vantage_reason", Label: table.Say("Because", "依据"), Type: table.Word, Importance: table.Extra},
	{Name: "handshake", Label: table.Say("Handshake", "握手"), Type: table.Duration, Importance: table.Minor},
	{Name: "path", Label: table.Say("Both legs", "全程"), Type: table.Duration, Importance: table.Minor},
}, timingColumns("rtt", table.Say("RTT", "RTT")), []table.Column{
	{Name: "ambiguous", Label: table.Say("Ambiguous", "不确定"), Type: table.Count, Importance: table.Extra},
	{Name: "delayed", Label: table.Say("Delayed ACKs", "延迟确认"), Type: table.Count, Importance: table.Extra},
})

// newRTT collects the round trips of connections: a line for each leg, from
// the capture point to one end and back.
func newRTT(a *collect.Ask) collect.Collector {
	return &flows{ask: a, lines: func(c *flows) table.Rows { return rttRows{c.withSamples()} }}
}

// withSamples returns the connections of which a round trip is known.
func (c *flows) withSamples() (list []*dissect.Conn) {
	for _, k := range c.list {
		t := k.Totals.TCP
		if t.Leg(dissect.ToServer).Known || t.Leg(dissect.ToClient).Known {
			list = append(list, k)
		}
	}
	return list
}

// rttRows are two lines for each connection.
type rttRows struct{ list []*dissect.Conn }

// Len implements Rows.
func (r rttRows) Len() int { return 2 * len(r.list) }

// Row implements Rows.
func (r rttRows) Row(i int, dst []table.Value) []table.Value {
	k, d := r.list[i/2], dissect.Dir(i%2)
	t := k.Totals.TCP
	vantage, reason := t.Vantage()
	dst = append(appendPeers(dst, k), table.String(legs[d]), table.String(vantage.String()),
		table.String(reason.String()), leg(t.Handshake[d]), leg(t.Path()))
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
