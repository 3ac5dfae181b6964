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

// checksumAt is where TCP's checksum is (RFC 9293 §3.1).
const checksumAt = 16

// overwrite overwrites the bytes [from, to) of a TCP segment with its header,
// and changes its checksum alike (RFC 1624): it is as right, or as wrong, as
// before. So the sum of the segment stays the same, and with it are those of
// what carries it (UDP, GRE, ICMP). A link's frame check sequence stays.
func overwrite(p *capture.Packet, tcp capture.Header, from, to int) {
	b := p.Headers.Bytes(tcp)
	from, to = max(from, checksumAt+2), min(len(b), to)
	if from >= to {
		return
	}
	adjust(b[checksumAt:], change(b[from:to], from))
	fill(b[from:to])
}

// change returns what is added to the sum of a segment when b, which begins at
// offset i of it, is overwritten.
func change(b []byte, i int) (sum uint64) {
	for _, c := range b {
		shift := 8 * (1 - i&1)
		sum += star<<shift + uint64(^(uint16(c) << shift))
		i++
	}
	return sum
}

// adjust changes the checksum at the beginning of b by what was added to the
// sum.
func adjust(b []byte, change uint64) {
	sum := uint64(^binary.BigEndian.Uint16(b)) + change
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	binary.BigEndian.PutUint16(b, ^uint16(sum))
}
