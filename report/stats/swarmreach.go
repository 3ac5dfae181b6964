package stats

import (
	"maps"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/reassembly"
)

// swarmReach watches how peers of BitTorrent find each other: what trackers say,
// whether the hash table answers, whether somebody comes to a port that was
// announced.
type swarmReach struct {
	ports  map[dissect.Endpoint]reassembly.Mark // that a host announced, since when
	came   map[capture.Addr]int                 // connections that came to a host
	went   map[capture.Addr]int                 // and that it made
	failed map[dissect.Endpoint]*failing        // attempts to connect that failed
	tables map[capture.Addr]*asking             // of who asks the hash table
	utp    map[dissect.Endpoint]*dialling       // attempts to connect over uTP that nobody answered
	tcp    map[capture.Addr]bool                // hosts that peers connected to over TCP
	lost   [findingKinds]uint64
}

// dialling is what came of attempts to connect over uTP.
type dialling struct {
	failing
	by   capture.Addr  // who made the first one
	last capture.Stamp // when the last one was made
}

type failing struct {
	n     int
	first reassembly.Mark
}

// asking is what came of the queries of a host.
type asking struct {
	queries, answers int
	first            reassembly.Mark
	last             capture.Stamp // when it asked last
}

const (
	// fewQueries to the hash table without any answer are no wonder yet.
	fewQueries = 3
	// After unreached, a host that made at least manyDialled connections and that
	// nobody came to cannot be reached, it seems.
	unreached   = capture.Stamp(60e9)
	manyDialled = 3
)

// exchange takes what is about finding peers, and reports whether it was.
func (c *swarmReach) exchange(x *dissect.Exchange, said *findings) {
	if x.Protocol == &bittorrent.UTP {
		c.dialled(x, said)
	}
	switch d := x.Detail.(type) {
	case *bittorrent.Announcement:
		c.announced(x, d, said)
	case *bittorrent.Lookup:
		c.looked(x, d)
	case *bittorrent.Meeting:
		c.connected(x.Conn, d.By)
	case *bittorrent.Encrypted:
		c.connected(x.Conn, d.By)
	}
}

// announced takes an announce or a scrape, which a tracker answered or not.
func (c *swarmReach) announced(x *dissect.Exchange, d *bittorrent.Announcement, said *findings) {
	if d.Failure != "" {
		e := event{key: of(trackerRefused, x.Conn), at: replied(x), words: shortName(d.Failure), what: whatOf(x)}
		e.key.cause = patternOf(e.words)
		said.add(e)
	}
	if d.Warning != "" {
		e := event{key: of(trackerWarning, x.Conn), at: replied(x), words: shortName(d.Warning), what: whatOf(x)}
		e.key.cause = patternOf(e.words)
		said.add(e)
	}
	if x.Method == "announce" && d.Event != "stopped" {
		c.announces(dissect.Endpoint{Addr: x.Conn.Client.Addr, Port: d.Port}, x.Request.First)
	}
}

// announces takes it that a host says where it listens.
func (c *swarmReach) announces(end dissect.Endpoint, at reassembly.Mark) {
	if end.Port == 0 {
		return
	}
	if c.ports == nil {
		c.ports = map[dissect.Endpoint]reassembly.Mark{}
	}
	had, known := c.ports[end]
	switch {
	case !known && len(c.ports) >= maxSwarm:
		c.lost[portNotReached]++
	case !known || at.Frame < had.Frame:
		c.ports[end] = at
	}
}

// looked takes a query to the hash table.
func (c *swarmReach) looked(x *dissect.Exchange, d *bittorrent.Lookup) {
	if !x.Request.Seen() {
		return
	}
	asks := end(x.Conn, d.Dir)
	if x.Method == "announce_peer" && x.Outcome == dissect.Succeeded {
		port := d.Port
		if d.ImpliedPort {
			port = asks.Port
		}
		c.announces(dissect.Endpoint{Addr: asks.Addr, Port: port}, x.Request.First)
	}
	if c.tables == nil {
		c.tables = map[capture.Addr]*asking{}
	}
	a := c.tables[asks.Addr]
	if a == nil {
		if len(c.tables) >= maxSwarm {
			c.lost[tableSilent]++
			return
		}
		a = &asking{}
		c.tables[asks.Addr] = a
	}
	one := asking{queries: 1, first: x.Request.First, last: x.Request.Last.At}
	if x.Reply.Seen() {
		one.answers = 1
	}
	a.add(&one)
}

func (a *asking) add(o *asking) {
	a.queries += o.queries
	a.answers += o.answers
	a.last = max(a.last, o.last)
	if a.first.Frame == 0 || o.first.Frame < a.first.Frame {
		a.first = o.first
	}
}

// isUTP reports whether an exchange is of uTP, or carried by it.
func isUTP(x *dissect.Exchange) bool {
	return x.Protocol == &bittorrent.UTP || x.Protocol == &bittorrent.Protocol && x.Conn.Carrier != nil
}

