package swarm

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/reassembly"
	"netsniff/report/collect"
)

// made is a swarm as dialogues tell it, seen from 192.0.2.1.
type made struct {
	*collector
	now   capture.Stamp
	frame uint32
	ended uint32 // connections so far
}

func newMade(room int64) *made {
	v := &View{}
	a := v.Ask()
	a.Room = room
	return &made{collector: newCollector(v, &a), now: 1e9}
}

// neighbour is a peer that is connected.
type neighbour struct {
	*made
	conn  *dissect.Conn
	peers *bittorrent.Peers
}

// Directions: the one in the middle came to all others.
const (
	me  = dissect.ToServer
	you = dissect.ToClient
)

// meet connects another peer.
func (m *made) meet() *neighbour {
	n := m.ended + 1
	return m.connect([4]byte{192, 0, 2, 1}, [4]byte{10, byte(n >> 16), byte(n >> 8), byte(n)}, 6881)
}

// connect connects two hosts, of which the second listens on a port.
func (m *made) connect(from, to [4]byte, port uint16) *neighbour {
	m.ended++
	k := &dissect.Conn{ID: m.ended, Transport: capture.ProtoTCP}
	k.Client.Addr.Kind, k.Server.Addr.Kind = capture.AddrIPv4, capture.AddrIPv4
	copy(k.Client.Addr.B[:], from[:])
	copy(k.Server.Addr.B[:], to[:])
	k.Client.Port, k.Server.Port = 20000+uint16(m.ended), port
	p := &bittorrent.Peers{Met: [2]bool{true, true}, InfoHash: infoHash{1}}
	p.ID[me][0], p.ID[you] = 'm', [20]byte{'p', byte(m.ended >> 16), byte(m.ended >> 8), byte(m.ended)}
	n := &neighbour{m, k, p}
	m.Exchange(&dissect.Exchange{Conn: k, Method: "handshake", Request: n.side(1), Reply: n.side(1), Detail: &bittorrent.Meeting{Peers: p, By: me}})
	return n
}

// mark is the next frame.
func (m *made) mark() reassembly.Mark {
	m.frame++
	return reassembly.Mark{Frame: m.frame, At: m.now}
}

func (n *neighbour) side(bytes int) (s dissect.Side) {
	s.Add(bytes, n.mark())
	return s
}

// say tells a message.
func (n *neighbour) say(d dissect.Dir, x bittorrent.Notice) {
	x.Peers = n.peers
	n.Event(&dissect.Event{Conn: n.conn, Dir: d, Mark: n.mark(), About: &x})
}

func (n *neighbour) types(d dissect.Dir, list ...bittorrent.Type) {
	for _, t := range list {
		n.say(d, bittorrent.Notice{Type: t})
	}
}

// pieces tells a bitfield with the given pieces of so many.
func (n *neighbour) pieces(d dissect.Dir, of int, list ...int) {
	field := make([]byte, (of+7)/8)
	for _, i := range list {
		field[i/8] |= 0x80 >> (i % 8)
	}
	n.say(d, bittorrent.Notice{Type: bittorrent.Bitfield, Bitfield: field})
}

// get has a block asked for and given a while later.
func (n *neighbour) get(d dissect.Dir, index, begin, length uint32, after capture.Stamp) {
	n.say(d, bittorrent.Notice{Type: bittorrent.Request, Index: index, Begin: begin, Length: length})
	request := n.side(17)
	n.now += after
	n.Exchange(&dissect.Exchange{Conn: n.conn, Request: request, Reply: n.side(int(length)), Status: "piece", Outcome: dissect.Succeeded,
		Detail: &bittorrent.Block{Peers: n.peers, Dir: d, Index: index, Begin: begin, Length: length}})
}

// report closes all and returns the report.
func (m *made) report(list ...*neighbour) *Report {
	for _, n := range list {
		m.Closed(n.conn, m.mark())
	}
	m.Tables(&collect.Run{})
	return m.done
}

