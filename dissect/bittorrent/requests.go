package bittorrent

import (
	"slices"
	"strconv"

	"netsniff/dissect"
)

// requests are the blocks that one side asked for and has not got, in the order
// in which it asked. Most are answered in that order.
type requests struct {
	list  []*pending
	spare []*pending // for use again
}

// pending is a request that waits for its block.
type pending struct {
	x     dissect.Exchange
	block Block
}

// Bounds of the requests of one side that wait: programs hold at most some 2,000;
// and of those kept for use again.
const (
	maxAsked      = 4096
	maxSpareAsked = 256
)

func (r *requests) size() int { return len(r.list) }

// get returns a request to be filled in.
func (r *requests) get(peers *Peers, dir dissect.Dir, index, begin, length uint32) *pending {
	p := new(pending)
	if n := len(r.spare); n > 0 {
		p, r.spare = r.spare[n-1], r.spare[:n-1]
	}
	*p = pending{block: Block{Peers: peers, Dir: dir, Index: index, Begin: begin, Length: length}}
	p.x = dissect.Exchange{Method: "request", Subject: p.block.subject(), Detail: &p.block}
	return p
}

// free takes back a request that was told.
func (r *requests) free(p *pending) {
	if len(r.spare) < maxSpareAsked {
		r.spare = append(r.spare, p)
	}
}

// ask takes a request. It returns the oldest if there are too many.
func (r *requests) ask(peers *Peers, dir dissect.Dir, n *Notice, side dissect.Side) (lost *pending) {
	if len(r.list) >= maxAsked {
		lost = r.list[0]
		r.list = slices.Delete(r.list, 0, 1)
	}
	p := r.get(peers, dir, n.Index, n.Begin, n.Length)
	p.x.Request = side
	if len(r.list) > 0 {
		p.x.Notes |= dissect.NotePipelined
	}
	r.list = append(r.list, p)
	return lost
}

func (r *requests) find(index, begin, length uint32) int {
	return slices.IndexFunc(r.list, func(p *pending) bool {
		return p.block.Index == index && p.block.Begin == begin && p.block.Length == length
	})
}

// take returns the request that n is about, which waits no more, nil if there is
// none.
func (r *requests) take(n *Notice) *pending {
	i := r.find(n.Index, n.Begin, n.Length)
	if i < 0 {
		return nil
	}
	p := r.list[i]
	r.list = slices.Delete(r.list, i, i+1)
	return p
}

// open returns the request for the block that x begins, which waits no more. If
// there is none, it returns one that was not seen.
func (r *requests) open(peers *Peers, dir dissect.Dir, x *framer) *pending {
	m := Message{Head: x.head, Bytes: x.bytes}
	n := Notice{}
	n.Index, _ = m.Index()
	n.Begin, _ = m.Begin()
	n.Length, _ = m.BlockLength()
	if p := r.take(&n); p != nil {
		return p
	}
	p := r.get(peers, dir, n.Index, n.Begin, n.Length)
	p.block.Unasked = true
	p.x.Notes |= dissect.NoteUnsure
	return p
}

// cancel notes that a request is wanted no more.
func (r *requests) cancel(n *Notice) {
	if i := r.find(n.Index, n.Begin, n.Length); i >= 0 {
		r.list[i].block.Cancelled = true
	}
}

// all returns the requests, the oldest first, which wait no more. Valid until the next
// is taken.
func (r *requests) all() []*pending {
	list := r.list
	r.list = r.list[:0]
	return list
}

// doubt notes that answers were lost.
func (r *requests) doubt() {
	for _, p := range r.list {
		p.x.Notes |= dissect.NoteUnsure
	}
}

// each calls f for every request that waits.
func (r *requests) each(f func(*pending)) {
	for _, p := range r.list {
		f(p)
	}
}

// metadataSubject returns which piece of metadata it is.
func metadataSubject(piece int64) string {
	return string(strconv.AppendInt([]byte("piece "), piece, 10))
}
