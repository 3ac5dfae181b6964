package text

import "encoding/binary"

const ones = 0x0101010101010101

// Plain returns how many bytes b begins with that are printable ASCII. Nearly all text
// is nothing else, and every line that is written is looked at: so it goes by eight.
func Plain(b []byte) int {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		// The highest bit of a byte is set where that was below 0x20, 0x7f or above.
		w := binary.LittleEndian.Uint64(b[i:])
		if ((w-0x20*ones)|(w+ones)|w)&(0x80*ones) != 0 {
			break
		}
	}
	for i < len(b) && b[i]-0x20 < 0x5f {
		i++
	}
	return i
}
