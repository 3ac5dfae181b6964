package export

import (
	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/http"
	"netsniff/reassembly"
	"netsniff/report/collect"
)

// Bounds of what is kept of torrents, beside the bytes themselves, which lie on
// disk: stretches of bytes, parts of what describes torrents.
const (
	maxRuns      = 1 << 22
	maxDescribed = 1 << 17
)

// infoHash is what a torrent goes by.
type infoHash = [bittorrent.HashSize]byte

// maxStretch is how long a stretch grows, in bytes: longer than any block.
const maxStretch = 1 << 20

// runBytes is what a stretch takes, about.
const runBytes = 96

// torrents keeps the blocks of files that one worker hears, and what describes
// the torrents that they are of. Which is which shows at the end.
type torrents struct {
	*Exporter
	collect.IgnoreAll
	ask       *collect.Ask
	absence   collect.Absence
	log       *blockLog
	logs      []*blockLog // of all workers, when they are merged
	open      map[key]*passingBlock
	parts     map[key]*passingPart // of web seeds; what passes is in open as well
	sources   map[key]*blockSource
	runs      []run
	metadata  []metadataPart
	carried   []torrentFile
	lists     []hashList
	webs      []webPart
	says      map[said]reassembly.Mark
	finders   map[key]*bittorrent.MagnetFinder // in bodies that pass
	encrypted collect.Numbers                  // connections of which nothing can be read
	beyond    uint64                           // stretches and parts that were not kept
	held      int                              // bytes that wait in open
	aside     int64                            // bytes of whole files that may be of a torrent
	made      *produced                        // what was written; nil: nothing yet
	folder    string                           // of the capture, see Exporter.Enter
	failed    error
}

// blockSource is who sent blocks: one side of a connection.
type blockSource struct {
	conn  *dissect.Conn // a summary
	dir   dissect.Dir
	peers *bittorrent.Peers
	log   *blockLog
}

// end returns who it is.
func (s *blockSource) end() dissect.Endpoint {
	if s.dir == dissect.ToServer {
		return s.conn.Client
	}
	return s.conn.Server
}

// run is a stretch of bytes of a block as one source sent it, and where that block
// came.
type run struct {
	source      *blockSource
	piece       uint32
	begin, n    uint32
	at          int64 // in the source's log
	first, last reassembly.Mark
}

// metadataPart is a part of an info dictionary (BEP 9).
type metadataPart struct {
	hash         infoHash
	piece, total int64
	log          *blockLog
	at           int64
	n            int
	mark         reassembly.Mark
	stream       uint32
}

// torrentFile is a .torrent that was carried.
type torrentFile struct {
	log    *blockLog
	at     int64
	n      int
	mark   reassembly.Mark
	stream uint32
}

// hashList is a message with hashes of version 2 (BEP 52).
type hashList struct {
	about  bittorrent.HashList // without its hashes
	log    *blockLog
	at     int64
	n      int
	mark   reassembly.Mark
	stream uint32
}

func newTorrents(e *Exporter, a *collect.Ask) *torrents {
	l := &blockLog{dir: e.Dir}
	return &torrents{
		Exporter: e, ask: a, log: l, logs: []*blockLog{l}, folder: e.folder,
		absence: collect.Absence{Ports: bittorrent.Protocol.TCP, OverUDP: true},
		says:    map[said]reassembly.Mark{}, finders: map[key]*bittorrent.MagnetFinder{},
		open: map[key]*passingBlock{}, parts: map[key]*passingPart{}, sources: map[key]*blockSource{},
	}
}

// Frame implements collect.Collector.
func (c *torrents) Frame(f *dissect.Frame) { c.absence.Frame(f) }

// Exchange implements dissect.Listener.
func (c *torrents) Exchange(x *dissect.Exchange) {
	switch d := x.Detail.(type) {
	case *bittorrent.Encrypted:
		c.encrypted.Add(x.Conn.ID)
	case *bittorrent.Announcement:
		c.asks(x, d)
	case *http.Transaction:
		if t := d.Response; t != nil && t.Code/100 == 3 {
			bittorrent.FindMagnets(t.Value(http.HeaderLocation),
				func(m *bittorrent.Magnet) { c.say(said{hash: m.InfoHash, link: m.Link}, x.Reply.Last) })
		}
	}
}

// Closed implements dissect.Listener.
func (c *torrents) Closed(k *dissect.Conn, _ reassembly.Mark) {
	for _, dir := range [...]dissect.Dir{dissect.ToServer, dissect.ToClient} {
		delete(c.sources, key{conn: k, dir: dir})
		delete(c.finders, key{conn: k, dir: dir})
	}
}

