package http

import "netsniff/reassembly"

// readBody takes bytes of a body.
func (s *halfStream) readBody(b []byte) int {
	if s.unsure && s.wire == 0 && isStatusLine(b) {
		s.endBody(true)
		return 0
	}
	switch s.framing {
	case ByLength:
		n := int(min(s.left, int64(len(b))))
		s.pass(n)
		s.take(b[:n])
		if s.left -= int64(n); s.left == 0 {
			s.endBody(true)
		}
		return n
	case ByChunks:
		return s.readChunk(b)
	}
	s.pass(len(b))
	s.take(b)
	return len(b)
}

// isStatusLine reports whether b begins with the version and the code of a
// status line (RFC 9112 §4). Where the request of a response was lost and such
// a line is in the place of its body, the request was HEAD.
func isStatusLine(b []byte) bool {
	if len(b) < len("HTTP/1.1 200") || string(b[:7]) != "HTTP/1." || b[8] != ' ' {
		return false
	}
	for _, c := range [...]byte{b[7], b[9], b[10], b[11]} {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// readChunk takes bytes up to the next part of a chunked body.
func (s *halfStream) readChunk(b []byte) int {
	c := s.chunks
	data := c.state == chunkData
	n := c.step(b)
	s.pass(n)
	if data {
		s.take(b[:n])
	}
	c.sizes = c.sizes[:0]
	if c.state >= chunkDone {
		good := c.state == chunkDone
		s.endBody(good)
		if s.synced = good; !good {
			s.r.lose(s.dir)
		}
	}
	return n
}

// pass counts n bytes of the message.
func (s *halfStream) pass(n int) {
	s.wire += int64(n)
	if s.side != nil {
		s.side.Add(n, s.mark)
		s.hold(n)
	}
}

// take takes coded content.
func (s *halfStream) take(b []byte) {
	s.length += int64(len(b))
	switch {
	case !s.r.content && s.kind == "":
	case s.decoder == nil:
		s.give(b)
	default:
		s.decoder.write(b, s.give)
	}
}

func (s *halfStream) give(b []byte) {
	if len(b) > 0 {
		s.decoded += int64(len(b))
		s.r.sink.content(s, b)
	}
}

// undecoded: what follows of the body is handed out as it comes.
func (s *halfStream) undecoded() {
	if s.decoder != nil {
		s.decoder.end(s.give)
		s.damaged = s.decoder.broken
		s.decoder.close()
		s.decoder = nil
	}
}

func (s *halfStream) endBody(whole bool) {
	s.undecoded()
	if s.chunks != nil {
		s.r.drawer.chunks.put(s.chunks)
		s.chunks = nil
	}
	s.in = inHead
	s.r.sink.end(s, whole)
}

// finish ends the direction. finished is set if its sender said so.
func (s *halfStream) finish(finished bool) {
	s.dropHead()
	if s.in == inBody {
		s.endBody(finished && s.framing == UntilClose)
	}
}

// skip goes on behind n missing bytes, as the segment m shows. What was compressed cannot be read
// without them, and a body whose end they hide ends here.
func (s *halfStream) skip(n int64, m reassembly.Mark) {
	if s.in != inBody {
		s.synced = false
		s.r.sink.missing(s, n, 0, m)
		s.mark = m
		if s.in == inHead {
			s.r.lose(s.dir)
		}
		return
	}
	s.undecoded()
	inBody := n
	switch {
	case s.framing == ByLength:
		inBody = min(n, s.left)
	case s.framing == ByChunks && s.chunks.state != chunkData:
		inBody = 0
	case s.framing == ByChunks:
		inBody = min(n, s.chunks.left)
	}
	s.wire, s.length = s.wire+inBody, s.length+inBody
	if s.side != nil {
		s.side.Bytes += inBody
	}
	s.r.sink.missing(s, n, inBody, m)
	s.mark = m
	if inBody < n {
		s.endBody(false)
		s.synced = false
		s.r.lose(s.dir)
		return
	}
	s.jump(n)
}

// jump goes on behind n missing bytes of a body that is as long at least.
func (s *halfStream) jump(n int64) {
	switch s.framing {
	case ByLength:
		if s.left -= n; s.left == 0 {
			s.endBody(true)
		}
	case ByChunks:
		c := s.chunks
		c.decoded += n
		if c.left -= n; c.left == 0 {
			c.state, c.left = chunkDataEnd, 2
		}
	}
}
