package http

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// speaker is one direction of a reader.
type speaker struct {
	r      *reader
	dir    dissect.Dir
	mark   reassembly.Mark
	offset int64 // of the next byte in its direction, from where reading began
	heard  int64 // bytes of the other direction that the sender had received
	known  int64 // bytes of its own that the other side was known to have received

	in      place
	synced  bool   // where it stands a message begins, if any does
	head    []byte // of the message that begins, as far as segments before brought it
	scanned int    // bytes of head up to the line that is not complete
	opening dissect.Side

	// The message that is being read.
	asks    bool // it is a request
	framing Framing
	left    int64 // bytes left of a body with a length
	chunks  *chunks
	decoder *decoder
	wire    int64 // bytes of the body so far
	length  int64 // without transfer coding
	decoded int64 // without content coding
	damaged bool  // which was broken
	unsure  bool  // the request is not known: it may have been HEAD

	// For the sink: the exchange it belongs to, and which side of it.
	x    *open
	side *dissect.Side
}

// place is where in a message a direction stands.
type place uint8

const (
	inHead   place = iota // or before it
	inBody                // after a head
	inTunnel              // behind an upgrade: no messages any more
)

// read takes bytes from the front of b and returns how many.
func (s *speaker) read(b []byte) int {
	switch s.in {
	case inHead:
		return s.readHead(b)
	case inBody:
		return s.readBody(b)
	}
	s.r.sink.stray(s, b)
	return len(b)
}

// readHead collects the head of a message. Bytes that cannot begin one are
// stray up to the end of their segment: the next may begin one.
func (s *speaker) readHead(b []byte) int {
	before, h := len(s.head), b
	if before > 0 {
		s.head = append(s.head, b...)
		h = s.head
	}
	n, found := s.scan(h)
	switch {
	case found == nothing, found == some && len(h) > maxHead:
		s.drop(h)
		return len(b)
	case found == some:
		if before == 0 {
			s.head = append(s.r.drawer.buffer(), b...)
		}
		if len(s.head) > len("\r\n") { // an empty line may come long before the message
			s.opening.Add(len(b), s.mark)
		}
		return len(b)
	}
	s.opening.Add(n-before, s.mark)
	buffer := s.head
	s.head = nil
	s.open(h[:n])
	s.head = buffer
	s.forget()
	return n - before
}

// found is what was found at the front of bytes.
type found uint8

const (
	nothing found = iota // no head begins
	some                 // a head begins, or may
	whole                // a head
)

// scan looks for a head at the front of h and returns its length.
func (s *speaker) scan(h []byte) (int, found) {
	if s.scanned == 0 {
		skip := leading(h)
		end, next, ok := line(h, skip, false)
		if !ok {
			may := mayStartKnown
			if s.synced {
				may = mayStart
			}
			if len(h) >= maxStart || !may(h[skip:]) && string(h) != "\r" {
				return 0, nothing
			}
			return 0, some
		}
		if kind, _ := classify(h[skip:end]); kind == startNone {
			return 0, nothing
		}
		s.scanned = next
	}
	for s.scanned < len(h) {
		end, next, ok := line(h, s.scanned, false)
		if !ok {
			break
		}
		empty := end == s.scanned
		if s.scanned = next; empty {
			return next, whole
		}
	}
	return 0, some
}

// leading returns the length of the empty line that may stand before a
// message (RFC 9112 §2.2).
func leading(b []byte) int {
	if bytes.HasPrefix(b, []byte("\r\n")) {
		return 2
	}
	return 0
}

// drop hands out b, which is no head.
func (s *speaker) drop(b []byte) {
	s.synced = false
	s.r.sink.stray(s, b)
	s.forget()
	if s.in == inHead {
		s.r.lose(s.dir)
	}
}

// dropHead hands out the part of a head that will not be completed.
func (s *speaker) dropHead() {
	if len(s.head) > 0 {
		s.drop(s.head)
	}
}

// forget forgets the head that was being read.
func (s *speaker) forget() {
	if s.head != nil {
		s.r.drawer.keep(s.head)
	}
	s.head, s.scanned, s.opening = nil, 0, dissect.Side{}
}

// open begins the message with the given head.
func (s *speaker) open(raw []byte) {
	skip := leading(raw)
	end, _, _ := line(raw, skip, true)
	kind, method := classify(raw[skip:end])
	s.wire, s.length, s.decoded, s.damaged, s.unsure = 0, 0, 0, false, false
	s.asks, s.synced = kind == startRequest, true
	var h *Head
	if s.asks {
		h = s.request(raw, skip, method)
	} else {
		h = s.response(raw, skip)
	}
	if h == nil {
		return
	}
	s.framing, s.left = h.Framing, h.Length
	if h.Framing == NoBody || h.Framing == ByLength && h.Length == 0 {
		s.r.sink.end(s, true)
		return
	}
	s.in = inBody
	if h.Framing == ByChunks {
		s.chunks = s.r.drawer.chunks.take()
	}
	if s.r.content {
		s.decoder = s.r.drawer.newDecoder(h.find(HeaderContentEncoding))
	}
}

func (s *speaker) request(raw []byte, skip int, method Method) *Head {
	r := s.r.drawer.requests.take()
	r.parse(raw, skip, method)
	r.frame(false, false)
	h := &r.Head
	server := &s.r.speakers[s.dir.Reverse()]
	busy := s.heard <= server.offset && (s.r.pairing.waits() || server.in == inBody)
	known := s.r.pairing.ask(s.dir, asked{kind: method, after: s.heard}, busy)
	x := s.r.sink.request(s, r, raw, busy)
	if open := s.r.pairing.open; known {
		open[len(open)-1].x = x
	} else if x != nil {
		x.forgotten = true
	}
	return h
}

// response returns nil if there are no messages any more.
func (s *speaker) response(raw []byte, skip int) *Head {
	r := s.r.drawer.responses.take()
	r.parse(raw, skip)
	a, sure := s.r.answer(s.dir, r.Code)
	s.unsure = !sure
	r.Of = Answered{Kind: a.kind}
	r.frame(true, r.bodiless())
	h, code, tunnels := &r.Head, r.Code, r.tunnels()
	s.r.sink.response(s, r, raw, a.x, sure)
	if !tunnels {
		return h
	}
	s.r.sink.end(s, true)
	s.r.tunnel()
	s.r.sink.tunnel(code)
	return nil
}