// TestSeats: where the capture shows the links of several peers, each is told as it
// sees the others; those of a host are told apart by their ports.
func TestSeats(t *testing.T) {
	for _, c := range []struct {
		name  string
		addrs [3][4]byte
		ports [3]uint16
		want  []string
	}{
		{"three hosts", [3][4]byte{{192, 0, 2, 1}, {192, 0, 2, 2}, {192, 0, 2, 3}}, [3]uint16{6881, 6881, 6881}, []string{"192.0.2.1", "192.0.2.2", "192.0.2.3"}},
		{"one host", [3][4]byte{{127, 0, 0, 1}, {127, 0, 0, 1}, {127, 0, 0, 1}}, [3]uint16{6881, 6882, 6883},
			[]string{"127.0.0.1:6881", "127.0.0.1:6882", "127.0.0.1:6883"}},
	} {
		m := newMade(0)
		var list []*neighbour
		for i := range 3 {
			for j := range i {
				n := m.connect(c.addrs[i], c.addrs[j], c.ports[j])
				n.Event(&dissect.Event{Conn: n.conn, Dir: me, Mark: n.mark(), About: &bittorrent.Capabilities{Peers: n.peers, Port: c.ports[i]}})
				n.types(me, bittorrent.HaveNone)
				n.pieces(you, 8, 0, 1)
				list = append(list, n)
			}
		}
		list[0].get(me, 0, 0, blockSize, 1e9) // the second from the first
		x := m.report(list...).Torrents[0]
		var got []string
		for _, s := range x.Seats {
			got = append(got, s.Address)
			if len(s.Peers) != 2 {
				t.Errorf("%s: %s has %d peers", c.name, s.Address, len(s.Peers))
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: the seats are %v", c.name, got)
		}
		if x.Spreading.Peers+x.Spreading.Seeds > 3 {
			t.Errorf("%s: %d peers, %d seeds", c.name, x.Spreading.Peers, x.Spreading.Seeds)
		}
	}
}

// TestRandom: whatever peers say, in whatever order, there is a report.
func TestRandom(t *testing.T) {
	types := []bittorrent.Type{
		bittorrent.Choke, bittorrent.Unchoke, bittorrent.Interested, bittorrent.NotInterested, bittorrent.Have, bittorrent.Bitfield, bittorrent.Request,
		bittorrent.Cancel, bittorrent.HaveAll, bittorrent.HaveNone, bittorrent.Extended, bittorrent.Port, bittorrent.AllowedFast,
	}
	indexes := []uint32{0, 1, 2, 3, 7, 8, 63, 64, 65, 100, 1<<32 - 1, 1 << 20, 1<<20 - 1}
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 3))
		small := 1 // a torrent of few pieces
		if seed%20 == 0 {
			small = 0
		}
		m := newMade(int64(r.IntN(2)))
		list := []*neighbour{m.meet(), m.meet(), m.meet(), m.meet()}
		for range 400 {
			n, d := list[r.IntN(len(list))], dissect.Dir(r.IntN(2))
			i, begin, length := indexes[r.IntN(len(indexes)-small)], indexes[r.IntN(len(indexes))], indexes[r.IntN(len(indexes))]
			m.now += capture.Stamp(r.Int64N(5e9)) - 1e8
			switch r.IntN(4) {
			case 0:
				n.get(d, i, begin, length, 1e7)
			case 1:
				field := make([]byte, r.IntN(14))
				for k := range field {
					field[k] = byte(r.IntN(256)) | byte(seed)
				}
				n.say(d, bittorrent.Notice{Type: bittorrent.Bitfield, Bitfield: field})
			default:
				n.say(d, bittorrent.Notice{Type: types[r.IntN(len(types))], Index: i, Begin: begin, Length: length})
			}
		}
		said(t, m.report(list...))
	}
}

const blockSize = 16 << 10

