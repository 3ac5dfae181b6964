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

// Marks are characters of ASCII that do not stand for themselves where something is
// written: quotes, brackets.
type Marks struct {
	words []uint64 // each of them, eight times
	is    [256]bool
}

// NewMarks returns the characters of s as Marks.
func NewMarks(s string) *Marks {
	m := new(Marks)
	for i := range len(s) {
		m.words = append(m.words, ones*uint64(s[i]))
		m.is[s[i]] = true
	}
	return m
}

// Plain returns how many bytes b begins with that are printable ASCII and none of m.
func (m *Marks) Plain(b []byte) int {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		other := (w - 0x20*ones) | (w + ones) | w
		for _, k := range m.words {
			other |= (w ^ k) - ones // of ASCII only what is k falls below 0
		}
		if other&(0x80*ones) != 0 {
			break
		}
	}
	for i < len(b) && b[i]-0x20 < 0x5f && !m.is[b[i]] {
		i++
	}
	return i
}
