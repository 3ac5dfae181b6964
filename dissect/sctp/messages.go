package sctp

import (
	"slices"

	"netsniff/dissect"
)

// Bounds of what waits in one direction of an association: parts of messages, whole
// messages of a stream that come before others, and the bytes of all.
const (
	maxParts = 1 << 10
	maxBytes = 1 << 20
)

// message is what one side says at once (RFC 9260 §6.9).
type message struct {
	stream    uint16
	number    uint16 // in its stream, unless it is unordered
	unordered bool
	bytes     []byte // borrowed, unless parts made it
}

// flags of DATA chunks (RFC 9260 §3.3.1).
const flagUnordered = 0x04

// part is a DATA chunk whose message is not whole yet.
type part struct {
	tsn   uint32
	flags byte
	head  message // without bytes
	bytes []byte
}

// parts puts the messages of one direction together, by the numbers of their parts. Its
// zero value is ready.
type parts struct {
	list []part // by number
	size int
}

// add takes a DATA chunk that was not seen before and is whole, and returns the message
// that it completes.
func (x *parts) add(c chunk, beyond *dissect.Losses) (m message, ok bool) {
	flags := c.b[1]
	m = message{stream: be.Uint16(c.b[8:]), number: be.Uint16(c.b[10:]), unordered: flags&flagUnordered != 0,
		bytes: c.b[dataLen:]}
	if flags&(flagBegin|flagEnd) == flagBegin|flagEnd {
		return m, true
	}
	p := part{tsn: be.Uint32(c.b[4:]), flags: flags, head: m, bytes: slices.Clone(m.bytes)}
	p.head.bytes = nil
	i, found := slices.BinarySearchFunc(x.list, p.tsn, func(a part, tsn uint32) int { return int(int32(a.tsn - tsn)) })
	if found {
		return m, false
	}
	x.list = slices.Insert(x.list, i, p)
	x.size += len(p.bytes)
	if m, ok = x.join(i); !ok && (len(x.list) > maxParts || x.size > maxBytes) {
		beyond.Beyond[dissect.Associations]++
		x.drop(0, 1)
	}
	return m, ok
}

// join returns the message that the i-th part belongs to, if all of it is there.
func (x *parts) join(i int) (m message, ok bool) {
	from, to := i, i
	for x.list[from].flags&flagBegin == 0 {
		if from == 0 || x.list[from-1].tsn+1 != x.list[from].tsn || x.list[from-1].flags&flagEnd != 0 {
			return m, false
		}
		from--
	}
	for x.list[to].flags&flagEnd == 0 {
		if to+1 == len(x.list) || x.list[to+1].tsn != x.list[to].tsn+1 || x.list[to+1].flags&flagBegin != 0 {
			return m, false
		}
		to++
	}
	m = x.list[from].head
	for _, p := range x.list[from : to+1] {
		m.bytes = append(m.bytes, p.bytes...)
	}
	x.drop(from, to+1)
	return m, true
}

// acknowledged takes it that the other side has all up to a number: of messages that lack
// some of it, a part will never come.
func (x *parts) acknowledged(tsn uint32) {
	n := 0
	for n < len(x.list) && int32(tsn-x.list[n].tsn) >= 0 {
		n++
	}
	for n > 0 && n < len(x.list) && x.list[n].tsn == x.list[n-1].tsn+1 && x.list[n-1].flags&flagEnd == 0 {
		n-- // the message goes on
	}
	x.drop(0, n)
}

func (x *parts) drop(from, to int) {
	for _, p := range x.list[from:to] {
		x.size -= len(p.bytes)
	}
	x.list = slices.Delete(x.list, from, to)
}
