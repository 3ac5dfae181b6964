package http2

import (
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/allowance"
	"netsniff/dissect/http/coding"
)

// Bounds of bodies: of streams that are known, of the bytes of one body, of those that all
// connections of a worker keep, and of the DATA frames of one that are listed.
const (
	maxStreams   = 1024
	maxBody      = dissect.MaxContent
	maxHeld      = 16 << 20
	maxFragments = 1 << 10
)

// stream is what rows know of a stream.
type stream struct {
	bodies [2]body
	begun  [2]bool // a head was seen
	of     dissect.Bodies
	method string
	asks   string              // what the extended CONNECT that opened it asks to switch to (RFC 8441)
	asked  capture.Stamp       // when the request had been sent, as far as it was seen
	known  bool                // it was
	inner  dissect.InnerStream // in which the bodies are read as they come: messages of gRPC, a WebSocket
}

// body is what a stream carries in a direction.
type body struct {
	coding    string // content coding
	size      int64
	fragments []fragment // only if somebody wants what frames carry
	bytes     []byte     // only if somebody reads them
	torn      bool       // not all of it is there
}

// fragment is a DATA frame of a body: the frame of the capture that completed it, and how
// many bytes it has.
type fragment struct {
	frame uint32
	size  int
}

// content is what a frame completes. Borrowed until the frame has been reported.
type content struct {
	body
	media   string
	dir     dissect.Dir
	decoded []byte
	done    bool // decoded is what the bytes stand for, or nobody can tell
	ok      bool
}

// decode returns the body without its coding; nil if it is not all there.
func (c *content) decode() (b []byte, ok bool) {
	if !c.done {
		c.done = true
		if !c.torn && int64(len(c.bytes)) == c.size {
			c.decoded, c.ok = coding.Parse([]byte(c.coding), c.coding != "").Undo(c.bytes, maxBody)
		}
	}
	return c.decoded, c.ok
}

// head takes the header fields that begin what one side says on a stream.
func (s *stream) head(c *dissect.Conn, dir dissect.Dir, fields []Field) {
	b := &s.bodies[dir]
	s.begun[dir] = true
	b.coding, s.of.Media[dir], s.of.Coding[dir] = find(fields, "content-encoding"), mediaType(fields),
		find(fields, "grpc-encoding")
	if dir == dissect.ToServer {
		s.of.URI, s.method, s.asks = find(fields, ":path"), find(fields, ":method"), find(fields, ":protocol")
		if strings.HasPrefix(s.of.Media[dir], grpcType) {
			s.open(c, grpcType)
		}
		return
	}
	if code := find(fields, ":status"); s.method == "CONNECT" && s.asks != "" && strings.HasPrefix(code, "2") {
		s.open(c, s.asks)
		s.inner.Conn().More().Terms = find(fields, "sec-websocket-extensions")
	} else if s.inner == nil && strings.HasPrefix(s.of.Media[dir], grpcType) {
		s.open(c, grpcType)
	}
}

// clock notes when the request had been sent, and has the frame m that ends the response know
// how long ago that was. h is the frame that says whether more comes.
func (s *stream) clock(f *dissect.Frame, m *Message, dir dissect.Dir, h Head) {
	switch {
	case dir == dissect.ToServer && !s.begun[dissect.ToClient]:
		s.asked, s.known = f.At, true
	case dir == dissect.ToClient && h.ends() && s.known:
		m.Took, m.Answers = f.At-s.asked, true
	}
}

// grpcType begins the media types of calls of gRPC.
const grpcType = "application/grpc"

// open has the bodies read as they come, by the protocol with a name.
func (s *stream) open(c *dissect.Conn, name string) {
	s.inner = c.Open(dissect.Inner{Name: "HTTP2", ALPN: name})
	s.inner.Conn().More().Bodies = &s.of
}

// close takes it that one side has said all on the stream; the server says the last word.
func (s *stream) close(f *dissect.Frame, dir dissect.Dir) {
	if s.inner == nil {
		return
	}
	if s.inner.Close(f, dir); dir == dissect.ToClient {
		s.inner.Close(f, dissect.ToServer)
	}
}

// keeps reports whether the bytes of a DATA frame are needed, though nobody wants them for
// their own sake.
func (s *stream) keeps(c *dissect.Conn, dir dissect.Dir) bool {
	return s.inner != nil || s.of.Media[dir] != "" && c.ReadsContent([]byte(s.of.Media[dir]), nil)
}

// add takes the payload of a DATA frame of which h is the head, as far as it was kept.
func (b *body) add(f *dissect.Frame, h Head, payload []byte, keep, wanted bool) {
	whole := len(payload) == h.Length
	data, _ := h.unpadded(payload)
	n := h.Length - h.padding(payload)
	if b.size += int64(n); wanted && n > 0 && len(b.fragments) < maxFragments {
		b.fragments = append(b.fragments, fragment{f.Frame, n})
	}
	if b.torn = b.torn || !whole || !keep || len(b.bytes)+len(data) > maxBody; !b.torn {
		b.bytes = append(b.bytes, data...)
	} else {
		b.bytes = nil
	}
}

// held returns how many bytes are kept for what follows.
func (b *body) held() int64 { return int64(cap(b.bytes) + 16*cap(b.fragments)) }

// charge says how much the bodies of a connection keep.
func (d *dissector) charge(n int64) {
	if d.held += n; n != 0 {
		d.allowance.Set(&d.account, d, d.held)
	}
}

// GiveUp implements allowance.Owner: what has come of bodies is forgotten.
func (d *dissector) GiveUp() {
	for _, s := range d.streams {
		for i := range s.bodies {
			s.bodies[i].bytes, s.bodies[i].fragments, s.bodies[i].torn = nil, nil, true
		}
	}
	d.held = 0
}

var _ allowance.Owner = (*dissector)(nil)
