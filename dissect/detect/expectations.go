package detect

import (
	"slices"
	"sync"
	"sync/atomic"

	"netsniff/capture"
	"netsniff/dissect"
)

// Bounds of what is expected at a time. Beyond, the oldest is let go.
const (
	maxExpected     = 65536 // in all
	maxPerAnnouncer = 1024  // by one connection: a tracker names some hundred peers at most, a proxy of SIP has some hundred calls an hour
	maxPerEnd       = 16    // to one end from one host, by different connections
)

// Expectations are the connections that were announced and have not come yet.
// The engines of a run share them and take turns.
type Expectations struct {
	size           atomic.Int64
	mu             sync.Mutex
	ends           map[end][]*expected // the last announced at the end
	announcers     map[announcer]*announced
	oldest, newest *expected
	ordinals       map[*dissect.Protocol]uint32 // of each protocol the next
}

// end is what an expectation is found by.
type end struct {
	to, from  capture.Addr
	port      uint16
	transport capture.Proto
}

// announcer is the number of a connection in the run.
type announcer struct {
	transport capture.Proto
	id        uint32
}

// announced is what one connection said.
type announced struct {
	key  announcer
	by   *dissect.Conn
	list []*expected // oldest first
}

// expected is one expectation. It is kept when its connection has come: what is
// told late of the same announcement is not another.
type expected struct {
	announcement *dissect.Announcement
	by           *announced
	came         bool
	older, newer *expected
}

// A Turn is the place of a frame among all frames of a run. What engines that run
// beside each other expect and find is the same as if one did it all, since they
// wait for each other where it matters.
type Turn interface {
	// Suspicious reports whether the connection of the frame may announce.
	Suspicious() bool
	// AwaitAnnounced returns when all has been announced that frames before
	// this one announce.
	AwaitAnnounced()
	// AwaitAll returns when all frames before this one have been read.
	AwaitAll()
}

// Announce takes an announcement by a connection. It returns how many others were
// let go for it.
func (x *Expectations) Announce(a dissect.Announcement, t Turn) (letGo uint64) {
	if !t.Suspicious() || a.For <= 0 || !carried(a.Protocol, a.Transport) {
		return 0
	}
	t.AwaitAll()
	x.mu.Lock()
	defer x.mu.Unlock()
	k := end{to: a.To.Addr, port: a.To.Port, from: a.From, transport: a.Transport}
	by := x.announcer(a.By)
	a.By = by.by
	list := x.ends[k]
	for _, e := range list {
		if e.by != by {
			continue
		}
		if told := e.announcement.Mark.Frame; a.Mark.Frame < told || a.Mark.Frame == told && e.came {
			return 0 // the other reader of the connection comes later to what it said
		}
		x.remove(e)
		break
	}
	for x.oldest != nil && x.oldest.over(a.Mark.At) {
		x.remove(x.oldest)
	}
	letGo += x.limit(x.ends[k], maxPerEnd, a.Mark.At)
	letGo += x.limit(by.list, maxPerAnnouncer, a.Mark.At)
	if x.size.Load() >= maxExpected {
		letGo += x.give(x.oldest, a.Mark.At)
	}
	x.add(k, &expected{announcement: &a, by: by})
	return letGo
}

// carried reports whether p has a dissector for a transport.
func carried(p *dissect.Protocol, t capture.Proto) bool {
	switch {
	case p == nil:
		return false
	case t == capture.ProtoTCP:
		return p.NewStream != nil
	}
	return t == capture.ProtoUDP && p.NewDatagram != nil
}

// Ordinal returns the next number of what p counts over the run, in the order of frames.
func (x *Expectations) Ordinal(p *dissect.Protocol, t Turn) uint32 {
	t.AwaitAll()
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.ordinals == nil {
		x.ordinals = map[*dissect.Protocol]uint32{}
	}
	n := x.ordinals[p]
	x.ordinals[p]++
	return n
}

