package bittorrent

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// framer finds the messages in one direction of a connection, in sequence order.
type framer struct {
	head   Head
	bytes  []byte       // the beginning of the message, as far as it is needed
	got    int          // bytes of the message so far
	side   dissect.Side // what brought them
	lost   bool         // where messages begin is not known: bytes before were not captured
	found  bool         // it was, once
	first  bool         // nothing was read yet: a handshake has to come
	astray bool         // what was read is not of the protocol; nothing follows
	gap    bool         // bytes of the message were not captured
}

// maxKept is how many bytes of a message are kept: the longest bitfield. Longer
// ones pass and are not read.
const maxKept = prefix + 1 + maxBitfield

// A hearer takes what a framer finds.
type hearer interface {
	// message takes a complete message. b is its beginning: all of it but for the
	// block of a Piece, or of one that is longer than maxKept. Borrowed.
	message(dir dissect.Dir, x *framer, b []byte)
	// block takes bytes of the block of a Piece as they pass, or nil where missing
	// bytes of it were not captured. Called once with neither before the first.
	block(dir dissect.Dir, x *framer, b []byte, missing int64, m reassembly.Mark)
}

// needs returns how many bytes of the message are kept.
func (x *framer) needs() int { return min(x.head.needs(), maxKept) }

// read takes the next bytes of the direction.
func (x *framer) read(dir dissect.Dir, b []byte, m reassembly.Mark, to hearer) {
	for len(b) > 0 && !x.astray {
		if x.lost {
			n := anchor(b)
			if n < 0 {
				return
			}
			b, x.lost = b[n:], false
		}
		if x.head.Kind == Short {
			b = x.begin(dir, b, m, to)
			continue
		}
		n := min(x.head.Size-x.got, len(b))
		x.take(dir, b[:n], m, to)
		b = b[n:]
		x.finish(dir, to)
	}
}

// begin takes bytes of which it is not known yet what they begin, and returns
// those that it does not need.
func (x *framer) begin(dir dissect.Dir, b []byte, m reassembly.Mark, to hearer) []byte {
	had := len(x.bytes)
	x.bytes = append(x.bytes, b[:min(len(b), maxHead-had)]...)
	h := readNext(x.bytes)
	switch {
	case h.Kind == Continuation || x.first && h.Kind != Short && h.Kind != Handshake:
		x.forget()
		x.astray = true
		return nil
	case h.Kind == Short:
		x.count(len(x.bytes)-had, m)
		return b[len(x.bytes)-had:]
	}
	x.found, x.first = true, false
	x.head = h
	kept := min(len(x.bytes), h.Size)
	x.bytes = x.bytes[:min(kept, x.needs())]
	x.count(kept-had, m)
	b = b[kept-had:]
	if x.carries() {
		to.block(dir, x, nil, 0, m)
		if rest := x.bytes[len(x.bytes):kept]; len(rest) > 0 {
			to.block(dir, x, rest, 0, m)
		}
	}
	x.finish(dir, to)
	return b
}

// carries reports whether all of the message is there but for a block.
func (x *framer) carries() bool {
	return x.head.form() == carrying && len(x.bytes) == x.needs() && !x.head.tooShort()
}

// count takes n bytes of the message.
func (x *framer) count(n int, m reassembly.Mark) {
	x.got += n
	if n > 0 {
		x.side.Add(n, m)
	}
}

// take takes bytes of a message that is known.
func (x *framer) take(dir dissect.Dir, b []byte, m reassembly.Mark, to hearer) {
	x.count(len(b), m)
	if n := min(x.needs()-len(x.bytes), len(b)); n > 0 {
		x.bytes, b = append(x.bytes, b[:n]...), b[n:]
		if x.carries() {
			to.block(dir, x, nil, 0, m)
		}
	}
	if len(b) > 0 && x.carries() {
		to.block(dir, x, b, 0, m)
	}
}

// finish tells the message if it is complete.
func (x *framer) finish(dir dissect.Dir, to hearer) {
	if x.head.Kind == Short || x.got < x.head.Size {
		return
	}
	to.message(dir, x, x.bytes)
	x.forget()
}

// forget gets ready for the next message.
func (x *framer) forget() {
	b := x.bytes[:0]
	if cap(b) > maxSpareHead {
		b = nil
	}
	*x = framer{bytes: b, lost: x.lost, found: x.found, first: x.first, astray: x.astray, head: Head{Kind: Short}}
}

// maxSpareHead is the largest buffer kept for the next message.
const maxSpareHead = 1 << 10

// miss takes n bytes that were not captured. Within a block that does no harm, if
// their number is exact.
func (x *framer) miss(dir dissect.Dir, n int64, exact bool, m reassembly.Mark, to hearer) {
	within := x.head.Kind != Short && len(x.bytes) >= x.needs()
	if within && exact && n <= int64(x.head.Size-x.got) {
		x.got += int(n)
		x.side.Bytes += n
		x.gap = true
		if x.carries() {
			to.block(dir, x, nil, n, m)
		}
		x.finish(dir, to)
		return
	}
	x.forget()
	x.lost, x.first, x.astray = true, false, false
}

// anchor returns where in b a message begins without doubt, -1 if nowhere: a
// handshake, or one about a block as all programs ask for them, or a few messages
// that follow each other up to the end of b.
func anchor(b []byte) int {
	for i := range b {
		if b[i] == magic[0] && len(b)-i >= len(magic) && string(b[i:i+len(magic)]) == magic || b[i] == 0 && chained(b[i:]) {
			return i
		}
	}
	return -1
}

// leastChain is how many messages have to follow each other to be no chance.
const leastChain = 3

// chained reports whether b begins with messages that are no chance.
func chained(b []byte) bool {
	if framed(b) {
		return true
	}
	for n := 0; n < maxChain; n++ {
		h := ReadHead(b)
		switch {
		case h.Kind != Typed || h.Size > len(b) || h.Type == Piece:
			return false
		case h.Size == len(b):
			return n+1 >= leastChain || h.Size > prefix+1 && h.Type != Extended
		}
		b = b[h.Size:]
	}
	return true
}

// maxChain bounds how far messages are followed.
const maxChain = 8
