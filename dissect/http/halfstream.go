package http

import (
	"bytes"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// halfStream is one direction of a reader.
type halfStream struct {
	r      *reader
	dir    dissect.Dir
	mark   reassembly.Mark
	waited capture.Stamp // how long what is read waited for bytes before it
	offset int64         // of the next byte in its direction, from where reading began
	heard  int64         // bytes of the other direction that the sender had received
	known  int64         // bytes of its own that the other side was known to have received

	in      place
	synced  bool      // where it stands a message begins, if any does
	head    []byte    // of the message that begins, as far as segments before brought it
	lines   cursor    // over those of the head
	tail    *headTail // of a head that is not kept whole
	passed  int       // bytes of that
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
	collected

	// For the sink: the exchange it belongs to, and which side of it.
	x    *open
	side *dissect.Side
}

// extended returns what a CONNECT that asked for another protocol (RFC 8441) has switched to
// by the response; nil if it did not. Only what tells HTTP/2 and HTTP/3 writes it so.
func (r *Request) extended(response *Response) switched {
	name := trim(r.Value(HeaderUpgrade))
	if len(name) == 0 || !bytes.HasPrefix(r.Version, []byte("HTTP/2")) && !bytes.HasPrefix(r.Version, []byte("HTTP/3")) {
		return switched{port: readTunnel(string(r.Target)).port}
	}
	return switched{protocol: bytes.Clone(name), terms: bytes.Clone(response.Value(HeaderSecWebSocketExtensions))}
}

// hold notes bytes of a response that waited for others before them.
func (s *halfStream) hold(n int) {
	if n > 0 && s.waited > 0 && !s.asks && s.x != nil {
		s.x.transaction.Held.Add(n, s.mark.At, s.waited)
	}
}

// place is where in a message a direction stands.
type place uint8

const (
	inHead   place = iota // or before it
	inBody                // after a head
	inTunnel              // behind an upgrade: no messages any more
)

// read takes bytes from the front of b and returns how many.
func (s *halfStream) read(b []byte) int {
	switch s.in {
	case inHead:
		return s.readHead(b)
	case inBody:
		return s.readBody(b)
	}
	s.r.sink.stray(s, b)
	return len(b)
}

// open begins the message with the given head; short says that only a part of
// it was kept.
func (s *halfStream) open(raw []byte, short bool) {
	skip := leading(raw)
	end, _, _ := line(raw, skip, true)
	kind, method := classify(raw[skip:end])
	s.wire, s.length, s.decoded, s.damaged, s.unsure = 0, 0, 0, false, false
	s.asks, s.synced = kind == startRequest, true
	var h *Head
	if s.asks {
		h = s.request(raw, skip, method, short)
	} else {
		h = s.response(raw, skip, short)
	}
	if h == nil {
		return
	}
	if h.Notes&NoteManyHeaders != 0 {
		s.r.drawer.heads++
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
	if s.r.content || s.collected.read {
		s.decoder = s.r.drawer.newDecoder(h.find(HeaderContentEncoding))
	}
}

func (s *halfStream) request(raw []byte, skip int, method Method, short bool) *Head {
	r := s.r.drawer.requests.take()
	r.parse(raw, skip, method)
	if short {
		r.extend(nil)
		raw = nil
	}
	r.frame(false, false)
	h := &r.Head
	server := &s.r.streams[s.dir.Reverse()]
	busy := s.heard <= server.offset && (s.r.pairing.waits() || server.in == inBody)
	known := s.r.pairing.ask(s.dir, asked{kind: method, after: s.heard}, busy)
	x := s.r.sink.request(s, r, raw, busy)
	if open := s.r.pairing.open; known {
		open[len(open)-1].x = x
	} else if s.r.drawer.asked++; x != nil {
		x.forgotten = true
		x.exchange.Notes |= dissect.NoteUnsure
	}
	return h
}

// response returns nil if there are no messages any more.
func (s *halfStream) response(raw []byte, skip int, short bool) *Head {
	r := s.r.drawer.responses.take()
	r.parse(raw, skip)
	if short {
		r.extend(nil)
		raw = nil
	}
	a, sure := s.r.answer(s.dir, r.Code)
	s.unsure = !sure
	r.Of = Answered{Kind: a.kind}
	r.frame(true, r.bodiless())
	h, tunnels := &r.Head, r.tunnels()
	var to switched
	switch {
	case r.Code == 101:
		to = switched{protocol: append([]byte{}, trim(r.Value(HeaderUpgrade))...),
			terms: bytes.Clone(r.Value(HeaderSecWebSocketExtensions))}
	case tunnels && a.x != nil:
		to = a.x.transaction.Request.extended(r)
	}
	s.r.sink.response(s, r, raw, a.x, sure)
	if !tunnels {
		return h
	}
	s.r.sink.end(s, true)
	s.r.tunnel()
	s.r.sink.tunnel(to)
	return nil
}
