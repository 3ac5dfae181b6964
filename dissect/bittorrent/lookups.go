package bittorrent

import (
	"encoding/hex"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bencode"
	"netsniff/reassembly"
)

// Lookup is the Detail of an exchange with the hash table: Method is what was
// asked ("get_peers"), Subject of what, Status "response" or the number of the
// error.
type Lookup struct {
	Dir         dissect.Dir // of the query
	Target      [nodeID]byte
	Targeted    bool // Target is an info hash (get_peers, announce_peer) or an id
	Port        uint16
	ImpliedPort bool // of announce_peer: the port that it came from counts
	Nodes       int  // that the response names
	Peers       int  // that have the torrent
	Token       bool // the response had one: announce_peer may follow
	ErrorText   string
}

// lookups are the queries of a conversation that wait.
type lookups struct{ open []*openLookup }

type openLookup struct {
	x           dissect.Exchange
	lookup      Lookup
	transaction string
}

// Bounds of the queries that wait. The identifier of a transaction has two bytes
// with all programs (BEP 5).
const (
	maxLookups     = 256
	maxTransaction = 32
	dhtPatience    = capture.Stamp(60e9)
)

// message takes a message of the hash table.
func (l *lookups) message(k dissect.Session, dir dissect.Dir, b []byte, m reassembly.Mark) {
	root, fault := bencode.Parse(b)
	id := root.Get("t").Text()
	if fault != bencode.Fine || len(id) > maxTransaction {
		return
	}
	for len(l.open) > 0 && (m.At-l.open[0].x.Request.Last.At > dhtPatience || len(l.open) >= maxLookups) {
		l.tell(k, 0)
	}
	var side dissect.Side
	side.Add(len(b), m)
	switch string(root.Get("y").Text()) {
	case "q":
		l.query(dir, root, string(id), side)
	case "r":
		l.answer(k, dir, root, id, side)
	case "e":
		l.answer(k, dir, root, id, side)
	}
}

func (l *lookups) find(dir dissect.Dir, id []byte) int {
	return slices.IndexFunc(l.open, func(o *openLookup) bool { return o.lookup.Dir == dir && o.transaction == string(id) })
}

func (l *lookups) query(dir dissect.Dir, root bencode.Value, id string, side dissect.Side) {
	method := string(root.Get("q").Text())
	if i := l.find(dir, []byte(id)); i >= 0 && l.open[i].x.Method == method {
		l.open[i].x.Notes |= dissect.NoteResent
		l.open[i].x.Request.Join(side)
		return
	}
	o := &openLookup{transaction: id, lookup: Lookup{Dir: dir}}
	a := root.Get("a")
	target := a.Get("info_hash").Text()
	if target == nil {
		target = a.Get("target").Text()
	}
	if len(target) == nodeID {
		copy(o.lookup.Target[:], target)
		o.lookup.Targeted = true
	}
	if n, _ := a.Get("port").Int(); n > 0 && n < 1<<16 {
		o.lookup.Port = uint16(n)
	}
	implied, _ := a.Get("implied_port").Int()
	o.lookup.ImpliedPort = implied != 0
	o.x = dissect.Exchange{Protocol: &DHT, Method: method, Request: side, Detail: &o.lookup}
	if o.lookup.Targeted {
		o.x.Subject = hex.EncodeToString(target)
	}
	l.open = append(l.open, o)
}

// answer takes a response or an error, of dir.
func (l *lookups) answer(k dissect.Session, dir dissect.Dir, root bencode.Value, id []byte, side dissect.Side) {
	i := l.find(dir.Reverse(), id)
	if i < 0 {
		o := &openLookup{lookup: Lookup{Dir: dir.Reverse()}}
		o.x = dissect.Exchange{Protocol: &DHT, Notes: dissect.NoteUnsure, Detail: &o.lookup}
		l.open = append(l.open, o)
		i = len(l.open) - 1
	}
	o := l.open[i]
	o.x.Reply, o.x.Status, o.x.Outcome = side, "response", dissect.Succeeded
	if e := root.Get("e"); e.Kind == bencode.List {
		o.failed(e)
	}
	r := root.Get("r")
	o.lookup.Nodes = len(r.Get("nodes").Text())/nodes.size() + len(r.Get("nodes6").Text())/nodes6.size()
	o.lookup.Token = r.Get("token").Kind == bencode.String
	found := &PeerList{Source: FromDHT, Known: o.lookup.Targeted, InfoHash: o.lookup.Target}
	for e := r.Get("values").Entries(); e.Next() && !found.Cut; {
		if n := len(e.Value.Text()); n == compact4 || n == compact6 {
			found.add(endpoint(e.Value.Text()))
		}
	}
	o.lookup.Peers = len(found.Added)
	if len(found.Added) > 0 {
		found.tell(k, dissect.Event{Protocol: &DHT, Dir: dir, Mark: side.Last})
	}
	l.tell(k, i)
}

// failed takes an error (BEP 5: 201 generic, 202 server, 203 protocol, 204 method
// unknown).
func (o *openLookup) failed(e bencode.Value) {
	o.x.Status, o.x.Outcome = "error", dissect.Refused
	for x := e.Entries(); x.Next(); {
		switch x.Value.Kind {
		case bencode.Integer:
			const maxDigits = 10
			o.x.Status = string(x.Value.Body[:min(len(x.Value.Body), maxDigits)])
			if o.x.Status == "201" || o.x.Status == "202" {
				o.x.Outcome = dissect.Failed
			}
		case bencode.String:
			o.lookup.ErrorText = string(x.Value.Body)
		}
	}
}

func (l *lookups) tell(k dissect.Session, i int) {
	o := l.open[i]
	l.open = slices.Delete(l.open, i, i+1)
	k.Tell(&o.x)
}

func (l *lookups) end(k dissect.Session) {
	for len(l.open) > 0 {
		l.tell(k, 0)
	}
}
