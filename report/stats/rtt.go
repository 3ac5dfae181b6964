package stats

import (
	"slices"

	"netsniff/dissect"
	"netsniff/reassembly"
)

var rttColumns = slices.Concat(peerColumns, []Column{
	{Name: "leg", Label: Phrase{"Leg", "路段"}, Type: Word},
	{Name: "vantage", Label: Phrase{"Captured at", "抓包位置"}, Type: Word},
	{Name: "vantage_reason", Label: Phrase{"Because", "依据"}, Type: Word},
	{Name: "handshake", Label: Phrase{"Handshake", "握手"}, Type: Duration},
	{Name: "path", Label: Phrase{"Both legs", "全程"}, Type: Duration},
}, timingColumns("rtt", Phrase{"RTT", "RTT"}), []Column{
	{Name: "ambiguous", Label: Phrase{"Ambiguous", "不确定"}, Type: Count},
	{Name: "delayed", Label: Phrase{"Delayed ACKs", "延迟确认"}, Type: Count},
})

// newRTT collects the round trips of connections: a line for each leg, from
// the capture point to one end and back.
func newRTT(a *Ask) Collector {
	return &flows{ask: a, lines: func(c *flows) Rows { return rttRows{c.withSamples()} }}
}

// withSamples returns the connections of which a round trip is known.
func (c *flows) withSamples() (list []*dissect.Conn) {
	for _, k := range c.list {
		t := k.Totals().TCP
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
func (r rttRows) Row(i int, dst []Value) []Value {
	k, d := r.list[i/2], dissect.Dir(i%2)
	t := k.Totals().TCP
	vantage, reason := t.Vantage()
	dst = append(appendPeers(dst, k), String(legs[d]), String(vantage.String()), String(reason.String()), leg(t.Handshake[d]), leg(t.Path()))
	rtt := t.RTT(d)
	return append(appendTimings(dst, &rtt.Durations), Int(rtt.Ambiguous), Int(rtt.Held))
}

var legs = [...]string{dissect.ToServer: "to server", dissect.ToClient: "to client"}

func leg(l reassembly.Leg) Value {
	if !l.Known {
		return None()
	}
	return Nanoseconds(l.Time)
}
