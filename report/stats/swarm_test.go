package stats

import (
	"crypto/sha1"
	"fmt"
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/reassembly"
	"netsniff/report/collect"
)

// peering is what peers say, told to collectors of findings, one for each worker.
type peering struct {
	workers []*findings
	conns   int
	frame   uint32
}

func newPeering(workers int) *peering {
	p := &peering{}
	for range workers {
		p.workers = append(p.workers, newFindings(&collect.Ask{}).(*findings))
	}
	return p
}

// at is a mark so many seconds after the beginning.
func (p *peering) at(seconds float64) reassembly.Mark {
	p.frame++
	return reassembly.Mark{Frame: p.frame, At: capture.Stamp(seconds * 1e9)}
}

// conn is a connection of the host with the address 192.0.2.FROM to another.
func (p *peering) conn(from, to byte) (*dissect.Conn, *findings) {
	end := func(n byte, port uint16) dissect.Endpoint {
		e := dissect.Endpoint{Port: port, Addr: capture.Addr{Kind: capture.AddrIPv4}}
		copy(e.Addr.B[:], []byte{192, 0, 2, n})
		return e
	}
	p.conns++
	k := &dissect.Conn{ID: uint32(p.conns), Transport: capture.ProtoTCP, Client: end(from, uint16(40000+p.conns)),
		Server: end(to, 6881), Protocol: &bittorrent.Protocol}
	return k, p.workers[p.conns%len(p.workers)]
}

// meet has two peers introduce themselves.
func (p *peering) meet(k *dissect.Conn, c *findings, hash string, seconds float64) *bittorrent.Peers {
	x := &bittorrent.Peers{Met: [2]bool{true, true}}
	copy(x.InfoHash[:], hash)
	copy(x.ID[dissect.ToServer][:], k.Client.Addr.String())
	copy(x.ID[dissect.ToClient][:], k.Server.Addr.String())
	c.Event(&dissect.Event{Conn: k, Mark: p.at(seconds), About: &bittorrent.Introduction{Peers: x}})
	c.Exchange(&dissect.Exchange{Conn: k, Protocol: &bittorrent.Protocol, Method: "handshake",
		Detail: &bittorrent.Meeting{Peers: x, By: dissect.ToServer}})
	return x
}

func (p *peering) say(k *dissect.Conn, c *findings, x *bittorrent.Peers, d dissect.Dir, t bittorrent.Type, seconds float64) {
	c.Event(&dissect.Event{Conn: k, Dir: d, Mark: p.at(seconds), About: &bittorrent.Notice{Peers: x, Type: t}})
}

// told returns the findings as "name what" at the end of a capture.
func (p *peering) told(seconds float64) (list []string) {
	for _, o := range p.workers[1:] {
		p.workers[0].Merge(o)
	}
	t := p.workers[0].Tables(&collect.Run{Vitals: collect.Vitals{Last: capture.Stamp(seconds * 1e9)}})[0]
	for i := range t.Len() {
		row := t.Row(i, nil)
		g := t.Rows.(*findingRows).list[i]
		var whats []string
		for _, e := range g.examples {
			whats = append(whats, fmt.Sprintf("%s: %s (%d)", e.where.where(), e.what, e.frame))
		}
		_ = row
		list = append(list, findingTexts[g.kind].name+" "+strings.Join(whats, "; "))
	}
	return list
}

