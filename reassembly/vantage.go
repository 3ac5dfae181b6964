package reassembly

import "netsniff/capture"

// Vantage is where on its path a connection was captured.
type Vantage uint8

// Vantages.
const (
	Nowhere  Vantage = iota // cannot be told
	AtClient                // at the client or close to it
	AtServer                // at the server or close to it
	InMiddle                // between them
	vantageCount
)

var vantageNames = [vantageCount]string{"unknown", "client side", "server side", "middle"}

func (v Vantage) String() string { return vantageNames[v] }

// Reason is why a Vantage is believed.
type Reason uint8

// Reasons.
const (
	NoEvidence  Reason = iota // neither round trips nor hop limits that tell
	BothNear                  // both ends answer so soon that the capture point may be anywhere
	ByRoundTrip               // the round trips to the two ends compared
	ByHopLimit                // only one side's segments have passed no router
	reasonCount
)

var reasonNames = [reasonCount]string{
	"no round trip and no hop limit tells", "both ends answer at once", "round trips to both ends compared",
	"segments of one side only have passed no router",
}

func (r Reason) String() string { return reasonNames[r] }

const (
	// sideShare: a leg is near if it takes no more than a tenth of the way.
	sideShare = 10
	// minPath and minMiddle are the shortest round trips between the ends at which
	// legs can be compared and a middle be told: an end's own time to answer
	// is some 50 µs.
	minPath   = capture.Stamp(200e3)
	minMiddle = capture.Stamp(1e6)
)

// Vantage infers where the connection was captured. The shortest round trips
// to both ends decide, and where they do not, whose segments have their
// initial hop limit. Segments larger than the MSS prove that an end's own
// offloading was at work, but not whose: a receiver joins as a sender cuts.
func (t *TCPTotals) Vantage() (Vantage, Reason) {
	toServer, toClient := t.shortest(ToServer), t.shortest(ToClient)
	if toServer.Known && toClient.Known {
		path := toServer.Time + toClient.Time
		switch {
		case path < minPath:
		case toClient.Time <= path/sideShare:
			return AtClient, ByRoundTrip
		case toServer.Time <= path/sideShare:
			return AtServer, ByRoundTrip
		case path >= minMiddle:
			return InMiddle, ByRoundTrip
		}
	}
	client, server := t.Sides[ToServer].atHome(), t.Sides[ToClient].atHome()
	switch {
	case client && !server && t.Sides[ToClient].HopLimit != 0:
		return AtClient, ByHopLimit
	case server && !client && t.Sides[ToServer].HopLimit != 0:
		return AtServer, ByHopLimit
	case toServer.Known && toClient.Known:
		return Nowhere, BothNear
	}
	return Nowhere, NoEvidence
}

// shortest returns the shortest round trip seen of a leg.
func (t *TCPTotals) shortest(d Dir) Leg {
	leg := t.Handshake[d]
	if r := t.rtt[d]; r != nil && r.Count() > 0 && (!leg.Known || r.Min() < leg.Time) {
		return Leg{r.Min(), true}
	}
	return leg
}

// atHome: the side's segments have the hop limit that systems begin with
// (RFC 1700, "IP TIME TO LIVE PARAMETER", and Windows and routers).
func (s *Side) atHome() bool {
	return !s.HopLimitVaries && (s.HopLimit == 64 || s.HopLimit == 128 || s.HopLimit == 255)
}

// Leg returns what the round trip of the leg in direction d usually takes:
// the median of its samples, or the handshake's.
func (t *TCPTotals) Leg(d Dir) Leg {
	if r := t.rtt[d]; r != nil && r.Count() > 0 {
		return Leg{r.Percentile(50), true}
	}
	return t.Handshake[d]
}

// Path returns the round trip between both ends, the sum of the two legs.
func (t *TCPTotals) Path() Leg {
	a, b := t.Leg(ToServer), t.Leg(ToClient)
	if !a.Known || !b.Known {
		return Leg{}
	}
	return Leg{a.Time + b.Time, true}
}

// Split takes apart the time from the last byte of a request to the first of
// its reply, as captured: network is what the way to the server and back took
// of it, server what the server did. known is false if that way is unknown.
// Beside the server there is no way: all of it is the server's.
func (t *TCPTotals) Split(ttfb capture.Stamp) (network, server capture.Stamp, known bool) {
	leg := t.Leg(ToServer)
	if !leg.Known {
		return 0, 0, false
	}
	network = max(min(leg.Time, ttfb), 0)
	return network, ttfb - network, true
}
