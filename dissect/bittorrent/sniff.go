package bittorrent

import "netsniff/dissect"

// sniff finds the protocol by its handshake, or by messages of which nothing
// but chance could make the numbers. Everything may be of it on its ports: what
// a capture begins in the middle of, or what is encrypted.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram {
		return dissect.No
	}
	if len(b) > pstrlen && magic[:min(len(b), len(magic))] == string(b[:min(len(b), len(magic))]) {
		if len(b) >= len(magic) {
			return dissect.Yes
		}
		return dissect.Maybe
	}
	if framed(b) {
		return dissect.Yes
	}
	return dissect.Maybe
}

// Blocks of all programs in use are this long, and begin at a multiple of it
// (BEP 3: "All current implementations use 2^14").
const usualBlock = 1 << 14

// maxPieces bounds numbers of pieces that are plausible.
const maxPieces = 1 << 22

// framed reports whether b begins with a message about a block whose numbers are
// the usual ones, behind at most a few others: some 70 bits that are as they
// have to be.
func framed(b []byte) bool {
	for range 8 {
		h := ReadHead(b)
		if h.Kind != Typed {
			return false
		}
		if h.form() == ranged || h.form() == carrying {
			m := Message{Head: h, Bytes: b}
			index, _ := m.Index()
			begin, told := m.Begin()
			length, known := m.BlockLength()
			return told && known && index < maxPieces && begin%usualBlock == 0 && length == usualBlock
		}
		if h.Size >= len(b) {
			return false
		}
		b = b[h.Size:]
	}
	return false
}
