package swarm

import (
	"cmp"
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/reassembly"
	"netsniff/report/collect"
)

// builder makes a report of what was collected.
type builder struct {
	*collector
	report   *Report
	torrents map[infoHash]*Torrent
	alias    map[infoHash]infoHash // of version 2 of a hybrid: that of version 1
	unnamed  *Torrent
	owners   map[dissect.Endpoint]infoHash // torrents of which peers were named
	shared   map[dissect.Endpoint]bool     // named for several
	linked   map[infoHash]bool             // torrents that links are of
}

// build returns the report of a run.
func (c *collector) build(r *collect.Run) *Report {
	c.settle()
	b := &builder{collector: c, report: &Report{First: r.First, Last: r.Last, run: r, absence: c.absence},
		torrents: map[infoHash]*Torrent{},
		alias:    map[infoHash]infoHash{}, owners: map[dissect.Endpoint]infoHash{}, shared: map[dissect.Endpoint]bool{},
		linked: map[infoHash]bool{}}
	for _, l := range c.ended.list {
		l.belonging = belonging{}
		if l.peers != nil {
			b.linked[l.peers.InfoHash] = true
		}
	}
	b.describe()
	b.place()
	for _, a := range c.asks.list {
		b.ask(&a)
	}
	b.name()
	b.link()
	for _, l := range c.ended.list {
		b.assign(l)
	}
	b.choose()
	b.fromWeb()
	for _, t := range b.report.Torrents {
		t.unasked()
		t.measure()
		b.seats(t)
	}
	b.tellLeft()
	b.replay()
	return b.report
}

// torrent returns the torrent of a hash, and notes a frame that is about it.
func (b *builder) torrent(hash infoHash, m reassembly.Mark) *Torrent {
	if h, ok := b.alias[hash]; ok {
		hash = h
	}
	t := b.torrents[hash]
	if t == nil {
		t = &Torrent{Hash: hash, Named: true, flows: map[node]*flow{}, named: map[dissect.Endpoint]*named{}}
		b.torrents[hash] = t
	}
	t.note(m)
	return t
}

func (t *Torrent) note(m reassembly.Mark) {
	if m.Frame == 0 {
		return
	}
	if t.First.Frame == 0 || m.Frame < t.First.Frame {
		t.First = m
	}
	t.Last = later(t.Last, m)
}

// place finds which torrents the endpoints belong to that somebody named.
func (b *builder) place() {
	for _, n := range b.namings.sorted() {
		b.own(n.peer, n.hash)
	}
	for _, a := range b.asks.list {
		if a.about.Port != 0 {
			b.own(dissect.Endpoint{Addr: a.from.Addr, Port: a.about.Port}, a.about.InfoHash)
		}
	}
}

func (b *builder) own(end dissect.Endpoint, hash infoHash) {
	if h, ok := b.alias[hash]; ok {
		hash = h
	}
	if h, ok := b.owners[end]; ok && h != hash {
		b.shared[end] = true
	}
	b.owners[end] = hash
}

// name adds to torrents the peers that were named. What the hash table says of
// torrents that nothing else is about is counted.
func (b *builder) name() {
	for _, n := range b.namings.sorted() {
		hash := n.hash
		if h, ok := b.alias[hash]; ok {
			hash = h
		}
		t := b.torrents[hash]
		if t == nil && n.source == bittorrent.FromDHT && !b.linked[hash] {
			continue
		}
		if t == nil {
			t = b.torrent(hash, b.namings.items[n].mark)
		}
		x := t.named[n.peer]
		if x == nil {
			x = &named{end: n.peer, first: b.namings.items[n].mark}
			t.named[n.peer] = x
		}
		x.by |= 1 << n.source
	}
	for _, hash := range b.lookups.sorted() {
		x := b.lookups.items[hash]
		if b.lookups.full() {
			x.value = lookups{} // workers that came to know of it later counted nothing
		}
		h, ok := b.alias[hash]
		if !ok {
			h = hash
		}
		switch t := b.torrents[h]; {
		case t != nil:
			t.Lookups.add(x.value)
		case b.linked[h]:
			b.torrent(h, reassembly.Mark{}).Lookups.add(x.value)
		default:
			b.report.Others++
		}
	}
}

// assign adds a link to its torrent.
func (b *builder) assign(l *link) {
	t := (*Torrent)(nil)
	if l.peers != nil {
		t = b.torrent(l.peers.InfoHash, l.began)
	}
	for _, end := range [...]dissect.Endpoint{l.conn.Client, l.conn.Server} {
		if hash, ok := b.owners[end]; ok && t == nil && !b.shared[end] {
			t, l.assumed = b.torrent(hash, l.began), true
		}
	}
	if hash, ok := b.view.only(); ok && t == nil {
		t, l.assumed = b.torrent(hash, l.began), true
	}
	if t == nil {
		if b.unnamed == nil {
			b.unnamed = &Torrent{flows: map[node]*flow{}, named: map[dissect.Endpoint]*named{}}
		}
		t = b.unnamed
		t.note(l.began)
	}
	t.note(l.last)
	l.torrent = t
	t.links = append(t.links, l)
	t.Links++
}

// choose puts those torrents into the report that are wanted, in the order in
// which they were seen.
func (b *builder) choose() {
	list := make([]*Torrent, 0, len(b.torrents)+1)
	for _, t := range b.torrents {
		if b.view.wants(t) {
			list = append(list, t)
		} else {
			b.report.Unwanted++
		}
	}
	if b.unnamed != nil && len(b.view.Only) == 0 {
		list = append(list, b.unnamed)
	}
	slices.SortFunc(list, func(x, y *Torrent) int {
		return cmp.Or(cmp.Compare(x.First.Frame, y.First.Frame), slices.Compare(x.Hash[:], y.Hash[:]))
	})
	b.report.Torrents = list
}

// tellLeft says what bounds let go.
func (b *builder) tellLeft() {
	b.report.Left = Left{
		Links: b.ended.beyond, Asks: b.asks.beyond, Entries: b.journal.beyond, Namings: b.namings.full(),
		Namers:   b.namings.told,
		Metadata: b.metadata.full(), Lookups: b.lookups.full(),
	}
	if n := len(b.journal.list); n > 0 {
		b.report.Left.Until = b.journal.list[n-1].at
	}
}
