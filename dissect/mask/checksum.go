package mask

import (
	"encoding/binary"

	"netsniff/capture"
)

// star is what secrets are overwritten with.
const star = '*'

func fill(b []byte) {
	for i := range b {
		b[i] = star
	}
}

// overwrite overwrites the bytes [from, to) of what the header in governs in p,
// and changes the checksums over them alike (RFC 1624): they are as right, or
// as wrong, as before. The checksum of a segment in fragments, which lies in
// another frame, stays, and so does a link's frame check sequence.
func overwrite(p *capture.Packet, in capture.Header, from, to int) {
	b := p.Headers.Bytes(in)
	from, to = max(0, from), min(len(b), to)
	if from >= to {
		return
	}
	var even, odd uint64 // what is added to words, by the place of the byte in the buffer
	for i := from; i < to; i++ {
		change := uint64(star) + 0xffff - uint64(b[i])
		if (int(in.Off)+i)&1 == 0 {
			even += change
		} else {
			odd += change
		}
	}
	fill(b[from:to])
	quoted := true
	for _, h := range p.All() {
		if h.Buffer == in.Buffer && h.Off <= in.Off {
			adjust(p, h, even, odd)
		}
		quoted = quoted && h != in
	}
	if quoted {
		adjust(p, in, even, odd)
	}
}

// adjust changes the checksum of a header by what was added to the bytes at
// even and at odd places of its buffer.
func adjust(p *capture.Packet, h capture.Header, even, odd uint64) {
	b := p.Headers.Bytes(h)
	at := checksumOf(h.Proto, b)
	if at == 0 || len(b) < at+2 {
		return
	}
	if h.Off&1 != 0 {
		even, odd = odd, even
	}
	// Bytes at even places are the upper half of a word.
	sum := fold(even)<<8 + odd
	sum = fold(sum + uint64(^binary.BigEndian.Uint16(b[at:])))
	x := ^uint16(sum)
	if h.Proto == capture.ProtoUDP && x == 0 {
		x = 0xffff
	}
	binary.BigEndian.PutUint16(b[at:], x)
}

// checksumOf returns where the checksum over what a header governs is, 0 if
// there is none.
func checksumOf(proto capture.Proto, b []byte) int {
	switch proto {
	case capture.ProtoTCP:
		return 16
	case capture.ProtoICMP, capture.ProtoICMPv6:
		return 2
	case capture.ProtoUDP:
		if len(b) >= 8 && (b[6] != 0 || b[7] != 0) {
			return 6
		}
	case capture.ProtoGRE:
		if len(b) >= 8 && b[0]&0x80 != 0 {
			return 4 // RFC 2784 §2.1
		}
	}
	return 0
}

func fold(sum uint64) uint64 {
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return sum
}
