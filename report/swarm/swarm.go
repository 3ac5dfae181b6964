// Package swarm joins what the peers, trackers and hash tables of a capture say
// into a picture of each torrent: who had which pieces when, who let whom have
// them, and what that says of the rules that BitTorrent is known for: rarest
// first, tit for tat, and the time that it takes to distribute a file.
//
// A View is asked for like a table of package stats: it has a collector for each
// worker. What connections add up to is kept for each of them; what they said one
// after the other stands in a journal, of which the first part of the capture is
// kept, whatever the number of workers. Questions that concern several connections
// are answered at the end by going through the journal.
package swarm

import (
	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/http"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
	"slices"
)

// View says what is wanted.
type View struct {
	// Only are the torrents that are told, by what their info hashes begin with, as
	// hexadecimal digits in lower case; none: all. Encrypted connections that nobody
	// names a torrent for are taken for those of the only one.
	Only []string
}

// Bounds, of the whole and of each worker; some more are kept for a while.
const (
	maxJournal  = 64 << 20 // bytes of events and bitfields
	maxMetadata = 2 << 10  // parts of info dictionaries, of 16 KiB
	maxLinks    = 32 << 10
	maxNamings  = 128 << 10 // peers with who named them
	maxAsks     = 16 << 10  // announces and scrapes
	maxTorrents = 8 << 10   // that the hash table is asked for
)

// Ask returns what a collect.Plan asks for to have the view. Its tables are those
// of torrents, trackers and peers.
func (v *View) Ask() collect.Ask {
	return collect.Ask{Named: true, Definition: collect.Definition{
		Name: "swarm", Title: table.Say("Torrents", "种子"),
		Columns: slices.Concat(peerColumns, gainColumns, stretchColumns, momentColumns),
		Parts:   []string{"peers", "pieces", "choking", "rarity"}, Totals: true, Content: dissect.Objects,
		New: func(a *collect.Ask) collect.Collector { return newCollector(v, a) },
	}}
}

// Of returns what a set collected that was made for the view's Ask, after its
// last Merge and its Tables.
func Of(set *collect.Set) (r *Report) {
	set.Each(func(c collect.Collector) {
		if x, ok := c.(*collector); ok {
			r = x.done
		}
	})
	return r
}

// collector keeps what one worker hears.
type collector struct {
	view     *View
	part     string // of its tables, "" for all
	bounds   bounds
	absence  collect.Absence
	links    map[*dissect.Conn]*link // open ones; nil where one is not kept
	ended    earliest[*link]
	carried  map[*dissect.Conn]*link // the stream within that ended last
	journal  earliest[entry]
	asks     earliest[ask]
	namings  register[naming, struct{}]
	metadata register[metadataKey, []byte]
	lookups  register[infoHash, lookups]
	web      web
	done     *Report
}

// bounds are those of a run with its room.
type bounds struct{ journal, metadata, links, namings, asks, torrents int }

type infoHash = [bittorrent.HashSize]byte

func newCollector(v *View, a *collect.Ask) *collector {
	c := &collector{view: v, part: a.Part, links: map[*dissect.Conn]*link{}, carried: map[*dissect.Conn]*link{}}
	c.absence.OverUDP = true
	c.bounds = bounds{
		journal: a.Most(maxJournal, 1), metadata: a.Most(maxMetadata, bittorrent.MetadataPieceLen),
		links:   a.Most(maxLinks, linkSize),
		namings: a.Most(maxNamings, namingSize), asks: a.Most(maxAsks, askSize), torrents: maxTorrents,
	}
	return c
}

// Frame implements collect.Collector.
func (c *collector) Frame(f *dissect.Frame) { c.absence.Frame(f) }

// Exchange implements dissect.Listener.
func (c *collector) Exchange(x *dissect.Exchange) {
	switch d := x.Detail.(type) {
	case *bittorrent.Meeting:
		l := c.link(x.Conn, x.Began())
		l.meet(d.Peers)
		l.came, l.by = true, d.By
		if x.Request.Seen() && x.Reply.Seen() {
			l.last = later(l.last, x.Reply.Last)
		}
	case *bittorrent.Block:
		c.block(c.link(x.Conn, x.Began()), x, d)
	case *bittorrent.Encrypted:
		l := c.link(x.Conn, x.Began())
		l.encrypted, l.evidence = true, d.Evidence
		l.came, l.by = true, d.By
	case *bittorrent.Announcement:
		c.announced(x, d)
	case *bittorrent.Lookup:
		c.looked(x, d)
	case *http.Transaction:
		c.web.request(x, d)
	}
}

