package stats

import (
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/gnutella"
)

// link is one direction of a connection.
type link struct {
	conn *dissect.Conn
	dir  dissect.Dir
}

// overlay is what descriptors that pass tell of a network of servents.
type overlay struct {
	queries, pings []*search
	hits           []*answerPassage
	hosts          []*namedHost
}

// search is a query, or a ping: all that has its identifier.
type search struct {
	first   passage
	copies  map[link]passage // the first over each link
	answers []*answerPassage
	found   map[foundKey]bool
	files   int // of all that was found
}

// foundKey tells what one servent answers to one query from what others do, wherever it
// passes.
type foundKey struct {
	kind    gnutella.Kind
	guid    gnutella.GUID
	servent gnutella.GUID
	host    dissect.Endpoint
	files   uint32
	name    string
}

func (p *passage) key() foundKey { return foundKey{p.Kind, p.GUID, p.Servent, p.Host, p.Files, p.Name} }

// answerPassage is a hit, or a pong, on its way over one connection.
type answerPassage struct {
	passage
	search  *search        // nil: nobody was seen asking
	query   *passage       // that came over the same connection the other way; nil: none did
	brought *answerPassage // how it came to who sends it on; nil: he answers himself, or it was not seen
}

// namedHost is a host of which descriptors tell.
type namedHost struct {
	first            passage
	host             dissect.Endpoint
	files, kilobytes uint32 // by the last pong
	pongs, hits      int
	hops             uint8 // the least that its descriptors had made
}

// joinOverlay joins descriptors, in order.
func joinOverlay(list []passage) *overlay {
	net := &overlay{}
	asked := map[bool]map[gnutella.GUID]*search{false: {}, true: {}} // queries, pings
	came := map[foundKey][]*answerPassage{}
	hosts := map[dissect.Endpoint]*namedHost{}
	for _, p := range list {
		pings := p.Kind == gnutella.Ping || p.Kind == gnutella.Pong
		s := asked[pings][p.GUID]
		switch p.Kind {
		case gnutella.Query, gnutella.Ping:
			if s == nil {
				s = &search{first: p, copies: map[link]passage{}, found: map[foundKey]bool{}}
				asked[pings][p.GUID] = s
				if pings {
					net.pings = append(net.pings, s)
				} else {
					net.queries = append(net.queries, s)
				}
			}
			if l := (link{p.conn, p.dir}); s.copies[l].Descriptor == nil {
				s.copies[l] = p
			}
		case gnutella.QueryHit, gnutella.Pong:
			a := &answerPassage{passage: p, search: s}
			key := p.key()
			a.brought = broughtTo(came[key], p.from())
			came[key] = append(came[key], a)
			if s != nil {
				s.take(a, key)
			}
			if !pings {
				net.hits = append(net.hits, a)
			}
			net.name(hosts, &p)
		}
	}
	return net
}

// broughtTo returns the last passage of an answer to a servent, who now sends it on.
func broughtTo(came []*answerPassage, to capture.Addr) *answerPassage {
	for _, a := range slices.Backward(came[max(0, len(came)-maxCame):]) {
		if a.to() == to {
			return a
		}
	}
	return nil
}

// maxCame is among how many passages of an answer the one is looked for that brought it.
const maxCame = 64

// take takes what answers.
func (s *search) take(a *answerPassage, key foundKey) {
	if q, ok := s.copies[link{a.conn, 1 - a.dir}]; ok {
		a.query = &q
	}
	s.answers = append(s.answers, a)
	if !s.found[key] {
		s.found[key] = true
		s.files += int(a.Files)
	}
}

// name notes what a pong or a hit says of a host.
func (net *overlay) name(hosts map[dissect.Endpoint]*namedHost, p *passage) {
	if p.Host.Addr.Kind == capture.AddrNone {
		return
	}
	h := hosts[p.Host]
	if h == nil {
		h = &namedHost{first: *p, host: p.Host, hops: p.Hops}
		hosts[p.Host] = h
		net.hosts = append(net.hosts, h)
	}
	h.hops = min(h.hops, p.Hops)
	if p.Kind == gnutella.QueryHit {
		h.hits++
		return
	}
	h.pongs++
	h.files, h.kilobytes = p.Files, p.Kilobytes
}

// firstAnswer returns what came back first over the connection that the search was first
// seen on, else anywhere; nil: nothing did.
func (s *search) firstAnswer() *answerPassage {
	for _, a := range s.answers {
		if a.conn == s.first.conn && a.dir != s.first.dir {
			return a
		}
	}
	if len(s.answers) > 0 {
		return s.answers[0]
	}
	return nil
}

// reach returns the servents that a search was seen to come to, in order.
func (s *search) reach() (list []string) {
	copies := make([]passage, 0, len(s.copies))
	for _, p := range s.copies {
		copies = append(copies, p)
	}
	slices.SortFunc(copies, byPassage)
	for _, p := range copies {
		if to := p.to().String(); !slices.Contains(list, to) && len(list) < maxPath {
			list = append(list, to)
		}
	}
	return list
}

// maxPath is how many servents of a path are named: descriptors make seven hops.
const maxPath = 16

// path names the servents that an answer came by, from who gave it.
func (a *answerPassage) path() string {
	list := []string{a.to().String(), a.from().String()}
	for b := a.brought; b != nil && len(list) < maxPath; b = b.brought {
		list = append(list, b.from().String())
	}
	slices.Reverse(list)
	return strings.Join(list, " → ")
}

// Words of the table.
var gnutellaReturns = [...]string{"as the query came", "not as the query came", "no query seen"}

// way says whether an answer went back over the connection that brought the query.
func (a *answerPassage) way() string {
	switch {
	case a.query != nil:
		return gnutellaReturns[0]
	case a.search != nil:
		return gnutellaReturns[1]
	}
	return gnutellaReturns[2]
}
