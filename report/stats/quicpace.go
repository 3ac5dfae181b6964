package stats

import (
	"time"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/quic"
	"netsniff/reassembly"
)

// quicPace measures the round trips of a connection of QUIC by what everybody on the way
// can read: the packets with which it begins, and the spin bit (RFC 9312 §3.8.2).
type quicPace struct {
	client    dissect.Dir // of what it sends
	asked     capture.Stamp
	answered  capture.Stamp
	handshake [2]reassembly.Leg // by direction of the leg, as dissect.Dir
	spins     [2]spinning       // by who sends: 0 is the client
	legs      [2]reassembly.Durations
}

// spinning is what is known of the spin bit of a direction.
type spinning struct {
	begun bool
	value bool
	edge  capture.Stamp // when it changed last; 0: it has not yet
}

// maxSpin bounds the round trips that are believed: who says nothing for longer has not
// turned the bit either.
const maxSpin = 60 * capture.Stamp(time.Second)

// beginPace returns the pace of a connection that begins with a datagram, nil if it does not.
func beginPace(d dissect.Dir, b []byte) *quicPace {
	if c, ok := quic.ReadClear(b); !ok || c.Type != quic.Initial {
		return nil
	}
	return &quicPace{client: d}
}

// take takes a datagram.
func (p *quicPace) take(d dissect.Dir, at capture.Stamp, b []byte) {
	c, ok := quic.ReadClear(b)
	if !ok {
		return
	}
	switch fromClient := d == p.client; {
	case fromClient && !p.handshake[dissect.ToServer].Known && c.Type == quic.Initial:
		p.asked = at // the last one before the answer: the hello may fill two, and come again
	case !fromClient && !p.handshake[dissect.ToServer].Known:
		p.handshake[dissect.ToServer] = reassembly.Leg{Known: true, Time: at - p.asked}
		p.answered = at
	case fromClient && p.handshake[dissect.ToServer].Known && !p.handshake[dissect.ToClient].Known:
		p.handshake[dissect.ToClient] = reassembly.Leg{Known: true, Time: at - p.answered}
	}
	if c.Type == quic.OneRTT {
		p.spin(d, at, c.Spin)
	}
}

// spin takes the spin bit of a packet. The server answers with the value that it was sent,
// the client with the other one: from an edge to that which answers it is the way to one end
// and back.
func (p *quicPace) spin(d dissect.Dir, at capture.Stamp, value bool) {
	from := 0
	if d != p.client {
		from = 1
	}
	x, other := &p.spins[from], &p.spins[1-from]
	if !x.begun || x.value == value {
		x.begun, x.value = true, value
		return
	}
	x.value, x.edge = value, at
	answers := other.edge > 0 && other.value == (value == (from == 1))
	if took := at - other.edge; answers && took < maxSpin {
		leg := dissect.ToClient
		if from == 1 {
			leg = dissect.ToServer
		}
		p.legs[leg].Add(took)
	}
}

// path returns the round trip from one end to the other, by the packets of the beginning.
func (p *quicPace) path() reassembly.Leg {
	a, b := p.handshake[dissect.ToServer], p.handshake[dissect.ToClient]
	return reassembly.Leg{Known: a.Known && b.Known, Time: a.Time + b.Time}
}

// minSpins is how many times a bit must turn in both directions to be believed.
const minSpins = 2

// spun reports whether the spin bit tells round trips: ends that do not want to be measured
// send what they like in it, so that it turns faster than anything could be answered.
func (p *quicPace) spun() bool {
	a, b := &p.legs[dissect.ToServer], &p.legs[dissect.ToClient]
	if a.Count() < minSpins || b.Count() < minSpins {
		return false
	}
	path := p.path()
	return !path.Known || a.Percentile(50)+b.Percentile(50) >= path.Time/2
}

// leg returns the round trips of a leg, and what tells them.
func (p *quicPace) leg(d dissect.Dir) (*reassembly.Durations, string) {
	if p.spun() {
		return &p.legs[d], "spin bit"
	}
	var one reassembly.Durations
	if h := p.handshake[d]; h.Known {
		one.Add(h.Time)
	}
	return &one, "handshake"
}
