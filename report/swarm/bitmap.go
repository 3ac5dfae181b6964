package swarm

import "math/bits"

// bitmap is a set of pieces, a bit each, the lowest first.
type bitmap []uint64

func newBitmap(n int) bitmap { return make(bitmap, (n+63)/64) }

// size returns what one of n pieces takes.
func bitmapSize(n int) int { return (n + 63) / 64 * 8 }

func (b bitmap) has(i uint32) bool { return int(i/64) < len(b) && b[i/64]&(1<<(i%64)) != 0 }

// add adds a piece, and reports whether it was not there. Those beyond the end are
// none.
func (b bitmap) add(i uint32) bool {
	if int(i/64) >= len(b) || b.has(i) {
		return false
	}
	b[i/64] |= 1 << (i % 64)
	return true
}

func (b bitmap) remove(i uint32) bool {
	if !b.has(i) {
		return false
	}
	b[i/64] &^= 1 << (i % 64)
	return true
}

func (b bitmap) count() (n int) {
	for _, word := range b {
		n += bits.OnesCount64(word)
	}
	return n
}

// ranges returns how many stretches of pieces there are.
func (b bitmap) ranges() (n int) {
	before := uint64(0) // the bit before a word
	for _, word := range b {
		n += bits.OnesCount64(word &^ (word<<1 | before))
		before = word >> 63
	}
	return n
}

// field returns the pieces as a bitfield of n as peers send it (BEP 3).
func (b bitmap) field(n int) []byte {
	f := make([]byte, (n+7)/8)
	for i := range f {
		f[i] = bits.Reverse8(byte(b[i/8] >> (8 * (i % 8))))
	}
	return f
}

// each calls f for every piece.
func (b bitmap) each(f func(i uint32)) {
	for w, word := range b {
		for ; word != 0; word &= word - 1 {
			f(uint32(w*64 + bits.TrailingZeros64(word)))
		}
	}
}

// load adds the pieces of a bitfield of the wire, the highest bit first, below n.
func (b bitmap) load(field []byte, n int) {
	for i, c := range field {
		for ; c != 0; c &= c - 1 {
			if at := i*8 + 7 - bits.TrailingZeros8(c); at < n {
				b[at/64] |= 1 << (at % 64)
			}
		}
	}
}

// fill adds the first n pieces.
func (b bitmap) fill(n int) {
	for i := range n / 64 {
		b[i] = ^uint64(0)
	}
	if rest := n % 64; rest > 0 {
		b[n/64] |= 1<<rest - 1
	}
}
