package sctp

import (
	"cmp"
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
	number    uint32 // in its stream, unless it is unordered
	unordered bool
	wide      bool   // numbers have 32 bits, not 16: of I-DATA (RFC 8260 §2.1)
	bytes     []byte // borrowed, unless parts made it
}

// flags of DATA chunks (RFC 9260 §3.3.1).
const flagUnordered = 0x04

// ahead returns how far the number of m is ahead of another in its stream.
func (m *message) ahead(of uint32) int {
	if m.wide {
		return int(int32(m.number - of))
	}
	return int(int16(m.number - of))
}

// following returns the number of the message after m.
func (m *message) following() uint32 {
	if m.wide {
		return m.number + 1
	}
	return uint32(uint16(m.number + 1))
}

// part is a chunk whose message is not whole yet.
type part struct {
	of    uint64 // the message of parts that are numbered in it: of I-DATA; 0: tsn tells
	tsn   uint32 // or the number in the message
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

// part reads a chunk with data as a part of a message, with the message's bytes in it.
func (c chunk) part() (p part) {
	p = part{tsn: be.Uint32(c.b[4:]), flags: c.b[1]}
	p.head = message{stream: be.Uint16(c.b[8:]), number: uint32(be.Uint16(c.b[10:])),
		unordered: p.flags&flagUnordered != 0, bytes: c.b[c.dataHead():]}
	if c.kind() == IData {
		p.head.number, p.head.wide = be.Uint32(c.b[12:]), true
		p.of = interleaved | uint64(p.flags&flagUnordered)<<52 | uint64(p.head.stream)<<32 | uint64(p.head.number)
		if p.tsn = be.Uint32(c.b[16:]); p.flags&flagBegin != 0 { // there it says what is carried
			p.tsn = 0
		}
	}
	return p
}

// interleaved is set in what names messages whose parts may stand between those of others.
const interleaved = 1 << 63

// compare orders parts by their messages and numbers.
func (p part) compare(o part) int {
	if p.of != o.of {
		return cmp.Compare(p.of, o.of)
	}
	return int(int32(p.tsn - o.tsn))
}

// precedes reports whether o follows p in one message.
func (p part) precedes(o part) bool { return p.of == o.of && p.tsn+1 == o.tsn }

// add takes a chunk with data that was not seen before and is whole, and returns the
// message that it completes.
func (x *parts) add(c chunk, beyond *dissect.Losses) (m message, ok bool) {
	p := c.part()
	m = p.head
	if p.flags&(flagBegin|flagEnd) == flagBegin|flagEnd {
		return m, true
	}
	p.head.bytes, p.bytes = nil, slices.Clone(m.bytes)
	i, found := slices.BinarySearchFunc(x.list, p, part.compare)
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
		if from == 0 || !x.list[from-1].precedes(x.list[from]) || x.list[from-1].flags&flagEnd != 0 {
			return m, false
		}
		from--
	}
	for x.list[to].flags&flagEnd == 0 {
		if to+1 == len(x.list) || !x.list[to].precedes(x.list[to+1]) || x.list[to+1].flags&flagBegin != 0 {
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
// some of it, a part will never come. Of I-DATA nothing tells that.
func (x *parts) acknowledged(tsn uint32) {
	n := 0
	for n < len(x.list) && x.list[n].of == 0 && int32(tsn-x.list[n].tsn) >= 0 {
		n++
	}
	for n > 0 && n < len(x.list) && x.list[n-1].precedes(x.list[n]) && x.list[n-1].flags&flagEnd == 0 {
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
