package swarm

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
)

// Recordings of a leech among five other peers, see testdata/pcaps/README.md.
const (
	sixPeers = "swarm/bittorrent-six-peers.pcap.gz"
	clients  = "swarm/bittorrent-clients.pcap.gz"
)

// truth is what the leech said of itself.
type truth struct {
	Blocks  map[string][2]uint32 // that it got and gave, by host
	Pieces  [][2]float64         // when one was whole, and which
	Choking [][4]any             // when, "me" or "peer", "CHOKE" or "UNCHOKE", with whom
}

func readTruth(t *testing.T, recording string) (x truth) {
	t.Helper()
	b, err := os.ReadFile(pcaps + strings.Replace(recording, ".pcap.gz", ".json", 1))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &x); err != nil {
		t.Fatal(err)
	}
	return x
}

// near is how much later than on the wire the leech may notice something: it looks
// every 50 ms, on a machine that is busy. What it says itself waits behind the block
// that it gives, whose rate is limited.
const (
	near   = 1.5
	queued = 4
)

// TestTruthBlocks: blocks of each peer are those that the leech counted; those that
// it got twice it does not, and of those that it gave it counts the one that was under
// way when it ended.
func TestTruthBlocks(t *testing.T) { each(t, truthBlocks) }

// each has what the leech of each recording says compared.
func each(t *testing.T, compare func(*testing.T, truth, *Seat)) {
	for _, name := range []string{sixPeers, clients} {
		t.Run(name, func(t *testing.T) {
			compare(t, readTruth(t, name), read(t, open(t, name), &View{}, 2, 0).Torrents[0].Seats[0])
		})
	}
}

func truthBlocks(t *testing.T, want truth, s *Seat) {
	if s.Address != "192.0.2.10" || len(s.Peers) != len(want.Blocks) {
		t.Fatalf("%s has %d peers, and says that it has %d", s.Address, len(s.Peers), len(want.Blocks))
	}
	for _, p := range s.Peers {
		host, _, _ := strings.Cut(p.Address, ":")
		got, gave := p.Down.blocks-p.Down.Duplicate, p.Up.blocks
		if w := want.Blocks[host]; got != w[0] || gave != w[1] && gave+1 != w[1] {
			t.Errorf("%s: %d blocks got and %d given, the leech says %d and %d", host, got, gave, w[0], w[1])
		}
	}
}

// TestTruthPieces: pieces are whole when the leech says so.
func TestTruthPieces(t *testing.T) { each(t, truthPieces) }

func truthPieces(t *testing.T, want truth, s *Seat) {
	me := &s.Me
	if len(me.Gained) != len(want.Pieces) || me.Now != len(want.Pieces) {
		t.Fatalf("%d pieces gained, the leech says %d", len(me.Gained), len(want.Pieces))
	}
	when := map[uint32]float64{}
	for _, p := range want.Pieces {
		when[uint32(p[1])] = p[0]
	}
	for _, g := range me.Gained {
		if off := when[g.Index] - float64(g.At)/1e9; off < -0.1 || off > near {
			t.Errorf("piece %d is whole %.3f s before the leech says so", g.Index, off)
		}
	}
}

// TestTruthChoking: who choked whom when is what the leech says, until it has all:
// then it closes connections to those that have all as well, and what it says last it
// does not send.
func TestTruthChoking(t *testing.T) { each(t, truthChoking) }

func truthChoking(t *testing.T, want truth, s *Seat) {
	end := s.Me.Full
	type key struct{ host, who string }
	said := map[key][]float64{}
	for _, x := range want.Choking {
		if x[2] == "UNCHOKE" && x[0].(float64) < float64(end)/1e9 {
			host, _, _ := strings.Cut(x[3].(string), ":")
			k := key{host, x[1].(string)}
			said[k] = append(said[k], x[0].(float64))
		}
	}
	for _, p := range s.Peers {
		host, _, _ := strings.Cut(p.Address, ":")
		for _, c := range []struct {
			who   string
			times *stretches
		}{{"me", &p.Up.Allowed}, {"peer", &p.Down.Allowed}} {
			times := said[key{host, c.who}]
			slices.Sort(times)
			list := slices.DeleteFunc(slices.Clone(c.times.list), func(x stretch) bool { return x.From >= end })
			if len(times) != len(list) {
				t.Errorf("%s, %s: %d unchokes, the leech says %d", host, c.who, len(list), len(times))
				continue
			}
			for i, x := range list {
				if off := times[i] - float64(x.From)/1e9; off > near || off < -queued {
					t.Errorf("%s, %s: unchoke %d is %.3f s before the leech says so", host, c.who, i+1, off)
				}
			}
		}
	}
}

// TestTruthAnswers: the leech judged every 10 s, with an optimistic unchoke every 30 s,
// and asked for the rarest pieces more often than chance would.
func TestTruthAnswers(t *testing.T) {
	x := read(t, open(t, sixPeers), &View{}, 2, 0).Torrents[0]
	s := x.Seats[0]
	c := &s.Choking
	if c.Contested == 0 || c.Fastest*2 < c.Kept || len(c.Apart) == 0 {
		t.Errorf("%+v", c)
	}
	if half := c.Apart[len(c.Apart)/2]; half < 29e9 || half > 31e9 {
		t.Errorf("optimistic unchokes are %s apart", seconds(half))
	}
	if r := &s.Rarest; r.Pieces != x.Pieces || float64(r.Later.Rarest) <= r.Later.Chance || r.Endgame == 0 {
		t.Errorf("%+v", r)
	}
	y := &x.Spreading
	took := float64(y.Ended-y.Began) / 1e9
	if y.Seeds != 1 || y.Peers != 5 || y.PeerToPeer() > took || y.ClientServer() < took {
		t.Errorf("it took %.1f s; %+v", took, y)
	}
	if u := y.Server; u < 20000 || u > 26000 {
		t.Errorf("the seed gives %.0f bytes a second, and is allowed 24,000", u)
	}
}

var _ dissect.EventListener = (*collector)(nil)
