package stats

import (
	"net/netip"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/arp"
	"netsniff/reassembly"
)

// arpWatch remarks addresses that two stations use, and those that nobody answers
// for. All ARP has one worker.
type arpWatch struct {
	owners map[[4]byte]arpOwner
	asked  map[arpQuestion]*arpAsking
}

// arpOwner is a station that uses an address, and the one that did before.
type arpOwner struct {
	mac, before [6]byte
	at          capture.Stamp // when it was seen last
	left        capture.Stamp // and the one before, 0: never
}

type arpQuestion struct{ who, whom [4]byte }

// arpAsking are requests that came one after the other.
type arpAsking struct {
	first reassembly.Mark
	last  capture.Stamp
	n     uint64
	total uint64 // of runs that were long enough
	begun reassembly.Mark
}

const (
	// soon is how close together two stations claim an address that both have;
	// returns how long a station that was replaced may stay silent and have not
	// given it up.
	soon    = capture.Stamp(10e9)
	returns = capture.Stamp(600e9)
	// A request that is sent manyAsked times, each within askAgain, is not answered.
	manyAsked = 3
	askAgain  = capture.Stamp(5e9)

	maxStations = 1 << 16
	maxAsked    = 1 << 14
)

// see reads an ARP packet.
func (w *arpWatch) see(f *dissect.Frame, c *findings) {
	for _, h := range f.Headers.All() {
		if h.Proto != capture.ProtoARP {
			continue
		}
		if p, ok := arp.Read(f.Headers.Bytes(h)); ok {
			w.claim(&p, markOf(f), c)
			w.ask(&p, markOf(f), c)
		}
	}
}

// claim notes who uses the sender's address.
func (w *arpWatch) claim(p *arp.Packet, m reassembly.Mark, c *findings) {
	if p.Sender == ([4]byte{}) {
		return // a probe
	}
	if w.owners == nil {
		w.owners = map[[4]byte]arpOwner{}
	}
	x, known := w.owners[p.Sender]
	switch {
	case !known && len(w.owners) >= maxStations:
		c.lost.Beyond[dissect.Stations]++
		return
	case !known || x.mac == p.SenderStation:
		x.mac, x.at = p.SenderStation, m.At
	default:
		both := m.At-x.at <= soon || x.before == p.SenderStation && x.left != 0 && m.At-x.left <= returns
		if both {
			key := findingKey{kind: arpConflict, client: address(capture.AddrIPv4, p.Sender[:])}
			a, b := address(capture.AddrEther, x.mac[:]), address(capture.AddrEther, p.SenderStation[:])
			if compareAddresses(a, b) > 0 {
				a, b = b, a
			}
			c.add(event{key: key, what: netip.AddrFrom4(p.Sender).String() + ": " + a.String() + " and " +
				b.String(), at: m})
		}
		x = arpOwner{mac: p.SenderStation, before: x.mac, at: m.At, left: x.at}
	}
	w.owners[p.Sender] = x
}

// ask notes a question, and forgets those that the sender answers by being there.
func (w *arpWatch) ask(p *arp.Packet, m reassembly.Mark, c *findings) {
	if p.Op == arp.Reply {
		delete(w.asked, arpQuestion{p.Target, p.Sender})
		return
	}
	if p.Op != arp.Request || p.Sender == p.Target || p.Sender == ([4]byte{}) {
		return
	}
	if w.asked == nil {
		w.asked = map[arpQuestion]*arpAsking{}
	}
	q := arpQuestion{p.Sender, p.Target}
	x := w.asked[q]
	switch {
	case x == nil && len(w.asked) >= maxAsked:
		c.lost.Beyond[dissect.Stations]++
		return
	case x == nil:
		x = &arpAsking{first: m}
		w.asked[q] = x
	case x.n > 0 && m.At-x.last < copyWithin:
		return // captured twice
	case m.At-x.last > askAgain:
		x.end()
		x.first, x.n = m, 0
	}
	x.n++
	x.last = m.At
}

// end ends a run of requests.
func (x *arpAsking) end() {
	if x.n < manyAsked {
		return
	}
	if x.total == 0 {
		x.begun = x.first
	}
	x.total += x.n
}

// merge takes over what another worker has, which is nothing unless frames were
// shared out otherwise.
func (w *arpWatch) merge(o *arpWatch) {
	if len(w.asked) == 0 {
		w.asked = o.asked
	}
	if len(w.owners) == 0 {
		w.owners = o.owners
	}
}

// tell remarks what was not answered.
func (w *arpWatch) tell(c *findings) {
	for q, x := range w.asked {
		y := *x
		if y.end(); y.total == 0 {
			continue
		}
		key := findingKey{kind: arpUnanswered, client: address(capture.AddrIPv4, q.who[:])}
		c.add(event{key: key, what: "who has " + netip.AddrFrom4(q.whom).String(), at: y.begun, n: y.total, weight: y.total})
	}
}
