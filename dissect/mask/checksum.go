package mask

import (
	"encoding/binary"
	"hash/crc32"

	"netsniff/capture"
	"netsniff/dissect/secrets"
)

// checksumAt is where TCP's checksum is (RFC 9293 §3.1).
const checksumAt = 16

// overwrite overwrites the bytes [from, to) of a TCP segment with its header,
// and changes its checksum alike (RFC 1624): it is as right, or as wrong, as
// before. So the sum of the segment stays the same, and with it are those of
// what carries it (UDP, GRE, ICMP). A link's frame check sequence stays. The
// first byte of the header would be at position start.
func overwrite(p *capture.Packet, tcp capture.Header, from, to int, by *secrets.Cover, start int64) {
	b := p.Headers.Bytes(tcp)
	from, to = max(from, checksumAt+2), min(len(b), to)
	if from >= to {
		return
	}
	adjust(b[checksumAt:], change(b[from:to], from, by, start+int64(from)))
}

// change overwrites b, which begins at offset i of a segment and at a position, and
// returns what that adds to the sum of the segment.
func change(b []byte, i int, by *secrets.Cover, at int64) (sum uint64) {
	before := weight(b, i)
	by.Overwrite(b, at)
	return weight(b, i) + uint64(len(b))*0xffff - before
}

// weight returns the sum of b as the words of a segment that it begins at offset i of.
func weight(b []byte, i int) (sum uint64) {
	for _, c := range b {
		sum += uint64(c) << (8 * (1 - i&1))
		i++
	}
	return sum
}

// adjust changes the checksum at the beginning of b by what was added to the
// sum. Of its two zeros it takes the one that stands for none nowhere (RFC 768).
func adjust(b []byte, change uint64) {
	sum := uint64(^binary.BigEndian.Uint16(b)) + change
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	if sum == 0xffff {
		sum = 0
	}
	binary.BigEndian.PutUint16(b, ^uint16(sum))
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// crcOf returns the CRC32c of a packet that has it at an offset, where it counts as zeros.
func crcOf(b []byte, at int) uint32 {
	crc := crc32.Update(0, castagnoli, b[:at])
	crc = crc32.Update(crc, castagnoli, make([]byte, 4))
	return crc32.Update(crc, castagnoli, b[at+4:])
}

// rightCRC reports whether a packet has its CRC32c at an offset: one that is wrong, or of
// more than was captured, stays.
func rightCRC(b []byte, at int) bool {
	return at+4 <= len(b) && binary.LittleEndian.Uint32(b[at:]) == crcOf(b, at)
}