// Event implements dissect.EventListener.
func (c *collector) Event(x *dissect.Event) {
	switch d := x.About.(type) {
	case *bittorrent.Introduction:
		c.link(x.Conn, x.Mark).meet(d.Peers)
	case *bittorrent.Notice:
		l := c.link(x.Conn, x.Mark)
		l.meet(d.Peers)
		c.notice(l, x, d)
	case *bittorrent.Capabilities:
		l := c.link(x.Conn, x.Mark)
		l.meet(d.Peers)
		l.sides[x.Dir].can(d)
	case *bittorrent.MetadataBlock:
		if d.Peers.Known() {
			c.metadataBlock(d.Peers.InfoHash, d.Piece, d.Data, d.Total, x.Mark)
		}
	case *bittorrent.TorrentFile:
		if v, fresh := c.web.carried.note(d.InfoHash, x.Mark, maxTorrents); fresh {
			*v = bittorrent.ReadWhereabouts(d.Bytes)
		}
		for at := 0; at < len(d.Info); at += bittorrent.MetadataPieceLen {
			part := d.Info[at:min(at+bittorrent.MetadataPieceLen, len(d.Info))]
			c.metadataBlock(d.InfoHash, int64(at/bittorrent.MetadataPieceLen), part, int64(len(d.Info)), x.Mark)
		}
	case *bittorrent.PeerList:
		if d.Source == bittorrent.FromPEX {
			c.link(x.Conn, x.Mark).exchanged++
		}
		c.named(d, x.Mark)
	case *bittorrent.Transport:
		if l := c.carried[x.Conn]; l != nil {
			l.transports[d.Dir], l.transported = *d, true
			if d.Dir == dissect.ToClient {
				delete(c.carried, x.Conn)
			}
		}
	}
}

// Piece implements dissect.Listener.
func (c *collector) Piece(*dissect.Piece) {}

// Keep implements collect.Keeper: what passes over HTTP.
func (c *collector) Keep(p *dissect.Piece, counts bool) {
	if counts || !p.Last {
		c.web.piece(p)
		return
	}
	c.web.closed(p.Conn)
}

// Closed implements dissect.Listener.
func (c *collector) Closed(k *dissect.Conn, m reassembly.Mark) {
	delete(c.carried, k)
	c.web.closed(k)
	l, ok := c.links[k]
	if !ok {
		return
	}
	delete(c.links, k)
	l.close(k, m)
	if k.Carrier != nil {
		c.carried[k.Carrier] = l
	}
	c.journal.add(entry{at: m.At, frame: m.Frame, link: l, act: leaves}, c.bounds.journal)
}

// link returns the link of a connection, a new one if there is none.
func (c *collector) link(k *dissect.Conn, m reassembly.Mark) *link {
	l := c.links[k]
	if l == nil {
		l = newLink(k, m)
		c.links[k] = l
		c.ended.add(l, c.bounds.links)
	}
	l.last = later(l.last, m)
	return l
}

// Merge implements collect.Collector.
func (c *collector) Merge(other collect.Collector) {
	o := other.(*collector)
	c.absence.Merge(&o.absence)
	c.ended.merge(&o.ended)
	c.journal.merge(&o.journal)
	c.asks.merge(&o.asks)
	c.namings.merge(&o.namings, func(*struct{}, struct{}) {})
	c.metadata.merge(&o.metadata, func(*[]byte, []byte) {})
	c.lookups.merge(&o.lookups, (*lookups).add)
	c.web.merge(&o.web)
}

// settle brings what was merged within the bounds.
func (c *collector) settle() {
	c.ended.cut(c.bounds.links)
	c.journal.cut(c.bounds.journal)
	c.asks.cut(c.bounds.asks)
	c.namings.cut(c.bounds.namings)
	c.metadata.cut(c.bounds.metadata)
	c.lookups.cut(c.bounds.torrents)
	c.web.settle()
	kept := make(map[*link]bool, len(c.ended.list))
	for _, l := range c.ended.list {
		kept[l] = true
	}
	for i := range c.journal.list {
		if l := c.journal.list[i].link; !kept[l] {
			c.journal.list[i].link = nil
		}
	}
}