// dialled takes an attempt to connect over uTP.
func (c *swarmReach) dialled(x *dissect.Exchange, said *findings) {
	if ttfb, ok := x.TTFB(); ok {
		if ttfb >= slowAfter {
			what := string(ttfb.AppendSeconds(nil, 3)) + " s " + whatOf(x)
			if x.Notes&dissect.NoteResent != 0 {
				what += ", sent again"
			}
			said.add(event{key: of(utpSlow, x.Conn), what: what, at: x.Reply.First, weight: uint64(ttfb)})
		}
		return
	}
	if c.utp == nil {
		c.utp = map[dissect.Endpoint]*dialling{}
	}
	c.dials(x.Conn.Server, &dialling{failing{1, x.Request.First}, x.Conn.Client.Addr, x.Request.Last.At})
}

func (c *swarmReach) dials(to dissect.Endpoint, o *dialling) {
	x := c.utp[to]
	switch {
	case x != nil:
		if o.first.Frame < x.first.Frame {
			x.by = o.by
		}
		x.add(&o.failing)
		x.last = max(x.last, o.last)
	case len(c.utp) >= maxSwarm:
		c.lost[utpUnanswered]++
	default:
		c.utp[to] = o
	}
}

// end returns the one who speaks in a direction.
func end(k *dissect.Conn, d dissect.Dir) dissect.Endpoint {
	if d == dissect.ToServer {
		return k.Client
	}
	return k.Server
}

// connected takes it that peers met, of whom one came.
func (c *swarmReach) connected(k *dissect.Conn, by dissect.Dir) {
	if c.came == nil {
		c.came, c.went, c.tcp = map[capture.Addr]int{}, map[capture.Addr]int{}, map[capture.Addr]bool{}
	}
	if k.Carrier == nil && len(c.tcp) < maxSwarm {
		c.tcp[end(k, by.Reverse()).Addr] = true
	}
	if len(c.came)+len(c.went) < 2*maxSwarm {
		c.went[end(k, by).Addr]++
		c.came[end(k, by.Reverse()).Addr]++
	}
}

// closed takes an attempt to connect that failed.
func (c *swarmReach) closed(k *dissect.Conn, t *reassembly.Totals) {
	if t.TCP == nil || t.TCP.Opened != reassembly.Refused && t.TCP.Opened != reassembly.Unanswered {
		return
	}
	if c.failed == nil {
		c.failed = map[dissect.Endpoint]*failing{}
	}
	x := c.failed[k.Server]
	if x == nil {
		if len(c.failed) >= maxSwarm {
			return // a scan
		}
		x = &failing{first: t.First}
		c.failed[k.Server] = x
	}
	x.add(&failing{1, t.First})
}

func (x *failing) add(o *failing) {
	x.n += o.n
	if o.first.Frame < x.first.Frame {
		x.first = o.first
	}
}

func (c *swarmReach) merge(o *swarmReach) {
	for end, at := range o.ports {
		c.announces(end, at)
	}
	if c.utp == nil {
		c.utp = o.utp
	} else {
		for to, x := range o.utp {
			c.dials(to, x)
		}
	}
	if c.came == nil {
		c.came, c.went, c.tcp = o.came, o.went, o.tcp
	} else {
		maps.Copy(c.tcp, o.tcp)
		for a, n := range o.came {
			c.came[a] += n
		}
		for a, n := range o.went {
			c.went[a] += n
		}
	}
	if c.failed == nil {
		c.failed = o.failed
	} else {
		for end, x := range o.failed {
			if mine := c.failed[end]; mine != nil {
				mine.add(x)
			} else {
				c.failed[end] = x
			}
		}
	}
	if c.tables == nil {
		c.tables = o.tables
	} else {
		for addr, a := range o.tables {
			if mine := c.tables[addr]; mine != nil {
				mine.add(a)
			} else {
				c.tables[addr] = a
			}
		}
	}
	for kind, n := range o.lost {
		c.lost[kind] += n
	}
}

// tell remarks them. until is the time of the last frame of the capture.
func (c *swarmReach) tell(until capture.Stamp, said *findings) {
	for addr, a := range c.tables {
		if a.answers == 0 && a.queries >= fewQueries && until-a.last >= patience {
			said.add(event{key: findingKey{kind: tableSilent, client: addr}, at: a.first, n: uint64(a.queries),
				weight: uint64(a.queries),
				what:   strconv.Itoa(a.queries) + " queries, no answer"})
		}
	}
	for to, x := range c.utp {
		if until-x.last < patience {
			continue
		}
		what := "attempts: " + strconv.Itoa(x.n)
		if c.tcp[to.Addr] {
			what += ", TCP to it works"
		}
		said.add(event{key: findingKey{kind: utpUnanswered, client: x.by, server: to.Addr, port: to.Port}, at: x.first,
			n: uint64(x.n), weight: uint64(x.n), what: what})
	}
	for to, since := range c.ports {
		e := event{key: findingKey{kind: portNotReached, client: to.Addr}, at: since}
		port := "port " + strconv.Itoa(int(to.Port)) + ": "
		switch x := c.failed[to]; {
		case c.came[to.Addr] > 0:
			continue
		case x != nil:
			e.what, e.at, e.weight = port+strconv.Itoa(x.n)+" attempts from outside failed", x.first, uint64(x.n)
		case c.went[to.Addr] >= manyDialled && until-since.At >= unreached:
			e.what = port + "nobody came, it went to " + strconv.Itoa(c.went[to.Addr])
		default:
			continue
		}
		said.add(e)
	}
	for kind, n := range c.lost {
		said.book.others[kind] += n
	}
}
