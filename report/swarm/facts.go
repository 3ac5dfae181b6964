package swarm

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/reassembly"
)

// ask is an announce or a scrape, and what the tracker said.
type ask struct {
	mark    reassembly.Mark
	tracker string
	from    dissect.Endpoint
	scrape  bool
	done    bool // the tracker answered
	took    capture.Stamp
	about   bittorrent.Announcement
}

// askSize is what one takes.
const askSize = 512

func (a ask) place() uint32 { return a.mark.Frame }
func (a ask) cost() int     { return 1 }
func (a ask) drop()         {}

// announced takes what a tracker was asked.
func (c *collector) announced(x *dissect.Exchange, d *bittorrent.Announcement) {
	if x.Method != "announce" && x.Method != "scrape" || !d.Known {
		return
	}
	a := ask{mark: x.Began(), tracker: d.URL, from: x.Conn.Client, scrape: x.Method == "scrape",
		done: x.Reply.Seen(), about: *d}
	if a.tracker == "" {
		a.tracker = "udp://" + x.Conn.Server.String()
	}
	a.took, _ = x.TTLB()
	const longest = 256
	a.about.Failure, a.about.Warning = shortened(d.Failure, longest), shortened(d.Warning, longest)
	c.asks.add(a, c.bounds.asks)
}

func shortened(s string, longest int) string { return s[:min(len(s), longest)] }

// naming is a peer with who named it.
type naming struct {
	hash   infoHash
	peer   dissect.Endpoint
	source bittorrent.Source
}

// namingSize is what one takes.
const namingSize = 160

// named takes peers that somebody named.
func (c *collector) named(d *bittorrent.PeerList, m reassembly.Mark) {
	if !d.Known || d.Source == bittorrent.FromHolePunch {
		return
	}
	for _, end := range d.Added {
		if end.Port != 0 {
			c.namings.note(naming{d.InfoHash, end, d.Source}, m, c.bounds.namings)
		}
	}
}

// metadataKey is a part of an info dictionary, of bittorrent.MetadataPieceLen
// bytes but for the last.
type metadataKey struct {
	hash  infoHash
	piece int64
	total int64
}

// metadataBlock takes a part of an info dictionary.
func (c *collector) metadataBlock(hash infoHash, piece int64, b []byte, total int64, m reassembly.Mark) {
	if len(b) == 0 || len(b) > bittorrent.MetadataPieceLen || total <= 0 {
		return
	}
	if v, fresh := c.metadata.note(metadataKey{hash, piece, total}, m, c.bounds.metadata); fresh {
		*v = append([]byte(nil), b...)
	}
}

// lookups count what the hash table was asked about a torrent.
type lookups struct {
	Queries, Answered, Announces uint64
	Peers                        uint64 // that answers named
}

func (l *lookups) add(o lookups) {
	l.Queries += o.Queries
	l.Answered += o.Answered
	l.Announces += o.Announces
	l.Peers += o.Peers
}

// looked takes a query about a torrent.
func (c *collector) looked(x *dissect.Exchange, d *bittorrent.Lookup) {
	if !d.Targeted || x.Method != "get_peers" && x.Method != "announce_peer" {
		return
	}
	v, _ := c.lookups.note(d.Target, x.Began(), c.bounds.torrents)
	if v == nil {
		return
	}
	v.Queries++
	if x.Outcome == dissect.Succeeded {
		v.Answered++
	}
	if x.Method == "announce_peer" {
		v.Announces++
	}
	v.Peers += uint64(d.Peers)
}