// Event implements dissect.EventListener: what describes torrents.
func (c *torrents) Event(x *dissect.Event) {
	switch d := x.About.(type) {
	case *bittorrent.MetadataBlock:
		if d.Peers.Known() && d.Total > 0 && len(d.Data) > 0 && len(d.Data) <= bittorrent.MetadataPieceLen {
			if at, ok := c.describe(d.Data, len(c.metadata)); ok {
				c.metadata = append(c.metadata,
					metadataPart{d.Peers.InfoHash, d.Piece, d.Total, c.log, at, len(d.Data), x.Mark, x.Conn.ID})
			}
		}
	case *bittorrent.TorrentFile:
		if at, ok := c.describe(d.Bytes, len(c.carried)); ok {
			c.carried = append(c.carried, torrentFile{c.log, at, len(d.Bytes), x.Mark, x.Conn.ID})
		}
	case *bittorrent.HashList:
		if at, ok := c.describe(d.Hashes, len(c.lists)); ok {
			about := *d
			about.Hashes = nil
			c.lists = append(c.lists, hashList{about, c.log, at, len(d.Hashes), x.Mark, x.Conn.ID})
		}
	}
}

// describe keeps bytes that describe a torrent, unless there are too many of their
// kind.
func (c *torrents) describe(b []byte, had int) (at int64, ok bool) {
	if had >= c.ask.Most(maxDescribed, runBytes) {
		c.beyond++
		return 0, false
	}
	return c.keep(b)
}

func (c *torrents) keep(b []byte) (at int64, ok bool) {
	at, ok = c.log.add(b)
	if !ok {
		c.fail(c.log.failed)
	}
	return at, ok
}

func (c *torrents) fail(err error) {
	if c.failed == nil {
		c.failed = err
	}
}

// passingBlock is a block that is passing.
type passingBlock struct {
	peers        *bittorrent.Peers
	piece, begin uint32
	past         uint32 // bytes of it that have passed, there or not
	b            []byte // those of the stretch that grows
	first        reassembly.Mark
	runs         []run // stretches that have ended; without a source
}

// Keep implements collect.Keeper.
func (c *torrents) Keep(p *dissect.Piece, counts bool) {
	k := key{conn: p.Conn, dir: p.Dir}
	if _, ok := p.About.(*http.Object); ok {
		c.links(k, p)
	}
	if p.First {
		if b, ok := p.About.(*bittorrent.Block); ok {
			c.open[k] = &passingBlock{peers: b.Peers, piece: b.Index, begin: b.Begin, first: p.Mark}
		} else if part := beginPart(p); part != nil {
			if c.parts[k] = part; !part.all || c.aside < maxAside {
				c.open[k] = &part.passingBlock
			}
		}
	}
	x := c.open[k]
	if x == nil {
		return
	}
	if len(p.Bytes) > 0 {
		if part := c.parts[k]; part != nil && part.all {
			c.aside += int64(len(p.Bytes))
		}
		x.b = append(x.b, p.Bytes...)
		if c.held += len(p.Bytes); c.held > maxAllWaiting {
			c.cutAll()
		} else if len(x.b) > maxStretch {
			c.cut(x)
		}
	}
	if p.Missing > 0 {
		c.cut(x)
		x.past += uint32(min(p.Missing, maxWaiting))
	}
	if p.Last {
		c.cut(x)
		part := c.parts[k]
		delete(c.open, k)
		delete(c.parts, k)
		switch {
		case counts && part != nil:
			c.takePart(k, part, p.Whole, p.Mark)
		case counts:
			c.take(k, x, p.Mark)
		}
	}
}

// cut ends the stretch that grows.
func (c *torrents) cut(x *passingBlock) {
	if len(x.b) == 0 {
		return
	}
	at, ok := c.keep(x.b)
	if ok {
		x.runs = append(x.runs, run{piece: x.piece, begin: x.begin + x.past, n: uint32(len(x.b)), at: at})
	}
	x.past += uint32(len(x.b))
	c.held -= len(x.b)
	x.b = nil
}

func (c *torrents) cutAll() {
	for _, x := range c.open {
		c.cut(x)
	}
}

// take takes a block that has passed.
func (c *torrents) take(k key, x *passingBlock, last reassembly.Mark) {
	s := c.sources[k]
	if s == nil {
		s = &blockSource{conn: k.conn.Summary(), dir: k.dir, peers: x.peers, log: c.log}
		c.sources[k] = s
	}
	for _, r := range x.runs {
		switch {
		case len(c.runs) >= c.ask.Most(maxRuns, runBytes):
			c.beyond++
		case r.begin+r.n > r.begin: // else no piece is that long
			r.source, r.first, r.last = s, x.first, last
			c.runs = append(c.runs, r)
		}
	}
}

// Merge implements collect.Collector.
func (c *torrents) Merge(other collect.Collector) {
	o := other.(*torrents)
	c.absence.Merge(&o.absence)
	c.encrypted.Merge(o.encrypted)
	c.logs = append(c.logs, o.logs...)
	c.runs = append(c.runs, o.runs...)
	c.metadata = append(c.metadata, o.metadata...)
	c.webs = append(c.webs, o.webs...)
	c.carried = append(c.carried, o.carried...)
	c.lists = append(c.lists, o.lists...)
	for s, m := range o.says {
		c.say(s, m)
	}
	c.beyond += o.beyond
	c.fail(o.failed)
}
