package export

import (
	"bytes"
	"cmp"
	"crypto/sha1"
	"crypto/sha256"
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/bencode"
	"netsniff/dissect/bittorrent"
	"netsniff/reassembly"
)

// torrent is one of a capture as it is known at the end.
type torrent struct {
	hashes   []infoHash // that it goes by: the first as it was seen first
	info     *described // nil: nobody said what is in it
	runs     []*run     // of it for certain, in the order of their arrival
	layout   *layout
	given    []byte // a .torrent that who exports has beside info
	found    bittorrent.Whereabouts
	lists    []hashList
	seen     bool // first is
	place    place
	first    reassembly.Mark
	last     reassembly.Mark
	metadata bool // some of its info dictionary was carried, not enough
}

// place tells which of two things of a capture came first.
type place struct {
	frame, stream uint32
}

func (p place) compare(o place) int {
	return cmp.Or(cmp.Compare(p.frame, o.frame), cmp.Compare(p.stream, o.stream))
}

// described is an info dictionary.
type described struct {
	bittorrent.Metainfo
	info   []byte
	whole  []byte // the .torrent that has it; nil: it came without
	origin origin
	mark   reassembly.Mark
	stream uint32
}

// origin is where an info dictionary comes from.
type origin uint8

const (
	unknown origin = iota
	fromPeers
	fromFile
	given // by who exports
)

var origins = [...]string{"", "ut_metadata", ".torrent", "given"}

func (o origin) String() string { return origins[o] }

// maxInfo bounds what describes torrents when they are put together, in bytes.
const maxInfo = 128 << 20

// join returns the torrents that were kept, in the order in which they came.
func (c *torrents) join() ([]*torrent, error) {
	j := joiner{all: map[infoHash]*torrent{}}
	c.arrange()
	for i := range c.runs {
		j.run(&c.runs[i])
	}
	for i := range c.lists {
		x := &c.lists[i]
		if p := x.about.Peers; p.Known() {
			t := j.of(p.InfoHash)
			t.lists = append(t.lists, *x)
		}
	}
	left := int64(maxInfo)
	for i := range c.carried {
		x := &c.carried[i]
		if left -= int64(x.n); left < 0 {
			break
		}
		whole := make([]byte, x.n)
		if err := x.log.read(whole, x.at); err != nil {
			return nil, err
		}
		tree, _ := bencode.Parse(whole)
		j.describe(&described{info: tree.Get("info").Raw, whole: whole, origin: fromFile, mark: x.mark, stream: x.stream})
	}
	if err := j.metadata(c.metadata, left); err != nil {
		return nil, err
	}
	for _, whole := range c.Torrents {
		tree, _ := bencode.Parse(whole)
		j.describe(&described{info: tree.Get("info").Raw, whole: whole, origin: given})
	}
	list, err := j.list(c.webs)
	c.tellTorrents(list)
	return list, err
}

// arrange brings what workers kept into the order of the capture.
func (c *torrents) arrange() {
	slices.SortFunc(c.runs, func(a, b run) int {
		x, y := a.source.conn, b.source.conn
		return cmp.Or(cmp.Compare(a.first.Frame, b.first.Frame), cmp.Compare(x.Transport, y.Transport), cmp.Compare(x.ID, y.ID),
			cmp.Compare(x.Number, y.Number), cmp.Compare(a.source.dir, b.source.dir), cmp.Compare(a.last.Frame, b.last.Frame),
			cmp.Compare(a.piece, b.piece), cmp.Compare(a.begin, b.begin), cmp.Compare(a.n, b.n))
	})
	if most := c.ask.Most(maxRuns, runBytes); len(c.runs) > most {
		c.beyond += uint64(len(c.runs) - most)
		c.runs = c.runs[:most]
	}
	slices.SortStableFunc(c.metadata, func(a, b metadataPart) int {
		return cmp.Or(bytes.Compare(a.hash[:], b.hash[:]), cmp.Compare(a.total, b.total),
			cmp.Compare(a.mark.Frame, b.mark.Frame), cmp.Compare(a.stream, b.stream), cmp.Compare(a.piece, b.piece))
	})
	slices.SortStableFunc(c.webs, func(a, b webPart) int {
		x, y := &a.runs[0], &b.runs[0]
		return cmp.Or(place{x.first.Frame, x.source.conn.ID}.compare(place{y.first.Frame, y.source.conn.ID}), cmp.Compare(x.last.Frame, y.last.Frame))
	})
	slices.SortStableFunc(c.carried, func(a, b torrentFile) int {
		return place{a.mark.Frame, a.stream}.compare(place{b.mark.Frame, b.stream})
	})
	slices.SortStableFunc(c.lists, func(a, b hashList) int {
		return place{a.mark.Frame, a.stream}.compare(place{b.mark.Frame, b.stream})
	})
}

