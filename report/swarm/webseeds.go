package swarm

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/dissect/bittorrent"
	"netsniff/reassembly"
)

// Linked is a magnet link that names a torrent.
type Linked struct {
	Mark   reassembly.Mark
	URI    string // of the page, or what was asked for
	Where  where
	Magnet *bittorrent.Magnet
}

// WebSeed is a web server that gave, or is said to have, the files of a torrent.
type WebSeed struct {
	URL         string // below which they are
	Answers     uint64 // with a part of one, or all of it
	Files       int
	Bytes       int64
	First, Last capture.Stamp // valid iff Answers is not 0
}

// mean returns the bytes a second between the first answer and the last, 0 if all came
// at once.
func (x *WebSeed) mean() float64 {
	if x.Last <= x.First {
		return 0
	}
	return float64(x.Bytes) / (float64(x.Last-x.First) / 1e9)
}

// maxLinked bounds the torrents that are told although only magnet links name them: a
// page may be a list of hundreds.
const maxLinked = 100

// link gives torrents the magnet links that name them.
func (b *builder) link() {
	alone := map[infoHash]bool{}
	for _, k := range b.web.magnets.sorted() {
		m, ok := bittorrent.ReadMagnet(k.link)
		if !ok {
			continue
		}
		hash := m.InfoHash
		if h, ok := b.alias[hash]; ok {
			hash = h
		}
		mark := b.web.magnets.items[k].mark
		if b.torrents[hash] == nil && !b.linked[hash] {
			if len(alone) >= maxLinked {
				b.report.Unasked++
				continue
			}
			alone[hash] = true
		}
		t := b.torrent(hash, mark)
		t.V2 = cmp.Or(t.V2, m.V2)
		if t.Name == "" {
			t.Name, t.NameBy = m.Name, ByMagnet
		}
		if len(t.Magnets) < maxPlaces {
			t.Magnets = append(t.Magnets, Linked{mark, k.uri, k.how, m})
		}
		t.says.Add(&m.Whereabouts)
	}
	for _, hash := range b.web.carried.sorted() {
		if t := b.torrents[b.first(hash)]; t != nil {
			t.says.Add(&b.web.carried.items[hash].value)
		}
	}
}

// maxPlaces bounds the links, and the web seeds, that are told of a torrent.
const maxPlaces = 64

// first returns the hash of version 1 of a hybrid, else the hash itself.
func (b *builder) first(hash infoHash) infoHash {
	if h, ok := b.alias[hash]; ok {
		return h
	}
	return hash
}

// unasked adds trackers that a .torrent or a link names and that nobody asked.
func (t *Torrent) unasked() {
	for _, u := range t.says.Trackers {
		if len(t.Trackers) >= maxTrackers {
			return
		}
		if !slices.ContainsFunc(t.Trackers, func(x *Tracker) bool { return sameTracker(x.URL, u) }) {
			t.Trackers = append(t.Trackers, &Tracker{URL: u})
		}
	}
}

// sameTracker reports whether a tracker that was asked is the one that is named. Over
// UDP nobody says a path.
func sameTracker(asked, named string) bool {
	if asked == named {
		return true
	}
	u, err := url.Parse(named)
	return err == nil && u.Scheme == "udp" && asked == "udp://"+u.Host
}

// fromWeb finds what web seeds gave.
func (b *builder) fromWeb() {
	type place struct {
		t    *Torrent
		path string
	}
	by := map[int64][]place{}
	for _, t := range b.report.Torrents {
		for i := 0; t.Info != nil && i < len(t.Info.Files); i++ {
			if f := &t.Info.Files[i]; !f.Pad && f.Length > 0 && len(by[f.Length]) < maxPlaces {
				by[f.Length] = append(by[f.Length], place{t, t.Info.PathOf(i)})
			}
		}
	}
	for _, k := range b.web.files.sorted() {
		given, mark := b.web.files.items[k].value, b.web.files.items[k].mark
		u, err := url.Parse(k.uri)
		if err != nil {
			continue
		}
		if r, ok := bittorrent.ReadSeedRequest(u.RawQuery); ok && b.torrents[b.first(r.InfoHash)] != nil {
			u.RawQuery = ""
			b.torrents[b.first(r.InfoHash)].given(u.String(), given, mark)
			continue
		}
		for _, p := range by[k.total] {
			if base, ok := strings.CutSuffix(u.Path, "/"+p.path); ok {
				u.Path, u.RawPath = base+"/", ""
				p.t.given(u.String(), given, mark)
				break
			}
		}
	}
	for _, t := range b.report.Torrents {
		t.unseeded()
	}
}

// given takes what a web seed gave of a file.
func (t *Torrent) given(from string, g webGiven, m reassembly.Mark) {
	i := slices.IndexFunc(t.WebSeeds, func(x *WebSeed) bool { return x.URL == from })
	if i < 0 {
		if len(t.WebSeeds) >= maxPlaces {
			return
		}
		t.WebSeeds, i = append(t.WebSeeds, &WebSeed{URL: from, First: g.first, Last: g.last}), len(t.WebSeeds)
	}
	x := t.WebSeeds[i]
	x.Answers += g.answers
	x.Bytes += g.bytes
	x.Files++
	x.First, x.Last = min(x.First, g.first), max(x.Last, g.last)
	t.note(m)
	t.Last.At = max(t.Last.At, g.last)
}

// unseeded adds the web seeds that are named and gave nothing.
func (t *Torrent) unseeded() {
	for _, u := range append(slices.Clone(t.says.WebSeeds), t.says.HTTPSeeds...) {
		used := slices.ContainsFunc(t.WebSeeds, func(x *WebSeed) bool {
			return strings.TrimSuffix(x.URL, "/") == strings.TrimSuffix(u, "/") || x.URL+t.Name == u
		})
		if !used && len(t.WebSeeds) < maxPlaces {
			t.WebSeeds = append(t.WebSeeds, &WebSeed{URL: u})
		}
	}
}
