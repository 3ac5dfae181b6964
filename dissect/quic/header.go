package quic

import "encoding/binary"

var be = binary.BigEndian

// PacketType says what a packet is (RFC 9000 §17).
type PacketType uint8

// Types of packets. The first four are numbered as in version 1.
const (
	Initial PacketType = iota
	ZeroRTT
	Handshake
	Retry
	OneRTT // with a short header
	VersionNegotiation
)

var packetTypes = [...]string{"Initial", "0-RTT", "Handshake", "Retry", "Protected Payload", "Version Negotiation"}

// String returns the name of the type.
func (t PacketType) String() string { return packetTypes[t] }

// Bits of the first byte, and sizes (RFC 9000 §17.2).
const (
	longForm  = 0x80
	fixedBit  = 0x40
	typeShift = 4
	spinBit   = 0x20 // of short headers
	phaseBit  = 0x04

	versionAt = 1
	idsAt     = 5 // the length of the first connection ID
	maxID     = 20
	retryTag  = 16
)

// Header is what of a packet is in clear before anybody has keys: all but its number,
// and the bits that protect that.
type Header struct {
	Type    PacketType
	Version Version // 0 of short headers
	// DCID and SCID are connection IDs of who shall receive and who sends; Token is that
	// of Initial and Retry packets, Versions those that a Version Negotiation offers.
	// Borrowed.
	DCID, SCID, Token, Versions []byte
	// Where lengths and what they are of stand; of varints, their sizes.
	scidAt, tokenAt, lengthAt, tokenSize, lengthSize int
	Length                                           int // of number and payload
	NumberAt                                         int // where the number begins, or what a Retry or Version Negotiation has
	End                                              int // of the packet
}

// Long reports whether the header is a long one.
func (h *Header) Long() bool { return h.Type != OneRTT }

// protected reports whether the packet has a number and a payload that are encrypted.
func (h *Header) protected() bool { return h.Type < Retry || h.Type == OneRTT }

// readLong reads the long header that b begins with, and returns false if it is none
// that may be read, or the packet is not whole. Parts of it are borrowed of b.
func readLong(b []byte) (h Header, ok bool) {
	if len(b) <= idsAt || b[0]&longForm == 0 {
		return h, false
	}
	h.Version = Version(be.Uint32(b[versionAt:]))
	at := idsAt
	if h.DCID, at, ok = readID(b, at); !ok {
		return h, false
	}
	h.scidAt = at + 1
	if h.SCID, at, ok = readID(b, at); !ok {
		return h, false
	}
	switch {
	case h.Version == Negotiation:
		h.Type, h.NumberAt, h.End = VersionNegotiation, at, len(b)
		h.Versions = b[at:]
		return h, len(h.Versions) > 0 && len(h.Versions)%4 == 0
	case b[0]&fixedBit == 0 || len(h.DCID) > maxID || len(h.SCID) > maxID || !h.Version.known():
		return h, false
	}
	h.Type = PacketType(b[0] >> typeShift & 3)
	if h.Version.second() {
		h.Type = (h.Type + 3) & 3 // Initial is 1 there, Retry 0
	}
	if h.Type == Retry {
		h.NumberAt, h.End = at, len(b)
		if len(b)-at <= retryTag {
			return h, false
		}
		h.Token, h.tokenAt = b[at:len(b)-retryTag], at
		return h, true
	}
	return h, h.readLength(b, at)
}

// readLength reads the token of an Initial packet and the length of the others.
func (h *Header) readLength(b []byte, at int) bool {
	if h.Type == Initial {
		n, size := readVarint(b[at:])
		if size == 0 || n > uint64(len(b)-at-size) {
			return false
		}
		h.tokenSize, h.tokenAt = size, at+size
		at += size + int(n)
		h.Token = b[h.tokenAt:at]
	}
	n, size := readVarint(b[at:])
	if size == 0 || n == 0 {
		return false
	}
	h.lengthAt, h.lengthSize, h.NumberAt = at, size, at+size
	h.Length = int(min(n, 1<<32))
	h.End = min(h.NumberAt+h.Length, len(b))
	return true
}

// readID reads a connection ID behind its length, and returns where it ends.
func readID(b []byte, at int) (id []byte, end int, ok bool) {
	if at >= len(b) || at+1+int(b[at]) > len(b) {
		return nil, at, false
	}
	end = at + 1 + int(b[at])
	return b[at+1 : end], end, true
}

// readVarint reads a number of variable length (RFC 9000 §16). size is 0 if it is not
// whole.
func readVarint(b []byte) (n uint64, size int) {
	if len(b) == 0 {
		return 0, 0
	}
	if size = 1 << (b[0] >> 6); len(b) < size {
		return 0, 0
	}
	n = uint64(b[0] & 0x3f)
	for _, c := range b[1:size] {
		n = n<<8 | uint64(c)
	}
	return n, size
}

// fullNumber returns the number of a packet of which the last size bytes were sent, after
// the largest that was seen (RFC 9000 §A.3).
func fullNumber(largest int64, truncated uint64, size int) uint64 {
	expected := uint64(largest + 1)
	window := uint64(1) << (8 * size)
	half, mask := window/2, window-1
	n := expected&^mask | truncated
	switch {
	case n+half <= expected && n < 1<<62-window:
		return n + window
	case n > expected+half && n >= window:
		return n - window
	}
	return n
}