// joiner finds what belongs together.
type joiner struct {
	all    map[infoHash]*torrent // a hybrid by two hashes
	strays []*run
}

func (j *joiner) of(h infoHash) *torrent {
	t := j.all[h]
	if t == nil {
		t = &torrent{hashes: []infoHash{h}}
		j.all[h] = t
	}
	return t
}

func (j *joiner) run(r *run) {
	if p := r.source.peers; p.Known() {
		t := j.of(p.InfoHash)
		t.runs = append(t.runs, r)
		t.saw(r.first, r.last, r.source.conn.ID)
	} else {
		j.strays = append(j.strays, r)
	}
}

// saw takes it that something of the torrent passed.
func (t *torrent) saw(first, last reassembly.Mark, stream uint32) {
	at := place{first.Frame, stream}
	if !t.seen || at.compare(t.place) < 0 {
		t.seen, t.place, t.first = true, at, first
	}
	if last.Frame > t.last.Frame {
		t.last = last
	}
}

// describe takes an info dictionary to its torrent. The first one is taken, that
// of a whole .torrent rather than another.
func (j *joiner) describe(d *described) {
	var ok bool
	if d.Metainfo, ok = bittorrent.ReadInfo(d.info); !ok {
		return
	}
	one, two := infoHash(sha1.Sum(d.info)), sha256.Sum256(d.info)
	var hashes []infoHash
	if d.V1 {
		hashes = append(hashes, one)
	}
	if d.V2 {
		hashes = append(hashes, infoHash(two[:bittorrent.HashSize]))
	}
	t := j.all[hashes[0]]
	if other := j.all[hashes[len(hashes)-1]]; t == nil {
		t = other
	} else if other != nil && other != t {
		t.absorb(other)
	}
	if t == nil {
		t = j.of(hashes[0])
	}
	for _, h := range hashes {
		if j.all[h] = t; !slices.Contains(t.hashes, h) {
			t.hashes = append(t.hashes, h)
		}
	}
	switch {
	case t.info == nil, t.info.whole == nil && d.origin == fromFile:
		t.info = d
	case d.origin == given:
		t.given = d.whole // it may have hashes that were not carried
	}
	if d.origin != given {
		t.saw(d.mark, d.mark, d.stream)
	}
}

// absorb takes what was known of the torrent by another hash.
func (t *torrent) absorb(o *torrent) {
	t.runs = append(t.runs, o.runs...)
	slices.SortStableFunc(t.runs, func(a, b *run) int { return cmp.Compare(a.first.Frame, b.first.Frame) })
	t.lists = append(t.lists, o.lists...)
	if o.seen {
		t.saw(o.first, o.last, o.place.stream)
	}
}

// metadata puts info dictionaries together from their parts, which are ordered by
// what they are of.
func (j *joiner) metadata(parts []metadataPart, left int64) error {
	for len(parts) > 0 {
		n := 1
		for n < len(parts) && parts[n].hash == parts[0].hash && parts[n].total == parts[0].total {
			n++
		}
		mine := parts[:n]
		parts = parts[n:]
		t := j.of(mine[0].hash)
		for i := range mine {
			t.saw(mine[i].mark, mine[i].mark, mine[i].stream)
		}
		if left < mine[0].total {
			t.metadata = true
			continue
		}
		info, err := assembled(mine)
		if err != nil {
			return err
		}
		if t.metadata = info == nil; info != nil {
			left -= int64(len(info))
			j.describe(&described{info: info, origin: fromPeers, mark: mine[0].mark, stream: mine[0].stream})
		}
	}
	return nil
}

// maxTries is how many ways are tried to put something together of parts that
// contradict each other.
const maxTries = 8

