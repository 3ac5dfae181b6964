package bittorrent

import (
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bencode"
)

// Naming is what a connection to a peer is announced for (Conn.Announced): who named
// the peer, and for which torrent.
type Naming struct {
	Source   Source
	Known    bool // InfoHash is
	InfoHash [HashSize]byte
}

const (
	// namedFor is how long somebody may connect to a peer that was named: trackers
	// want to be asked again within that time, and programs keep on trying.
	namedFor = capture.Stamp(3600e9)
	// maxExpected is how many peers of one list are expected.
	maxExpected = 200
)

// expectation is that of connections to a peer whom somebody named: on any port, and
// also if they are encrypted. The ports of the protocol say so already.
func expectation(e dissect.Endpoint, about *Naming) (x dissect.Expectation, ok bool) {
	return dissect.Expectation{
		Transport: capture.ProtoTCP, To: e, Protocol: &Protocol, About: about, For: namedFor, Stays: true, Yields: true,
	}, e.Port != 0 && !slices.Contains(Protocol.TCP, e.Port)
}

// expecter is what takes expectations: a session, or a connection.
type expecter interface{ Expect(dissect.Expectation) }

// expect has connections to peers known whom somebody named.
func (p *PeerList) expect(k dissect.Session) {
	if len(p.Added) > 0 {
		p.expectIn(k, &Naming{p.Source, p.Known, p.InfoHash})
	}
}

func (p *PeerList) expectIn(k expecter, about *Naming) {
	for _, e := range p.Added[:min(len(p.Added), maxExpected)] {
		if x, ok := expectation(e, about); ok {
			k.Expect(x)
		}
	}
}

// Who reads rows does not know the torrent; the dialogue says it again with that.
var (
	byTracker = &Naming{Source: FromTracker}
	byPEX     = &Naming{Source: FromPEX}
	byDHT     = &Naming{Source: FromDHT}
	byLSD     = &Naming{Source: FromLSD}
)

// expectExchanged has the peers expected that a message of ut_pex names (BEP 11).
func expectExchanged(c *dissect.Conn, tree bencode.Value) {
	expectCompact(c, tree.Get("added").Text(), compact4, byPEX)
	expectCompact(c, tree.Get("added6").Text(), compact6, byPEX)
}

// expectCompact does so with compact addresses, each of size bytes.
func expectCompact(c *dissect.Conn, b []byte, size int, about *Naming) {
	for n := 0; len(b) >= size && n < maxExpected; n++ {
		if x, ok := expectation(endpoint(b[:size]), about); ok {
			c.Expect(x)
		}
		b = b[size:]
	}
}
