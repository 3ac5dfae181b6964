package websocket

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Transcript reads both directions of a connection in sequence order, from the first
// frame on, and hands out the messages of data that the peers said to each other: put
// together, without masks and compression.
type Transcript struct {
	hand  func(Piece)
	store store
	ways  [2]way
	flows [2]line
	count uint32 // of messages, which stand for frames of a capture
}

// Piece is what a Transcript hands out: a message, or what there is of it.
type Piece struct {
	Dir    dissect.Dir
	Mark   reassembly.Mark // of the segment that completed it
	Opcode Opcode
	Bytes  []byte // borrowed until return
	// Missing is how many bytes were lost; Bytes is nil.
	Missing uint32
	// Sealed: it was compressed in a way that cannot be undone; Bytes are as they were sent.
	Sealed bool
}

// line is a direction.
type line struct {
	begun []byte // a frame that is not whole, as far as it is kept
	size  int64  // of it, so far
	seek  bool   // bytes are missing: where a frame begins is not known
	lost  bool   // there was something else than a frame
}

// NewTranscript returns a Transcript that gives its pieces to hand. terms are what the
// ends agreed on (dissect.Rare.Terms).
func NewTranscript(terms string, hand func(Piece)) *Transcript {
	x := way{agreed: compresses(terms)}
	return &Transcript{hand: hand, ways: [2]way{x, x}}
}

// Data takes the next bytes of a direction, those of one segment.
func (t *Transcript) Data(dir dissect.Dir, b []byte, m reassembly.Mark) {
	x := &t.flows[dir]
	if x.seek && resumes(b, dir) {
		x.seek = false
	}
	for len(b) > 0 && !x.lost && !x.seek {
		h, ok := readHead(x.begun)
		if ok && !h.possible(dir) {
			*x = line{lost: true}
			return
		}
		n := min(int64(h.Size)+h.Length-x.size, int64(len(b)))
		if room := int64(h.Size + maxMessage - len(x.begun)); room > 0 {
			x.begun = append(x.begun, b[:min(n, room)]...)
		}
		x.size += n
		b = b[n:]
		if h, ok = readHead(x.begun); ok && x.size == int64(h.Size)+h.Length {
			t.frame(dir, &h, x.begun[h.Size:], m)
			x.begun, x.size = x.begun[:0], 0
		}
	}
}

// frame takes a frame.
func (t *Transcript) frame(dir dissect.Dir, h *Head, payload []byte, m reassembly.Mark) {
	w, whole := &t.ways[dir], int64(len(payload)) == h.Length
	switch {
	case h.Opcode.control():
		return
	case !h.Fin:
		w.goesOn(h, payload, whole, true, t.count)
		return
	}
	t.count++
	t.store.next(t.count)
	c := w.ends(&t.store, h, payload, whole, true, t.count)
	p := Piece{Dir: dir, Mark: m, Opcode: c.opcode, Bytes: c.bytes, Sealed: c.failed}
	if c.failed {
		p.Bytes = payload
	}
	if len(p.Bytes) > 0 {
		t.hand(p)
	}
}

// Gap tells that the next n bytes of a direction are missing.
func (t *Transcript) Gap(dir dissect.Dir, n uint32, m reassembly.Mark) {
	t.lose(dir)
	t.hand(Piece{Dir: dir, Mark: m, Missing: n})
}

// lose takes it that it is not known where the next frame begins.
func (t *Transcript) lose(dir dissect.Dir) {
	t.ways[dir].lost()
	t.flows[dir] = line{begun: t.flows[dir].begun[:0], seek: true, lost: t.flows[dir].lost}
}