// assembled returns the info dictionary that parts give, nil if they do not.
func assembled(parts []metadataPart) ([]byte, error) {
	streams := []uint32{parts[0].stream}
	for i := range parts {
		if s := parts[i].stream; !slices.Contains(streams, s) && len(streams) < maxTries {
			streams = append(streams, s)
		}
	}
	for try := range streams {
		chosen := map[int64]*metadataPart{}
		for i := range parts {
			p := &parts[i]
			if had := chosen[p.piece]; had == nil || try > 0 && p.stream == streams[try] && had.stream != streams[try] {
				chosen[p.piece] = p
			}
		}
		info := make([]byte, parts[0].total)
		whole := true
		for from := int64(0); from < int64(len(info)) && whole; from += bittorrent.MetadataPieceLen {
			p := chosen[from/bittorrent.MetadataPieceLen]
			b := info[from:min(from+bittorrent.MetadataPieceLen, int64(len(info)))]
			if whole = p != nil && p.n == len(b); whole {
				if err := p.log.read(b, p.at); err != nil {
					return nil, err
				}
			}
		}
		if whole && bittorrent.IsInfo(info, parts[0].hash) {
			return info, nil
		}
	}
	return nil, nil
}

// list returns the torrents. Connections of which nobody said the torrent belong to
// the one whose hashes they match, or to one of their own that nobody knows.
func (j *joiner) list(webs []webPart) (list []*torrent, err error) {
	listed := map[*torrent]bool{}
	for _, t := range j.all {
		if !listed[t] {
			listed[t] = true
			list = append(list, t)
		}
	}
	inOrder(list)
	for _, t := range list {
		if err := t.plan(); err != nil {
			return nil, err
		}
	}
	orphans := j.orphans()
	for _, o := range orphans {
		home, err := o.home(list)
		if err != nil {
			return nil, err
		}
		if home != nil {
			home.absorb(o)
		} else if err := o.plan(); err != nil {
			return nil, err
		} else {
			list = append(list, o)
		}
	}
	j.fromWeb(list, webs)
	list = slices.DeleteFunc(list, func(t *torrent) bool { return !t.seen })
	inOrder(list)
	return list, nil
}

func inOrder(list []*torrent) {
	slices.SortStableFunc(list, func(a, b *torrent) int {
		return cmp.Or(a.place.compare(b.place), slices.CompareFunc(a.hashes, b.hashes, func(x, y infoHash) int { return bytes.Compare(x[:], y[:]) }))
	})
}

// plan finds out where pieces lie and what they hash to.
func (t *torrent) plan() error {
	if t.info == nil {
		t.layout = newLayout(guess(t))
		return nil
	}
	t.layout = newLayout(&t.info.Metainfo)
	return cmp.Or(t.layout.learn(t.info.whole, t.lists), t.layout.learn(t.given, nil))
}

// orphans makes a torrent of each connection of which nobody knows it.
func (j *joiner) orphans() (list []*torrent) {
	by := map[*bittorrent.Peers]*torrent{}
	for _, r := range j.strays {
		t := by[r.source.peers]
		if t == nil {
			t = &torrent{}
			by[r.source.peers] = t
			list = append(list, t)
		}
		t.runs = append(t.runs, r)
		t.saw(r.first, r.last, r.source.conn.ID)
	}
	return list
}

// home returns the torrent whose hash one of the first pieces has, nil if there is
// none.
func (t *torrent) home(list []*torrent) (found *torrent, err error) {
	runs := slices.Clone(t.runs)
	slices.SortStableFunc(runs, func(x, y *run) int { return cmp.Compare(x.piece, y.piece) })
	for _, other := range list {
		if other.info == nil {
			continue
		}
		tries := 0
		a := assembly{torrent: t, layout: other.layout}
		err = byPiece(runs, func(runs []*run) error {
			if found != nil || tries >= maxTries {
				return nil
			}
			s, _, err := a.verify(int64(runs[0].piece), runs)
			if s == verified {
				found = other
			} else if s == corrupt {
				tries++
			}
			return err
		})
		if found != nil || err != nil {
			return found, err
		}
	}
	return nil, nil
}

// sources returns who sent stretches, each once, as many as most.
func sources(runs []*run, most int) (list []dissect.Endpoint, more bool) {
	seen := map[dissect.Endpoint]bool{}
	for _, r := range runs {
		if end := r.source.end(); !seen[end] {
			seen[end] = true
			if len(list) == most {
				return list, true
			}
			list = append(list, end)
		}
	}
	return list, false
}