// TestRarestFirst: four neighbours, of whom fewer and fewer have the pieces 0 to 7;
// they are asked for from the rarest on, and then from the most frequent on.
func TestRarestFirst(t *testing.T) {
	for _, c := range []struct {
		order        []uint32
		free, rarest int
	}{
		{[]uint32{7, 6, 5, 4, 3, 2, 1, 0}, 2, 2}, // the last two are equally rare
		{[]uint32{0, 1, 2, 3, 4, 5, 6, 7}, 2, 0},
	} {
		m := newMade(0)
		seed, a, b, d := m.meet(), m.meet(), m.meet(), m.meet()
		seed.types(you, bittorrent.HaveAll)
		seed.types(me, bittorrent.HaveNone)
		a.pieces(you, 8, 0, 1, 2, 3, 4, 5)
		b.pieces(you, 8, 0, 1, 2, 3)
		d.pieces(you, 8, 0, 1)
		for _, piece := range c.order {
			seed.get(me, piece, 0, blockSize, 1e8)
			seed.say(me, bittorrent.Notice{Type: bittorrent.Have, Index: piece})
		}
		x := m.report(seed, a, b, d).Torrents[0].Seats[0].Rarest
		if x.First.Pieces != 4 || x.Later.Pieces != 4 || x.Pieces != 8 || x.Blind != 0 {
			t.Errorf("%v: %+v", c.order, x)
		}
		if x.Later.Free != c.free || x.Later.Rarest != c.rarest {
			t.Errorf("%v: %d choices, %d of the rarest", c.order, x.Later.Free, x.Later.Rarest)
		}
		if x.Endgame != 0 || x.Twice != 0 {
			t.Errorf("%v: an endgame that is none", c.order)
		}
	}
}

// TestEndgame: when all is asked for, blocks are asked for from others as well, and
// the requests that are not needed taken back.
func TestEndgame(t *testing.T) {
	m := newMade(0)
	a, b := m.meet(), m.meet()
	for _, n := range []*neighbour{a, b} {
		n.types(you, bittorrent.HaveAll)
		n.types(me, bittorrent.HaveNone)
	}
	a.get(me, 0, 0, blockSize, 1e9)
	a.say(me, bittorrent.Notice{Type: bittorrent.Request, Index: 1, Length: blockSize})
	m.now += 1e9
	b.get(me, 1, 0, blockSize, 1e9)
	a.say(me, bittorrent.Notice{Type: bittorrent.Cancel, Index: 1, Length: blockSize})
	b.get(me, 1, 0, blockSize, 1e9) // once more: a duplicate
	s := m.report(a, b).Torrents[0].Seats[0]
	if x := s.Rarest; x.Endgame != 3e9 || x.Twice != 1 || x.Cancels != 1 || x.Elsewhere != 0 {
		t.Errorf("%+v", x)
	}
	if p := s.Peers[0]; p.Down.Duplicate != 1 || p.Down.bytes != 2*blockSize {
		t.Errorf("%d duplicates, %d bytes", p.Down.Duplicate, p.Down.bytes)
	}
}

// TestTitForTat: six neighbours give at different rates; every 10 s the three
// fastest are let, and every 30 s another one.
func TestTitForTat(t *testing.T) {
	m := newMade(0)
	var list []*neighbour
	for range 6 {
		n := m.meet()
		n.pieces(you, 4096, 0)
		n.types(you, bittorrent.Interested)
		list = append(list, n)
	}
	list[0].types(me, bittorrent.HaveNone)
	next := uint32(0)
	hopeful := -1
	for round := range 12 {
		for range 10 {
			for i, n := range list {
				for range 6 - i { // the first is the fastest
					n.get(me, next, 0, blockSize, 1e7)
					next++
				}
			}
			m.now += 1e9 - 21e7
		}
		if round == 0 {
			for _, n := range list[:3] {
				n.types(me, bittorrent.Unchoke)
			}
		}
		if round%3 == 0 {
			if hopeful >= 0 {
				list[3+hopeful].types(me, bittorrent.Choke)
			}
			hopeful = (hopeful + 1) % 3
			list[3+hopeful].types(me, bittorrent.Unchoke)
		}
	}
	c := m.report(list...).Torrents[0].Seats[0].Choking
	if c.Count != 4 || c.Contested != 4 || c.Slots != 4 || c.Earned != 3 || c.Hopeful != 4 || c.Kept != 12 || c.Fastest != 12 {
		t.Errorf("%+v", c)
	}
	for _, apart := range c.Apart {
		if apart != 30e9 {
			t.Errorf("optimistic unchokes are %s apart", seconds(apart))
		}
	}
	if on := beat(c.Rounds, 10e9); on != 4 {
		t.Errorf("%d of 4 rounds fit a clock of 10 s", on)
	}
}

