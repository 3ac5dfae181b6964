package swarm

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/reassembly"
)

// link is a connection between two peers, and what it adds up to.
type link struct {
	conn        *dissect.Conn // a summary
	order       uint32        // frame in which it was noticed
	began, last reassembly.Mark
	peers       *bittorrent.Peers // nil: nobody said who he is
	came        bool              // by is known
	by          dissect.Dir       // in which the one speaks who came
	encrypted   bool
	evidence    bittorrent.Evidence
	exchanged   int // lists of peers (PEX)
	sides       [2]side
	transports  [2]bittorrent.Transport // of uTP, by direction
	transported bool
	belonging
}

// belonging is what a link turns out to be when all has been heard. It is found anew each
// time tables are made.
type belonging struct {
	torrent *Torrent // whose it is
	assumed bool     // it is said so only because others named one of its ends
	sights  []sight
	flows   [2]*flow
}

// linkSize is what a link takes.
const linkSize = 2 << 10

func (l *link) place() uint32 { return l.order }
func (l *link) cost() int     { return 1 }
func (l *link) drop()         {}

// side is what one end of a link says and gives.
type side struct {
	client     string // as its extended handshake names it
	port       uint16 // where it says that it listens
	depth      int64  // requests that it says to hold
	uploadOnly bool

	started start
	field   int      // bytes of the first bitfield
	fields  [][]byte // those that it told; nil: one is not kept
	spread  uint32   // one more than the highest piece that it told of
	reach   int64    // bytes of a piece, up to the end of the blocks that it asked for
	asked   uint32   // one more than the highest piece that it asked for
	tail    int64    // reach of that one
	haves   uint32

	requests   uint32 // that it made
	open       uint32 // of them wait
	cancelled  uint32
	unanswered uint32 // when the link ended
	latency    reassembly.Durations
	hung       bool          // the link ended while it waited
	progress   capture.Stamp // since when it waits for the next block, valid iff open is not 0
	snubs      stretches     // it waited for more than a minute

	given    giving
	rejected uint32    // requests of the other that it refused, or that it choked away
	allows   stretches // it does not choke the other
	wants    stretches // it is interested in the other
}

// start is what a side says at first of the pieces that it has.
type start uint8

const (
	untold start = iota
	nothing
	some // a bitfield
	everything
)

// giving is the blocks that a side gave.
type giving struct {
	blocks, unasked uint32
	bytes           int64
	first, last     capture.Stamp // its first byte, its last; valid iff blocks is not 0
	pace            pace
}

// pace finds the time in which most bytes passed: blocks are too large to tell the
// rate of a second.
type pace struct {
	slot    int64
	bytes   int64
	highest int64
}

// paceSeconds is how long that is.
const paceSeconds = 10

func (p *pace) add(at capture.Stamp, n int64) {
	if slot := int64(at / (paceSeconds * 1e9)); slot != p.slot {
		p.slot, p.bytes = slot, 0
	}
	p.bytes += n
	p.highest = max(p.highest, p.bytes)
}

// mean returns the bytes a second between the first byte and the last, 0 if all
// came at once.
func (g *giving) mean() float64 {
	if g.last <= g.first {
		return 0
	}
	return float64(g.bytes) / (float64(g.last-g.first) / 1e9)
}

// best returns the highest rate that was seen, in bytes a second.
func (g *giving) best() float64 { return max(float64(g.pace.highest)/paceSeconds, g.mean()) }

// join takes what another link of the same two gave.
func (g *giving) join(o *giving) {
	switch {
	case o.blocks == 0:
	case g.blocks == 0:
		p := pace{highest: max(g.pace.highest, o.pace.highest)}
		*g = *o
		g.pace = p
	default:
		g.first, g.last = min(g.first, o.first), max(g.last, o.last)
		g.blocks += o.blocks
		g.unasked += o.unasked
		g.bytes += o.bytes
		g.pace.highest = max(g.pace.highest, o.pace.highest)
	}
}

// stretches are the times in which something was so. The first ones are kept.
type stretches struct {
	list  []stretch
	count uint32
	total capture.Stamp
	on    bool
	since capture.Stamp
}

type stretch struct{ From, To capture.Stamp }

// maxStretches is how many are kept of a side.
const maxStretches = 128

// set takes it that something is so from now on, or not.
func (s *stretches) set(on bool, at capture.Stamp) {
	if on == s.on {
		return
	}
	s.on = on
	if on {
		s.since = at
		return
	}
	s.add(stretch{s.since, at})
}

func (s *stretches) add(x stretch) {
	s.count++
	s.total += x.To - x.From
	if len(s.list) < maxStretches {
		s.list = append(s.list, x)
	}
}

// newLink returns that of a connection that is noticed.
func newLink(k *dissect.Conn, m reassembly.Mark) *link {
	return &link{conn: k.Summary(), order: m.Frame, began: m, last: m}
}

func later(a, b reassembly.Mark) reassembly.Mark {
	if b.Frame > a.Frame {
		return b
	}
	return a
}

func (l *link) meet(p *bittorrent.Peers) {
	if l.peers == nil && p.Known() {
		l.peers = p
	}
}

// end returns the end that speaks in a direction.
func (l *link) end(d dissect.Dir) dissect.Endpoint {
	if d == dissect.ToServer {
		return l.conn.Client
	}
	return l.conn.Server
}

// utp reports whether it runs over uTP.
func (l *link) utp() bool { return l.conn.Transport == capture.ProtoUDP }

// close takes the end of the connection.
func (l *link) close(k *dissect.Conn, m reassembly.Mark) {
	if m.Frame == 0 {
		m = l.last
	}
	l.last = later(l.last, m)
	l.conn = k.Summary()
	if l.utp() {
		l.conn.Carrier = k.Carrier.Summary()
	}
	for i := range l.sides {
		s := &l.sides[i]
		s.allows.set(false, m.At)
		s.wants.set(false, m.At)
		if s.open > 0 || s.hung {
			s.waited(m.At)
		}
	}
}

// can takes an extended handshake.
func (s *side) can(d *bittorrent.Capabilities) {
	const longest = 64
	if s.client == "" {
		s.client = string(d.Client[:min(len(d.Client), longest)])
	}
	if d.Port != 0 {
		s.port = d.Port
	}
	s.depth = max(s.depth, d.Requests)
	s.uploadOnly = s.uploadOnly || d.UploadOnly
}

// patience is how long a peer waits for a block before it takes it that it is
// snubbed ("anti-snubbing", Cohen, Incentives Build Robustness in BitTorrent, 2003).
const patience = capture.Stamp(60e9)

// waited takes it that a block came, or that none comes any more.
func (s *side) waited(at capture.Stamp) {
	if at-s.progress > patience {
		s.snubs.add(stretch{s.progress, at})
	}
	s.progress = at
}

// begin notes how a side tells at first which pieces it has.
func (s *side) begin(as start, field []byte) {
	if s.started == untold {
		s.started, s.field = as, len(field)
	}
}
