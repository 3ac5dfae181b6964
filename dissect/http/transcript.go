package http

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// Transcript reads both directions of a connection in sequence order and
// hands out what the peers said to each other: the head of each message as it
// was sent, then its content with transfer and content codings taken off.
// Unlike a dissector it makes nothing of the messages, and it keeps no more
// of them than a piece.
//
// Bytes that belong to no message, and those of codings that nobody here can
// read, are handed out as they are.
type Transcript struct {
	hand     func(Piece)
	speakers [2]speaker
	asked    []Method // requests without a final response, oldest first
}

// Piece is what a Transcript hands out.
type Piece struct {
	Dir     dissect.Dir
	Mark    reassembly.Mark // of the segment that completed it
	Bytes   []byte          // borrowed until return
	Missing uint32          // this many bytes were not captured; Bytes is nil
}

// maxPiece bounds the content that is collected before it is handed out.
const maxPiece = 1 << 20

// NewTranscript returns a Transcript that gives its pieces to hand.
func NewTranscript(hand func(Piece)) *Transcript {
	t := &Transcript{hand: hand}
	for i := range t.speakers {
		t.speakers[i] = speaker{t: t, dir: dissect.Dir(i)}
	}
	return t
}

// Data takes the next bytes of a direction, those of one segment. They are
// borrowed until return.
func (t *Transcript) Data(d dissect.Dir, b []byte, m reassembly.Mark) {
	s := &t.speakers[d]
	s.mark = m
	for len(b) > 0 {
		b = b[s.read(b):]
	}
}

// Gap tells that the next n bytes of a direction are missing.
func (t *Transcript) Gap(d dissect.Dir, n uint32, m reassembly.Mark) {
	s := &t.speakers[d]
	s.flush()
	s.mark = m
	t.hand(Piece{Dir: d, Mark: m, Missing: n})
	s.skip(int64(n))
}

// End hands out what is still there when the connection has ended.
func (t *Transcript) End() {
	for i := range t.speakers {
		t.speakers[i].flush()
		t.speakers[i].decoder.close()
	}
}

// speaker is one direction of a Transcript.
type speaker struct {
	t    *Transcript
	dir  dissect.Dir
	mark reassembly.Mark

	in      place
	head    []byte // of the message that begins
	scanned int    // bytes of head up to the line that is not complete

	framing Framing
	left    int64 // bytes left of a body with a length
	chunks  chunks
	decoder *decoder
	content []byte // not handed out yet
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
	s.give(b)
	return len(b)
}

func (s *speaker) give(b []byte) {
	if len(b) > 0 {
		s.t.hand(Piece{Dir: s.dir, Mark: s.mark, Bytes: b})
	}
}

// readHead collects the head of a message. Bytes that cannot begin one are
// handed out up to the end of their segment: the next may begin one.
func (s *speaker) readHead(b []byte) int {
	before := len(s.head)
	s.head = append(s.head, b...)
	skip := 0
	if bytes.HasPrefix(s.head, []byte("\r\n")) {
		skip = 2
	}
	if s.scanned == 0 {
		end, next, ok := line(s.head, skip, false)
		if !ok {
			if len(s.head) >= maxStart || !mayStart(s.head[skip:]) && string(s.head) != "\r" {
				s.giveHead(len(s.head))
			}
			return len(b)
		}
		if kind, _ := classify(s.head[skip:end]); kind == startNone {
			s.giveHead(len(s.head))
			return len(b)
		}
		s.scanned = next
	}
	for s.scanned < len(s.head) {
		end, next, ok := line(s.head, s.scanned, false)
		if !ok {
			break
		}
		empty := end == s.scanned
		s.scanned = next
		if empty {
			s.open(s.head[:next], skip)
			s.giveHead(next)
			return next - before
		}
	}
	if len(s.head) > maxHead {
		s.giveHead(len(s.head))
	}
	return len(b)
}

// giveHead hands out the first n bytes of the head that is being read and
// forgets it.
func (s *speaker) giveHead(n int) {
	s.give(s.head[:n])
	s.head, s.scanned = s.head[:0], 0
}