// Each trouble of a swarm is one finding with its frames, for any number of workers;
// what only looks like it is none.
func TestSwarmFindings(t *testing.T) {
	const ToServer, ToClient = dissect.ToServer, dissect.ToClient
	side := func(m reassembly.Mark) (s dissect.Side) { s.Add(100, m); return s }
	lookup := func(p *peering, to byte, seconds float64, answered bool) {
		k, c := p.conn(1, to)
		x := &dissect.Exchange{Conn: k, Protocol: &bittorrent.DHT, Method: "get_peers", Request: side(p.at(seconds)),
			Detail: &bittorrent.Lookup{Dir: ToServer}}
		if answered {
			x.Reply, x.Outcome = side(p.at(seconds+0.1)), dissect.Succeeded
		}
		c.Exchange(x)
	}
	announce := func(p *peering, seconds float64, a bittorrent.Announcement, o dissect.Outcome) {
		k, c := p.conn(1, 69)
		a.Known = true
		c.Exchange(&dissect.Exchange{Conn: k, Protocol: &bittorrent.Tracker, Method: "announce",
			Request: side(p.at(seconds)), Reply: side(p.at(seconds + 0.1)), Outcome: o, Detail: &a})
	}
	for name, c := range map[string]struct {
		run  func(p *peering)
		want []string
	}{
		"all choke": {func(p *peering) {
			for to := byte(2); to < 5; to++ {
				k, c := p.conn(1, to)
				x := p.meet(k, c, "h", 1)
				p.say(k, c, x, ToServer, bittorrent.Interested, 2)
				c.Closed(k, p.at(40))
			}
		}, []string{"all-choke 192.0.2.1: 3 peers, torrent 68000000… (2)"}},
		"one does not choke": {func(p *peering) {
			for to := byte(2); to < 5; to++ {
				k, c := p.conn(1, to)
				x := p.meet(k, c, "h", 1)
				p.say(k, c, x, ToServer, bittorrent.Interested, 2)
				if to == 3 {
					p.say(k, c, x, ToClient, bittorrent.Unchoke, 20)
				}
				c.Closed(k, p.at(40))
			}
		}, nil},
		"choked for a moment": {func(p *peering) {
			k, c := p.conn(1, 2)
			x := p.meet(k, c, "h", 1)
			p.say(k, c, x, ToServer, bittorrent.Interested, 2)
			c.Closed(k, p.at(12))
		}, nil},
		"twice": {func(p *peering) {
			one, c := p.conn(1, 2)
			p.meet(one, c, "h", 1)
			two, d := p.conn(2, 1)
			p.meet(two, d, "h", 3)
			c.Closed(one, p.at(20))
			d.Closed(two, p.at(20))
		}, []string{"same-peer-twice 192.0.2.2 → 192.0.2.1:6881: connected already, by another connection (2)"}},
		"again, and another torrent": {func(p *peering) {
			for i, hash := range []string{"h", "h", "i"} {
				k, c := p.conn(1, 2)
				p.meet(k, c, hash, float64(20*min(i, 1)))
				c.Closed(k, p.at(float64(10+20*i)))
			}
		}, nil},
		"itself": {func(p *peering) {
			k, c := p.conn(1, 1)
			p.meet(k, c, "h", 1)
			c.Closed(k, p.at(2))
		}, []string{"same-peer-twice 192.0.2.1 → 192.0.2.1:6881: connected to itself (1)"}},
		"hash table silent": {func(p *peering) {
			for i := range 4 {
				lookup(p, byte(2+i), float64(i), false)
			}
		}, []string{"dht-bootstrap 192.0.2.1: 4 queries, no answer (1)"}},
		"hash table answers": {func(p *peering) {
			for i := range 4 {
				lookup(p, byte(2+i), float64(i), i == 2)
			}
		}, nil},
		"tracker": {func(p *peering) {
			announce(p, 1, bittorrent.Announcement{Failure: "torrent not registered"}, dissect.Refused)
			announce(p, 2, bittorrent.Announcement{Warning: "update your client"}, dissect.Succeeded)
		}, []string{"tracker-refused 192.0.2.1 → 192.0.2.69:6881: announce (2)",
			"tracker-warning 192.0.2.1 → 192.0.2.69:6881: announce (4)"}},
		"only outgoing": {func(p *peering) {
			announce(p, 1, bittorrent.Announcement{Port: 6881}, dissect.Succeeded)
			for to := byte(2); to < 6; to++ {
				k, c := p.conn(1, to)
				p.meet(k, c, "h", 3)
			}
		}, []string{"port-not-reached 192.0.2.1: port 6881: nobody came, it went to 4 (1)"}},
		"somebody came": {func(p *peering) {
			announce(p, 1, bittorrent.Announcement{Port: 6881}, dissect.Succeeded)
			for to := byte(2); to < 6; to++ {
				k, c := p.conn(1, to)
				if to == 4 {
					k, c = p.conn(to, 1)
				}
				p.meet(k, c, "h", 3)
			}
		}, nil},
		"attempts fail": {func(p *peering) {
			announce(p, 1, bittorrent.Announcement{Port: 6881}, dissect.Succeeded)
			k, c := p.conn(5, 1)
			totals := &reassembly.Totals{First: p.at(4), TCP: &reassembly.TCPTotals{Opened: reassembly.Refused}}
			c.reach.closed(k, totals)
		}, []string{"port-not-reached 192.0.2.1: port 6881: 1 attempts from outside failed (3)"}},
		"corrupt piece": {func(p *peering) { sendPiece(p, true) },
			[]string{"corrupt-piece 192.0.2.1 → 192.0.2.2:6881: piece 1 of name (4)"}},
		"a piece as is": {func(p *peering) { sendPiece(p, false) }, nil},
	} {
		for _, workers := range []int{1, 3} {
			p := newPeering(workers)
			c.run(p)
			if got := p.told(90); !slices.Equal(got, c.want) {
				t.Errorf("%s, %d workers: %q, want %q", name, workers, got, c.want)
			}
		}
	}
}

