package swarm

import (
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/http"
	"netsniff/reassembly"
)

// web keeps what is said of torrents over HTTP beside what trackers say: magnet links
// in pages, redirects and requests, and the files that web seeds may have given.
type web struct {
	open    map[bodyKey]*body
	magnets register[magnetKey, struct{}]
	files   register[webFile, webGiven]
	carried register[infoHash, bittorrent.Whereabouts] // what .torrent files say
}

// bodyKey is a direction of a connection, in which one body passes at a time.
type bodyKey struct {
	conn *dissect.Conn
	dir  dissect.Dir
}

// body is one that passes.
type body struct {
	about  *http.Object
	finder *bittorrent.MagnetFinder // nil: nobody looks for links in it
	from   reassembly.Mark
	bytes  int64
}

// magnetKey is a link with where it was.
type magnetKey struct {
	link string
	uri  string
	how  where
}

// where says where a link stood.
type where uint8

const (
	inPage where = iota
	inRedirect
	inRequest
)

var wheres = [...]string{"page", "redirect", "request"}

func (w where) String() string { return wheres[w] }

// webFile is a file that an answer has a part of, webGiven what came of it.
type webFile struct {
	uri    string
	server dissect.Endpoint
	total  int64
}

type webGiven struct {
	answers     uint64
	bytes       int64
	first, last capture.Stamp
}

// Bounds of a run beside those of View: links with where they were, files that may be
// of a web seed, bodies that pass at a time.
const (
	maxMagnets  = 4 << 10
	maxWebFiles = 16 << 10
	maxBodies   = 64 << 10
	maxURI      = 1 << 10
)

// request looks for links in what is asked, and in where that is redirected.
func (w *web) request(x *dissect.Exchange, t *http.Transaction) {
	if strings.Contains(x.Subject, "agnet") {
		bittorrent.FindMagnets([]byte(x.Subject),
			func(m *bittorrent.Magnet) { w.magnet(m, x.Subject, inRequest, x.Began()) })
	}
	if t.Response != nil && t.Response.Code/100 == 3 {
		bittorrent.FindMagnets(t.Response.Value(http.HeaderLocation),
			func(m *bittorrent.Magnet) { w.magnet(m, x.Subject, inRedirect, x.Reply.Last) })
	}
}

func (w *web) magnet(m *bittorrent.Magnet, uri string, how where, at reassembly.Mark) {
	uri, _, _ = strings.Cut(uri, "?")
	w.magnets.note(magnetKey{m.Link, shortened(uri, maxURI), how}, at, maxMagnets)
}

// piece takes a part of a body.
func (w *web) piece(p *dissect.Piece) {
	k := bodyKey{p.Conn, p.Dir}
	if p.First {
		w.begin(k, p)
	}
	x := w.open[k]
	if x == nil {
		return
	}
	how := inPage
	if x.about.Request {
		how = inRequest
	}
	tell := func(m *bittorrent.Magnet) { w.magnet(m, x.about.URI, how, p.Mark) }
	x.bytes += int64(len(p.Bytes))
	if x.finder != nil && len(p.Bytes) > 0 {
		x.finder.Add(p.Bytes, tell)
	}
	if p.Last {
		if x.finder != nil {
			x.finder.End(tell)
		}
		delete(w.open, k)
		w.ended(x, p)
	}
}

func (w *web) begin(k bodyKey, p *dissect.Piece) {
	o, ok := p.About.(*http.Object)
	if !ok || len(w.open) >= maxBodies {
		delete(w.open, k)
		return
	}
	x := &body{about: o, from: p.Mark}
	if readable(o.ContentType) {
		x.finder = new(bittorrent.MagnetFinder)
	}
	if w.open == nil {
		w.open = map[bodyKey]*body{}
	}
	w.open[k] = x
}

// readable reports whether people or programs may read links in a media type.
func readable(t string) bool {
	kind, _, _ := strings.Cut(strings.ToLower(t), "/")
	return kind != "image" && kind != "video" && kind != "audio" && kind != "font"
}

// ended takes a body that has passed, which may be of a web seed: a range of a file
// or all of it (BEP 19), or what BEP 17 asks for by piece.
func (w *web) ended(x *body, p *dissect.Piece) {
	o := x.about
	if o.Request || o.Encoding != "" || x.bytes == 0 || len(o.URI) > maxURI {
		return
	}
	f := webFile{uri: o.URI, server: p.Conn.Server}
	switch _, total, ok := http.ContentRange(o.Range); {
	case o.Status == 206 && ok:
		f.total = total
	case o.Status == 200 && o.Length > 0:
		f.total = o.Length
	case o.Status == 200 && p.Whole:
		f.total = x.bytes
	default:
		return
	}
	if v, _ := w.files.note(f, x.from, maxWebFiles); v != nil {
		v.add(webGiven{1, x.bytes, x.from.At, p.Mark.At})
	}
}

func (g *webGiven) add(o webGiven) {
	if g.answers == 0 {
		*g = o
		return
	}
	g.answers += o.answers
	g.bytes += o.bytes
	g.first, g.last = min(g.first, o.first), max(g.last, o.last)
}

// closed forgets what passed in a connection.
func (w *web) closed(k *dissect.Conn) {
	delete(w.open, bodyKey{k, dissect.ToServer})
	delete(w.open, bodyKey{k, dissect.ToClient})
}

func (w *web) merge(o *web) {
	w.magnets.merge(&o.magnets, func(*struct{}, struct{}) {})
	w.files.merge(&o.files, (*webGiven).add)
	w.carried.merge(&o.carried, func(x *bittorrent.Whereabouts, y bittorrent.Whereabouts) { x.Add(&y) })
}

func (w *web) settle() {
	w.magnets.cut(maxMagnets)
	w.files.cut(maxWebFiles)
	w.carried.cut(maxTorrents)
}
