package http

import (
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
	// Switched hears that what follows are bytes of another protocol, and what its ends
	// agreed on with it (dissect.Rare.Terms). nil: nobody asks.
	Switched func(protocol, terms []byte)

	hand   func(Piece)
	reader reader
	drawer drawer
	body   [2][]byte // content not handed out yet, by direction
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
	t.reader.init(t, &t.drawer, true)
	return t
}

// Data takes the next bytes of a direction, those of one segment. They are
// borrowed until return.
func (t *Transcript) Data(d dissect.Dir, b []byte, m reassembly.Mark) { t.reader.data(d, b, m, 0) }

// Gap tells that the next n bytes of a direction are missing.
func (t *Transcript) Gap(d dissect.Dir, n uint32, m reassembly.Mark) { t.reader.gap(d, int64(n), m) }

// End hands out what is still there when the connection has ended.
func (t *Transcript) End() { t.reader.end([2]bool{}) }

func (t *Transcript) give(s *halfStream, b []byte) {
	if len(b) > 0 {
		t.hand(Piece{Dir: s.dir, Mark: s.mark, Bytes: b})
	}
}

// request implements sink.
func (t *Transcript) request(s *halfStream, r *Request, raw []byte, _ bool) *open {
	t.drawer.keepRequest(r)
	t.give(s, raw)
	return nil
}

// response implements sink.
func (t *Transcript) response(s *halfStream, r *Response, raw []byte, _ *open, _ bool) {
	t.drawer.keepResponse(r)
	t.give(s, raw)
}

// content implements sink. Pieces of a body are handed out together.
func (t *Transcript) content(s *halfStream, b []byte) {
	t.body[s.dir] = append(t.body[s.dir], b...)
	if len(t.body[s.dir]) >= maxPiece {
		t.flush(s)
	}
}

func (t *Transcript) flush(s *halfStream) {
	b := t.body[s.dir]
	t.give(s, b)
	if t.body[s.dir] = b[:0]; cap(b) > 2*maxPiece {
		t.body[s.dir] = nil
	}
}

// missing implements sink.
func (t *Transcript) missing(s *halfStream, n, _ int64, m reassembly.Mark) {
	t.flush(s)
	t.hand(Piece{Dir: s.dir, Mark: m, Missing: uint32(n)})
}

// end implements sink.
func (t *Transcript) end(s *halfStream, _ bool) { t.flush(s) }

// tunnel implements sink: what follows is stray.
func (t *Transcript) tunnel(to switched) {
	if t.Switched != nil && to.protocol != nil {
		t.Switched(to.protocol, to.terms)
	}
}

// long implements sink.
func (t *Transcript) long(s *halfStream, b []byte) { t.give(s, b) }

// stray implements sink.
func (t *Transcript) stray(s *halfStream, b []byte) { t.give(s, b) }

// lost implements sink.
func (t *Transcript) lost(*open) {}