// open finds out how the body of the message with the given head ends.
func (s *speaker) open(raw []byte, skip int) {
	end, _, _ := line(raw, skip, true)
	kind, method := classify(raw[skip:end])
	var h *Head
	if kind == startRequest {
		var r Request
		r.parse(raw, skip, method)
		h = &r.Head
		h.frame(false, false)
		s.t.ask(method)
	} else {
		var r Response
		r.parse(raw, skip)
		r.Of.Kind = s.t.answered(r.Code)
		h = &r.Head
		h.frame(true, r.bodiless())
		if r.Code == 101 || r.Of.Kind == MethodConnect && r.Code/100 == 2 {
			s.t.tunnel()
			return
		}
	}
	s.framing, s.left = h.Framing, h.Length
	switch {
	case h.Framing == NoBody, h.Framing == ByLength && h.Length == 0:
		return
	case h.Framing == ByChunks:
		s.chunks.restart(s.chunks.sizes[:0])
	}
	s.in = inBody
	s.decoder = newDecoder(h.find(HeaderContentEncoding))
}

// readBody takes bytes of a body.
func (s *speaker) readBody(b []byte) int {
	switch s.framing {
	case ByLength:
		n := int(min(s.left, int64(len(b))))
		s.take(b[:n])
		if s.left -= int64(n); s.left == 0 {
			s.endBody()
		}
		return n
	case ByChunks:
		data := s.chunks.state == chunkData
		n := s.chunks.step(b)
		if data {
			s.take(b[:n])
		}
		s.chunks.sizes = s.chunks.sizes[:0]
		if s.chunks.state >= chunkDone {
			s.endBody()
		}
		return n
	}
	s.take(b)
	return len(b)
}

// take adds coded content.
func (s *speaker) take(b []byte) {
	if s.decoder == nil {
		s.collect(b)
		return
	}
	s.decoder.write(b, s.collect)
}

func (s *speaker) collect(b []byte) {
	s.content = append(s.content, b...)
	if len(s.content) >= maxPiece {
		s.giveContent()
	}
}

func (s *speaker) giveContent() {
	s.give(s.content)
	if s.content = s.content[:0]; cap(s.content) > 2*maxPiece {
		s.content = nil
	}
}

func (s *speaker) endBody() {
	s.flushContent()
	s.decoder.close()
	s.in, s.decoder = inHead, nil
}

// flush hands out what has been read so far.
func (s *speaker) flush() {
	s.giveHead(len(s.head))
	s.flushContent()
}

func (s *speaker) flushContent() {
	if s.decoder != nil {
		s.decoder.end(s.collect)
	}
	s.giveContent()
}

// skip goes on behind n missing bytes. Content that was compressed cannot be
// read without them; a body whose end they hide ends here.
func (s *speaker) skip(n int64) {
	s.t.forget()
	if s.in != inBody {
		return
	}
	s.decoder.close()
	s.decoder = nil
	switch s.framing {
	case ByLength:
		s.left -= n
	case ByChunks:
		if s.chunks.state != chunkData {
			s.left = 0
			break
		}
		s.chunks.left -= n
		if s.left = s.chunks.left; s.left == 0 {
			s.chunks.state, s.chunks.left, s.left = chunkDataEnd, 2, 1
		}
	default:
		return
	}
	if s.left <= 0 {
		s.endBody()
	}
}

// ask remembers a request until it is answered.
func (t *Transcript) ask(m Method) {
	if len(t.asked) >= maxOpen {
		t.asked = append(t.asked[:0], t.asked[1:]...)
	}
	t.asked = append(t.asked, m)
}

// answered returns the method that a response with the given code answers.
func (t *Transcript) answered(code uint16) Method {
	if len(t.asked) == 0 {
		return MethodOther
	}
	m := t.asked[0]
	if code/100 != 1 || code == 101 {
		t.asked = append(t.asked[:0], t.asked[1:]...)
	}
	return m
}

// forget drops all open requests but the newest: bytes were lost, and the
// replies to the others may be among them.
func (t *Transcript) forget() {
	if n := len(t.asked); n > 1 {
		t.asked = append(t.asked[:0], t.asked[n-1])
	}
}

// tunnel ends HTTP on this connection.
func (t *Transcript) tunnel() {
	for i := range t.speakers {
		t.speakers[i].in = inTunnel
	}
}
