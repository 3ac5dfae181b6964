package stats

import (
	"math/rand/v2"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
)

// spoken has a client and a server of QUIC speak for some time: the capture point is 10 ms
// round trip from the client and 20 ms from the server. bit says which spin bit an end sends
// that has received another one; packets of both leave every millisecond.
func spoken(bit func(client, received bool) bool) *quicPace {
	initial := append([]byte{0xc3, 0, 0, 0, 1, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0x44, 0xb0}, make([]byte, 1200)...)
	p := beginPace(dissect.ToServer, initial)
	p.take(dissect.ToServer, 0, initial)
	p.take(dissect.ToClient, 20*ms, initial)
	p.take(dissect.ToServer, 30*ms, initial)
	short := func(spin bool) []byte {
		b := []byte{0x40, 1, 2, 3, 4, 5, 6, 7, 8, 9}
		if spin {
			b[0] |= 0x20
		}
		return b
	}
	const steps = 300
	var fromClient, fromServer [steps]bool // as they pass the capture point, at each millisecond
	for i := range steps {
		if i >= 10 {
			fromClient[i] = bit(true, fromServer[i-10])
		}
		if i >= 20 {
			fromServer[i] = bit(false, fromClient[i-20])
		}
		p.take(dissect.ToServer, capture.Stamp(40+i)*ms, short(fromClient[i]))
		p.take(dissect.ToClient, capture.Stamp(40+i)*ms, short(fromServer[i]))
	}
	return p
}

// TestSpinBit: the bit tells both legs; one that says nothing is not believed, and the
// packets of the beginning tell them.
func TestSpinBit(t *testing.T) {
	for _, c := range []struct {
		name string
		bit  func(client, received bool) bool
		by   string
	}{
		{"it spins", func(client, received bool) bool { return received != client }, "spin bit"},
		{"it is off", func(bool, bool) bool { return false }, "handshake"},
		{"it is noise", func(bool, bool) bool { return rand.N(2) == 1 }, "handshake"},
	} {
		p := spoken(c.bit)
		for d, want := range [...]capture.Stamp{dissect.ToServer: 20 * ms, dissect.ToClient: 10 * ms} {
			times, by := p.leg(dissect.Dir(d))
			if by != c.by || times.Percentile(50) != want {
				t.Errorf("%s: %v %s by %s of %d, want %v by %s", c.name, times.Percentile(50), legs[d], by,
					times.Count(), want, c.by)
			}
		}
	}
}