// Find returns who announced c, whose first payload b is captured at the given
// time; nil if nobody did, or b cannot be of what he said. An announcement for
// one connection is used up.
func (x *Expectations) Find(c *dissect.Conn, from dissect.Origin, b []byte, at capture.Stamp, t Turn) *dissect.Announcement {
	t.AwaitAnnounced()
	if x.size.Load() == 0 {
		return nil
	}
	// What is found now may be used up by a frame before this one, but nothing
	// is missing: so nothing found is final.
	a, final := x.match(c, from, b, at, false)
	if final {
		return a
	}
	t.AwaitAll()
	a, _ = x.match(c, from, b, at, true)
	return a
}

// match looks for who announced c, and reports whether nothing would change if
// it came.
func (x *Expectations) match(c *dissect.Conn, from dissect.Origin, b []byte, at capture.Stamp,
	comes bool) (a *dissect.Announcement, final bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	e := x.fitting(c, from, b, at)
	if e == nil {
		return nil, true
	}
	if comes {
		e.came = true
	}
	return e.announcement, e.announcement.Stays
}

// fitting returns the expectation that c meets: the one that says most of its
// ends, of those the last. Who sends first is not always who was announced to.
func (x *Expectations) fitting(c *dissect.Conn, from dissect.Origin, b []byte, at capture.Stamp) *expected {
	for _, way := range [...][2]dissect.Endpoint{{c.Server, c.Client}, {c.Client, c.Server}} {
		to, sender := way[0], way[1].Addr
		for _, k := range [...]end{
			{to: to.Addr, port: to.Port, from: sender},
			{to: to.Addr, port: to.Port},
			{to: to.Addr, from: sender},
			{to: to.Addr},
		} {
			k.transport = c.Transport
			for _, e := range slices.Backward(x.ends[k]) {
				if e.open(at) && (e.announcement.Secured || ask(e.announcement.Protocol, from, b) != dissect.No) {
					return e
				}
			}
		}
	}
	return nil
}

// open reports whether a connection at the given time can meet e.
func (e *expected) open(at capture.Stamp) bool {
	return (!e.came || e.announcement.Stays) && !e.over(at)
}

func (e *expected) over(at capture.Stamp) bool { return at-e.announcement.Mark.At > e.announcement.For }

// limit makes room in a list that holds as many as it may.
func (x *Expectations) limit(list []*expected, limit int, now capture.Stamp) uint64 {
	if len(list) < limit {
		return 0
	}
	return x.give(list[0], now)
}

// give lets e go, and returns 1 if somebody might have missed it.
func (x *Expectations) give(e *expected, now capture.Stamp) uint64 {
	missed := e.open(now)
	x.remove(e)
	if missed {
		return 1
	}
	return 0
}

func (x *Expectations) announcer(c *dissect.Conn) *announced {
	k := announcer{c.Transport, c.ID}
	by := x.announcers[k]
	if by == nil {
		by = &announced{key: k, by: &dissect.Conn{
			ID: c.ID, Transport: c.Transport, Client: c.Client, Server: c.Server, Protocol: c.Protocol,
		}}
	}
	return by
}

func (x *Expectations) add(k end, e *expected) {
	if x.ends == nil {
		x.ends, x.announcers = map[end][]*expected{}, map[announcer]*announced{}
	}
	x.size.Add(1)
	x.ends[k] = append(x.ends[k], e)
	e.by.list = append(e.by.list, e)
	x.announcers[e.by.key] = e.by
	e.older = x.newest
	if x.newest != nil {
		x.newest.newer = e
	} else {
		x.oldest = e
	}
	x.newest = e
}

func (x *Expectations) remove(e *expected) {
	x.size.Add(-1)
	a := e.announcement
	k := end{to: a.To.Addr, port: a.To.Port, from: a.From, transport: a.Transport}
	if x.ends[k] = without(x.ends[k], e); len(x.ends[k]) == 0 {
		delete(x.ends, k)
	}
	if e.by.list = without(e.by.list, e); len(e.by.list) == 0 {
		delete(x.announcers, e.by.key)
	}
	if e.older != nil {
		e.older.newer = e.newer
	} else {
		x.oldest = e.newer
	}
	if e.newer != nil {
		e.newer.older = e.older
	} else {
		x.newest = e.older
	}
}

func without(list []*expected, e *expected) []*expected {
	i := slices.Index(list, e)
	return slices.Delete(list, i, i+1)
}
