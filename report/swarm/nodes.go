package swarm

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
)

// node is a peer of a torrent as an end of a link has it: where it listens; if
// nobody says where, who says to have an id, or an endpoint. Programs have other ids
// and ports in each connection, but listen on one port.
type node struct {
	id   [bittorrent.PeerIDSize]byte
	addr capture.Addr
	port uint16
}

// endpoint returns where it listens, or what it has otherwise.
func (n node) endpoint(otherwise dissect.Endpoint) dissect.Endpoint {
	if n.port == 0 {
		return otherwise
	}
	return dissect.Endpoint{Addr: n.addr, Port: n.port}
}

func at(e dissect.Endpoint) node { return node{addr: e.Addr, port: e.Port} }

// nodes tells the peers of a torrent apart.
type nodes struct {
	sameHost bool // some links are between two of a host
	listens  map[[bittorrent.PeerIDSize]byte]node
	alone    map[capture.Addr]node // the only one of a host that listens; zero: there are several
}

func newNodes(links []*link) *nodes {
	x := &nodes{listens: map[[bittorrent.PeerIDSize]byte]node{}, alone: map[capture.Addr]node{}}
	for _, l := range links {
		x.sameHost = x.sameHost || l.conn.Client.Addr == l.conn.Server.Addr
		for _, d := range directions {
			e, ok := l.listening(d)
			if !ok {
				continue
			}
			if l.peers != nil && l.peers.Met[d] {
				x.listens[l.peers.ID[d]] = at(e)
			}
			if one, seen := x.alone[e.Addr]; seen && one != at(e) {
				x.alone[e.Addr] = node{}
			} else {
				x.alone[e.Addr] = at(e)
			}
		}
	}
	return x
}

// listening returns where the one listens who speaks in a direction of a link, and
// false if that is not known.
func (l *link) listening(d dissect.Dir) (e dissect.Endpoint, ok bool) {
	e = l.end(d)
	switch port := l.sides[d].port; {
	case port != 0:
		e.Port = port
		return e, true
	case l.utp() || l.came && l.by != d:
		return e, true
	}
	return e, !l.came && d == dissect.ToClient
}

// silent reports whether the one who speaks in a direction said no more than who
// he is.
func (l *link) silent(d dissect.Dir) bool {
	s := &l.sides[d]
	return s.started == untold && s.client == "" && s.given.blocks == 0 && s.requests == 0
}

// seat returns the node that may be one from which the capture was taken.
func (x *nodes) seat(l *link, d dissect.Dir) node {
	if x.sameHost {
		return x.peer(l, d)
	}
	return node{addr: l.end(d).Addr}
}

// peer returns the node that speaks in a direction of a link. One that is gone
// before it says anything is taken for the only other one of its host.
func (x *nodes) peer(l *link, d dissect.Dir) node {
	e, ok := l.listening(d)
	if ok {
		return at(e)
	}
	met := l.peers != nil && l.peers.Met[d]
	if met {
		if n, ok := x.listens[l.peers.ID[d]]; ok {
			return n
		}
	}
	switch n := x.alone[e.Addr]; {
	case n.port != 0 && l.silent(d):
		return n
	case met:
		return node{id: l.peers.ID[d]}
	}
	return at(e)
}
