package export

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/http"
	"netsniff/reassembly"
)

// Web seeds give parts of files over HTTP: by ranges of the file (BEP 19), or, as
// peers do, by piece (BEP 17, which says in the query which one it is).

// webPart is a range of a file that a web server sent.
type webPart struct {
	url   *url.URL
	from  int64 // in the file
	total int64 // length of the file
	runs  []run // begin counts from the beginning of the range
}

// passingPart is the body of an answer with such a range, or with blocks.
type passingPart struct {
	passingBlock
	about *http.Object
	all   bool // it is all of a file, or what else somebody asked for
}

// beginPart returns what is passing if an object may be of a web seed, else nil.
func beginPart(p *dissect.Piece) *passingPart {
	o, ok := p.About.(*http.Object)
	if !ok || o.Request || o.Encoding != "" {
		return nil
	}
	x := &passingPart{about: o, passingBlock: passingBlock{first: p.Mark}}
	if o.Status == 206 && o.Range != "" {
		return x
	}
	if o.Status != 200 || o.Range != "" {
		return nil
	}
	if _, query, found := strings.Cut(o.URI, "?"); found && x.byPiece(query) {
		return x
	}
	x.all = true
	return x
}

// byPiece reads what is asked of a web seed of BEP 17.
func (x *passingPart) byPiece(query string) bool {
	r, ok := bittorrent.ReadSeedRequest(query)
	if ok {
		x.peers = &bittorrent.Peers{Met: [2]bool{false, true}, InfoHash: r.InfoHash}
		x.piece, x.begin = r.Piece, r.Begin
	}
	return ok
}

// maxAside bounds the bytes of whole files that a worker lays aside, as they may be
// those of a torrent.
const maxAside = 4 << 30

// takePart takes one that has passed, and whether it came to its end.
func (c *torrents) takePart(k key, x *passingPart, whole bool, last reassembly.Mark) {
	if x.peers != nil {
		c.take(k, &x.passingBlock, last)
		return
	}
	from, total, ok := http.ContentRange(x.about.Range)
	if x.all {
		total, ok = x.about.Length, true
		if total < 0 && whole {
			total = int64(x.past)
		}
	}
	u, err := url.Parse(x.about.URI)
	if !ok || total <= 0 || total >= maxPlace || err != nil || len(x.runs) == 0 {
		return
	}
	if len(c.webs) >= c.ask.Most(maxDescribed, runBytes) {
		c.beyond++
		return
	}
	s := &blockSource{conn: k.conn.Summary(), dir: k.dir, log: c.log}
	w := webPart{url: u, from: from, total: total, runs: x.runs}
	for i := range w.runs {
		r := &w.runs[i]
		r.source, r.first, r.last = s, x.first, last
	}
	c.webs = append(c.webs, w)
}

// fromWeb gives torrents what web servers sent of files with their names and
// lengths.
func (j *joiner) fromWeb(list []*torrent, parts []webPart) {
	if len(parts) == 0 {
		return
	}
	type place struct {
		t    *torrent
		file int
	}
	by := map[int64][]place{}
	for _, t := range list {
		if t.info == nil {
			continue
		}
		for i := range t.layout.Files {
			if f := &t.layout.Files[i]; f.Length > 0 && !f.Pad && len(by[f.Length]) < maxTries {
				by[f.Length] = append(by[f.Length], place{t, i})
			}
		}
	}
	for i := range parts {
		w := &parts[i]
		for _, to := range by[w.total] {
			if below, ok := strings.CutSuffix(w.url.Path, "/"+to.t.layout.PathOf(to.file)); ok {
				seed := url.URL{Scheme: w.url.Scheme, Host: w.url.Host, Path: below + "/"}
				to.t.found.Add(&bittorrent.Whereabouts{WebSeeds: []string{seed.String()}})
				to.t.takeWeb(w, to.t.layout.starts[to.file])
			}
		}
	}
	for _, t := range list {
		slices.SortStableFunc(t.runs, func(a, b *run) int { return cmp.Compare(a.first.Frame, b.first.Frame) })
	}
}

// takeWeb cuts a part of the file that begins at a place into pieces.
func (t *torrent) takeWeb(w *webPart, start int64) {
	for i := range w.runs {
		r := &w.runs[i]
		t.saw(r.first, r.last, r.source.conn.ID)
		end := start + w.total
		for done := int64(0); done < int64(r.n); {
			at := start + w.from + int64(r.begin) + done
			piece, begin := at/t.layout.PieceLength, at%t.layout.PieceLength
			n := min(int64(r.n)-done, t.layout.PieceLength-begin, end-at)
			if n <= 0 || piece >= 1<<32 || begin+n >= 1<<32 {
				break
			}
			part := *r
			part.piece, part.begin, part.n, part.at = uint32(piece), uint32(begin), uint32(n), r.at+done
			t.runs = append(t.runs, &part)
			done += n
		}
	}
}
