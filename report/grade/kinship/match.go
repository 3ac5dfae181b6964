package kinship

import (
	"slices"

	"netsniff/capture"
	"netsniff/reassembly"
)

// Match is a conversation that two captures share.
type Match struct {
	A, B     int // in Print.Conversations of both
	Features Features
	// Same of the Of frames that could have been kept of both are the same.
	Same, Of int
	// FrameA and FrameB are an example: the first frames that are the same.
	FrameA, FrameB uint32

	bits     int // how much chance would have to bring about
	differs  Changes
	distance distance // in time
}

// enough is how many bits make it certain that packets are the same, whatever a
// class of some hundreds happens to draw.
const enough = 60

// match compares two conversations. unit is the coarser resolution of both times.
func match(a, b *Conversation, unit capture.Stamp) (m Match) {
	ids, clocks, said := 0, 0, 0
	numbers := 0
	pair := func(x, y *Sample) {
		m.distance.add(x, y)
		if m.FrameA == 0 || x.Frame < m.FrameA {
			m.FrameA, m.FrameB = x.Frame, y.Frame
		}
	}
	inA, inB := shared(&a.Numbers, &b.Numbers, func(x, y *Sample) {
		numbers++
		if x.ID == y.ID && x.ID != 0 {
			ids++
		}
		pair(x, y)
	})
	m.Same, m.Of = numbers, min(inA, inB)
	clocksA, clocksB := shared(&a.Clocks, &b.Clocks, func(x, y *Sample) {
		if clocks++; numbers == 0 {
			pair(x, y)
		}
	})
	if clocks > m.Same {
		m.Same, m.Of = clocks, min(clocksA, clocksB)
	}
	saidA, saidB := shared(&a.Said, &b.Said, func(_, _ *Sample) { said++ })
	if said < saidA && said < saidB {
		m.differs |= Payload
	}
	opening := a.Opening != 0 && a.Opening == b.Opening
	if opening && m.FrameA == 0 {
		m.FrameA, m.FrameB, m.Same, m.Of = a.First, b.First, 1, 1
	}
	m.distance.settle(unit)
	if opening && !m.distance.constant() {
		if same := sameTimes(a.Times, b.Times, unit); same >= leastPoints && same*10 >= 6*min(len(a.Times), len(b.Times)) {
			m.distance.points, m.distance.fixed = same, true
			m.distance.shift = a.At - b.At
		}
	}
	for _, x := range []struct {
		has bool
		f   Features
	}{
		{opening, ByOpening}, {numbers > 0, ByNumbers}, {ids > 0, ByIDs}, {clocks > 0, ByClocks},
		{m.distance.constant(), ByTimes}, {said > 0, BySaid},
	} {
		if x.has {
			m.Features |= x.f
		}
	}
	m.ends(a, b)
	m.weigh(a.Proto, numbers, ids, clocks)
	if numbers == 0 && !opening && clocks > 0 {
		m.differs |= Sequence
	}
	return m
}

// ends compares addresses and ports.
func (m *Match) ends(a, b *Conversation) {
	tell := func(same, known bool, f Features, c Changes) {
		switch {
		case same:
			m.Features |= f
		case known:
			m.differs |= c
		}
	}
	tell(a.Client.Port == b.Client.Port && a.Client.Port != 0, a.Client.Port != b.Client.Port, ByPorts, Ports)
	if a.Server.Port != b.Server.Port {
		m.differs |= Ports
	}
	tell(a.Client.Addr == b.Client.Addr && a.Server.Addr == b.Server.Addr, true, ByAddresses, Addresses)
	known := a.Client.MAC.Kind != capture.AddrNone && b.Client.MAC.Kind != capture.AddrNone
	tell(known && a.Client.MAC == b.Client.MAC && a.Server.MAC == b.Server.MAC, known, ByMACs, MACs)
}

// weigh sums up what chance would have had to bring about. Numbers of TCP are of
// 32 bits and more; a datagram's beginning may be the same whoever sends it, and
// counts only together with the identification of IP, a port or its time.
func (m *Match) weigh(proto capture.Proto, numbers, ids, clocks int) {
	if m.Features&ByOpening != 0 {
		m.bits += 60
	}
	if proto == capture.ProtoTCP {
		m.bits += 24 * numbers
	} else {
		m.bits += 12 * ids
		if m.Features&ByPorts != 0 && numbers > 0 {
			m.bits += 10 + 4*numbers
		}
	}
	m.bits += 24 * clocks
	if m.Features&ByTimes != 0 {
		m.bits += 10 * m.distance.points
	}
	m.bits = min(m.bits, 4*enough)
}

// distance is how far apart in time the same frames are in two captures.
type distance struct {
	by     [2][]capture.Stamp // at A less at B, by direction
	points int                // how many are within the resolution of shift, or all
	of     int
	shift  capture.Stamp // the median
	fixed  bool          // they are the same, within the resolution
}

// leastPoints is how many frames must be equally far apart to show that both times
// were read from one clock: two recorders differ by microseconds.
const leastPoints = 5

// coarsest is the resolution from which on times say nothing about that.
const coarsest capture.Stamp = 100_000

func (d *distance) add(a, b *Sample) { d.by[a.Dir] = append(d.by[a.Dir], a.At-b.At) }

// join adds all points of x.
func (d *distance) join(x *distance) {
	for i := range d.by {
		d.by[i] = append(d.by[i], x.by[i]...)
	}
}

func (d *distance) settle(unit capture.Stamp) {
	all := slices.Concat(d.by[0], d.by[1])
	if d.of = len(all); d.of == 0 {
		return
	}
	slices.Sort(all)
	d.shift = all[len(all)/2]
	n := 0
	for _, x := range all {
		if x-d.shift <= unit && d.shift-x <= unit {
			n++
		}
	}
	d.points = n
	d.fixed = unit <= coarsest && n >= leastPoints && n*10 >= 8*len(all)
}

func (d *distance) constant() bool { return d.fixed }

// turned reports whether one direction is clearly longer apart than the other: A
// and B were captured at two places on the way of the packets.
func (d *distance) turned() bool {
	x, y := slices.Sorted(slices.Values(d.by[reassembly.ToServer])), slices.Sorted(slices.Values(d.by[reassembly.ToClient]))
	if len(x) < 2 || len(y) < 2 {
		return false
	}
	if x[len(x)/2] > y[len(y)/2] {
		x, y = y, x
	}
	if len(x) < 4 || len(y) < 4 { // too few to leave out odd ones: they must be far apart
		inner := max(x[len(x)-1]-x[0], y[len(y)-1]-y[0])
		return y[0]-x[len(x)-1] > 4*inner
	}
	return x[len(x)-1-len(x)/4] < y[len(y)/4]
}

// sameTimes counts the times that both lists have, within the unit.
func sameTimes(a, b []uint32, unit capture.Stamp) (n int) {
	within := int64(max(1, unit/1000))
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch d := int64(a[i]) - int64(b[j]); {
		case d > within:
			j++
		case d < -within:
			i++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}
