package sctp

import (
	"slices"

	"netsniff/dissect"
)

// byMessage are the ports of protocols whose messages stand each in one of SCTP, as in a
// datagram (https://www.iana.org/assignments/service-names-port-numbers; RFC 4168 of SIP).
// What others say is a stream of bytes.
var byMessage = [...]uint16{53, 5060, 5061}

// carrying is what a protocol within an association is told: an inner stream as rows or
// as dialogues see it.
type carrying[T any] struct {
	conn *dissect.Conn
	open func(dissect.Inner) T
	// give gives what is open the next bytes of d; bytes of nil stand for some that are
	// missing.
	give func(to T, d dissect.Dir, b []byte)

	streams []*stream[T] // by number
	begun   [2]bool      // the beginning of the association was seen: streams begin with number 0
}

// stream is one stream of the association, both directions, as far as numbers pair them.
type stream[T any] struct {
	number uint16
	to     T
	known  [2]bool
	next   [2]uint32
	wait   [2][]message // by number, with bytes of their own
	size   [2]int
}

// maxStreams bounds how many streams of an association are read.
const maxStreams = 1 << 8

// take takes a message and gives on what is complete by now.
func (x *carrying[T]) take(d dissect.Dir, m message, lost *dissect.Losses) {
	s := x.stream(m.stream, lost)
	switch {
	case s == nil:
	case x.datagrams() || m.unordered || s.known[d] && !x.begun[d] && m.ahead(s.next[d]) < 0:
		x.give(s.to, d, m.bytes)
	case !s.known[d] || m.number == s.next[d]:
		s.known[d], s.next[d] = true, m.following()
		x.give(s.to, d, m.bytes)
		x.pass(s, d)
	case m.ahead(s.next[d]) > 0:
		m.bytes = slices.Clone(m.bytes)
		i, _ := slices.BinarySearchFunc(s.wait[d], m.number, func(a message, n uint32) int { return a.ahead(n) })
		s.wait[d] = slices.Insert(s.wait[d], i, m)
		if s.size[d] += len(m.bytes); s.size[d] > maxBytes || len(s.wait[d]) > maxParts {
			lost.Beyond[dissect.Associations]++
			x.skip(s, d)
		}
	}
}

// begin notes that an association begins: the numbers of its streams do, too.
func (x *carrying[T]) begin(d dissect.Dir) {
	x.begun[d] = true
	for _, s := range x.streams {
		s.known[d], s.next[d], s.wait[d], s.size[d] = true, 0, nil, 0
	}
}

// acknowledged takes it that the other side has all that d has sent and was seen: what is
// missing before it will never come.
func (x *carrying[T]) acknowledged(d dissect.Dir) {
	for _, s := range x.streams {
		for len(s.wait[d]) > 0 {
			x.skip(s, d)
		}
	}
}

// skip goes on behind what is missing.
func (x *carrying[T]) skip(s *stream[T], d dissect.Dir) {
	x.give(s.to, d, nil)
	s.next[d] = s.wait[d][0].number
	x.pass(s, d)
}

// pass gives on what waited for the message before it.
func (x *carrying[T]) pass(s *stream[T], d dissect.Dir) {
	for len(s.wait[d]) > 0 && s.wait[d][0].number == s.next[d] {
		m := s.wait[d][0]
		s.wait[d], s.next[d] = s.wait[d][1:], m.following()
		s.size[d] -= len(m.bytes)
		x.give(s.to, d, m.bytes)
	}
}

// stream returns that with a number, nil if there are too many.
func (x *carrying[T]) stream(n uint16, lost *dissect.Losses) *stream[T] {
	i, found := slices.BinarySearchFunc(x.streams, n,
		func(s *stream[T], n uint16) int { return int(s.number) - int(n) })
	if found {
		return x.streams[i]
	}
	if len(x.streams) == maxStreams {
		lost.Beyond[dissect.Associations]++
		return nil
	}
	s := &stream[T]{number: n, known: x.begun}
	s.to = x.open(dissect.Inner{
		Number: uint32(n) + 1, Name: "SCTP", Port: x.conn.Server.Port, Datagrams: x.datagrams(), Far: x.conn.Server,
	})
	x.streams = slices.Insert(x.streams, i, s)
	return s
}

func (x *carrying[T]) datagrams() bool { return slices.Contains(byMessage[:], x.conn.Server.Port) }

// held returns how many bytes wait.
func (x *carrying[T]) held() (n int64) {
	for _, s := range x.streams {
		n += int64(s.size[0] + s.size[1])
	}
	return n
}
