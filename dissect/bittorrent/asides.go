package bittorrent

import (
	"encoding/hex"
	"slices"
	"strconv"

	"netsniff/dissect"
)

// asides are requests of one side that wait, beside those for blocks and metadata:
// for hashes of version 2 (BEP 52), and for a meeting (BEP 55).
type asides struct{ list []*aside }

type aside struct {
	x   dissect.Exchange
	key string // what its answer repeats
}

// ask takes a request. The oldest is told if there are too many.
func (a *asides) ask(k dissect.Session, key string, x dissect.Exchange) {
	if len(a.list) >= maxWanted {
		k.Tell(&a.list[0].x)
		a.list = slices.Delete(a.list, 0, 1)
	}
	a.list = append(a.list, &aside{x, key})
}

// answer pairs an answer with its request.
func (a *asides) answer(k dissect.Session, key, status string, o dissect.Outcome, reply dissect.Side) {
	i := slices.IndexFunc(a.list, func(x *aside) bool { return x.key == key })
	if i < 0 {
		return
	}
	x := a.list[i]
	a.list = slices.Delete(a.list, i, i+1)
	x.x.Reply, x.x.Status, x.x.Outcome = reply, status, o
	k.Tell(&x.x)
}

// end tells those that nobody answered.
func (a *asides) end(k dissect.Session) {
	for _, x := range a.list {
		k.Tell(&x.x)
	}
	a.list = nil
}

// hashes takes a message about hashes of version 2.
func (d *dialogue) hashes(dir dissect.Dir, t Type, b []byte, whole bool, side dissect.Side) {
	list, ok := readHashes(b)
	if !ok {
		return
	}
	list.Peers = d.peers
	key := string(b[:hashRequest])
	switch t {
	case HashRequest:
		about := list
		about.Hashes = nil
		d.asides[dir].ask(d.talk, key,
			dissect.Exchange{Method: "hash request", Subject: list.subject(), Request: side, Detail: &about})
	case HashReject:
		d.asides[dir.Reverse()].answer(d.talk, key, "hash reject", dissect.Refused, side)
	case Hashes:
		d.asides[dir.Reverse()].answer(d.talk, key, "hashes", dissect.Succeeded, side)
		if whole {
			d.tell(dir, side.Last, &list)
		}
	}
}

// subject says which hashes: "0 to 511 of layer 2 of 5e1c…".
func (x *HashList) subject() string {
	b := strconv.AppendUint(nil, uint64(x.Index), 10)
	if x.Length > 1 {
		b = strconv.AppendUint(append(b, " to "...), uint64(x.Index)+uint64(x.Length)-1, 10)
	}
	b = strconv.AppendUint(append(b, " of layer "...), uint64(x.Base), 10)
	return string(append(hex.AppendEncode(append(b, " of "...), x.Root[:4]), "…"...))
}