// sendPiece has a peer send two pieces in blocks, the second one perhaps spoilt, and
// another the metadata.
func sendPiece(p *peering, spoilt bool) {
	file := []byte(strings.Repeat("0123456789abcdef", 3000))
	hashes := ""
	for piece := range slices.Chunk(file, 32768) {
		h := sha1.Sum(piece)
		hashes += string(h[:])
	}
	info := fmt.Sprintf("d6:lengthi48000e4:name4:name12:piece lengthi32768e6:pieces%d:%se", len(hashes), hashes)
	hash := sha1.Sum([]byte(info))
	k, c := p.conn(1, 2)
	x := p.meet(k, c, string(hash[:]), 1)
	if spoilt {
		file[40000] ^= 1
	}
	for at := 0; at < len(file); at += 16384 {
		block := file[at:min(len(file), at+16384)]
		about := &bittorrent.Block{Peers: x, Index: uint32(at / 32768), Begin: uint32(at % 32768),
			Length: uint32(len(block))}
		c.Piece(&dissect.Piece{Conn: k, Dir: dissect.ToClient, Mark: p.at(2), First: true, About: about})
		c.Piece(&dissect.Piece{Conn: k, Dir: dissect.ToClient, Mark: reassembly.Mark{Frame: p.frame}, Bytes: block,
			About: about})
		c.Piece(&dissect.Piece{Conn: k, Dir: dissect.ToClient, Mark: reassembly.Mark{Frame: p.frame}, Last: true,
			Whole: true, About: about})
	}
	other, d := p.conn(1, 3)
	y := p.meet(other, d, string(hash[:]), 3)
	d.Event(&dissect.Event{Conn: other, Mark: p.at(3),
		About: &bittorrent.MetadataBlock{Peers: y, Total: int64(len(info)), Data: []byte(info)}})
}

// TestUTPUnanswered: attempts over uTP that nobody answers are remarked for each peer,
// with whether TCP reaches it, by any number of workers.
func TestUTPUnanswered(t *testing.T) {
	for workers := 1; workers <= 3; workers++ {
		p := newPeering(workers)
		dial := func(to byte, at float64) {
			k, c := p.conn(1, to)
			k.Transport, k.Protocol = capture.ProtoUDP, &bittorrent.UTP
			x := &dissect.Exchange{Conn: k, Protocol: &bittorrent.UTP, Method: "SYN"}
			x.Request.Add(20, p.at(at))
			c.Exchange(x)
		}
		dial(2, 1)
		dial(3, 2)
		dial(2, 4)
		dial(4, 99) // the capture ends before it could be answered
		k, c := p.conn(1, 2)
		p.meet(k, c, "abc", 5)
		got := p.told(100)
		slices.Sort(got)
		want := []string{
			"utp-unanswered 192.0.2.1 → 192.0.2.2:6881: attempts: 2, TCP to it works (1); 192.0.2.1 → 192.0.2.3:6881: attempts: 1 (2)",
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d workers: %q", workers, got)
		}
	}
}