// TestSnubbed: a peer that gives nothing for more than a minute.
func TestSnubbed(t *testing.T) {
	m := newMade(0)
	n := m.meet()
	n.types(you, bittorrent.HaveAll, bittorrent.Unchoke)
	n.types(me, bittorrent.Interested)
	n.get(me, 0, 0, blockSize, 70e9)
	n.say(me, bittorrent.Notice{Type: bittorrent.Request, Index: 1, Length: blockSize})
	m.now += 61e9
	x := m.report(n).Torrents[0].Seats[0].Peers[0].Down
	if x.Snubbed.count != 2 || x.Snubbed.total != 131e9 {
		t.Errorf("%+v", x.Snubbed)
	}
	if x.Allowed.total != 131e9 || x.Interested.count != 1 || x.Latency.Percentile(50) != 70e9 {
		t.Errorf("%+v, %+v", x.Allowed, x.Interested)
	}
}

// TestDistribution: a seed gives two pieces a second to one, and another tells that
// it gets as many.
func TestDistribution(t *testing.T) {
	m := newMade(0)
	m.now = 10e9
	seed, other := m.meet(), m.meet()
	seed.types(you, bittorrent.HaveAll)
	seed.types(me, bittorrent.HaveNone)
	other.types(you, bittorrent.HaveNone)
	const n = 40
	for i := range uint32(n) {
		seed.get(me, i, 0, blockSize, 5e8)
		seed.say(me, bittorrent.Notice{Type: bittorrent.Have, Index: i})
		other.say(you, bittorrent.Notice{Type: bittorrent.Have, Index: i})
	}
	x := m.report(seed, other).Torrents[0].Spreading
	if x.Size != n*blockSize || x.Peers != 2 || x.Seeds != 1 || x.Began != 10e9 || x.Ended != 30e9 {
		t.Fatalf("%+v", x)
	}
	near := func(what string, got, want float64) {
		if got < 0.94*want || got > 1.06*want {
			t.Errorf("%s is %v, want about %v", what, got, want)
		}
	}
	near("u_s", x.Server, 2*blockSize)
	near("d_min", x.Least, 2*blockSize)
	near("what all got", x.All, 4*blockSize)
	near("the time of a server", x.ClientServer(), 40)
	near("the time of peers", x.PeerToPeer(), 20)
}

// TestLargeSwarm: 5,000 peers with their bitfields and what they get, of a torrent of
// 200,000 pieces, stay in bounded memory, and what is let go is counted.
func TestLargeSwarm(t *testing.T) {
	const peers, pieces, haves = 5000, 200_000, 300
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	m := newMade(0)
	field := make([]byte, pieces/8)
	for i := range field {
		field[i] = byte(i * 37)
	}
	list := make([]*neighbour, peers)
	for i := range list {
		list[i] = m.meet()
		list[i].say(you, bittorrent.Notice{Type: bittorrent.Bitfield, Bitfield: field})
	}
	for k := range uint32(haves) {
		for i, n := range list {
			n.say(you, bittorrent.Notice{Type: bittorrent.Have, Index: k*661 + uint32(i)%600})
		}
		m.now += 1e9
	}
	r := m.report(list...)
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(list)
	runtime.KeepAlive(r)
	const most = 400 << 20
	if used := int64(after.HeapAlloc) - int64(before.HeapAlloc); used > most {
		t.Errorf("%d MiB are in use", used>>20)
	}
	x := r.Torrents[0]
	if x.Pieces != pieces-3 && x.Pieces != pieces || len(x.Seats[0].Peers) != peers {
		t.Errorf("%d pieces, %d peers", x.Pieces, len(x.Seats[0].Peers))
	}
	said := uint64(len(m.journal.list)) + r.Left.Entries
	if want := uint64(peers * (haves + 2)); said != want || r.Left.Entries == 0 {
		t.Errorf("%d entries are kept or counted of %d", said, want)
	}
}
